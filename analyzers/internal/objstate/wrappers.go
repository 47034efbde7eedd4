package objstate

import (
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/flow"
	"github.com/obslint/obslint/analyzers/internal/lib"
)

// An Access takes an object out of a pool, or puts one back: a call of the
// pool's own methods, or of a function that does nothing else with a pool that
// it is given, such as a method of a generic wrapper.
type Access struct {
	Put  bool
	Pool ssa.Value
	Obj  ssa.Value // that is put
}

// Access returns what a call does to a pool, if it is an access.
func (a *Program) Access(common *ssa.CallCommon) (Access, bool) {
	fn := flow.CalleeObject(common)
	recv, args := flow.Args(common)
	if row, ok := lib.Pools.Lookup(fn); ok {
		if row.Put && len(args) != 1 {
			return Access{}, false
		}
		if row.Put {
			return Access{true, recv, args[0]}, true
		}
		return Access{Pool: recv}, true
	}
	fact := a.wrapper(fn)
	if fact == nil {
		return Access{}, false
	}
	acc := Access{Put: fact.Put, Pool: recv}
	if fact.From >= FirstParam {
		if fact.From-FirstParam >= len(args) {
			return Access{}, false
		}
		acc.Pool = args[fact.From-FirstParam]
	}
	if fact.Put {
		if fact.Arg >= len(args) {
			return Access{}, false
		}
		acc.Obj = args[fact.Arg]
	}
	return acc, acc.Pool != nil
}

// wrapper returns the fact of a function that gets from, or puts into, a pool
// that it is given. The methods of this package's plain types have none: what
// they do to the pool is seen here.
func (a *Program) wrapper(fn *types.Func) *PoolUse {
	if fn == nil || fn.Pkg() == nil || lib.IsStd(fn.Pkg().Path()) {
		return nil
	}
	if fn.Pkg() == a.pkg {
		if fact := a.Wrappers[fn.Origin()]; fact != nil && (fact.From >= FirstParam || fact.From == Receiver && isGenericMethod(fn)) {
			return fact
		}
		return nil
	}
	if fact := a.facts.Pool(fn.Origin()); fact != nil && fact.From != 0 {
		return fact
	}
	return nil
}

func isGenericMethod(fn *types.Func) bool {
	recv := fn.Signature().Recv()
	if recv == nil {
		return false
	}
	n, ok := types.Unalias(flow.Deref(recv.Type())).(*types.Named)
	return ok && n.Origin().TypeParams().Len() > 0
}

// isPool reports whether t is a pool, or a wrapper around one.
func (a *Program) isPool(t types.Type) bool {
	if isPool(t) {
		return true
	}
	n := NameOf(flow.Deref(t))
	if n == nil || n.Pkg() == nil || lib.IsStd(n.Pkg().Path()) {
		return false
	}
	is, known := a.poolTypes[n]
	if !known {
		if named, ok := n.Type().(*types.Named); ok {
			for m := range named.Methods() {
				if fact := a.wrapper(m); fact != nil && fact.From == Receiver {
					is = true
				}
			}
		}
		a.poolTypes[n] = is
	}
	return is
}

// findWrappers finds the functions of this package that hand out what they get
// from a pool that they are given, or put back what they are given, and do
// nothing else with it.
func (a *Program) findWrappers() {
	for range 3 { // wrappers of wrappers
		found := false
		for _, fn := range a.Code.Funcs() {
			obj, ok := fn.Object().(*types.Func)
			if !ok || fn.Parent() != nil || a.Wrappers[obj] != nil || len(fn.Blocks) > 12 {
				continue
			}
			if fact := a.asWrapper(fn); fact != nil {
				a.Wrappers[obj] = fact
				found = true
			}
		}
		if !found {
			return
		}
	}
}

func (a *Program) asWrapper(fn *ssa.Function) *PoolUse {
	var fact *PoolUse
	for instr := range flow.Instrs(fn) {
		call, ok := instr.(ssa.CallInstruction)
		if !ok {
			continue
		}
		acc, ok := a.Access(call.Common())
		if !ok {
			continue
		}
		from := poolParam(acc.Pool)
		if from < 0 {
			if v, ok := poolID(acc.Pool, 0).(*types.Var); !ok || v.Parent() != a.pkg.Scope() {
				continue
			}
			from = 0
		}
		var next *PoolUse
		if acc.Put {
			if par := givenTo(acc.Obj, call); par >= 0 {
				next = &PoolUse{Put: true, From: from, Arg: par}
			}
		} else if v, ok := call.(*ssa.Call); ok && handsOut(fn, v) {
			next = &PoolUse{From: from}
		}
		if next == nil {
			continue
		}
		if fact != nil {
			return nil // both
		}
		fact = next
	}
	return fact
}

