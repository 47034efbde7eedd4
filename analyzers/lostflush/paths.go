package lostflush

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/lib"
)

// An edge leads from the end of a block to one of its successors.
type edge struct {
	from *ssa.BasicBlock
	succ int
}

// A walk follows the paths of one function that meet none of its stops.
type walk struct {
	stopAt   func(ssa.Instruction) bool
	stopEdge func(edge) bool
	normal   bool // leave out the paths on which something went wrong
}

// reaches reports whether such a path leads from behind from, or from the
// entry of f if from is nil, to an instruction for which target is true.
func (w walk) reaches(f *ssa.Function, from ssa.Instruction, target func(ssa.Instruction) bool) bool {
	if len(f.Blocks) == 0 {
		return false
	}
	type place struct {
		b     *ssa.BasicBlock
		start int
	}
	first := place{f.Blocks[0], 0}
	if from != nil {
		first = place{from.Block(), slices.Index(from.Block().Instrs, from) + 1}
	}
	seen := make([]bool, len(f.Blocks))
	seen[first.b.Index] = from == nil
	todo := []place{first}
next:
	for len(todo) > 0 {
		p := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		for _, instr := range p.b.Instrs[p.start:] {
			if target(instr) {
				return true
			}
			if w.stopAt != nil && w.stopAt(instr) {
				continue next
			}
		}
		for i, succ := range p.b.Succs {
			e := edge{p.b, i}
			if seen[succ.Index] || w.stopEdge != nil && w.stopEdge(e) || w.normal && isErrorEdge(e) {
				continue
			}
			seen[succ.Index] = true
			todo = append(todo, place{succ, 0})
		}
	}
	return false
}

func is(at ssa.Instruction) func(ssa.Instruction) bool {
	return func(instr ssa.Instruction) bool { return instr == at }
}

func isReturn(instr ssa.Instruction) bool {
	_, ok := instr.(*ssa.Return)
	return ok
}

// isErrorEdge reports whether e is taken when something went wrong: an error
// is not nil, or a select received one.
func isErrorEdge(e edge) bool {
	cond, ok := branch(e)
	if !ok {
		return false
	}
	if bin, ok := cond.(*ssa.BinOp); ok && (bin.Op == token.NEQ || bin.Op == token.EQL) {
		x := bin.X
		if isNil(x) {
			x = bin.Y
		} else if !isNil(bin.Y) {
			if st := selectCase(bin); st != nil && e.succ == 0 {
				ch, ok := st.Chan.Type().Underlying().(*types.Chan)
				return ok && st.Dir == types.RecvOnly && lib.IsError(ch.Elem())
			}
			return false
		}
		if lib.IsError(x.Type()) && !asksContext(x) {
			return (bin.Op == token.NEQ) == (e.succ == 0)
		}
	}
	return false
}

// branch returns the condition that e's block branches on.
func branch(e edge) (ssa.Value, bool) {
	if len(e.from.Instrs) == 0 {
		return nil, false
	}
	i, ok := e.from.Instrs[len(e.from.Instrs)-1].(*ssa.If)
	if !ok {
		return nil, false
	}
	return i.Cond, true
}

// selectCase returns the case of a select that bin tests for, or nil.
func selectCase(bin *ssa.BinOp) *ssa.SelectState {
	if bin.Op != token.EQL {
		return nil
	}
	ext, ok := bin.X.(*ssa.Extract)
	if !ok || ext.Index != 0 {
		return nil
	}
	sel, ok := ext.Tuple.(*ssa.Select)
	if !ok {
		return nil
	}
	n, ok := bin.Y.(*ssa.Const)
	if !ok || n.Value == nil {
		return nil
	}
	if i := n.Int64(); 0 <= i && i < int64(len(sel.States)) {
		return sel.States[i]
	}
	return nil
}

// asksContext reports whether v is the error of a context.
func asksContext(v ssa.Value) bool {
	call, ok := v.(*ssa.Call)
	return ok && asks(call, false)
}

func isNil(v ssa.Value) bool {
	c, ok := v.(*ssa.Const)
	return ok && c.IsNil()
}
