package spans

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/flow"
	"github.com/obslint/obslint/analyzers/internal/lib"
)

// Spans returns the spans that fn starts, and those that it is given and
// may end.
func (p *Package) Spans(fn *ssa.Function) []*Span {
	var out []*Span
	for instr := range flow.Instrs(fn) {
		call, ok := instr.(*ssa.Call)
		if !ok {
			continue
		}
		row, ok := p.Start(call)
		if !ok {
			if s := p.borrowed(fn, call); s != nil {
				out = append(out, s)
			}
			continue
		}
		if span := row.born(call); span != nil {
			out = append(out, p.newSpan(fn, call, span, extract(call, row.Ctx)))
		} else if ender := extract(call, row.Ender); row.Span < 0 && ender != nil {
			s := p.newSpan(fn, call, ender, extract(call, row.Ctx))
			s.Value, s.ender, s.ends = nil, ender, &row.Ends
			out = append(out, s)
		}
	}
	if !flow.HasDefer(fn) {
		return out
	}
	for _, param := range fn.Params {
		if isSpanType(param.Type()) || spanField(param.Type()) != nil && !p.replaces(fn, param) {
			out = append(out, p.newSpan(fn, nil, param, nil))
		}
	}
	return out
}

// replaces reports whether fn puts another span into a struct that it is given.
func (p *Package) replaces(fn *ssa.Function, param *ssa.Parameter) bool {
	for fa, store := range flow.FieldStores(fn) {
		if isSpanType(store.Val.Type()) && slices.Contains(flow.Sources(fa.X), ssa.Value(param)) {
			return true
		}
	}
	for instr := range flow.Instrs(fn) {
		if call, ok := instr.(*ssa.Call); ok {
			if row, ok := p.Start(call); ok && row.born(call) == ssa.Value(param) {
				return true
			}
		}
	}
	return slices.ContainsFunc(fn.AnonFuncs, func(anon *ssa.Function) bool { return p.replaces(anon, param) })
}

// borrowed returns the span that a call takes out of a context that fn is
// given, if fn may end it.
func (p *Package) borrowed(fn *ssa.Function, call *ssa.Call) *Span {
	row, ok := lib.SpanFroms.Lookup(flow.CalleeObject(&call.Call))
	if !ok || !flow.HasDefer(fn) {
		return nil
	}
	_, args := flow.Args(&call.Call)
	span := extract(call, 0)
	if span == nil || row.Ctx >= len(args) {
		return nil
	}
	ctx, ok := flow.Source(args[row.Ctx]).(*ssa.Parameter)
	if !ok || ctx.Parent() != fn {
		return nil
	}
	return p.newSpan(fn, call, span, ctx)
}

func (p *Package) newSpan(fn *ssa.Function, start ssa.CallInstruction, span, ctx ssa.Value) *Span {
	s := &Span{p: p, Fn: fn, Start: start, Value: span, ctx: ctx}
	t := p.follow(span)
	if _, ok := span.(*ssa.Parameter); ok && !isSpanType(span.Type()) {
		t.Kept = true // others have the struct, too
	}
	s.holders, s.Trail = t.holders, t
	typ := span.Type()
	if f := spanField(typ); f != nil {
		typ = f.Type()
	}
	if r := repairOf(typ); r != nil {
		s.loose = !r.Sealed
	}
	return s
}

// Field returns the field of Value that is the span, if Value is a struct with
// no other; or nil.
func (s *Span) Field() *types.Var { return spanField(s.Value.Type()) }

// Repair returns how the library of the span gives it an error status, or nil.
func (s *Span) Repair() *lib.SpanRepair {
	if s.Value == nil {
		return nil
	}
	return repairOf(s.Value.Type())
}

func repairOf(typ types.Type) *lib.SpanRepair {
	t := named(typ)
	for i := range lib.SpanRepairs {
		if r := &lib.SpanRepairs[i]; t != nil && t.Pkg().Path() == r.Path {
			return r
		}
	}
	return nil
}
