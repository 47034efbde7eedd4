package spanrecover

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/flow"
	"github.com/obslint/obslint/analyzers/internal/lib"
	"github.com/obslint/obslint/analyzers/internal/spans"
)

// kindOf returns the kind of handler that fn, or a function around it, is.
func kindOf(fn *ssa.Function) (*lib.HandlerKind, *ssa.Function) {
	for ; fn != nil; fn = fn.Parent() {
		for i := range lib.HandlerKinds {
			if k := &lib.HandlerKinds[i]; isHandler(fn.Signature, k) {
				return k, fn
			}
		}
	}
	return nil, nil
}

func isHandler(sig *types.Signature, k *lib.HandlerKind) bool {
	for _, want := range k.Params {
		found := false
		for v := range sig.Params().Variables() {
			found = found || want.Is(v.Type())
		}
		if !found {
			return false
		}
	}
	return true
}

// callsNext reports whether a call hands the request to the next handler.
func callsNext(call *ssa.CallCommon, k *lib.HandlerKind) bool {
	if !call.IsInvoke() {
		for _, want := range k.Next {
			if want.Is(call.Value.Type()) {
				return true
			}
		}
	}
	if obj := flow.CalleeObject(call); obj != nil && slices.Contains(k.Chain, lib.IDOf(obj)) {
		return true
	}
	return k.ByParams && isHandler(call.Signature(), k)
}

// nextCalls returns the calls of the next handler in fn whose panics come back.
func (p *pkg) nextCalls(fn *ssa.Function, k *lib.HandlerKind) []ssa.Instruction {
	var out []ssa.Instruction
	for instr := range flow.Instrs(fn) {
		if call, ok := instr.(*ssa.Call); ok && callsNext(&call.Call, k) && !p.spans.Panics().Shields(&call.Call) {
			out = append(out, call)
		}
	}
	return out
}

// okPanic finds a handler that gives its span the status of a success while a
// panic passes through.
func (r *run) okPanic() *verdict {
	k, _ := kindOf(r.Fn)
	if k == nil {
		return nil
	}
	next := r.p.nextCalls(r.Fn, k)
	for _, pt := range r.points {
		if !slices.Contains(next, pt.At) || len(pt.Ends) == 0 {
			continue
		}
		e := pt.Ends[0].Own
		if pt.Before.Status == spans.Succeeded || e.Setter == 0 {
			continue
		}
		if !slices.ContainsFunc(pt.Ends, func(e spans.State) bool {
			return !e.Panicking || e.Own.Phase != spans.Closed || e.Own.Status != spans.Succeeded
		}) {
			return &verdict{category: "okpanic", s: r.Span, panics: pt.At, at: r.CallOf(e.Setter), ender: r.CallOf(e.Ender)}
		}
	}
	return nil
}

// undeferred finds a handler that calls the next one and then ends its span by
// a plain call, or defers its end only then: a panic skips it.
func (r *run) undeferred() *verdict {
	k, handler := kindOf(r.Fn)
	if k == nil || r.Start == nil {
		return nil
	}
	next := r.p.nextCalls(r.Fn, k)
	next = slices.DeleteFunc(next, func(n ssa.Instruction) bool { return !flow.Reaches(r.Start, n, nil) })
	if len(next) == 0 {
		return nil
	}
	if r.Trail.Outer {
		return r.undeferredOutside(handler, next[0])
	}
	if r.Trail.Kept || r.Shared {
		return nil
	}
	for _, pt := range slices.Concat(r.points, r.Before) {
		if !slices.Contains(next, pt.At) {
			continue
		}
		open := len(pt.Ends) > 0 && !slices.ContainsFunc(pt.Ends, func(e spans.State) bool {
			return e.Own.Phase == spans.Closed || e.Own.Shared || !e.Panicking
		})
		end := r.EndAfter(pt.At)
		if end == nil {
			end = r.EndSoon(pt)
		}
		if open && end != nil {
			return &verdict{category: "undeferred", s: r.Span, panics: pt.At, at: end, ender: end, more: len(r.Plain) > 1}
		}
	}
	return nil
}

// undeferredOutside is undeferred for a span that a literal starts, in a
// variable of the handler around it, and the handler ends.
func (r *run) undeferredOutside(handler *ssa.Function, next ssa.Instruction) *verdict {
	var end ssa.CallInstruction
	bad := false
	var visit func(fn *ssa.Function)
	visit = func(fn *ssa.Function) {
		for instr := range flow.Instrs(fn) {
			call, ok := instr.(ssa.CallInstruction)
			if !ok {
				continue
			}
			recv, args := flow.Args(call.Common())
			given := r.Is(fn, recv)
			for _, arg := range args {
				if !r.Is(fn, arg) {
					continue
				}
				bad = bad || r.p.spans.Handled(call) // a helper may end it
			}
			if _, ok := lib.SpanEnds.Lookup(flow.CalleeObject(call.Common())); !ok || !given {
				continue
			}
			if _, ok := call.(*ssa.Call); !ok || isDeferred(fn) {
				bad = true
				continue
			}
			if fn == next.Parent() && !flow.Reaches(next, call, nil) {
				continue // of an earlier round
			}
			if end == nil || call.Pos() < end.Pos() {
				end = call
			}
		}
		for _, anon := range fn.AnonFuncs {
			visit(anon)
		}
	}
	visit(handler)
	if bad || end == nil || r.p.spans.Panics().StoppedAround(next.Parent(), handler) {
		return nil
	}
	return &verdict{category: "undeferred", s: r.Span, panics: next, at: end, ender: end}
}

// isDeferred reports whether a literal, or one around it, is deferred or
// started as a goroutine.
func isDeferred(fn *ssa.Function) bool {
	for ; fn.Parent() != nil; fn = fn.Parent() {
		for instr := range flow.Instrs(fn.Parent()) {
			switch instr.(type) {
			case *ssa.Defer, *ssa.Go:
				if g, _ := flow.Callee(instr.(ssa.CallInstruction).Common()); g == fn {
					return true
				}
			}
		}
	}
	return false
}
