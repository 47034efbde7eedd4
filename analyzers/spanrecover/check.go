package spanrecover

import (
	"cmp"
	"go/token"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/flow"
	"github.com/obslint/obslint/analyzers/internal/lib"
	"github.com/obslint/obslint/analyzers/internal/unwind"
)

// A verdict is what is wrong with one span.
type verdict struct {
	category string
	s        *subject
	at       ssa.CallInstruction // an end, a status, or the deferred call of a handler
	panics   ssa.Instruction     // where the panic comes from
	handler  ssa.CallInstruction // the deferred call that recovers, if that is not at
	ender    ssa.CallInstruction // what ends the span
	recorded bool
	late     bool
	tried    bool
	status   Outcome
	failures []ssa.CallInstruction // what sets an error status elsewhere, or when the span has ended
	inner    bool
	more     bool // the span is ended elsewhere, too
}

// A point is a place where a panic may come from, and what then happens.
type point struct {
	at     ssa.Instruction
	inside bool // what is called there recovers by itself
	stack  []*ssa.Defer
	before own
	ends   []state
}

// subjects returns the spans that fn starts, and those that it is given and
// may end.
func (p *pkg) subjects(fn *ssa.Function) []*subject {
	var out []*subject
	for instr := range flow.Instrs(fn) {
		call, ok := instr.(*ssa.Call)
		if !ok {
			continue
		}
		row, ok := p.starts(call)
		if !ok {
			if s := p.borrowed(fn, call); s != nil {
				out = append(out, s)
			}
			continue
		}
		if span := row.born(call); span != nil {
			out = append(out, p.subject(fn, call, span, extract(call, row.Ctx)))
		} else if ender := extract(call, row.Ender); row.Span < 0 && ender != nil {
			s := p.subject(fn, call, ender, extract(call, row.Ctx))
			s.span, s.ender, s.ends = nil, ender, &row.Ends
			out = append(out, s)
		}
	}
	for _, param := range fn.Params {
		if isSpanType(param.Type()) && hasDefer(fn) {
			out = append(out, p.subject(fn, nil, param, nil))
		}
	}
	return out
}

