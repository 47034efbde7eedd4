package spanrecover

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/callers"
	"github.com/obslint/obslint/analyzers/internal/flow"
	"github.com/obslint/obslint/analyzers/internal/spans"
)

// above finds a caller in this package that recovers the panics of a function
// that ends its span by a plain call.
func (r *run) above() *verdict {
	if r.Shared || r.Trail.Kept || r.Trail.Outer || len(r.Enders) > 0 {
		return nil
	}
	end := r.PlainEnd()
	if end == nil {
		return nil
	}
	for _, pt := range r.points {
		if len(pt.Ends) == 0 || slices.ContainsFunc(pt.Ends, func(e spans.State) bool { return !e.Panicking || e.Own.Phase != spans.Open || e.Own.Shared }) {
			continue
		}
		if handler := r.p.stopper(r.Fn, 0); handler != nil {
			return &verdict{category: "lost", s: r.Span, panics: pt.At, at: end, ender: end, handler: handler, more: len(r.Plain) > 1}
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
	if p.callers == nil {
		p.callers = callers.New(p.flow)
	}
	for _, h := range p.callers.Handings(fn) {
		if slices.Contains(p.spans.Panics().Runs(flow.CalleeObject(h.Call.Common())), h.Arg) {
			return h.Call
		}
	}
	for _, site := range p.callers.Calls(fn) {
		call, ok := site.(*ssa.Call)
		if !ok {
			continue
		}
		handler, passes := p.spans.Stopper(call)
		if handler == nil && passes {
			handler = p.stopper(site.Parent(), depth+1)
		}
		if handler != nil {
			return handler
		}
	}
	return nil
}

// inner finds a literal or a function that is all that the span covers, is
// given the span or its context, and recovers a panic without a word to anyone.
func (r *run) inner() *verdict {
	var calls []*ssa.Call
	for _, pt := range r.Points {
		call, ok := pt.At.(*ssa.Call)
		if !ok {
			return nil
		}
		if !slices.Contains(calls, call) {
			calls = append(calls, call)
		}
	}
	if len(calls) != 1 || flow.InLoop(calls[0]) || r.Start == nil {
		return nil
	}
	call := calls[0]
	fn, _ := flow.Callee(&call.Call)
	if fn == nil || len(fn.Blocks) == 0 || !flow.HasDefer(fn) || fn.Signature.Results().Len() > 0 {
		return nil
	}
	if !r.Given(call, fn) {
		return nil
	}
	// What sets an error status behind the call may have been told.
	if slices.ContainsFunc(r.Failures, func(f spans.Failure) bool { return f.Call.Parent() != r.Fn || flow.Reaches(call, f.Call, nil) }) {
		return nil
	}
	in := r.Within(call, fn)
	if in == nil {
		return nil
	}
	var v *verdict
	for _, pt := range in.Points {
		for _, e := range pt.Ends {
			switch {
			case e.Panicking || !e.Own.Recovered:
			case e.Own.Phase != spans.Open || e.Own.Shared || e.Own.Status == spans.Failed || e.Own.Status == spans.Unclear || e.Own.Handler == 0:
				return nil
			case v == nil:
				v = &verdict{category: "unset", s: r.Span, panics: pt.At, at: in.CallOf(e.Own.Handler), recorded: e.Own.Recorded, inner: true}
			}
		}
	}
	if v == nil || tells(v.at, 0) {
		return nil
	}
	return v
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
