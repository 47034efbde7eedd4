package spanrecover

import (
	"go/token"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/flow"
	"github.com/obslint/obslint/analyzers/internal/spans"
)

// A verdict is what is wrong with one span.
type verdict struct {
	category string
	s        *spans.Span
	at       ssa.CallInstruction // an end, a status, or the deferred call of a handler
	panics   ssa.Instruction     // where the panic comes from
	handler  ssa.CallInstruction // the deferred call that recovers, if that is not at
	ender    ssa.CallInstruction // what ends the span
	recorded bool
	late     bool
	tried    bool
	status   spans.Outcome
	failures []spans.Failure // what sets an error status elsewhere, or when the span has ended
	inner    bool
	again    bool // the handler panics again
	more     bool // the span is ended elsewhere, too
	vain     bool // without a panic: the deferred call touches the span in vain
}

// check returns what is wrong with a span, or nil.
func (p *pkg) check(s *spans.Span) *verdict {
	if len(s.Trail.Results) > 0 {
		return nil // it is the caller's
	}
	all := s.Simulate()
	if all == nil {
		return nil
	}
	r := &run{Run: all, p: p}
	for _, pt := range all.Points {
		if !pt.Inside {
			r.points = append(r.points, pt)
		}
	}
	for _, judge := range []func() *verdict{r.lost, r.green, r.vain, r.okPanic, r.undeferred, r.above, r.inner} {
		if v := judge(); v != nil {
			return v
		}
	}
	return nil
}

// A run is a run of a span's function under judgement.
type run struct {
	*spans.Run
	p      *pkg
	points []spans.Point // the run's, without those where what is called recovers by itself
}

// lost finds a panic that is recovered while the span stays open.
func (r *run) lost() *verdict {
	if r.Shared || r.Trail.Kept || r.Trail.Outer {
		return nil
	}
	if len(r.Plain) == 0 && len(r.Enders) == 0 {
		return nil // it is not ended here at all
	}
	for _, pt := range r.points {
		for _, e := range pt.Ends {
			if e.Panicking || e.Own.Phase != spans.Open || e.Own.Shared || !e.Own.Recovered {
				continue
			}
			v := &verdict{category: "lost", s: r.Span, panics: pt.At, at: r.CallOf(e.Own.Handler)}
			if end := r.PlainEnd(); end != nil {
				v.at, v.handler, v.ender = end, v.at, end
			}
			return v
		}
	}
	for _, pt := range r.points {
		if h := r.again(pt); h != nil {
			return &verdict{category: "lost", s: r.Span, panics: pt.At, at: h, again: true, ender: r.endedBy(h)}
		}
	}
	// It is ended where a panic is recovered, and nowhere else.
	var handled *spans.Point
	for i, pt := range r.points {
		if slices.ContainsFunc(pt.Ends, func(e spans.State) bool { return !e.Panicking && e.Own.Recovered && e.Own.Phase == spans.Closed }) {
			handled = &r.points[i]
		}
	}
	if handled == nil || len(r.Returns) == 0 || slices.ContainsFunc(r.Returns, func(e spans.State) bool { return e.Own.Phase != spans.Open || e.Own.Shared }) {
		return nil
	}
	for _, e := range handled.Ends {
		if e.Own.Ender != 0 {
			return &verdict{category: "lost", s: r.Span, at: r.CallOf(e.Own.Ender), ender: r.CallOf(e.Own.Ender), inner: true}
		}
	}
	return nil
}

// again returns the handler that stops the panic of a point and panics again
// before it ends the span, as it does otherwise; or nil.
func (r *run) again(pt spans.Point) ssa.CallInstruction {
	var handler ssa.CallInstruction
	for _, e := range pt.Ends {
		h := r.CallOf(e.Own.Handler)
		if !e.Panicking || !e.Own.Recovered || e.Own.Phase != spans.Open || e.Own.Shared || handler != nil && h != handler {
			return nil
		}
		handler = h
	}
	if handler == nil || !r.Enders[handler] {
		return nil
	}
	return handler
}

// endedBy returns the call in a deferred one that ends the span when the
// function returns, or nil.
func (r *run) endedBy(deferred ssa.CallInstruction) ssa.CallInstruction {
	fn, _ := flow.Callee(deferred.Common())
	for _, e := range r.Returns {
		if end := r.CallOf(e.Own.Ender); end != nil && end.Parent() == fn {
			return end
		}
	}
	return nil
}

// green finds a recovered panic that leaves the span without an error status.
func (r *run) green() *verdict {
	var v *verdict
	for _, pt := range r.points {
		if pt.Before.Status != 0 {
			continue // a status is set before the panic: the handler need not
		}
		bad, good := 0, 0
		var first spans.Own
		for _, e := range pt.Ends {
			switch {
			case e.Panicking || !e.Own.Recovered:
			case e.Own.Phase != spans.Closed || e.Own.Shared || e.Own.Status == spans.Failed || e.Own.Status == spans.Unclear:
				good++
			default:
				if bad == 0 {
					first = e.Own
				}
				bad++
			}
		}
		if good > 0 && bad == 0 {
			for _, e := range pt.Ends {
				if e.Own.Recovered && e.Own.Phase == spans.Closed && e.Own.Status == spans.Failed {
					r.p.tells[r.CallOf(e.Own.Handler)] = true
				}
			}
			return nil // it is right where it matters
		}
		if bad == 0 || good > 0 || v != nil || first.Handler == 0 {
			continue
		}
		v = &verdict{
			category: "unset", s: r.Span, panics: pt.At,
			at: r.CallOf(first.Handler), ender: r.CallOf(first.Ender),
			recorded: first.Recorded, late: first.Late, tried: first.Tried, status: first.Status,
		}
		if first.Early {
			v.category = "late"
		}
		v.failures = r.Failures
	}
	return v
}

// vain finds a deferred call that sets an error status, with no panic to
// recover, only when a deferred call has ended the span without one.
func (r *run) vain() *verdict {
	var v *verdict
	for _, f := range r.Failures {
		if f.Open || f.Deferred == nil || f.Ender == nil || v != nil && v.at.Pos() < f.Deferred.Pos() {
			continue
		}
		v = &verdict{category: "late", s: r.Span, at: f.Deferred, ender: f.Ender, late: true, vain: true}
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
