package spans

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/flow"
	"github.com/obslint/obslint/analyzers/internal/lib"
	"github.com/obslint/obslint/analyzers/internal/unwind"
)

// Own is what a run knows of its span.
type Own struct {
	Phase     Phase
	Status    Outcome // Failed, Succeeded, Unclear, or 0 where it is unset
	Recorded  bool    // an error is recorded on the open span
	Recovered bool    // a panic was stopped
	Early     bool    // the span had ended then
	Late      bool    // the span is touched when it has ended
	Tried     bool    // or it may be
	Shared    bool    // unknown code was given the span as a panic passed
	lent      bool    // unknown code was given the span before
	loose     bool    // it has ended, but what is set on it may still count

	// For Run.CallOf:
	Ender   int // the call that ended the span
	Handler int // the deferred call that stopped the panic
	Setter  int // the call that set the status
}

// A Phase is where a span stands.
type Phase uint8

const (
	unstarted Phase = iota
	Open
	Closed
)

// A State is what a run knows at a place.
type State = unwind.State[Own]

// A Run is one simulation, of one span.
type Run struct {
	*Span
	Points  []Point // where a panic may come from while the span is open, in source order
	Before  []Point // the same, where its end is deferred right behind
	Returns []State // of the span's function, behind the start

	Enders   map[ssa.CallInstruction]bool // deferred calls that end the span
	Plain    []ssa.CallInstruction        // ends in the body, or in what it calls
	Failures []Failure                    // calls that set an error status, in any run
	Shared   bool                         // unknown code may end the span

	m        *unwind.Machine[Own]
	calls    []ssa.CallInstruction
	deferred map[ssa.CallInstruction]bool // calls that end the span as part of a deferred one
	nilError bool                         // the errors that the function is given are nil
	summary  bool                         // what is wanted is what callers must know
}

// A Failure is a call that sets an error status.
type Failure struct {
	Call     ssa.CallInstruction
	Deferred *ssa.Defer          // in the span's function, the deferred call that it is part of, or nil
	Open     bool                // in some run the span is open then, or was ended by a plain call
	Ender    ssa.CallInstruction // where it is not and no panic was stopped: the deferred call that ended it without an error status
}

func newRun(s *Span) *Run {
	r := &Run{Span: s, Enders: make(map[ssa.CallInstruction]bool), deferred: make(map[ssa.CallInstruction]bool)}
	r.m = &unwind.Machine[Own]{
		Call:      r.call,
		Enter:     r.enter,
		Value:     r.value,
		Recovered: r.recoveredBy,
	}
	return r
}

// id returns the number of a call, from 1.
func (r *Run) id(call ssa.CallInstruction) int {
	if call == nil {
		return 0
	}
	if i := slices.Index(r.calls, call); i >= 0 {
		return i + 1
	}
	r.calls = append(r.calls, call)
	return len(r.calls)
}

// CallOf returns the call that a number in an [Own] stands for, or nil.
func (r *Run) CallOf(id int) ssa.CallInstruction {
	if id == 0 {
		return nil
	}
	return r.calls[id-1]
}

// unwinding reports whether fr is part of a deferred call.
func unwinding(fr *unwind.Frame, call ssa.CallInstruction) bool {
	if _, ok := call.(*ssa.Defer); ok {
		return true
	}
	_, top := fr.Top()
	_, ok := top.(*ssa.Defer)
	return ok
}

// unwinding is the same where a summary is made: its function may be called by
// a deferred one.
func (r *Run) unwinding(fr *unwind.Frame, call ssa.CallInstruction) bool {
	return r.summary || unwinding(fr, call)
}

// isTold reports whether a function is given an error, or any value.
func isTold(sig *types.Signature) bool {
	for param := range sig.Params().Variables() {
		t := param.Type()
		if sl, ok := t.(*types.Slice); ok && sig.Variadic() {
			t = sl.Elem()
		}
		if iface, ok := t.Underlying().(*types.Interface); ok && (lib.IsError(t) || iface.Empty()) {
			return true
		}
	}
	return false
}

