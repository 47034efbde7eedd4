package lostflush

import (
	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/closures"
	"github.com/obslint/obslint/analyzers/internal/ctxlife"
	"github.com/obslint/obslint/analyzers/internal/flow"
	"github.com/obslint/obslint/analyzers/internal/flushes"
)

// already reports whether what a lost flush shuts down has been shut down
// before, under a context that was not over, whenever nothing has gone wrong: a
// second Shutdown does nothing, under whatever context. A func that is handed to
// others besides may have been called by them.
func (c *checker) already(fl flushes.Flush) bool {
	what, isFunc := shut(fl.Call)
	if what == nil || !flushes.Shuts(fl.Kind) {
		return false
	}
	paths := c.lits.Climb(fl.Call, fl.Async)
	for _, f := range c.flow.Funcs() {
		if flow.Outermost(f) != flow.Outermost(fl.Call.Parent()) {
			continue
		}
		for instr := range flow.Instrs(f) {
			call, ok := instr.(ssa.CallInstruction)
			if !ok || call == fl.Call {
				continue
			}
			if isFunc && handsOn(call, what) {
				return true
			}
			if other, _ := shut(call); other != nil && flow.SameVariable(other, what) && c.shutsAlive(call) && c.before(call, paths) {
				return true
			}
		}
	}
	return false
}

// shut returns what a call shuts down, if it does: its receiver, or the func
// value that is called.
func shut(call ssa.CallInstruction) (what ssa.Value, isFunc bool) {
	recv, _ := flow.Args(call.Common())
	if recv != nil || call.Common().IsInvoke() || flow.CalleeObject(call.Common()) != nil {
		return recv, false
	}
	if fn, _ := flow.Callee(call.Common()); fn != nil {
		return nil, false // a literal
	}
	return call.Common().Value, true
}

// handsOn reports whether a call is given the func v.
func handsOn(call ssa.CallInstruction, v ssa.Value) bool {
	_, args := flow.Args(call.Common())
	for _, a := range args {
		if flow.SameVariable(a, v) {
			return true
		}
	}
	return false
}

// shutsAlive reports whether a call shuts something down under a context that
// is not over then.
func (c *checker) shutsAlive(call ssa.CallInstruction) bool {
	for _, fl := range c.flushes.Of(call) {
		if flushes.Shuts(fl.Kind) && !fl.Async && c.judge(fl) == nil {
			return true
		}
	}
	return false
}

// before reports whether call runs before the end of paths on all ways on which
// nothing goes wrong.
func (c *checker) before(call ssa.CallInstruction, paths [][]closures.Place) bool {
	own := c.lits.Climb(call, false)
	if len(own) != 1 || len(paths) != 1 {
		return false
	}
	for _, y := range own[0] {
		if y.Async != nil || y.Out != nil {
			return false
		}
		for _, x := range paths[0] {
			if x.Fn != y.Fn {
				continue
			}
			evs := []*ctxlife.Event{{At: y.At}}
			if x.Deferred && c.life.Past(x.Fn, x.At, flow.IsReturn, evs) != nil {
				return true
			}
			return !y.Deferred && c.life.Past(x.Fn, nil, ctxlife.Is(x.At), evs) != nil
		}
		if (ctxlife.Walk{StopAt: ctxlife.Is(y.At)}).Reaches(y.Fn, nil, flow.IsReturn) {
			return false
		}
	}
	return false
}
