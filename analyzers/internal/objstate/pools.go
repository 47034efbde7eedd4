package objstate

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/flow"
	"github.com/obslint/obslint/analyzers/internal/lib"
)

// A Pool is a variable that holds a pool, or several of one kind: a package
// variable, a field, a local.
type Pool struct {
	ID    any // types.Object or *ssa.Alloc
	Name  string
	pos   token.Pos
	typ   types.Type // what New makes, or nil
	Made  []ssa.Value
	Leaks bool // others can reach it
	Gets  []*Object
	Puts  []*Put
}

func isPool(t types.Type) bool { return lib.TypeOf(t) == lib.PoolType }

// PoolOf returns the pool that v is, the address of, or a container of.
func (a *Program) PoolOf(v ssa.Value) *Pool {
	switch id := poolID(v, 0).(type) {
	case nil:
		return nil
	case types.Object:
		name := id.Name()
		if field, ok := id.(*types.Var); ok && field.Embedded() {
			if owner := a.owner(field); owner != nil {
				name = owner.Name()
			}
		}
		return a.pool(id, name, id.Pos())
	case *ssa.Alloc:
		return a.pool(id, id.Comment, id.Pos())
	}
	return nil
}

func (a *Program) pool(id any, name string, pos token.Pos) *Pool {
	p := a.byID[id]
	if p == nil {
		p = &Pool{ID: id, Name: name, pos: pos}
		if obj, ok := id.(types.Object); ok {
			p.Leaks = obj.Exported() && obj.Pkg() == a.pkg && !a.ownerHides(obj)
		}
		a.byID[id] = p
		a.Pools = append(a.Pools, p)
	}
	return p
}

// owner returns the type declared in this package that has the field itself,
// or nil.
func (a *Program) owner(field *types.Var) *types.TypeName {
	scope := field.Pkg().Scope()
	for _, name := range scope.Names() {
		owner, ok := scope.Lookup(name).(*types.TypeName)
		if !ok || owner.IsAlias() {
			continue
		}
		if st, ok := owner.Type().Underlying().(*types.Struct); ok && slices.Contains(slices.Collect(st.Fields()), field) {
			return owner
		}
	}
	return nil
}

// ownerHides reports whether a pool is an exported field, or an embedded one, of a
// type that others can not name, and which no exported variable has.
func (a *Program) ownerHides(obj types.Object) bool {
	field, ok := obj.(*types.Var)
	if !ok || !field.IsField() {
		return false
	}
	owner := a.owner(field)
	if owner == nil || owner.Exported() {
		return false
	}
	scope := owner.Parent()
	return !slices.ContainsFunc(scope.Names(), func(name string) bool {
		v, ok := scope.Lookup(name).(*types.Var)
		return ok && v.Exported() && NameOf(flow.Deref(v.Type())) == owner
	})
}

func poolID(v ssa.Value, depth int) any {
	if depth > 16 {
		return nil
	}
	switch v := v.(type) {
	case *ssa.Global:
		if v.Object() == nil {
			return nil
		}
		return v.Object()
	case *ssa.FieldAddr:
		if st, ok := flow.Deref(v.X.Type()).Underlying().(*types.Struct); ok {
			return types.Object(st.Field(v.Field).Origin())
		}
	case *ssa.Field:
		if st, ok := v.X.Type().Underlying().(*types.Struct); ok {
			return types.Object(st.Field(v.Field).Origin())
		}
	case *ssa.UnOp:
		if v.Op == token.MUL {
			return poolID(v.X, depth+1)
		}
	case *ssa.IndexAddr:
		return poolID(v.X, depth+1)
	case *ssa.Index:
		return poolID(v.X, depth+1)
	case *ssa.Lookup:
		return poolID(v.X, depth+1)
	case *ssa.Extract:
		if l, ok := v.Tuple.(*ssa.Lookup); ok {
			return poolID(l.X, depth+1)
		}
	case *ssa.Parameter:
		if isPool(v.Type()) && v.Object() != nil {
			return v.Object()
		}
	case *ssa.FreeVar:
		if b := flow.Bindings(v); len(b) == 1 {
			return poolID(b[0], depth+1)
		}
	case *ssa.Alloc:
		return allocID(v, depth)
	}
	return nil
}

