package flow

import (
	"go/constant"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"
)

// Loaded returns the field or the package variable that v is a load of, or nil.
func Loaded(v ssa.Value) *types.Var {
	switch v := v.(type) {
	case *ssa.UnOp:
		return VarAt(v.X)
	case *ssa.Field:
		return FieldOf(v.X.Type(), v.Field)
	}
	return nil
}

// Origin returns the generic function that fn is an instance of, or fn.
func Origin(fn *ssa.Function) *ssa.Function {
	if o := fn.Origin(); o != nil {
		return o
	}
	return fn
}

// Position returns the index of p among the parameters of its function's SSA
// form, the receiver first.
func Position(p *ssa.Parameter) int { return slices.Index(p.Parent().Params, p) }

// Actuals returns the arguments of a call as the parameters of its callee's
// SSA form: the receiver first, also where an interface's method is called.
func Actuals(call *ssa.CallCommon) []ssa.Value {
	if call.IsInvoke() {
		return append([]ssa.Value{call.Value}, call.Args...)
	}
	return call.Args
}

// Builtin returns the name of the builtin function that a call calls, or "".
func Builtin(call *ssa.CallCommon) string {
	if b, ok := call.Value.(*ssa.Builtin); ok {
		return b.Name()
	}
	return ""
}

// Whole returns what v is a part of: the struct, array, slice, string or map
// whose field or element v is, or is the address of; or nil.
func Whole(v ssa.Value) ssa.Value {
	switch v := v.(type) {
	case *ssa.FieldAddr:
		return v.X
	case *ssa.Field:
		return v.X
	case *ssa.IndexAddr:
		return v.X
	case *ssa.Index:
		return v.X
	case *ssa.Lookup:
		return v.X
	}
	return nil
}

// Int returns the value of a constant, and whether v is one.
func Int(v ssa.Value) (int, bool) {
	c, ok := v.(*ssa.Const)
	if !ok || c.Value == nil || c.Value.Kind() != constant.Int {
		return 0, false
	}
	n, ok := constant.Int64Val(c.Value)
	return int(n), ok
}

// Bool is [Int] for a bool.
func Bool(v ssa.Value) (value, ok bool) {
	c, ok := v.(*ssa.Const)
	if !ok || c.Value == nil || c.Value.Kind() != constant.Bool {
		return false, false
	}
	return constant.BoolVal(c.Value), true
}

// Elements returns the elements of a slice that is built where it can be seen:
// by a literal, as variadic arguments, by append to such a slice. It is false
// if there may be others, or if some may be missing.
func Elements(v ssa.Value) ([]ssa.Value, bool) { return elements(v, nil) }

func elements(v ssa.Value, seen []ssa.Value) ([]ssa.Value, bool) {
	if slices.Contains(seen, v) {
		return nil, false // built in a loop
	}
	seen = append(seen, v)
	switch v := v.(type) {
	case *ssa.Const:
		return nil, v.IsNil()
	case *ssa.MakeSlice:
		n, ok := Int(v.Len)
		return nil, ok && n == 0
	case *ssa.ChangeType:
		return elements(v.X, seen)
	case *ssa.Slice:
		alloc, ok := v.X.(*ssa.Alloc)
		if !ok {
			return nil, false
		}
		var out []ssa.Value
		for _, s := range ElementStores(alloc) {
			out = append(out, s.Val)
		}
		n := -1
		if array, ok := Deref(alloc.Type()).Underlying().(*types.Array); ok {
			n = int(array.Len())
		}
		if v.High != nil {
			var ok bool
			if n, ok = Int(v.High); !ok { // make([]T, n, m)
				n = -1
			}
		}
		return out, len(out) == n
	case *ssa.Call:
		if Builtin(&v.Call) != "append" || len(v.Call.Args) != 2 {
			return nil, false
		}
		head, ok1 := elements(v.Call.Args[0], seen)
		tail, ok2 := elements(v.Call.Args[1], seen)
		return append(head, tail...), ok1 && ok2
	case *ssa.UnOp:
		if src := Source(v); src != nil && src != ssa.Value(v) {
			return elements(src, seen)
		}
	}
	return nil, false
}
