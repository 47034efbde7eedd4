package spanrecover

import (
	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/flow"
	"github.com/obslint/obslint/analyzers/internal/unwind"
)

// recoversIn reports whether fn itself calls recover.
func recoversIn(fn *ssa.Function) bool {
	for instr := range flow.Instrs(fn) {
		if unwind.IsRecover(instr) {
			return true
		}
	}
	return false
}

// recoversAround reports whether a function between fn and outer defers
// anything that recovers.
func (r *run) recoversAround(fn, outer *ssa.Function) bool {
	for ; fn != nil; fn = fn.Parent() {
		for instr := range flow.Instrs(fn) {
			if d, ok := instr.(*ssa.Defer); ok {
				if some, _ := r.p.recovers(d); some {
					return true
				}
			}
		}
		if fn == outer {
			break
		}
	}
	return false
}

// recovers reports whether a deferred call stops any panic, and whether it
// stops every one.
func (p *pkg) recovers(d *ssa.Defer) (some, all bool) {
	if fn, _ := flow.Callee(&d.Call); fn != nil && len(fn.Blocks) > 0 {
		some, all = recoversIn(fn), true
		for instr := range flow.Instrs(fn) {
			if p, ok := instr.(*ssa.Panic); ok && unwind.Raises(p) {
				all = false
			}
		}
		return some, some && all
	}
	f := p.handles(flow.CalleeObject(&d.Call))
	return f != nil && f.stopsSome(), f != nil && f.stops()
}

// shields reports whether a call reaches a function of this package that stops
// all panics in it: a handler is deferred where it begins, and does not panic
// again.
func (p *pkg) shields(call *ssa.CallCommon, depth int) bool {
	fn, _ := flow.Callee(call)
	if fn == nil || len(fn.Blocks) == 0 || depth > 3 {
		return false
	}
	for _, instr := range fn.Blocks[0].Instrs {
		switch instr := instr.(type) {
		case *ssa.Defer:
			if _, all := p.recovers(instr); all {
				return true
			}
		case *ssa.Call:
			if p.risky(&instr.Call, depth+1) {
				return false
			}
		}
	}
	return false
}