// call is the effect of a call on the subject.
func (r *Run) call(fr *unwind.Frame, call ssa.CallInstruction, direct bool, st State) ([]State, bool) {
	if call == r.Start {
		st.Own = Own{Phase: Open}
		return []State{st}, true
	}
	common := call.Common()
	obj, fn := flow.CalleeObject(common), unwind.Callee(fr, common)
	if obj == nil && fn != nil {
		obj, _ = fn.Object().(*types.Func)
	}
	recv, args := flow.Args(common)
	param := func(i int) ssa.Value {
		if i == receiver {
			return recv
		}
		if i >= 0 && i < len(args) {
			return args[i]
		}
		return nil
	}
	if r.ender != nil && !common.IsInvoke() && slices.Contains(unwind.Sources(fr, common.Value), r.ender) {
		return r.takes(fr, call, r.ends, direct, st), true
	}
	if row, ok := lib.SpanEnds.Lookup(obj); ok {
		switch r.relation(fr, recv) {
		case isSpan:
			if option := r.option(args); option != nil {
				st.Own = r.touch(fr, st.Own, call, r.failing(fr, option, st))
			}
			st.Own = r.end(fr, call, st.Own, row.Recovers && direct && st.Panicking)
			st.Own.loose = !sealed(row.Path)
		case perhaps:
			st.Own = r.unknown(fr, call, st.Own)
		case unrelated:
			if !r.summary && unwinding(fr, call) && !r.another(fr, recv) {
				st.Own.Shared = true
			}
		}
		return []State{st}, true
	}
	if row, ok := lib.SpanRecords.Lookup(obj); ok {
		switch r.relation(fr, param(row.Span)) {
		case isSpan:
			st.Own = r.touch(fr, st.Own, call, Recorded)
			if row.Status {
				st.Own = r.touch(fr, st.Own, call, Failed)
			}
		default:
			if row.Status && r.mayBe(fr, call, param(row.Span)) {
				st.Own = st.Own.doubted()
			}
		}
		return []State{st}, true
	}
	if row, ok := lib.SpanStatuses.Lookup(obj); ok {
		switch r.relation(fr, param(row.Span)) {
		case isSpan:
			st.Own = r.touch(fr, st.Own, call, statusOf(row, param))
		default:
			if statusOf(row, param) != 0 && r.mayBe(fr, call, param(row.Span)) {
				st.Own = st.Own.doubted()
			}
		}
		return []State{st}, true
	}
	if f := r.p.handles(obj); f != nil {
		return r.apply(fr, call, f, param, direct, st), true
	}
	if fn != nil {
		if len(fn.Blocks) == 0 && r.givenAsAny(fr, args) {
			st.Own = r.unknown(fr, call, st.Own)
			return []State{st}, true
		}
		if !r.p.touches[fn] && !unwinding(fr, call) && r.lends(fr, call, fn) {
			st.Own.lent = true
			return []State{st}, true
		}
		return nil, false // the machine runs it, or it has nothing to do with spans
	}
	if obj != nil && obj.Pkg() != nil && (lib.IsStd(obj.Pkg().Path()) && lib.Calm(obj.Pkg().Path()) || Known(obj.Pkg().Path())) {
		return nil, false
	}
	// An interface's method or a func value: what it does is unknown.
	told := st.Own.Recovered // or it, or what calls this, can know of the panic by an argument
	if r.summary {
		told = told || isTold(r.Fn.Signature)
	} else {
		told = told || isTold(common.Signature())
	}
	given := append(args[:len(args):len(args)], recv)
	if !common.IsInvoke() {
		given = append(given, common.Value)
	}
	for _, arg := range given {
		switch rel := r.relation(fr, arg); {
		case rel >= isHolder:
			st.Own = r.unknown(fr, call, st.Own).doubted()
		case rel != unrelated && told && r.unwinding(fr, call):
			st.Own = st.Own.doubted()
		}
	}
	return []State{st}, true
}

// givenAsAny reports whether a call of a function that is not seen, and of which
// nothing is known, gives it the span as any value: it may keep that.
func (r *Run) givenAsAny(fr *unwind.Frame, args []ssa.Value) bool {
	for _, arg := range args {
		if iface, ok := arg.Type().Underlying().(*types.Interface); ok && iface.Empty() && r.relation(fr, arg) >= isHolder {
			return true
		}
	}
	return false
}

// unknown is the state behind a call that may end the span, or see to that.
func (r *Run) unknown(fr *unwind.Frame, call ssa.CallInstruction, o Own) Own {
	if unwinding(fr, call) {
		o.Shared = true
	} else {
		o.lent = true
	}
	return o
}

// doubted is the state behind a call that may set the status of the span.
func (o Own) doubted() Own {
	switch o.Phase {
	case Open:
		o.Status = Unclear
	case Closed:
		o.Tried = true
	}
	return o
}

// lends reports whether fn hands the span that a call gives it to unknown code.
func (r *Run) lends(fr *unwind.Frame, call ssa.CallInstruction, fn *ssa.Function) bool {
	for _, param := range fn.Params {
		if arg := flow.Argument(call, param); arg != nil && r.relation(fr, arg) >= isHolder && r.p.passes(param) == lends {
			return true
		}
	}
	return false
}

