package spanrecover

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/flow"
	"github.com/obslint/obslint/analyzers/internal/lib"
	"github.com/obslint/obslint/analyzers/internal/unwind"
)

// own is what a run knows of its subject.
type own struct {
	phase     phase
	status    Outcome // failed, succeeded, unclear, or 0 where it is unset
	recorded  bool    // an error is recorded on the open span
	recovered bool    // a panic was stopped
	early     bool    // the span had ended then
	late      bool    // the span is touched when it has ended
	tried     bool    // or it may be
	shared    bool    // unknown code was given the span as a panic passed
	lent      bool    // unknown code was given the span before
	loose     bool    // it has ended, but what is set on it may still count
	ender     int     // the call that ended the span, as 1 + its index in run.calls
	handler   int     // the deferred call that stopped the panic, likewise
	setter    int     // the call that set the status
}

type phase uint8

const (
	unstarted phase = iota
	open
	closed
)

type state = unwind.State[own]

// A run is one simulation, of one subject.
type run struct {
	*subject
	m *unwind.Machine[own]

	calls    []ssa.CallInstruction
	enders   map[ssa.CallInstruction]bool // deferred calls that end the span
	plain    []ssa.CallInstruction        // ends in the body, or in what it calls
	failures []ssa.CallInstruction        // calls that set an error status, in any run
	shared   bool                         // unknown code may end the span
	nilError bool                         // the errors that the function is given are nil
	summary  bool                         // what is wanted is what callers must know
}

func newRun(s *subject) *run {
	r := &run{subject: s, enders: make(map[ssa.CallInstruction]bool)}
	r.m = &unwind.Machine[own]{
		Call:      r.call,
		Enter:     r.enter,
		Value:     r.value,
		Recovered: r.recoveredBy,
	}
	return r
}

// id returns the number of a call, from 1.
func (r *run) id(call ssa.CallInstruction) int {
	if call == nil {
		return 0
	}
	if i := slices.Index(r.calls, call); i >= 0 {
		return i + 1
	}
	r.calls = append(r.calls, call)
	return len(r.calls)
}

// callOf is the opposite of id.
func (r *run) callOf(id int) ssa.CallInstruction {
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
func (r *run) unwinding(fr *unwind.Frame, call ssa.CallInstruction) bool {
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
func (r *run) call(fr *unwind.Frame, call ssa.CallInstruction, direct bool, st state) ([]state, bool) {
	if call == r.start {
		st.Own = own{phase: open}
		return []state{st}, true
	}
	common := call.Common()
	if v, ok := call.(ssa.Value); ok && st.Own.phase != unstarted && slices.Contains(r.rivals, v) {
		st.Own = own{} // another span stands in the variable now
		return []state{st}, true
	}
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
				st.Own = r.touch(st.Own, call, r.failing(fr, option, st))
			}
			st.Own = r.end(fr, call, st.Own, row.Recovers && direct && st.Panicking)
			st.Own.loose = !sealed(row.Path)
		case perhaps:
			st.Own = r.unknown(fr, call, st.Own)
		case unrelated:
			if !r.summary && unwinding(fr, call) && !r.another(fr, recv) {
				st.Own.shared = true
			}
		}
		return []state{st}, true
	}
	if row, ok := lib.SpanRecords.Lookup(obj); ok {
		switch r.relation(fr, param(row.Span)) {
		case isSpan:
			st.Own = r.touch(st.Own, call, recorded)
			if row.Status {
				st.Own = r.touch(st.Own, call, failed)
			}
		default:
			if row.Status && r.mayBe(fr, call, param(row.Span)) {
				st.Own = st.Own.doubted()
			}
		}
		return []state{st}, true
	}
	if row, ok := lib.SpanStatuses.Lookup(obj); ok {
		switch r.relation(fr, param(row.Span)) {
		case isSpan:
			st.Own = r.touch(st.Own, call, statusOf(row, param))
		default:
			if statusOf(row, param) != 0 && r.mayBe(fr, call, param(row.Span)) {
				st.Own = st.Own.doubted()
			}
		}
		return []state{st}, true
	}
	if f := r.p.handles(obj); f != nil {
		return r.apply(fr, call, f, param, direct, st), true
	}
	if fn != nil {
		if len(fn.Blocks) == 0 && r.givenAsAny(fr, args) {
			st.Own = r.unknown(fr, call, st.Own)
			return []state{st}, true
		}
		if !r.p.touches[fn] && !unwinding(fr, call) && r.lends(fr, call, fn) {
			st.Own.lent = true
			return []state{st}, true
		}
		return nil, false // the machine runs it, or it has nothing to do with spans
	}
	if obj != nil && obj.Pkg() != nil && (lib.IsStd(obj.Pkg().Path()) && lib.Calm(obj.Pkg().Path()) || knownPath(obj.Pkg().Path())) {
		return nil, false
	}
	// An interface's method or a func value: what it does is unknown.
	told := st.Own.recovered // or it, or what calls this, can know of the panic by an argument
	if r.summary {
		told = told || isTold(r.fn.Signature)
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
			st.Own = r.unknown(fr, call, st.Own)
			// What has no result and is told nothing has nothing to tell the
			// span of, now or later.
			if told || r.unwinding(fr, call) || common.Signature().Results().Len() > 0 {
				st.Own = st.Own.doubted()
			}
		case rel != unrelated && told && r.unwinding(fr, call):
			st.Own = st.Own.doubted()
		}
	}
	return []state{st}, true
}

