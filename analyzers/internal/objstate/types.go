package objstate

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/flow"
)

// A Program is a package whose pooled objects are followed.
type Program struct {
	pkg   *types.Package
	Code  *flow.Package
	facts Facts

	Pools []*Pool
	byID  map[any]*Pool

	types  []types.Type             // that are pooled
	Named  map[*types.TypeName]bool // pooled structs
	owned  map[*types.Var]bool      // fields that hold what is made for them
	parts  []types.Type             // slices and maps in fields of pooled structs
	Inside map[*types.TypeName]bool // structs that they hold
	Infos  map[*ssa.Function]*Info
	Called map[*ssa.Function]int // static calls
	sites  map[*ssa.Function][]*ssa.CallCommon
	funcs  map[*types.Var][]ssa.Value // func values in fields
	Valued map[*ssa.Function]bool     // used as a value

	holds     map[*types.Var]holding // by unexported fields
	Wrappers  map[*types.Func]*PoolUse
	poolTypes map[*types.TypeName]bool
}

// NewProgram finds the pools of a package and the types of what is in them.
func NewProgram(pkg *types.Package, code *flow.Package, facts Facts) *Program {
	a := &Program{
		pkg: pkg, Code: code, facts: facts,
		byID:      make(map[any]*Pool),
		Named:     make(map[*types.TypeName]bool),
		Inside:    make(map[*types.TypeName]bool),
		Infos:     make(map[*ssa.Function]*Info),
		Called:    make(map[*ssa.Function]int),
		sites:     make(map[*ssa.Function][]*ssa.CallCommon),
		Valued:    make(map[*ssa.Function]bool),
		holds:     make(map[*types.Var]holding),
		Wrappers:  make(map[*types.Func]*PoolUse),
		poolTypes: make(map[*types.TypeName]bool),
	}
	a.findWrappers()
	a.findPools()
	a.findTypes()
	a.findCallers()
	return a
}

// Run follows the objects through all functions, and notes for each pool where
// its objects go back.
func (a *Program) Run() {
	fns := a.Code.Funcs()
	for _, fn := range fns {
		a.analyze(fn)
	}
	for _, fn := range fns {
		if in := a.Infos[fn]; in != nil {
			for _, e := range in.Puts {
				if e.Obj == nil || !a.Local(fn, e.Obj) {
					e.Pool.Puts = append(e.Pool.Puts, e)
				}
			}
		}
	}
}

// divided reports whether a part of type t is judged by its own parts.
func (a *Program) divided(t types.Type, p *place) bool {
	if _, ok := t.Underlying().(*types.Struct); !ok {
		return false
	}
	n, named := types.Unalias(t).(*types.Named)
	return p.path == "" || !named || n.Obj().Pkg() == a.pkg || IsPlain(t)
}

// IsPlain reports whether all fields of a struct are exported, so that others
// set them one by one.
func IsPlain(t types.Type) bool {
	st, ok := t.Underlying().(*types.Struct)
	for i := 0; ok && i < st.NumFields(); i++ {
		ok = st.Field(i).Exported()
	}
	return ok && st.NumFields() > 0
}

// findTypes notes the types of what comes out of the pools and goes into them.
func (a *Program) findTypes() {
	for _, fn := range a.Code.Funcs() {
		for instr := range flow.Instrs(fn) {
			call, ok := instr.(ssa.CallInstruction)
			if !ok {
				continue
			}
			acc, ok := a.Access(call.Common())
			if !ok {
				if p, put, ok := a.helper(flow.CalleeObject(call.Common())); ok && !put && call.Value() != nil {
					p.typ = call.Value().Type()
				}
				continue
			}
			if acc.Put {
				if v := Peel(acc.Obj); !types.IsInterface(v.Type()) {
					a.addType(v.Type())
				}
			} else if v, ok := call.(*ssa.Call); ok {
				if t := assertedType(v, 0); t != nil {
					a.addType(t)
				} else if !types.IsInterface(v.Type()) {
					a.addType(v.Type())
				}
			}
		}
	}
	for _, p := range a.Pools {
		if p.typ != nil {
			a.addType(p.typ)
		}
	}
}

func (a *Program) addType(t types.Type) {
	if _, ok := types.Unalias(t).(*types.TypeParam); ok {
		return
	}
	for _, u := range a.types {
		if types.Identical(t, u) {
			return
		}
	}
	a.types = append(a.types, t)
	if n := StructOf(t); n != nil {
		a.Named[n] = true
		a.addInside(n, 0)
	}
}