// end is the state behind a call that ends the span.
func (r *Run) end(fr *unwind.Frame, call ssa.CallInstruction, o Own, records bool) Own {
	r.noteEnd(fr, call)
	if o.Phase != Open {
		return o
	}
	if records {
		o.Recorded = true
	}
	o.Phase, o.Ender = Closed, r.id(call)
	return o
}

// noteEnd notes where the span is ended, whether or not it is open: a deferred
// call, or else the call in the subject's function or in a literal there.
func (r *Run) noteEnd(fr *unwind.Frame, call ssa.CallInstruction) {
	_, top := fr.Top()
	if top == nil {
		top = call
	}
	if _, ok := top.(*ssa.Defer); ok {
		r.Enders[top], r.deferred[call] = true, true
		return
	}
	for fr.Call != nil && call != top && call.Parent() != r.Fn && !isOuter(r.Fn, call.Parent()) {
		fr, call = fr.Caller, fr.Call
	}
	if !slices.Contains(r.Plain, call) {
		r.Plain = append(r.Plain, call)
	}
}

// touch is the state behind a call that records on the span or sets its status.
func (r *Run) touch(fr *unwind.Frame, o Own, call ssa.CallInstruction, what Outcome) Own {
	if what == Failed {
		r.noteFailure(fr, call, o)
	}
	switch {
	case what == 0:
	case o.Phase == Closed && o.loose:
		o.Status = Unclear // some tracers take it
	case o.Phase == Closed:
		o.Late = true
	case o.Phase != Open:
	case what == Recorded:
		o.Recorded = true
	case o.Status == Succeeded: // stays
	default:
		o.Status, o.Setter = what, r.id(call)
	}
	return o
}

// noteFailure notes a call that sets an error status, and whether the span is open
// then.
func (r *Run) noteFailure(fr *unwind.Frame, call ssa.CallInstruction, o Own) {
	i := slices.IndexFunc(r.Failures, func(f Failure) bool { return f.Call == call })
	if i < 0 {
		i = len(r.Failures)
		_, top := fr.Top()
		if top == nil {
			top = call
		}
		d, _ := top.(*ssa.Defer)
		r.Failures = append(r.Failures, Failure{Call: call, Deferred: d})
	}
	switch f := &r.Failures[i]; {
	case o.Phase != Closed || o.loose:
		f.Open = true
	case !r.deferred[r.CallOf(o.Ender)]:
		f.Open = true
	case f.Ender == nil && !o.Recovered && o.Status != Failed && o.Status != Unclear:
		f.Ender = r.CallOf(o.Ender)
	}
}

// enter reports whether to run fn for a call: where it may do something to the
// span, or to the variables that decide what happens to it.
func (r *Run) enter(fr *unwind.Frame, call ssa.CallInstruction, fn *ssa.Function) bool {
	if unwinding(fr, call) {
		return true
	}
	if !r.p.touches[fn] {
		return false
	}
	for f := fn.Parent(); f != nil; f = f.Parent() {
		if f == r.Fn {
			return true
		}
	}
	recv, args := flow.Args(call.Common())
	for _, arg := range append(args[:len(args):len(args)], recv) {
		if r.relation(fr, arg) != unrelated {
			return true
		}
	}
	return false
}

// value is what is known of v because of the span.
func (r *Run) value(fr *unwind.Frame, v ssa.Value, o Own) unwind.Truth {
	if call, ok := v.(*ssa.Call); ok {
		obj := flow.CalleeObject(&call.Call)
		if _, ok := lib.NonNils.Lookup(obj); ok {
			return unwind.Yes
		}
		if _, ok := lib.SpanProbes.Lookup(obj); ok && r.relation(fr, call.Call.Value) == isSpan {
			switch o.Phase {
			case Open:
				return unwind.Yes
			case Closed:
				return unwind.No
			}
		}
		return unwind.Unknown
	}
	if r.nilError {
		if load, ok := v.(*ssa.UnOp); ok {
			if p, ok := load.X.(*ssa.Parameter); ok && isErrorPointer(p.Type()) && p.Parent() == r.Fn {
				return unwind.No
			}
		}
		if p, ok := v.(*ssa.Parameter); ok && lib.IsError(p.Type()) && p.Parent() == r.Fn {
			return unwind.No
		}
	}
	if o.Phase != unstarted && r.relation(fr, v) >= isHolder {
		return unwind.Yes
	}
	return unwind.Unknown
}
