package objstate

import (
	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/flow"
)

// closure is a literal that is kept, passed on or called later: it may run.
func (f *frame) closure(mc *ssa.MakeClosure, st State) {
	for _, ref := range *mc.Referrers() {
		switch ref := ref.(type) {
		case *ssa.Defer:
			if ref.Call.Value == mc {
				return
			}
		case *ssa.Call:
			if ref.Call.Value == mc {
				return
			}
		case *ssa.Go:
			return
		}
	}
	fn, ok := mc.Fn.(*ssa.Function)
	if !ok || len(fn.Blocks) == 0 {
		return
	}
	in := f.a.analyze(fn)
	if in == nil {
		return
	}
	actual := make(map[ssa.Value]ssa.Value)
	bind(fn, mc, actual)
	after := st.clone()
	if GoesOut(mc, 1) { // it runs when the caller has used the object
		for _, v := range mc.Bindings {
			if p := f.place(v); p != nil && p.kind == variable && p.of.Obj.Origin == FromPool {
				after.of(p.of.Obj).add("", Used)
			} else if p != nil && p.Obj.Origin == FromPool {
				after.of(p.Obj).add("", Used)
			}
		}
		n := len(f.info.Puts)
		f.compose(mc, in, actual, after)
		for _, e := range f.info.Puts[n:] {
			e.Later = true
		}
		return
	}
	f.compose(mc, in, actual, after)
	st.join(after)
}

// goes is a goroutine: what it does to an object is out of sight.
func (f *frame) goes(instr *ssa.Go, st State) {
	fn, actual := f.actuals(&instr.Call)
	for _, arg := range instr.Call.Args {
		f.escape(arg, instr, st)
		f.leave(arg, instr)
	}
	if fn != nil {
		for _, fv := range fn.FreeVars { // in order
			if arg := actual[fv]; arg != nil {
				f.escape(arg, instr, st)
				f.leave(arg, instr)
			}
		}
	}
}

// runDefers runs the deferred calls, last first.
func (f *frame) runDefers(at *ssa.RunDefers, st State) {
	var defers []*ssa.Defer
	for instr := range flow.Instrs(f.fn) {
		if d, ok := instr.(*ssa.Defer); ok && (flow.Precedes(d, at) || flow.Reaches(d, at, nil)) {
			defers = append(defers, d)
		}
	}
	f.way = nil
	if b := at.Block(); len(b.Instrs) > 0 {
		f.way, _ = b.Instrs[len(b.Instrs)-1].(*ssa.Return)
	}
	for i := len(defers) - 1; i >= 0; i-- {
		d := defers[i]
		if flow.Precedes(d, at) {
			f.invoke(d, &d.Call, st)
			continue
		}
		may := st.clone()
		f.invoke(d, &d.Call, may)
		st.join(may)
	}
	f.way = nil
}
