package ctxlife

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/flow"
	"github.com/obslint/obslint/analyzers/internal/lib"
)

// An Edge leads from the end of a block to one of its successors.
type Edge struct {
	From *ssa.BasicBlock
	succ int
}

// A Walk follows the paths of one function that meet none of its stops.
type Walk struct {
	StopAt   func(ssa.Instruction) bool
	stopEdge func(Edge) bool
	normal   bool // leave out the paths on which something went wrong
}

// Reaches reports whether such a path leads from behind from, or from the
// entry of f if from is nil, to an instruction for which target is true.
func (w Walk) Reaches(f *ssa.Function, from ssa.Instruction, target func(ssa.Instruction) bool) bool {
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
			if w.StopAt != nil && w.StopAt(instr) {
				continue next
			}
		}
		for i, succ := range p.b.Succs {
			e := Edge{p.b, i}
			if seen[succ.Index] || w.stopEdge != nil && w.stopEdge(e) || w.normal && isErrorEdge(e) {
				continue
			}
			seen[succ.Index] = true
			todo = append(todo, place{succ, 0})
		}
	}
	return false
}

// Is returns what tells at from other instructions.
func Is(at ssa.Instruction) func(ssa.Instruction) bool {
	return func(instr ssa.Instruction) bool { return instr == at }
}

// isErrorEdge reports whether e is taken when something went wrong: an error
// is not nil, or a select received one.
func isErrorEdge(e Edge) bool {
	cond, ok := Branch(e)
	if !ok {
		return false
	}
	if bin, ok := cond.(*ssa.BinOp); ok && (bin.Op == token.NEQ || bin.Op == token.EQL) {
		x := bin.X
		if flow.IsNil(x) {
			x = bin.Y
		} else if !flow.IsNil(bin.Y) {
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

// Branch returns the condition that e's block branches on.
func Branch(e Edge) (ssa.Value, bool) {
	if len(e.From.Instrs) == 0 {
		return nil, false
	}
	i, ok := e.From.Instrs[len(e.From.Instrs)-1].(*ssa.If)
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
	return ok && Asks(call, false)
}
