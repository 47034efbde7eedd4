package dupmetric

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/again"
	"github.com/obslint/obslint/analyzers/internal/flow"
	"github.com/obslint/obslint/analyzers/internal/lib"
)

// repeats returns the parameters of f that f calls again and again, receiver
// first.
func (x *checker) repeats(f *ssa.Function) uint64 {
	var out uint64
	for instr := range flow.Instrs(f) {
		call, ok := instr.(*ssa.Call)
		if !ok {
			continue
		}
		if p, ok := call.Common().Value.(*ssa.Parameter); ok && !call.Common().IsInvoke() {
			if flow.InLoop(call) && again.EveryRound(call) && again.GoesOn(call) {
				out |= 1 << min(slices.Index(f.Params, p), 63)
			}
			continue
		}
		if !slices.ContainsFunc(call.Common().Args, func(a ssa.Value) bool { _, ok := a.(*ssa.Parameter); return ok && isFunc(a.Type()) }) {
			continue
		}
		for i, a := range call.Common().Args {
			if p, ok := a.(*ssa.Parameter); ok && isFunc(a.Type()) && x.repeatsArg(call, i) {
				out |= 1 << min(slices.Index(f.Params, p), 63)
			}
		}
	}
	return out &^ (1 << 63)
}

// repeatsArg reports whether what a call reaches calls argument i, a function,
// again and again.
func (x *checker) repeatsArg(call ssa.CallInstruction, i int) bool {
	if row, ok := lib.Repeaters.Lookup(flow.CalleeObject(call.Common())); ok {
		_, args := flow.Args(call.Common())
		return row.Param < len(args) && args[row.Param] == call.Common().Args[i]
	}
	if call.Common().IsInvoke() {
		i++
	}
	sum, _ := x.summary(call)
	return sum != nil && i < 63 && sum.Repeats&(1<<i) != 0
}

func isFunc(t types.Type) bool {
	_, ok := t.Underlying().(*types.Signature)
	return ok
}

// isRepeated reports whether the literal f is given to what calls it again and
// again.
func (x *checker) isRepeated(f *ssa.Function) bool {
	if f.Parent() == nil {
		return false
	}
	for instr := range flow.Instrs(f.Parent()) {
		call, ok := instr.(ssa.CallInstruction)
		if !ok {
			continue
		}
		for i, a := range call.Common().Args {
			if named, ok := a.(*ssa.ChangeType); ok {
				a = named.X
			}
			if closure, ok := a.(*ssa.MakeClosure); ok {
				a = closure.Fn
			}
			if a == f && x.repeatsArg(call, i) {
				return true
			}
		}
	}
	return false
}
