package spans

import (
	"cmp"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/flow"
	"github.com/obslint/obslint/analyzers/internal/unwind"
)

// A Point is a place where a panic may come from while the span is open, and
// what then happens.
type Point struct {
	At     ssa.Instruction
	Inside bool // what is called there recovers by itself
	Stack  []*ssa.Defer
	Before Own
	Ends   []State // behind the deferred calls
}

// Simulate runs the span's function. It is nil if there is too much to run.
func (s *Span) Simulate() *Run {
	r := newRun(s)
	in := State{}
	if s.Start == nil {
		in.Own.Phase = Open
	}
	if !r.from(&unwind.Frame{Fn: s.Fn}, in) {
		return nil
	}
	// A span that is soon to be deferred an end is not open yet, so to say.
	r.Points = slices.DeleteFunc(r.Points, func(pt Point) bool {
		soon := r.EndSoon(pt) != nil
		if soon {
			r.Before = append(r.Before, pt)
		}
		return soon
	})
	return r
}

// Within runs a function of this package, with the span open, for a call in
// the span's function. It is nil if there is too much to run.
func (r *Run) Within(call *ssa.Call, fn *ssa.Function) *Run {
	given := *r.Span
	given.Start = nil
	in := newRun(&given)
	if !in.from(&unwind.Frame{Fn: fn, Call: call, Caller: &unwind.Frame{Fn: r.Fn}}, State{Own: Own{Phase: Open}}) {
		return nil
	}
	return in
}

// from runs fr, and notes where it may panic while the span is open, in source
// order, and the states at its returns.
func (r *Run) from(fr *unwind.Frame, in State) bool {
	r.m.MayPanic = func(at ssa.Instruction, o Own) bool { return o.Phase == Open && r.mayPanic(at) }
	r.m.Panicked = func(at ssa.Instruction, st State, stack []*ssa.Defer, ends []State) {
		call, ok := at.(*ssa.Call)
		r.Points = append(r.Points, Point{at, ok && r.p.panics.Shields(&call.Call), stack, st.Own, ends})
	}
	r.m.Returned = func(_ *ssa.Return, st State) {
		if st.Own.Phase != unstarted {
			r.Returns = append(r.Returns, st)
		}
		if st.Own.Phase == Open && st.Own.lent {
			r.Shared = true // the span has another owner where it is not ended here
		}
	}
	_, ok := r.m.Run(fr, in)
	slices.SortStableFunc(r.Points, func(a, b Point) int { return cmp.Compare(a.At.Pos(), b.At.Pos()) })
	return ok
}

// mayPanic reports whether code of the user's or of a library may panic at an
// instruction.
func (r *Run) mayPanic(at ssa.Instruction) bool {
	switch at := at.(type) {
	case *ssa.Panic:
		return true
	case *ssa.Call:
		return r.p.panics.MayPanic(&at.Call)
	}
	return false
}

// EndSoon returns the first call, in source order, that defers the end of the
// span behind a point, or nil.
func (r *Run) EndSoon(pt Point) ssa.CallInstruction {
	var first ssa.CallInstruction
	for end := range r.Enders {
		d, ok := end.(*ssa.Defer)
		if !ok || d.Parent() != r.Fn || slices.Contains(pt.Stack, d) || first != nil && first.Pos() < d.Pos() {
			continue
		}
		if flow.Reaches(pt.At, d, func(i ssa.Instruction) bool { return i == r.Start }) {
			first = d
		}
	}
	return first
}

// EndAfter returns the first call, in source order, that ends the span by a
// plain call and that a path from at leads to, or nil.
func (r *Run) EndAfter(at ssa.Instruction) ssa.CallInstruction {
	var first ssa.CallInstruction
	for _, end := range r.Plain {
		top := ssa.Instruction(end)
		if end.Parent() != at.Parent() {
			top = nil // in a literal or a helper that is called here
		}
		if top != nil && !flow.Reaches(at, top, func(i ssa.Instruction) bool { return i == ssa.Instruction(r.Start) }) {
			continue
		}
		if first == nil || end.Pos() < first.Pos() {
			first = end
		}
	}
	return first
}

// PlainEnd returns the first call, in source order, that ends the span and is
// not deferred, or nil.
func (r *Run) PlainEnd() ssa.CallInstruction {
	var first ssa.CallInstruction
	for _, end := range r.Plain {
		if first == nil || end.Pos() < first.Pos() {
			first = end
		}
	}
	return first
}

// Given reports whether a call in the span's function gives fn, which it
// reaches, the span or its context.
func (r *Run) Given(call *ssa.Call, fn *ssa.Function) bool {
	fr := &unwind.Frame{Fn: r.Fn}
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

// Is reports whether v, a value of fn, is the span.
func (s *Span) Is(fn *ssa.Function, v ssa.Value) bool {
	return s.relation(&unwind.Frame{Fn: fn}, v) == isSpan
}

// Stopper returns the deferred call that stops every panic of a call, or nil.
// If there is none, it tells whether the panics pass on to the caller.
func (p *Package) Stopper(call *ssa.Call) (handler ssa.CallInstruction, passes bool) {
	r := newRun(&Span{p: p, Fn: call.Parent()})
	r.m.MayPanic = func(at ssa.Instruction, _ Own) bool { return at == ssa.Instruction(call) }
	stopped, heard, passes := 0, true, true
	r.m.Panicked = func(_ ssa.Instruction, _ State, _ []*ssa.Defer, ends []State) {
		heard = heard && len(ends) > 0
		for _, e := range ends {
			passes = passes && e.Panicking
			if heard = heard && !e.Panicking && e.Own.Recovered; heard {
				stopped = e.Own.Handler
			}
		}
	}
	if _, ok := r.m.Run(&unwind.Frame{Fn: call.Parent()}, State{}); !ok || !heard {
		return nil, ok && passes
	}
	return r.CallOf(stopped), false
}