// givenAsAny reports whether a call of a function that is not seen, and of which
// nothing is known, gives it the span as any value: it may keep that.
func (r *run) givenAsAny(fr *unwind.Frame, args []ssa.Value) bool {
	for _, arg := range args {
		if iface, ok := arg.Type().Underlying().(*types.Interface); ok && iface.Empty() && r.relation(fr, arg) >= isHolder {
			return true
		}
	}
	return false
}

// unknown is the state behind a call that may end the span, or see to that.
func (r *run) unknown(fr *unwind.Frame, call ssa.CallInstruction, o own) own {
	if unwinding(fr, call) {
		o.shared = true
	} else {
		o.lent = true
	}
	return o
}

// doubted is the state behind a call that may set the status of the span.
func (o own) doubted() own {
	switch o.phase {
	case open:
		o.status = unclear
	case closed:
		o.tried = true
	}
	return o
}

// lends reports whether fn hands the span that a call gives it to unknown code.
func (r *run) lends(fr *unwind.Frame, call ssa.CallInstruction, fn *ssa.Function) bool {
	for _, param := range fn.Params {
		if arg := flow.Argument(call, param); arg != nil && r.relation(fr, arg) >= isHolder && r.p.passes(param) == lends {
			return true
		}
	}
	return false
}

// knownPath reports whether a package is one whose span functions have rows.
func knownPath(path string) bool { return slices.Contains(lib.SpanEnds.Paths(), path) }

// end is the state behind a call that ends the span.
func (r *run) end(fr *unwind.Frame, call ssa.CallInstruction, o own, records bool) own {
	r.noteEnd(fr, call)
	if o.phase != open {
		return o
	}
	if records {
		o.recorded = true
	}
	o.phase, o.ender = closed, r.id(call)
	return o
}

// noteEnd notes where the span is ended, whether or not it is open: a deferred
// call, or else the call in the subject's function or in a literal there.
func (r *run) noteEnd(fr *unwind.Frame, call ssa.CallInstruction) {
	_, top := fr.Top()
	if top == nil {
		top = call
	}
	if _, ok := top.(*ssa.Defer); ok {
		r.enders[top] = true
		return
	}
	for fr.Call != nil && call != top && call.Parent() != r.fn && !isOuter(r.fn, call.Parent()) {
		fr, call = fr.Caller, fr.Call
	}
	if !slices.Contains(r.plain, call) {
		r.plain = append(r.plain, call)
	}
}

// touch is the state behind a call that records on the span or sets its status.
func (r *run) touch(o own, call ssa.CallInstruction, what Outcome) own {
	if what == failed && !slices.Contains(r.failures, call) {
		r.failures = append(r.failures, call)
	}
	switch {
	case what == 0:
	case o.phase == closed && o.loose:
		o.status = unclear // some tracers take it
	case o.phase == closed:
		o.late = true
	case o.phase != open:
	case what == recorded:
		o.recorded = true
	case o.status == succeeded: // stays
	default:
		o.status, o.setter = what, r.id(call)
	}
	return o
}

// enter reports whether to run fn for a call: where it may do something to the
// span, or to the variables that decide what happens to it.
func (r *run) enter(fr *unwind.Frame, call ssa.CallInstruction, fn *ssa.Function) bool {
	if unwinding(fr, call) {
		return true
	}
	if !r.p.touches[fn] {
		return false
	}
	for f := fn.Parent(); f != nil; f = f.Parent() {
		if f == r.fn {
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
func (r *run) value(fr *unwind.Frame, v ssa.Value, o own) unwind.Truth {
	if call, ok := v.(*ssa.Call); ok {
		obj := flow.CalleeObject(&call.Call)
		if _, ok := lib.NonNils.Lookup(obj); ok {
			return unwind.Yes
		}
		if _, ok := lib.SpanProbes.Lookup(obj); ok && r.relation(fr, call.Call.Value) == isSpan {
			switch o.phase {
			case open:
				return unwind.Yes
			case closed:
				return unwind.No
			}
		}
		return unwind.Unknown
	}
	if r.nilError {
		if load, ok := v.(*ssa.UnOp); ok {
			if p, ok := load.X.(*ssa.Parameter); ok && isErrorPointer(p.Type()) && p.Parent() == r.fn {
				return unwind.No
			}
		}
		if p, ok := v.(*ssa.Parameter); ok && lib.IsError(p.Type()) && p.Parent() == r.fn {
			return unwind.No
		}
	}
	if o.phase != unstarted && r.relation(fr, v) >= isHolder {
		return unwind.Yes
	}
	return unwind.Unknown
}
