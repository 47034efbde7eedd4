package flow

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"
)

// NilTest returns the value that the branch at the end of b compares with nil,
// and the successor that is taken if it is nil; or nil if b ends otherwise.
func NilTest(b *ssa.BasicBlock) (v ssa.Value, ifNil *ssa.BasicBlock) {
	if len(b.Instrs) == 0 {
		return nil, nil
	}
	branch, ok := b.Instrs[len(b.Instrs)-1].(*ssa.If)
	if !ok {
		return nil, nil
	}
	cmp, ok := branch.Cond.(*ssa.BinOp)
	if !ok || cmp.Op != token.EQL && cmp.Op != token.NEQ {
		return nil, nil
	}
	v = cmp.X
	other, ok := cmp.Y.(*ssa.Const)
	if !ok {
		v = cmp.Y
		other, ok = cmp.X.(*ssa.Const)
	}
	if !ok || !other.IsNil() {
		return nil, nil
	}
	if cmp.Op == token.EQL {
		return v, b.Succs[0]
	}
	return v, b.Succs[1]
}

// Other returns the successor of b, which has two, that s is not.
func Other(b, s *ssa.BasicBlock) *ssa.BasicBlock {
	if b.Succs[0] == s {
		return b.Succs[1]
	}
	return b.Succs[0]
}

// AddrPath splits an address into the variable or pointer that it starts from
// and the fields that lead on.
func AddrPath(addr ssa.Value) (root ssa.Value, fields []*types.Var) {
	for {
		fa, ok := addr.(*ssa.FieldAddr)
		if !ok {
			slices.Reverse(fields)
			return addr, fields
		}
		fields = append(fields, FieldOf(fa.X.Type(), fa.Field))
		addr = fa.X
	}
}

// Encloses reports whether g is f, or a literal in it.
func Encloses(f, g *ssa.Function) bool {
	for ; g != nil; g = g.Parent() {
		if f == g {
			return true
		}
	}
	return false
}
