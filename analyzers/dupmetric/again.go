package dupmetric

import (
	"go/constant"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/flow"
	"github.com/obslint/obslint/analyzers/internal/lib"
)

// goesOn reports whether a loop comes to a call again where the call has not
// failed.
func goesOn(call ssa.CallInstruction) bool {
	v := call.Value()
	if v == nil {
		return true
	}
	seen := make(map[*ssa.BasicBlock]bool)
	var walk func(b *ssa.BasicBlock) bool
	walk = func(b *ssa.BasicBlock) bool {
		if len(b.Instrs) == 0 {
			return false
		}
		succs := b.Succs
		if res, ifNil := nilTest(b); res != nil && resultsIn(res, v) {
			if succs = []*ssa.BasicBlock{ifNil}; !lib.IsError(res.Type()) {
				succs[0] = other(b, ifNil)
			}
		} else if asksDone(b, v) {
			return false
		}
		for _, s := range succs {
			if s == call.Block() {
				return true
			}
			if !seen[s] {
				seen[s] = true
				if walk(s) {
					return true
				}
			}
		}
		return false
	}
	return walk(call.Block())
}

// resultsIn reports whether res is, or may be, what the call v returns.
func resultsIn(res, v ssa.Value) bool {
	if dependsOn(res, v, 6) {
		return true
	}
	load, ok := res.(*ssa.UnOp)
	if !ok || load.Op != token.MUL || load.X.Referrers() == nil {
		return false
	}
	return slices.ContainsFunc(*load.X.Referrers(), func(i ssa.Instruction) bool {
		s, ok := i.(*ssa.Store)
		return ok && s.Addr == load.X && dependsOn(s.Val, v, 6)
	})
}

// asksDone reports whether the branch at the end of b asks what the call v of a
// function without parameters has answered: whether it is done, perhaps.
func asksDone(b *ssa.BasicBlock, v *ssa.Call) bool {
	branch, ok := b.Instrs[len(b.Instrs)-1].(*ssa.If)
	return ok && v.Common().StaticCallee() == nil && v.Common().Signature().Params().Len() == 0 && dependsOn(branch.Cond, v, 6)
}

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
			if flow.InLoop(call) && everyRound(call) && goesOn(call) {
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

// picks reports whether a comparison decides if a call runs, which may pick one
// of several, or whether its function ends the whole behind it.
func picks(call ssa.CallInstruction) bool {
	b := call.Block()
	for d := b.Idom(); d != nil; d = d.Idom() {
		branch, ok := d.Instrs[len(d.Instrs)-1].(*ssa.If)
		if !ok || reaches(d.Succs[0], b, nil) && reaches(d.Succs[1], b, nil) {
			continue
		}
		if v, _ := nilTest(d); v != nil {
			continue
		}
		if _, ok := branch.Cond.(*ssa.BinOp); ok {
			return true
		}
	}
	return !flow.Follow(call, func(i ssa.Instruction) flow.Step {
		if ret, ok := i.(*ssa.Return); ok && !fails(ret) && !answersNo(ret) {
			return flow.Found
		}
		return flow.Go
	})
}

// answersNo reports whether a return hands out false alone.
func answersNo(ret *ssa.Return) bool {
	if len(ret.Results) != 1 {
		return false
	}
	c, ok := ret.Results[0].(*ssa.Const)
	return ok && c.Value != nil && c.Value.Kind() == constant.Bool && !constant.BoolVal(c.Value)
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