// poolParam returns where a function is given a pool: receiver, firstParam and
// so on; -1 for no parameter.
func poolParam(v ssa.Value) int {
	for range 8 {
		switch x := v.(type) {
		case *ssa.FieldAddr:
			v = x.X
		case *ssa.Field:
			v = x.X
		case *ssa.IndexAddr:
			v = x.X
		case *ssa.UnOp:
			v = x.X
		case *ssa.Alloc: // a receiver that is no pointer
			var from ssa.Value
			for _, ref := range *x.Referrers() {
				if st, ok := ref.(*ssa.Store); ok && st.Addr == x {
					if from != nil {
						return -1
					}
					from = st.Val
				}
			}
			if from == nil {
				return -1
			}
			v = from
		case *ssa.Parameter:
			return FirstParam + flow.ParamIndex(x) // Receiver for -1
		default:
			return -1
		}
	}
	return -1
}

// givenTo returns the parameter that a call of Put puts back as it is, -1 if
// there is none.
func givenTo(obj ssa.Value, put ssa.CallInstruction) int {
	par, ok := Peel(obj).(*ssa.Parameter)
	if !ok { // in a box
		box := Peel(obj)
		if box.Referrers() == nil {
			return -1
		}
		for _, ref := range *box.Referrers() {
			if st, ok := ref.(*ssa.Store); ok && st.Addr == box {
				par, _ = st.Val.(*ssa.Parameter)
			}
		}
	}
	if par == nil {
		return -1
	}
	i := flow.ParamIndex(par)
	if i < 0 {
		return -1
	}
	for _, ref := range *par.Referrers() {
		switch ref := ref.(type) {
		case *ssa.DebugRef, *ssa.BinOp, *ssa.Store:
		case *ssa.MakeInterface, *ssa.ChangeType:
			for _, r := range *ref.(ssa.Value).Referrers() {
				if _, cmp := r.(*ssa.BinOp); !cmp && r != put.(ssa.Instruction) {
					return -1
				}
			}
		case ssa.CallInstruction:
			b, ok := ref.Common().Value.(*ssa.Builtin)
			if ref != put && (!ok || b.Name() != "len" && b.Name() != "cap") {
				return -1
			}
		default:
			return -1
		}
	}
	return i
}

// handsOut reports whether a function returns what it gets, and does nothing
// else with it.
func handsOut(fn *ssa.Function, got *ssa.Call) bool {
	if fn.Signature.Results().Len() == 0 {
		return false
	}
	returned := false
	seen := make(map[ssa.Value]bool)
	var plain func(v ssa.Value) bool
	plain = func(v ssa.Value) bool {
		if seen[v] {
			return true
		}
		seen[v] = true
		for _, ref := range *v.Referrers() {
			switch ref := ref.(type) {
			case *ssa.DebugRef, *ssa.BinOp:
			case *ssa.Return:
				returned = returned || len(ref.Results) > 0 && ref.Results[0] == v
			case *ssa.TypeAssert:
				if !plain(ref) {
					return false
				}
			case *ssa.Extract:
				if ref.Index == 0 && !plain(ref) {
					return false
				}
			case *ssa.Phi:
				if !plain(ref) {
					return false
				}
			case *ssa.ChangeType:
				if !plain(ref) {
					return false
				}
			case *ssa.ChangeInterface:
				if !plain(ref) {
					return false
				}
			case *ssa.UnOp: // out of a box
				if ref.Op != token.MUL || !plain(ref) {
					return false
				}
			case *ssa.MakeInterface: // the box goes into a pool of boxes
				for _, r := range *ref.Referrers() {
					call, ok := r.(ssa.CallInstruction)
					if !ok {
						return false
					}
					if row, ok := lib.Pools.Lookup(flow.CalleeObject(call.Common())); !ok || !row.Put {
						return false
					}
				}
			default:
				return false
			}
		}
		return true
	}
	return plain(got) && returned
}
