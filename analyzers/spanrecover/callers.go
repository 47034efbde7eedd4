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
		if handler := r.p.stopper(r.fn, 0); handler != nil {
			return &verdict{category: "lost", s: r.subject, panics: pt.at, at: end, ender: end, handler: handler, more: len(r.plain) > 1}
		}
	}
	return nil
}

// maxCallers is how far up the callers of a function are looked at.
const maxCallers = 4

// stopper returns a deferred call, in a caller of fn in this package, or in one
// of its callers, that stops the panics of fn, or the call that gives fn to
// another package's function that does; or nil.
func (p *pkg) stopper(fn *ssa.Function, depth int) ssa.CallInstruction {
	if depth == maxCallers {
		return nil
	}
	for _, h := range p.callers.Handings(fn) {
		if slices.Contains(p.runs(flow.CalleeObject(h.Call.Common())), h.Arg) {
			return h.Call
		}
	}
	for _, site := range p.callers.Calls(fn) {
		handler, passes := p.recoverer(site)
		if handler == nil && passes {
			handler = p.stopper(site.Parent(), depth+1)
		}
		if handler != nil {
			return handler
		}
	}
	return nil
}

// recoverer returns the deferred call that stops every panic of a call, or nil.
// If there is none, it tells whether the panics pass on to the caller.
func (p *pkg) recoverer(site ssa.CallInstruction) (handler ssa.CallInstruction, passes bool) {
	call, ok := site.(*ssa.Call)
	if !ok {
		return nil, false
	}
	r := newRun(&subject{p: p, fn: call.Parent()})
	r.m.MayPanic = func(at ssa.Instruction, _ own) bool { return at == ssa.Instruction(call) }
	stopped, heard, passes := 0, true, true
	r.m.Panicked = func(_ ssa.Instruction, _ state, _ []*ssa.Defer, ends []state) {
		heard = heard && len(ends) > 0
		for _, e := range ends {
			passes = passes && e.Panicking
			if heard = heard && !e.Panicking && e.Own.recovered; heard {
				stopped = e.Own.handler
			}
		}
	}
	if _, ok := r.m.Run(&unwind.Frame{Fn: call.Parent()}, state{}); !ok || !heard {
		return nil, ok && passes
	}
	return r.callOf(stopped), false
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
	if !ok || bad || v == nil || tells(v.at, 0) {
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
// panic was recovered, itself or in a function of this package that it calls.
func tells(call ssa.CallInstruction, depth int) bool {
	fn, _ := flow.Callee(call.Common())
	if fn == nil || len(fn.Blocks) == 0 {
		return depth == 0
	}
	for instr := range flow.Instrs(fn) {
		switch instr := instr.(type) {
		case *ssa.Store:
			if !isLocal(instr.Addr, fn) {
				return true
			}
		case *ssa.MapUpdate, *ssa.Send, *ssa.Go, *ssa.Panic:
			return true
		case ssa.CallInstruction:
			if depth < maxCallers && tells(instr, depth+1) {
				return true
			}
		}
	}
	return false
}

// isLocal reports whether addr is a variable of fn, or an element of one: a
// variadic argument.
func isLocal(addr ssa.Value, fn *ssa.Function) bool {
	if ia, ok := addr.(*ssa.IndexAddr); ok {
		addr = ia.X
	}
	a, ok := addr.(*ssa.Alloc)
	return ok && a.Parent() == fn
}
