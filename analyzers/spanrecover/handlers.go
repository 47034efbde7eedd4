package spanrecover

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/flow"
	"github.com/obslint/obslint/analyzers/internal/lib"
	"github.com/obslint/obslint/analyzers/internal/unwind"
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
			found = found || isType(v.Type(), want)
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
			if isType(call.Value.Type(), want) {
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
		if call, ok := instr.(*ssa.Call); ok && callsNext(&call.Call, k) && !p.panics.Shields(&call.Call) {
			out = append(out, call)
		}
	}
	return out
}

// okPanic finds a handler that gives its span the status of a success while a
// panic passes through.
func (r *run) okPanic(points []point) *verdict {
	k, _ := kindOf(r.fn)
	if k == nil {
		return nil
	}
	next := r.p.nextCalls(r.fn, k)
	for _, pt := range points {
		if !slices.Contains(next, pt.at) || len(pt.ends) == 0 {
			continue
		}
		e := pt.ends[0].Own
		if pt.before.status == succeeded || e.setter == 0 {
			continue
		}
		if !slices.ContainsFunc(pt.ends, func(e state) bool {
			return !e.Panicking || e.Own.shared || e.Own.phase != closed || e.Own.status != succeeded
		}) {
			return &verdict{category: "okpanic", s: r.subject, panics: pt.at, at: r.callOf(e.setter), ender: r.callOf(e.ender)}
		}
	}
	return nil
}

// undeferred finds a handler that calls the next one and then ends its span by
// a plain call, or defers its end only then: a panic skips it.
func (r *run) undeferred(points, before []point) *verdict {
	k, handler := kindOf(r.fn)
	if k == nil || r.start == nil {
		return nil
	}
	next := r.p.nextCalls(r.fn, k)
	next = slices.DeleteFunc(next, func(n ssa.Instruction) bool { return !flow.Reaches(r.start, n, nil) })
	if len(next) == 0 {
		return nil
	}
	if r.trail.outer {
		return r.undeferredOutside(handler, next[0])
	}
	if r.trail.kept || r.shared {
		return nil
	}
	for _, pt := range slices.Concat(points, before) {
		if !slices.Contains(next, pt.at) {
			continue
		}
		open := len(pt.ends) > 0 && !slices.ContainsFunc(pt.ends, func(e state) bool {
			return e.Own.phase == closed || e.Own.shared || !e.Panicking
		})
		end := r.endAfter(pt.at)
		if end == nil {
			end = r.endSoon(pt)
		}
		if open && end != nil {
			return &verdict{category: "undeferred", s: r.subject, panics: pt.at, at: end, ender: end, more: len(r.plain) > 1}
		}
	}
	return nil
}

// endAfter returns the first end, in source order, that a path from at leads to.
func (r *run) endAfter(at ssa.Instruction) ssa.CallInstruction {
	var first ssa.CallInstruction
	for _, end := range r.plain {
		top := ssa.Instruction(end)
		if end.Parent() != at.Parent() {
			top = nil // in a literal or a helper that is called here
		}
		if top != nil && !flow.Reaches(at, top, func(i ssa.Instruction) bool { return i == ssa.Instruction(r.start) }) {
			continue
		}
		if first == nil || end.Pos() < first.Pos() {
			first = end
		}
	}
	return first
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
			given := r.relation(&unwind.Frame{Fn: fn}, recv) == isSpan
			for _, arg := range args {
				if r.relation(&unwind.Frame{Fn: fn}, arg) != isSpan {
					continue
				}
				// A helper may end it.
				g, _ := flow.Callee(call.Common())
				bad = bad || g == nil && r.p.handles(flow.CalleeObject(call.Common())) != nil || g != nil && r.p.touches[g]
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
	if bad || end == nil || r.p.panics.StoppedAround(next.Parent(), handler) {
		return nil
	}
	return &verdict{category: "undeferred", s: r.subject, panics: next, at: end, ender: end}
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
