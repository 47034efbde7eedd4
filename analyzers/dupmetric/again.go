package dupmetric

import (
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/again"
	"github.com/obslint/obslint/analyzers/internal/flow"
	"github.com/obslint/obslint/analyzers/internal/lib"
)

// repeats returns the parameters of f, receiver first, that f calls again and
// again, also by handing out a handler that calls them, and those that it calls
// again where they have failed.
func (x *checker) repeats(f *ssa.Function) (always, failed uint64) {
	param := func(v ssa.Value) uint64 {
		p, ok := v.(*ssa.Parameter)
		if !ok {
			return 0
		}
		return 1 << min(flow.Position(p), 63) &^ (1 << 63)
	}
	for instr := range flow.Instrs(f) {
		call, ok := instr.(*ssa.Call)
		if !ok {
			continue
		}
		if bit := param(call.Common().Value); bit != 0 && !call.Common().IsInvoke() {
			if flow.InLoop(call) && again.EveryRound(call) {
				if failed |= bit; again.GoesOn(call) {
					always |= bit
				}
			}
			continue
		}
		for i, a := range call.Common().Args {
			if bit := param(a); bit != 0 && isFunc(a.Type()) {
				a, t := x.repeatsArg(call, i)
				if a {
					always |= bit
				}
				if t {
					failed |= bit
				}
			}
		}
	}
	for _, lit := range f.AnonFuncs {
		if !x.isHandler(lit) {
			continue
		}
		for instr := range flow.Instrs(lit) {
			if call, ok := instr.(*ssa.Call); ok && !call.Common().IsInvoke() && again.OnlyAsks(call) {
				if p, ok := flow.Source(call.Common().Value).(*ssa.Parameter); ok && p.Parent() == f {
					always |= param(p)
				}
			}
		}
	}
	return always, failed
}

// repeatsArg reports whether what a call reaches calls argument i, a function,
// again and again, and whether it does so where that has failed.
func (x *checker) repeatsArg(call ssa.CallInstruction, i int) (always, failed bool) {
	if row, ok := lib.Repeaters.Lookup(flow.CalleeObject(call.Common())); ok {
		_, args := flow.Args(call.Common())
		given := row.Param < len(args) && args[row.Param] == call.Common().Args[i]
		return given && !row.Fails, given
	}
	if call.Common().IsInvoke() {
		i++
	}
	sum, _ := x.summary(call)
	if sum == nil || i >= 63 {
		return false, false
	}
	return sum.Repeats&(1<<i) != 0, sum.Tries&(1<<i) != 0
}

func isFunc(t types.Type) bool {
	_, ok := t.Underlying().(*types.Signature)
	return ok
}

// repeated reports whether f is given to what calls it again and again, or to
// what calls it again where it has failed.
func (x *checker) repeated(f *ssa.Function) (always, failed bool) {
	if x.given == nil {
		x.given = make(map[*ssa.Function]*[2]bool)
		for _, g := range x.flow.Funcs() {
			for instr := range flow.Instrs(g) {
				if call, ok := instr.(ssa.CallInstruction); ok {
					x.noteGiven(call)
				}
			}
		}
	}
	if r := x.given[f]; r != nil {
		return r[0], r[1]
	}
	return false, false
}

// noteGiven notes the functions among the arguments of a call that are called
// again.
func (x *checker) noteGiven(call ssa.CallInstruction) {
	for i, a := range call.Common().Args {
		if named, ok := a.(*ssa.ChangeType); ok {
			a = named.X
		}
		if closure, ok := a.(*ssa.MakeClosure); ok {
			a = closure.Fn
		}
		f, ok := a.(*ssa.Function)
		if !ok {
			continue
		}
		always, failed := x.repeatsArg(call, i)
		if m, ok := f.Object().(*types.Func); ok && f.Synthetic != "" {
			f = x.flow.Func(m) // a method value or expression
		}
		if always || failed {
			x.given[f] = &[2]bool{always, failed}
		}
	}
}