// addInside notes the structs of this package that a struct holds by value.
func (a *Program) addInside(n *types.TypeName, depth int) {
	a.Inside[n] = true
	st, ok := n.Type().Underlying().(*types.Struct)
	if !ok || depth > 4 {
		return
	}
	for field := range st.Fields() {
		if t := field.Type(); (IsSlice(t) || IsMap(t)) && n.Pkg() == a.pkg {
			a.parts = append(a.parts, t)
		}
		if named, ok := types.Unalias(field.Type()).(*types.Named); ok {
			if _, ok := named.Underlying().(*types.Struct); ok && named.Obj().Pkg() == a.pkg {
				a.addInside(named.Origin().Obj(), depth+1)
			}
		}
	}
}

// StructOf returns the name of the struct that t points to, or nil.
func StructOf(t types.Type) *types.TypeName {
	p, ok := types.Unalias(t).(*types.Pointer)
	if !ok {
		return nil
	}
	n, ok := types.Unalias(p.Elem()).(*types.Named)
	if !ok {
		return nil
	}
	if _, ok := n.Underlying().(*types.Struct); !ok {
		return nil
	}
	return n.Origin().Obj()
}

// Pooled reports whether values of type t come out of a pool.
func (a *Program) Pooled(t types.Type) bool {
	if n := StructOf(t); n != nil {
		return a.Named[n]
	}
	for _, u := range a.types {
		if types.Identical(t, u) {
			return true
		}
	}
	return false
}

// tracked reports whether a value of type t can be a pooled object, or a part
// of one.
func (a *Program) tracked(t types.Type) bool {
	if a.Pooled(t) {
		return true
	}
	if n := StructOf(t); n != nil {
		return a.Inside[n]
	}
	if (IsSlice(t) || IsMap(t)) && slices.ContainsFunc(a.parts, func(u types.Type) bool { return types.Identical(t, u) }) {
		return true
	}
	for _, u := range a.types {
		if p, ok := u.Underlying().(*types.Pointer); ok && types.Identical(t, p.Elem()) {
			return IsSlice(t) || IsMap(t)
		}
		if p, ok := t.Underlying().(*types.Pointer); ok && types.Identical(p.Elem(), u) && IsSlice(u) {
			return true
		}
	}
	return false
}

// findCallers counts the static calls of the package's functions, and notes
// those that are used as values.
func (a *Program) findCallers() {
	for _, fn := range a.Code.Funcs() {
		for instr := range flow.Instrs(fn) {
			var callee *ssa.Function
			if call, ok := instr.(ssa.CallInstruction); ok {
				callee, _ = flow.Callee(call.Common())
				if callee != nil {
					if o := callee.Origin(); o != nil {
						callee = o
					}
					a.Called[callee]++
					a.sites[callee] = append(a.sites[callee], call.Common())
				}
			}
			for _, op := range instr.Operands(nil) {
				if f, ok := (*op).(*ssa.Function); ok {
					if call, ok := instr.(ssa.CallInstruction); !ok || call.Common().Value != f {
						a.Valued[f] = true
						if obj, ok := f.Object().(*types.Func); ok && f.Syntax() == nil && obj.Pkg() == a.pkg {
							if method := a.Code.Func(obj); method != nil { // bound
								a.Valued[method] = true
							}
						}
					}
				}
			}
		}
	}
}

// Private reports whether every call of fn is a static one of this package, so
// that what it does is seen at its callers.
func (a *Program) Private(fn *ssa.Function) bool {
	if fn.Parent() != nil {
		return !a.Valued[fn] && len(fn.Params) == 0
	}
	obj, ok := fn.Object().(*types.Func)
	return ok && !obj.Exported() && !a.Valued[fn] && (a.Called[fn] > 0 || fn.Signature.Recv() == nil)
}

// Stays reports whether what fn returns goes to nobody but functions of this
// package, for all that is known: others can call a method of a type without a
// name for them by an interface only.
func (a *Program) Stays(fn *ssa.Function) bool {
	return a.Private(fn) || fn.Object() != nil && Exportable(fn) == nil && a.Called[fn] > 0 && !a.Valued[fn]
}

// Apart reports whether an object is in a field that holds nothing but objects
// which were made for it, none from a pool.
func (a *Program) Apart(o *Object) bool {
	if o.Origin != FromMemory || o.Holder == nil || o.Holder.Exported() {
		return false
	}
	h := a.holds[o.Holder]
	return h.made && !h.other
}

// A holding says where the objects in a field come from.
type holding struct{ made, other bool }

// NameOf returns the name that a type was declared with, or nil.
func NameOf(t types.Type) *types.TypeName {
	if t == nil {
		return nil
	}
	if n, ok := types.Unalias(t).(*types.Named); ok {
		return n.Origin().Obj()
	}
	return nil
}

// Local reports whether an event of an object is judged at the callers of the
// function that it is in.
func (a *Program) Local(fn *ssa.Function, o *Object) bool {
	if o.Origin != FromCaller {
		return false
	}
	if _, free := o.Root.(*ssa.FreeVar); free {
		return true
	}
	return a.Private(fn)
}
