package dirtypool

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/flow"
	"github.com/obslint/obslint/analyzers/internal/lib"
)

// An access takes an object out of a pool, or puts one back: a call of the
// pool's own methods, or of a function that does nothing else with a pool that
// it is given, such as a method of a generic wrapper.
type access struct {
	put  bool
	pool ssa.Value
	obj  ssa.Value // that is put
}

// access returns what a call does to a pool, if it is an access.
func (a *program) access(common *ssa.CallCommon) (access, bool) {
	fn := flow.CalleeObject(common)
	recv, args := flow.Args(common)
	if row, ok := lib.Pools.Lookup(fn); ok {
		if row.Put && len(args) != 1 {
			return access{}, false
		}
		if row.Put {
			return access{true, recv, args[0]}, true
		}
		return access{pool: recv}, true
	}
	fact := a.wrapper(fn)
	if fact == nil {
		return access{}, false
	}
	acc := access{put: fact.Put, pool: recv}
	if fact.From >= firstParam {
		if fact.From-firstParam >= len(args) {
			return access{}, false
		}
		acc.pool = args[fact.From-firstParam]
	}
	if fact.Put {
		if fact.Arg >= len(args) {
			return access{}, false
		}
		acc.obj = args[fact.Arg]
	}
	return acc, acc.pool != nil
}

// wrapper returns the fact of a function that gets from, or puts into, a pool
// that it is given. The methods of this package's plain types have none: what
// they do to the pool is seen here.
func (a *program) wrapper(fn *types.Func) *poolFact {
	if fn == nil || fn.Pkg() == nil || lib.IsStd(fn.Pkg().Path()) {
		return nil
	}
	if fn.Pkg() == a.pass.Pkg {
		if fact := a.wrappers[fn.Origin()]; fact != nil && (fact.From >= firstParam || fact.From == receiver && isGenericMethod(fn)) {
			return fact
		}
		return nil
	}
	fact := new(poolFact)
	if !a.pass.ImportObjectFact(fn.Origin(), fact) || fact.From == 0 {
		return nil
	}
	return fact
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
func (a *program) isPool(t types.Type) bool {
	if isPool(t) {
		return true
	}
	n := nameOf(flow.Deref(t))
	if n == nil || n.Pkg() == nil || lib.IsStd(n.Pkg().Path()) {
		return false
	}
	is, known := a.poolTypes[n]
	if !known {
		if named, ok := n.Type().(*types.Named); ok {
			for m := range named.Methods() {
				if fact := a.wrapper(m); fact != nil && fact.From == receiver {
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
func (a *program) findWrappers() {
	for range 3 { // wrappers of wrappers
		found := false
		for _, fn := range a.flow.Funcs() {
			obj, ok := fn.Object().(*types.Func)
			if !ok || fn.Parent() != nil || a.wrappers[obj] != nil || len(fn.Blocks) > 12 {
				continue
			}
			if fact := a.asWrapper(fn); fact != nil {
				a.wrappers[obj] = fact
				found = true
			}
		}
		if !found {
			return
		}
	}
}

func (a *program) asWrapper(fn *ssa.Function) *poolFact {
	var fact *poolFact
	for instr := range flow.Instrs(fn) {
		call, ok := instr.(ssa.CallInstruction)
		if !ok {
			continue
		}
		acc, ok := a.access(call.Common())
		if !ok {
			continue
		}
		from := poolParam(fn, acc.pool)
		if from < 0 {
			if v, ok := poolID(acc.pool, 0).(*types.Var); !ok || v.Parent() != a.pass.Pkg.Scope() {
				continue
			}
			from = 0
		}
		var next *poolFact
		if acc.put {
			if par := givenTo(fn, acc.obj, call); par >= 0 {
				next = &poolFact{Put: true, From: from, Arg: par}
			}
		} else if v, ok := call.(*ssa.Call); ok && handsOut(fn, v) {
			next = &poolFact{From: from}
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
func poolParam(fn *ssa.Function, v ssa.Value) int {
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
			return paramIndex(fn, x)
		default:
			return -1
		}
	}
	return -1
}

func paramIndex(fn *ssa.Function, p *ssa.Parameter) int {
	for i, q := range fn.Params {
		if p != q {
			continue
		}
		if fn.Signature.Recv() == nil {
			return firstParam + i
		}
		return receiver + i
	}
	return -1
}

// givenTo returns the parameter that a call of Put puts back as it is, -1 if
// there is none.
func givenTo(fn *ssa.Function, obj ssa.Value, put ssa.CallInstruction) int {
	par, ok := peel(obj).(*ssa.Parameter)
	if !ok { // in a box
		box := peel(obj)
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
	i := paramIndex(fn, par) - firstParam
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

// exportWrappers exports facts of the wrappers that others can call. A method
// is one where its type has both sides.
func (a *program) exportWrappers() {
	sides := make(map[types.Object][2]bool)
	side := func(fact *poolFact) int {
		if fact.Put {
			return 1
		}
		return 0
	}
	for fn, fact := range a.wrappers {
		if fact.From == receiver {
			n := nameOf(flow.Deref(fn.Signature().Recv().Type()))
			both := sides[n]
			both[side(fact)] = true
			sides[n] = both
		}
	}
	for _, fn := range a.flow.Funcs() {
		obj := exportable(fn)
		if obj == nil || a.wrappers[obj] == nil || a.wrappers[obj].From == 0 {
			continue
		}
		if recv := obj.Signature().Recv(); recv == nil || sides[nameOf(flow.Deref(recv.Type()))] == [2]bool{true, true} {
			a.pass.ExportObjectFact(obj, a.wrappers[obj])
		}
	}
}

// contract reports whether exported functions hand out the objects of p and
// take them back as they are, so that cleaning is up to those who call them.
func (a *program) contract(p *pool) bool {
	gets := slices.ContainsFunc(p.gets, func(o *object) bool { return a.lends(o.get.Parent()) })
	return gets && slices.ContainsFunc(p.puts, func(e *put) bool { return a.lends(e.from.Parent()) })
}

// lends reports whether fn is an exported function that does nothing but get
// or put.
func (a *program) lends(fn *ssa.Function) bool {
	obj := exportable(fn)
	return obj != nil && a.wrappers[obj] != nil
}