// borrowed returns the span that a call takes out of a context that fn is
// given, if fn may end it.
func (p *pkg) borrowed(fn *ssa.Function, call *ssa.Call) *subject {
	row, ok := lib.SpanFroms.Lookup(flow.CalleeObject(&call.Call))
	if !ok || !hasDefer(fn) {
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
	return p.subject(fn, call, span, ctx)
}

func (p *pkg) subject(fn *ssa.Function, start ssa.CallInstruction, span, ctx ssa.Value) *subject {
	s := &subject{p: p, fn: fn, start: start, span: span, ctx: ctx}
	t := p.follow(span)
	s.holders, s.trail = t.holders, t
	s.rivals = p.rivals(fn, span)
	s.name = p.nameOf(s)
	if r := p.repairOf(s); r != nil {
		s.loose = !r.Sealed
	}
	return s
}

// rivals returns the calls whose spans stand in a variable that span stands in,
// too, at another time.
func (p *pkg) rivals(fn *ssa.Function, span ssa.Value) []ssa.Value {
	var out []ssa.Value
	for instr := range flow.Instrs(fn) {
		call, ok := instr.(ssa.CallInstruction)
		if !ok {
			continue
		}
		recv, args := flow.Args(call.Common())
		for _, v := range append(args[:len(args):len(args)], recv) {
			if v == nil || !isSpanType(v.Type()) {
				continue
			}
			srcs := flow.Sources(v)
			if len(srcs) < 2 || !slices.Contains(srcs, span) {
				continue
			}
			for _, src := range srcs {
				if src == span {
					continue
				}
				if ex, ok := src.(*ssa.Extract); ok {
					src = ex.Tuple
				}
				if !slices.Contains(out, src) {
					out = append(out, src)
				}
			}
		}
	}
	return out
}

func hasDefer(fn *ssa.Function) bool {
	for instr := range flow.Instrs(fn) {
		if _, ok := instr.(*ssa.Defer); ok {
			return true
		}
	}
	return false
}

// simulate runs the subject's function, and returns where it may panic while
// the span is open, and the states at its returns.
//
// The points before a deferred end, where that stands for itself, are apart.
func (r *run) simulate() (points, before []point, returns []state, ok bool) {
	r.m.MayPanic = func(at ssa.Instruction, o own) bool { return o.phase == open && r.mayPanic(at) }
	r.m.Panicked = func(at ssa.Instruction, st state, stack []*ssa.Defer, ends []state) {
		call, ok := at.(*ssa.Call)
		points = append(points, point{at, ok && r.p.panics.Shields(&call.Call), stack, st.Own, ends})
	}
	r.m.Returned = func(_ *ssa.Return, st state) {
		if st.Own.phase != unstarted {
			returns = append(returns, st)
		}
		if st.Own.phase == open && st.Own.lent {
			r.shared = true // the span has another owner where it is not ended here
		}
	}
	in := state{}
	if r.start == nil {
		in.Own.phase = open
	}
	_, ok = r.m.Run(&unwind.Frame{Fn: r.fn}, in)
	slices.SortStableFunc(points, func(a, b point) int { return cmp.Compare(a.at.Pos(), b.at.Pos()) })
	// A span that is soon to be deferred an end is not open yet, so to say.
	points = slices.DeleteFunc(points, func(pt point) bool {
		soon := r.endSoon(pt) != nil
		if soon {
			before = append(before, pt)
		}
		return soon
	})
	return points, before, returns, ok
}

// endSoon returns the first call, in source order, that defers the end of the
// span behind pt, or nil.
func (r *run) endSoon(pt point) ssa.CallInstruction {
	var first ssa.CallInstruction
	for end := range r.enders {
		d, ok := end.(*ssa.Defer)
		if !ok || d.Parent() != r.fn || slices.Contains(pt.stack, d) || first != nil && first.Pos() < d.Pos() {
			continue
		}
		if flow.Reaches(pt.at, d, func(i ssa.Instruction) bool { return i == r.start }) {
			first = d
		}
	}
	return first
}

// mayPanic reports whether code of the user's or of a library may panic at an
// instruction.
func (r *run) mayPanic(at ssa.Instruction) bool {
	switch at := at.(type) {
	case *ssa.Panic:
		return true
	case *ssa.Call:
		return r.p.panics.MayPanic(&at.Call)
	}
	return false
}

// check returns what is wrong with a span, or nil.
func (p *pkg) check(s *subject) *verdict {
	if len(s.trail.results) > 0 {
		return nil // it is the caller's
	}
	r := newRun(s)
	all, before, returns, ok := r.simulate()
	if !ok {
		return nil
	}
	points := slices.DeleteFunc(slices.Clone(all), func(pt point) bool { return pt.inside })
	if v := r.lost(points, returns); v != nil {
		return v
	}
	if v := r.green(points); v != nil {
		return v
	}
	if v := r.okPanic(points); v != nil {
		return v
	}
	if v := r.undeferred(points, before); v != nil {
		return v
	}
	if v := r.above(points); v != nil {
		return v
	}
	return r.inner(all)
}

// lost finds a panic that is recovered while the span stays open.
func (r *run) lost(points []point, returns []state) *verdict {
	if r.shared || r.trail.kept || r.trail.outer {
		return nil
	}
	if len(r.plain) == 0 && len(r.enders) == 0 {
		return nil // it is not ended here at all
	}
	for _, pt := range points {
		for _, e := range pt.ends {
			if e.Panicking || e.Own.phase != open || e.Own.shared || !e.Own.recovered {
				continue
			}
			v := &verdict{category: "lost", s: r.subject, panics: pt.at, at: r.callOf(e.Own.handler)}
			if end := r.plainEnd(); end != nil {
				v.at, v.handler, v.ender = end, v.at, end
			}
			return v
		}
	}
	// It is ended where a panic is recovered, and nowhere else.
	var handled *point
	for i, pt := range points {
		if slices.ContainsFunc(pt.ends, func(e state) bool { return !e.Panicking && e.Own.recovered && e.Own.phase == closed }) {
			handled = &points[i]
		}
	}
	if handled == nil || len(returns) == 0 || slices.ContainsFunc(returns, func(e state) bool { return e.Own.phase != open || e.Own.shared }) {
		return nil
	}
	for _, e := range handled.ends {
		if e.Own.ender != 0 {
			return &verdict{category: "lost", s: r.subject, at: r.callOf(e.Own.ender), ender: r.callOf(e.Own.ender), inner: true}
		}
	}
	return nil
}

// plainEnd returns the first call that ends the span and is not deferred.
func (r *run) plainEnd() ssa.CallInstruction {
	var first ssa.CallInstruction
	for _, end := range r.plain {
		if first == nil || end.Pos() < first.Pos() {
			first = end
		}
	}
	return first
}

// green finds a recovered panic that leaves the span without an error status.
func (r *run) green(points []point) *verdict {
	var v *verdict
	for _, pt := range points {
		if pt.before.status != 0 {
			continue // a status is set before the panic: the handler need not
		}
		bad, good := 0, 0
		var first own
		for _, e := range pt.ends {
			switch {
			case e.Panicking || !e.Own.recovered:
			case e.Own.phase != closed || e.Own.shared || e.Own.status == failed || e.Own.status == unclear:
				good++
			default:
				if bad == 0 {
					first = e.Own
				}
				bad++
			}
		}
		if good > 0 && bad == 0 {
			for _, e := range pt.ends {
				if e.Own.recovered && e.Own.phase == closed && e.Own.status == failed {
					r.p.tells[r.callOf(e.Own.handler)] = true
				}
			}
			return nil // it is right where it matters
		}
		if bad == 0 || good > 0 || v != nil || first.handler == 0 {
			continue
		}
		v = &verdict{
			category: "unset", s: r.subject, panics: pt.at,
			at: r.callOf(first.handler), ender: r.callOf(first.ender),
			recorded: first.recorded, late: first.late, tried: first.tried, status: first.status,
		}
		if first.early {
			v.category = "late"
		}
		v.failures = r.failures
	}
	return v
}

// posOf returns where an instruction stands in the source.
func posOf(instr ssa.Instruction) token.Pos {
	if call, ok := instr.(*ssa.Call); ok {
		return call.Call.Pos()
	}
	return instr.Pos()
}
