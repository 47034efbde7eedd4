package spans

import (
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
	for _, param := range fn.Params {
		if isSpanType(param.Type()) && flow.HasDefer(fn) {
			out = append(out, p.newSpan(fn, nil, param, nil))
		}
	}
	return out
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
	s.holders, s.Trail = t.holders, t
	if r := s.Repair(); r != nil {
		s.loose = !r.Sealed
	}
	return s
}

// Repair returns how the library of the span gives it an error status, or nil.
func (s *Span) Repair() *lib.SpanRepair {
	if s.Value == nil {
		return nil
	}
	t := named(s.Value.Type())
	for i := range lib.SpanRepairs {
		if r := &lib.SpanRepairs[i]; t != nil && t.Pkg().Path() == r.Path {
			return r
		}
	}
	return nil
}
