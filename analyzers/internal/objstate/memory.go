package objstate

import (
	"fmt"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/flow"
	"github.com/obslint/obslint/analyzers/internal/lib"
)

// ownsAt reports whether addr is a field that only ever holds what was made
// for it, so that what it points to is a part of its struct.
func (a *Program) ownsAt(addr ssa.Value) bool {
	fa, ok := addr.(*ssa.FieldAddr)
	if !ok {
		return false
	}
	if a.owned == nil {
		a.findOwned()
	}
	return a.owned[flow.Field(fa)]
}

// findOwned finds the fields into which nothing but fresh objects is stored.
func (a *Program) findOwned() {
	a.owned = make(map[*types.Var]bool)
	shared := make(map[*types.Var]bool)
	for _, fn := range a.Code.Funcs() {
		for fa, st := range flow.FieldStores(fn) {
			v := flow.Field(fa)
			switch val := Peel(st.Val).(type) {
			case *ssa.Alloc, *ssa.Const:
				a.owned[v] = a.owned[v] || val != nil
			case *ssa.Call:
				if obj := flow.CalleeObject(&val.Call); obj == nil || obj.Pkg() == nil || !lib.IsStd(obj.Pkg().Path()) || obj.Signature().Recv() != nil {
					shared[v] = true
				} else {
					a.owned[v] = true
				}
			default:
				shared[v] = true
			}
		}
	}
	for v := range shared {
		delete(a.owned, v)
	}
}

// location names the memory that addr points to, within one function: the
// value that it starts from, and the way from there.
func (f *frame) location(addr ssa.Value) string {
	root, way := locate(addr)
	if root == nil {
		return ""
	}
	if g, ok := root.(*ssa.Global); ok {
		return g.String() + way
	}
	return root.Name() + way
}

// holding names what the memory that key names holds at an instruction, after
// which store of this function it is; what it held before, where none is.
func (f *frame) holding(key string, at ssa.Instruction) string {
	stores := f.kept[key]
	var last *ssa.Store
	for _, st := range stores {
		root, _ := locate(st.Addr)
		turn, loops := root.(*ssa.Phi) // another place in the next round
		if (len(stores) > 1 || loops) && !flow.Reaches(st, at, func(i ssa.Instruction) bool {
			other, ok := i.(*ssa.Store)
			return ok && other != st && slices.Contains(stores, other) || loops && i == turn
		}) {
			continue
		}
		if last != nil {
			return key + "?"
		}
		last = st
	}
	switch {
	case last == nil:
		return key
	case len(stores) > 1 && !flow.Precedes(last, at):
		return key + "?"
	}
	return keyOf(key, last)
}

func keyOf(key string, st *ssa.Store) string { return fmt.Sprintf("%s=%p", key, st) }

// locate returns the value that addr starts from, nil if it is not known, and the
// fields and pointers on the way from there.
func locate(addr ssa.Value) (root ssa.Value, way string) {
	switch a := addr.(type) {
	case *ssa.Global, *ssa.Parameter, *ssa.FreeVar, *ssa.Alloc:
		return a, ""
	case *ssa.UnOp:
		if a.Op == token.MUL {
			if root, way := locate(a.X); root != nil {
				return root, way + "*"
			}
		}
	case *ssa.FieldAddr:
		root, way := locate(a.X)
		if root == nil {
			root = a.X
		}
		return root, fmt.Sprintf("%s.%d", way, a.Field)
	}
	return nil, ""
}
