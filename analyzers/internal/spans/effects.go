package spans

import (
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/flow"
	"github.com/obslint/obslint/analyzers/internal/lib"
	"github.com/obslint/obslint/analyzers/internal/unwind"
)

// apply is the effect of a call of a function with a fact.
func (r *Run) apply(fr *unwind.Frame, call ssa.CallInstruction, f *Handles, param func(int) ssa.Value, direct bool, st State) []State {
	effect, rel := f.effect(none), unrelated
	for i := range f.Effects {
		if e := &f.Effects[i]; e.Param != none {
			if of := r.relation(fr, param(e.Param)); of > rel {
				effect, rel = e, of
			}
		}
	}
	if r.unwinding(fr, call) {
		// A func that it is given may tell the span, or end it.
		_, args := flow.Args(call.Common())
		for _, arg := range args {
			if _, ok := arg.Type().Underlying().(*types.Signature); !ok || r.relation(fr, arg) == unrelated {
				continue
			}
			st.Own = st.Own.doubted()
			for _, src := range unwind.Sources(fr, arg) {
				if mc, ok := src.(*ssa.MakeClosure); !ok || r.p.endsIn(mc.Fn.(*ssa.Function)) {
					st.Own = r.unknown(fr, call, st.Own)
				}
			}
		}
	}
	if effect == nil {
		return []State{st}
	}
	if effect.Keeps {
		r.Shared = true
		st.Own.Shared = st.Own.Shared || unwinding(fr, call)
	}
	if effect.Param == none && r.othersOnly(fr, f, param) {
		e := *effect
		e.Plain, e.Panicking = certain(e.Plain), certain(e.Panicking)
		e.PlainNil, e.PanickingNil = certain(e.PlainNil), certain(e.PanickingNil)
		effect = &e
	}
	outs := r.takes(fr, call, effect, direct, st)
	for i, o := range outs {
		if rel <= isCtx && o.Own.Status == Unclear && !r.unwinding(fr, call) {
			outs[i].Own.Status = st.Own.Status // it has nothing to tell yet
		}
	}
	if rel == perhaps {
		for i, o := range outs {
			if o.Own.Phase != st.Own.Phase {
				outs[i].Own.Shared = true
			}
			if o.Own.Status != st.Own.Status {
				outs[i].Own.Status = Unclear
			}
			outs[i].Own.Recorded, outs[i].Own.Late = st.Own.Recorded, st.Own.Late
		}
	}
	return outs
}

// othersOnly reports whether a function that may tell a span is given others
// than the subject.
func (r *Run) othersOnly(fr *unwind.Frame, f *Handles, param func(int) ssa.Value) bool {
	others := false
	for _, e := range f.Effects {
		if e.Param == none {
			continue
		}
		if !r.another(fr, param(e.Param)) {
			return false
		}
		others = true
	}
	return others
}

// certain returns the outcomes without what may be.
func certain(outs []Outcome) []Outcome {
	var list []Outcome
	for _, o := range outs {
		list = append(list, o&^Unclear)
	}
	return list
}

// takes is an effect of a call on the subject.
func (r *Run) takes(fr *unwind.Frame, call ssa.CallInstruction, effect *Effect, direct bool, st State) []State {
	list, nilList := effect.Plain, effect.PlainNil
	if direct && st.Panicking {
		list, nilList = effect.Panicking, effect.PanickingNil
	}
	if len(nilList) > 0 && r.nilErrors(fr, call, st) {
		list = nilList
	}
	if len(list) == 0 {
		return []State{st}
	}
	var outs []State
	for _, o := range list {
		s := st
		if o&Recovers != 0 {
			s.Panicking = false
			s.Own = r.recoveredBy(&unwind.Frame{Call: call, Caller: fr}, s.Own)
		}
		if effect.Param == none && o&Unclear != 0 {
			s.Own = s.Own.doubted()
		}
		if effect.Param != none {
			for _, bit := range []Outcome{Recorded, Failed, Succeeded, Unclear} {
				if o&bit != 0 {
					s.Own = r.touch(fr, s.Own, call, bit)
				}
			}
			if o&Ended != 0 {
				s.Own = r.end(fr, call, s.Own, false)
				s.Own.loose = r.loose
			}
			s.Own.Late = s.Own.Late || o&Late != 0
			s.Own.Early = s.Own.Early || o&Early != 0
		}
		outs = append(outs, s)
	}
	return outs
}

// nilErrors reports whether all errors that a call is given, or given the
// address of, are nil.
func (r *Run) nilErrors(fr *unwind.Frame, call ssa.CallInstruction, st State) bool {
	_, args := flow.Args(call.Common())
	for _, arg := range args {
		switch {
		case lib.IsError(arg.Type()):
			if r.m.Eval(fr, st, arg) != unwind.No {
				return false
			}
		case isErrorPointer(arg.Type()):
			if r.m.EvalAt(fr, st, arg) != unwind.No {
				return false
			}
		}
	}
	return true
}

func (r *Run) recoveredBy(fr *unwind.Frame, o Own) Own {
	_, top := fr.Top()
	o.Recovered, o.Early, o.Handler = true, o.Phase == Closed, r.id(top)
	return o
}
