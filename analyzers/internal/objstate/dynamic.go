package objstate

import (
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/flow"
)

// dynamic returns the function of this package that a call of a func value or
// of an interface's method reaches, where there is only one: every caller gives
// the same one, or every store into the field is of the same one.
func (a *Program) dynamic(call *ssa.CallCommon) *ssa.Function {
	if call.IsInvoke() {
		par, ok := call.Value.(*ssa.Parameter)
		if !ok {
			return nil
		}
		t := a.givenType(par)
		if t == nil {
			return nil
		}
		obj, _, _ := types.LookupFieldOrMethod(t, true, a.pkg, call.Method.Name())
		method, ok := obj.(*types.Func)
		if !ok || method.Pkg() != a.pkg {
			return nil
		}
		fn := a.Code.Func(method)
		if fn == nil || len(fn.Params) == 0 || !types.Identical(fn.Params[0].Type(), t) {
			return nil
		}
		return fn
	}
	switch v := call.Value.(type) {
	case *ssa.Parameter:
		return onlyFunc(a.given(v))
	case *ssa.UnOp:
		if fa, ok := v.X.(*ssa.FieldAddr); ok && v.Op == token.MUL {
			if field := flow.Field(fa); field != nil && !field.Exported() && field.Pkg() == a.pkg {
				return onlyFunc(a.storedIn(field))
			}
		}
	}
	return nil
}

// given returns what the callers of a function give to one of its parameters,
// nil if they are not all known.
func (a *Program) given(par *ssa.Parameter) []ssa.Value {
	fn := par.Parent()
	if !a.Private(fn) || fn.Parent() != nil {
		return nil
	}
	var out []ssa.Value
	for _, call := range a.sites[fn] {
		recv, args := flow.Args(call)
		i := flow.ParamIndex(par)
		if i < 0 || i >= len(args) || recv == nil && fn.Signature.Recv() != nil {
			return nil
		}
		out = append(out, args[i])
	}
	return out
}

// givenType returns the one concrete type of what is given to a parameter that
// is an interface, or nil.
func (a *Program) givenType(par *ssa.Parameter) types.Type {
	var t types.Type
	for _, v := range a.given(par) {
		mi, ok := v.(*ssa.MakeInterface)
		if !ok || t != nil && !types.Identical(t, mi.X.Type()) {
			return nil
		}
		t = mi.X.Type()
	}
	return t
}

// storedIn returns what is stored in a field, anywhere in the package.
func (a *Program) storedIn(field *types.Var) []ssa.Value {
	if a.funcs == nil {
		a.funcs = make(map[*types.Var][]ssa.Value)
		for _, fn := range a.Code.Funcs() {
			for fa, st := range flow.FieldStores(fn) {
				if _, ok := st.Val.Type().Underlying().(*types.Signature); ok && !isZeroConst(st.Val) {
					a.funcs[flow.Field(fa)] = append(a.funcs[flow.Field(fa)], st.Val)
				}
			}
		}
	}
	return a.funcs[field]
}

// onlyFunc returns the function with a body that all values are, or nil.
func onlyFunc(vals []ssa.Value) *ssa.Function {
	var only *ssa.Function
	for _, v := range vals {
		fn, _ := flow.Callee(&ssa.CallCommon{Value: v})
		if fn == nil || only != nil && fn != only {
			return nil
		}
		only = fn
	}
	if only == nil || len(only.Blocks) == 0 {
		return nil
	}
	return only
}
