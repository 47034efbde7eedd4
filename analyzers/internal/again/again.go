package again

import (
	"go/constant"
	"go/token"
	"iter"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/eval"
	"github.com/obslint/obslint/analyzers/internal/flow"
	"github.com/obslint/obslint/analyzers/internal/lib"
)

// GoesOn reports whether a loop comes to a call again where the call has not
// failed.
func GoesOn(call ssa.CallInstruction) bool {
	return call.Value() == nil || succeeds(call, func(b *ssa.BasicBlock) bool { return b == call.Block() })
}

// FailsNext reports whether, where a call has not failed, its function may come
// to a return that hands out an error.
func FailsNext(call ssa.CallInstruction) bool {
	return call.Value() != nil && succeeds(call, func(b *ssa.BasicBlock) bool {
		err := mayFail(b.Instrs[len(b.Instrs)-1])
		return err != nil && !resultsIn(err, call.Value())
	})
}

// EndsOnError reports whether the function of a call that has failed returns an
// error, too.
func EndsOnError(call ssa.CallInstruction) bool {
	v := call.Value()
	if v == nil {
		return false
	}
	for _, b := range call.Parent().Blocks {
		res, ifNil := flow.NilTest(b)
		if res == nil || !lib.IsError(res.Type()) || !resultsIn(res, v) {
			continue
		}
		bad := flow.Other(b, ifNil)
		ret, ok := bad.Instrs[len(bad.Instrs)-1].(*ssa.Return)
		return ok && Fails(ret)
	}
	return false
}

