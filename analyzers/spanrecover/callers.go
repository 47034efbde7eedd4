package spanrecover

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/flow"
	"github.com/obslint/obslint/analyzers/internal/unwind"
)

// above finds a caller in this package that recovers the panics of a function
// that ends its span by a plain call.
func (r *run) above(points []point) *verdict {
	if r.shared || r.trail.kept || r.trail.outer || len(r.enders) > 0 {
		return nil
	}
	end := r.plainEnd()
	if end == nil {
		return nil
	}
	for _, pt := range points {
		if len(pt.ends) == 0 || slices.ContainsFunc(pt.ends, func(e state) bool { return !e.Panicking || e.Own.phase != open || e.Own.shared }) {
			continue
		}
		for _, site := range r.p.callers[r.fn] {
			if handler := r.p.recoverer(site); handler != nil {
				return &verdict{category: "lost", s: r.subject, panics: pt.at, at: end, ender: end, handler: handler}
			}
		}
	}
	return nil
}

// recoverer returns the deferred call that stops every panic of a call, or nil.
func (p *pkg) recoverer(site ssa.CallInstruction) ssa.CallInstruction {
	call, ok := site.(*ssa.Call)
	if !ok {
		return nil
	}
	r := newRun(&subject{p: p, fn: call.Parent()})
	r.m.MayPanic = func(at ssa.Instruction, _ own) bool { return at == ssa.Instruction(call) }
	stopped, heard := 0, true
	r.m.Panicked = func(_ ssa.Instruction, _ state, _ []*ssa.Defer, ends []state) {
		heard = heard && len(ends) > 0
		for _, e := range ends {
			if heard = heard && !e.Panicking && e.Own.recovered; heard {
				stopped = e.Own.handler
			}
		}
	}
	if _, ok := r.m.Run(&unwind.Frame{Fn: call.Parent()}, state{}); !ok || !heard {
		return nil
	}
	return r.callOf(stopped)
}

// inner finds a literal or a function that is all that the span covers, is
// given the span or its context, and recovers a panic without a word to anyone.
func (r *run) inner(points []point) *verdict {
	var calls []*ssa.Call
	for _, pt := range points {
		call, ok := pt.at.(*ssa.Call)
		if !ok {
			return nil
		}
		if !slices.Contains(calls, call) {
			calls = append(calls, call)
		}
	}
	if len(calls) != 1 || flow.InLoop(calls[0]) || r.start == nil {
		return nil
	}
	call := calls[0]
	fn, _ := flow.Callee(&call.Call)
	if fn == nil || len(fn.Blocks) == 0 || !hasDefer(fn) || fn.Signature.Results().Len() > 0 || flow.InLoop(r.start) {
		return nil
	}
	fr := &unwind.Frame{Fn: r.fn}
	if !r.given(fr, call, fn) {
		return nil
	}
	given := *r.subject
	given.start = nil
	in := newRun(&given)
	var v *verdict
	bad := false
	in.m.MayPanic = func(at ssa.Instruction, o own) bool { return o.phase == open && in.mayPanic(at) }
	in.m.Panicked = func(at ssa.Instruction, _ state, _ []*ssa.Defer, ends []state) {
		for _, e := range ends {
			switch {
			case e.Panicking || !e.Own.recovered:
			case e.Own.phase != open || e.Own.shared || e.Own.status == failed || e.Own.status == unclear || e.Own.handler == 0:
				bad = true
			case v == nil:
				v = &verdict{category: "unset", s: r.subject, panics: at, at: in.callOf(e.Own.handler), recorded: e.Own.recorded, inner: true}
			}
		}
	}
	_, ok := in.m.Run(&unwind.Frame{Fn: fn, Call: call, Caller: fr}, state{Own: own{phase: open}})
	if !ok || bad || v == nil || tells(v.at) {
		return nil
	}
	return v
}

// given reports whether a call gives fn the span or its context.
func (r *run) given(fr *unwind.Frame, call *ssa.Call, fn *ssa.Function) bool {
	recv, args := flow.Args(&call.Call)
	for _, arg := range append(args[:len(args):len(args)], recv) {
		if r.relation(fr, arg) != unrelated {
			return true
		}
	}
	for instr := range flow.Instrs(fn) {
		if load, ok := instr.(*ssa.UnOp); ok {
			if _, ok := load.X.(*ssa.FreeVar); ok && r.relation(fr, load) != unrelated {
				return true
			}
		}
	}
	return false
}

// tells reports whether the handler stores or returns anything that says that a
// panic was recovered.
func tells(handler ssa.CallInstruction) bool {
	fn, _ := flow.Callee(handler.Common())
	if fn == nil || len(fn.Blocks) == 0 {
		return true
	}
	for instr := range flow.Instrs(fn) {
		switch instr := instr.(type) {
		case *ssa.Store:
			if a, ok := instr.Addr.(*ssa.Alloc); ok && a.Parent() == fn {
				continue
			}
			if ia, ok := instr.Addr.(*ssa.IndexAddr); ok {
				if a, ok := ia.X.(*ssa.Alloc); ok && a.Parent() == fn {
					continue // a variadic argument
				}
			}
			return true
		case *ssa.MapUpdate, *ssa.Send, *ssa.Go, *ssa.Panic:
			return true
		}
	}
	return false
}
