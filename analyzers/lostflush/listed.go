package lostflush

import (
	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/closures"
	"github.com/obslint/obslint/analyzers/internal/ctxlife"
	"github.com/obslint/obslint/analyzers/internal/flow"
)

// listed reports whether a func is added at p to a list that p's function was
// given, and does nothing else with: it is run by who gave it, past the
// function's return. What is stored in a receiver may be run at any time.
func (c *checker) listed(p closures.Place) bool {
	if p.Out == nil {
		return false
	}
	add, ok := p.Out.At.(*ssa.Call)
	if !ok {
		return false
	}
	recv, _ := flow.Args(&add.Call)
	list, ok := flow.Source(recv).(*ssa.Parameter)
	return ok && flow.ParamIndex(list) >= 0 && !c.used(add, recv)
}

// overLater judges a func that is added to a list at p and run when p's
// function has returned: it waits for the context's end before it does.
func (c *checker) overLater(n *ctxlife.Ctx, p closures.Place) *verdict {
	for m := n; m != nil; m = m.Parent {
		var now []*ctxlife.Event
		for _, ev := range c.life.Events(p.Fn) {
			if ev.Key == m.Key && ev.Kind != ctxlife.CancelDeferred {
				now = append(now, ev)
			}
		}
		if ev := c.life.Past(p.Fn, p.At, flow.IsReturn, now); ev != nil {
			return &verdict{category: "over", node: m, ev: ev, place: p}
		}
	}
	return nil
}

// used reports whether something else than adding is done with the list that
// recv points to, in the function of add or a literal of it: it may run what
// has been added.
func (c *checker) used(add *ssa.Call, recv ssa.Value) bool {
	for _, f := range c.flow.Funcs() {
		if flow.Outermost(f) != flow.Outermost(add.Parent()) {
			continue
		}
		for instr := range flow.Instrs(f) {
			call, ok := instr.(ssa.CallInstruction)
			if !ok {
				continue
			}
			if obj := flow.CalleeObject(call.Common()); obj != nil && c.pass.ImportObjectFact(obj, new(closures.Collects)) {
				continue
			}
			other, args := flow.Args(call.Common())
			for _, v := range append(args, other) {
				if v != nil && flow.SameVariable(v, recv) {
					return true
				}
			}
		}
	}
	return false
}
