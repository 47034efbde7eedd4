package flow

import (
	"go/token"

	"golang.org/x/tools/go/ssa"
)

// Escapes reports whether what is stored at addr stays when the function that
// stores it has returned: in a variable that it did not make, or one that it
// returns, hands to a goroutine, or stores in turn.
func Escapes(addr ssa.Value) bool {
	for range 16 {
		switch a := addr.(type) {
		case *ssa.FieldAddr, *ssa.IndexAddr:
			addr = Whole(a)
		case *ssa.Global:
			return true
		case *ssa.Alloc:
			return Leaves(a)
		case *ssa.FreeVar, *ssa.UnOp:
			src := Source(a)
			if src == nil || src == a {
				_, captured := a.(*ssa.FreeVar)
				return !captured
			}
			addr = src
		case *ssa.Parameter:
			return true
		default:
			return false
		}
	}
	return false
}

// Leaves reports whether v, or what holds it, is returned, sent, given to a
// goroutine or stored where its function did not make it: here, or in a function
// of this package that it is given to.
func Leaves(v ssa.Value) bool { return leaves(v, make(map[ssa.Value]bool)) }

func leaves(v ssa.Value, seen map[ssa.Value]bool) bool {
	if seen[v] || v.Referrers() == nil {
		return false
	}
	seen[v] = true
	for _, ref := range *v.Referrers() {
		switch ref := ref.(type) {
		case *ssa.Return, *ssa.Go:
			return true
		case *ssa.Send:
			if ref.X == v {
				return true
			}
		case *ssa.Store:
			if ref.Val != v {
				continue
			}
			if alloc := Variable(ref.Addr); alloc != nil {
				for _, a := range Addresses(alloc) {
					for _, r := range *a.Referrers() {
						if load, ok := r.(*ssa.UnOp); ok && load.Op == token.MUL && leaves(load, seen) {
							return true
						}
					}
				}
				continue
			}
			if Escapes(ref.Addr) {
				return true
			}
		case *ssa.Slice:
			if leaves(ref, seen) {
				return true
			}
		case *ssa.MakeInterface, *ssa.ChangeType, *ssa.ChangeInterface, *ssa.Phi:
			if leaves(ref.(ssa.Value), seen) {
				return true
			}
		case *ssa.UnOp:
			if ref.Op == token.MUL && leaves(ref, seen) {
				return true // a copy of the struct
			}
		case *ssa.Call:
			if b := Builtin(&ref.Call); b != "" {
				if b == "append" && leaves(ref, seen) {
					return true
				}
				continue
			}
			// What a function of this package is given may stay there.
			if fn, _ := Callee(&ref.Call); fn != nil && len(fn.Params) == len(ref.Call.Args) {
				for i, a := range ref.Call.Args {
					if a == v && leaves(fn.Params[i], seen) {
						return true
					}
				}
			}
		case *ssa.MapUpdate:
			if ref.Value == v && leaves(ref.Map, seen) {
				return true
			}
		}
	}
	return false
}