// allocID names a pool that was made here by the variable that it is stored
// in; a local one by itself.
func allocID(v *ssa.Alloc, depth int) any {
	var id any
	for _, ref := range *v.Referrers() {
		var to ssa.Value
		switch ref := ref.(type) {
		case *ssa.Store:
			if ref.Val == v {
				to = ref.Addr
			} else if _, ok := flow.Deref(v.Type()).Underlying().(*types.Pointer); ok {
				to = ref.Val // a variable that holds a pool: named by what it holds
			}
		case *ssa.MapUpdate:
			if ref.Value == v {
				to = ref.Map
			}
		case *ssa.UnOp: // a literal on its way to a variable
			for _, r := range *ref.Referrers() {
				if st, ok := r.(*ssa.Store); ok && st.Val == ref {
					to = st.Addr
				}
			}
		}
		if to == nil {
			continue
		}
		got := poolID(to, depth+1)
		if got == nil || id != nil && id != got {
			return nil
		}
		id = got
	}
	if id == nil {
		return v
	}
	return id
}

// findPools notes the pools of the package: what New makes, and which ones go
// where they cannot be followed.
func (a *Program) findPools() {
	fns := a.Code.Funcs()
	if init := a.Code.SSA().Func("init"); init != nil {
		fns = append([]*ssa.Function{init}, fns...)
	}
	for _, fn := range fns {
		for instr := range flow.Instrs(fn) {
			if st, ok := instr.(*ssa.Store); ok {
				a.noteNew(st)
			}
			for _, op := range instr.Operands(nil) {
				if *op != nil && a.isPool((*op).Type()) && a.leaksAt(instr, *op) {
					if p := a.PoolOf(*op); p != nil {
						p.Leaks = true
					}
				}
			}
		}
	}
}

// noteNew notes what the function makes that is stored in a pool's New.
func (a *Program) noteNew(st *ssa.Store) {
	fa, ok := st.Addr.(*ssa.FieldAddr)
	if !ok || !isPool(fa.X.Type()) {
		return
	}
	s := flow.Deref(fa.X.Type()).Underlying().(*types.Struct)
	p := a.PoolOf(fa.X)
	if p == nil || s.Field(fa.Field).Name() != lib.PoolNew {
		return
	}
	var fn *ssa.Function
	switch src := flow.Source(st.Val).(type) {
	case *ssa.Function:
		fn = src
	case *ssa.MakeClosure:
		fn, _ = src.Fn.(*ssa.Function)
	}
	if fn == nil {
		return
	}
	for instr := range flow.Instrs(fn) {
		if ret, ok := instr.(*ssa.Return); ok && len(ret.Results) == 1 {
			p.Made = append(p.Made, ret.Results[0])
			if t := concrete(ret.Results[0]); t != nil {
				p.typ = t
			}
		}
	}
}

// concrete returns the type that an interface was made of, or nil.
func concrete(v ssa.Value) types.Type {
	for range 8 {
		switch x := v.(type) {
		case *ssa.MakeInterface:
			if !types.IsInterface(x.X.Type()) {
				return x.X.Type()
			}
			v = x.X
		case *ssa.ChangeInterface:
			v = x.X
		case *ssa.Call: // New is another function's result
			if fn := x.Call.StaticCallee(); fn != nil && len(fn.Blocks) > 0 {
				for instr := range flow.Instrs(fn) {
					if ret, ok := instr.(*ssa.Return); ok && len(ret.Results) == 1 {
						return concrete(ret.Results[0])
					}
				}
			}
			return nil
		default:
			if v != nil && !types.IsInterface(v.Type()) {
				return v.Type()
			}
			return nil
		}
	}
	return nil
}

// leaksAt reports whether instr lets a pool, or its address, go where its uses
// cannot be seen.
func (a *Program) leaksAt(instr ssa.Instruction, v ssa.Value) bool {
	switch instr := instr.(type) {
	case *ssa.FieldAddr, *ssa.IndexAddr, *ssa.MakeClosure, *ssa.DebugRef, *ssa.Lookup, *ssa.Extract:
		return false
	case *ssa.UnOp:
		_, temp := v.(*ssa.Alloc) // a literal on its way to a variable
		return !temp
	case *ssa.Store:
		if instr.Addr == v {
			return false
		}
		if id := poolID(v, 0); id != nil && id == poolID(instr.Addr, 0) {
			return false // the same field, of another object
		}
		switch v := v.(type) {
		case *ssa.Alloc:
			return poolID(v, 0) == nil
		case *ssa.Const, *ssa.UnOp:
			return !isValue(v)
		}
		return true
	case *ssa.MapUpdate:
		return poolID(v, 0) == nil
	case *ssa.BinOp:
		return false
	case ssa.CallInstruction:
		acc, ok := a.Access(instr.Common())
		return !ok || acc.Pool != v
	}
	return true
}

// isValue reports whether v is a pool and not a pointer to one.
func isValue(v ssa.Value) bool {
	_, ptr := v.Type().Underlying().(*types.Pointer)
	return !ptr
}
