package frames

import (
	"go/types"
	"iter"

	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/flow"
	"github.com/obslint/obslint/analyzers/internal/lib"
)

// instrs iterates over what fn does each time that it is called: what makes a
// variable at its first use is left out.
func (p *Package) instrs(fn *ssa.Function) iter.Seq[ssa.Instruction] {
	return func(yield func(ssa.Instruction) bool) {
		var firsts []*ssa.BasicBlock
		for _, b := range fn.Blocks {
			if first := p.firstUse(b); first != nil {
				firsts = append(firsts, first)
			}
		}
	blocks:
		for _, b := range fn.Blocks {
			for _, first := range firsts {
				if first.Dominates(b) {
					continue blocks
				}
			}
			for _, instr := range b.Instrs {
				if !yield(instr) {
					return
				}
			}
		}
	}
}

// firstUse returns the successor of b that runs only while a variable or a field
// for a logger is nil, and stores what it holds from then on, or nil.
func (p *Package) firstUse(b *ssa.BasicBlock) *ssa.BasicBlock {
	v, ifNil := flow.NilTest(b)
	if v == nil || len(ifNil.Preds) != 1 {
		return nil
	}
	obj := flow.Loaded(v)
	if obj == nil || obj.Pkg() != p.Pass.Pkg || !lib.IsLogger(obj.Type()) && !p.own(obj.Type()) {
		return nil
	}
	for _, c := range b.Parent().Blocks {
		if !ifNil.Dominates(c) {
			continue
		}
		for _, instr := range c.Instrs {
			if p.sets(instr, obj) {
				return ifNil
			}
		}
	}
	return nil
}

// own reports whether t, or what it points to, is a type of the package.
func (p *Package) own(t types.Type) bool {
	if ptr, ok := types.Unalias(t).(*types.Pointer); ok {
		t = ptr.Elem()
	}
	n, ok := types.Unalias(t).(*types.Named)
	return ok && n.Obj().Pkg() == p.Pass.Pkg
}

// sets reports whether an instruction stores into a variable, itself or by a
// call of a function of the package.
func (p *Package) sets(instr ssa.Instruction, obj *types.Var) bool {
	switch instr := instr.(type) {
	case *ssa.Store:
		return flow.VarAt(instr.Addr) == obj
	case *ssa.Call:
		fn, _ := flow.Callee(instr.Common())
		if fn == nil {
			return false
		}
		for _, s := range p.Stores(obj) {
			if s.Parent() == flow.Origin(fn) {
				return true
			}
		}
	}
	return false
}