// succeeds reports whether the ways that lead on from a call that has not
// failed reach a block that counts.
func succeeds(call ssa.CallInstruction, counts func(*ssa.BasicBlock) bool) bool {
	v := call.Value()
	seen := make(map[*ssa.BasicBlock]bool)
	var walk func(b *ssa.BasicBlock) bool
	walk = func(b *ssa.BasicBlock) bool {
		if len(b.Instrs) == 0 {
			return false
		}
		succs := b.Succs
		if res, ifNil := flow.NilTest(b); res != nil && resultsIn(res, v) {
			if succs = []*ssa.BasicBlock{ifNil}; !lib.IsError(res.Type()) {
				succs[0] = flow.Other(b, ifNil)
			}
		} else if asksDone(b, v) {
			return false
		}
		for _, s := range succs {
			if counts(s) {
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

// FailsLater reports whether an instruction runs in every call of its function,
// and may be followed by a return that hands out an error.
func FailsLater(e *eval.Eval, instr ssa.Instruction) bool {
	c := Course{Fails: true}
	return Certain(e, instr, &c) && len(c.IfNil) == 0 && flow.Follow(instr, func(i ssa.Instruction) flow.Step {
		if mayFail(i) != nil {
			return flow.Found
		}
		return flow.Go
	})
}

// mayFail returns the error that a return hands out, unless it is nil.
func mayFail(instr ssa.Instruction) ssa.Value {
	ret, ok := instr.(*ssa.Return)
	if !ok || len(ret.Results) == 0 {
		return nil
	}
	last := ret.Results[len(ret.Results)-1]
	if !lib.IsError(last.Type()) || flow.IsNil(last) {
		return nil
	}
	return last
}

// resultsIn reports whether res is, or may be, what the call v returns.
func resultsIn(res, v ssa.Value) bool {
	if DependsOn(res, v, 6) {
		return true
	}
	load, ok := res.(*ssa.UnOp)
	if !ok || load.Op != token.MUL || load.X.Referrers() == nil {
		return false
	}
	return slices.ContainsFunc(*load.X.Referrers(), func(i ssa.Instruction) bool {
		s, ok := i.(*ssa.Store)
		return ok && s.Addr == load.X && DependsOn(s.Val, v, 6)
	})
}

// asksDone reports whether the branch at the end of b asks what the call v of a
// function without parameters has answered: whether it is done, perhaps.
func asksDone(b *ssa.BasicBlock, v *ssa.Call) bool {
	branch, ok := b.Instrs[len(b.Instrs)-1].(*ssa.If)
	return ok && v.Common().StaticCallee() == nil && v.Common().Signature().Params().Len() == 0 && DependsOn(branch.Cond, v, 6)
}

// Picks reports whether a comparison decides if a call runs, which may pick one
// of several, or whether its function ends the whole behind it.
func Picks(call ssa.CallInstruction) bool {
	for d, branch := range deciders(call.Block()) {
		if v, _ := flow.NilTest(d); v != nil {
			continue
		}
		if _, ok := branch.Cond.(*ssa.BinOp); ok {
			return true
		}
	}
	return !flow.Follow(call, func(i ssa.Instruction) flow.Step {
		if ret, ok := i.(*ssa.Return); ok && !Fails(ret) && !answersNo(ret) {
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

// OnlyAsks reports whether only the request, and errors that did not happen,
// decide if instr runs: no state that an earlier request may have left.
func OnlyAsks(instr ssa.Instruction) bool {
	for d, branch := range deciders(instr.Block()) {
		if !goodWay(d, instr.Block(), nil) && !ofRequest(branch.Cond, instr.Parent(), 10) {
			return false
		}
	}
	return true
}

// deciders yields the blocks that come before b on each way, and whose branches
// decide if control gets to b.
func deciders(b *ssa.BasicBlock) iter.Seq2[*ssa.BasicBlock, *ssa.If] {
	return func(yield func(*ssa.BasicBlock, *ssa.If) bool) {
		for d := b.Idom(); d != nil; d = d.Idom() {
			branch, ok := d.Instrs[len(d.Instrs)-1].(*ssa.If)
			if ok && !(reaches(d.Succs[0], b, nil) && reaches(d.Succs[1], b, nil)) && !yield(d, branch) {
				return
			}
		}
	}
}

// goodWay reports whether the branch at the end of d asks if there is an error,
// and the way without one leads to b without passing the third block.
func goodWay(d, b, without *ssa.BasicBlock) bool {
	v, ifNil := flow.NilTest(d)
	return v != nil && lib.IsError(v.Type()) && reaches(ifNil, b, without)
}

// reaches reports whether a path leads from one block to another without
// passing the third, which may be nil.
func reaches(from, to, without *ssa.BasicBlock) bool {
	seen := map[*ssa.BasicBlock]bool{without: true}
	todo := []*ssa.BasicBlock{from}
	for len(todo) > 0 {
		b := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if b == to {
			return true
		}
		if !seen[b] {
			seen[b] = true
			todo = append(todo, b.Succs...)
		}
	}
	return false
}

// ofRequest reports whether v is computed from the parameters of f alone, its
// receiver not among them.
func ofRequest(v ssa.Value, f *ssa.Function, depth int) bool {
	if depth == 0 {
		return false
	}
	switch v := v.(type) {
	case *ssa.Const, *ssa.Function, *ssa.Builtin:
		return true
	case *ssa.Parameter:
		return f.Signature.Recv() == nil || v != f.Params[0]
	case *ssa.Call:
		fn := v.Common().StaticCallee()
		if fn != nil && fn.Pkg == f.Pkg || len(v.Common().Args) == 0 && !v.Common().IsInvoke() {
			return false
		}
	case *ssa.UnOp, *ssa.BinOp, *ssa.FieldAddr, *ssa.Field, *ssa.Extract, *ssa.ChangeType,
		*ssa.Convert, *ssa.MakeInterface, *ssa.ChangeInterface, *ssa.TypeAssert, *ssa.Slice, *ssa.IndexAddr, *ssa.Index:
	case *ssa.Phi:
	default:
		return false
	}
	var ops [8]*ssa.Value
	for _, op := range v.(ssa.Instruction).Operands(ops[:0]) {
		if *op != nil && !ofRequest(*op, f, depth-1) {
			return false
		}
	}
	return true
}
