package flow

import (
	"go/token"
	"go/types"
	"iter"
	"strings"

	"golang.org/x/tools/go/ssa"
)

// Instrs returns the instructions of f, block by block.
func Instrs(f *ssa.Function) iter.Seq[ssa.Instruction] {
	return func(yield func(ssa.Instruction) bool) {
		for _, b := range f.Blocks {
			for _, instr := range b.Instrs {
				if !yield(instr) {
					return
				}
			}
		}
	}
}

// FieldStores returns the stores of f that set a field, each with its address.
func FieldStores(f *ssa.Function) iter.Seq2[*ssa.FieldAddr, *ssa.Store] {
	return func(yield func(*ssa.FieldAddr, *ssa.Store) bool) {
		for instr := range Instrs(f) {
			if st, ok := instr.(*ssa.Store); ok {
				if fa, ok := st.Addr.(*ssa.FieldAddr); ok && !yield(fa, st) {
					return
				}
			}
		}
	}
}

// Sources returns the values that v may be a copy of. It sees through
// conversions, type assertions, interfaces, phis, local variables and the
// variables that closures capture, and stops at parameters, call results,
// constants, loads of fields, elements and package variables, and at local
// variables whose address goes elsewhere. Each source comes once, in a stable
// order.
func Sources(v ssa.Value) []ssa.Value {
	var out []ssa.Value
	seen := make(map[ssa.Value]bool)
	var visit func(ssa.Value)
	visit = func(v ssa.Value) {
		if seen[v] {
			return
		}
		seen[v] = true
		switch v := v.(type) {
		case *ssa.ChangeType:
			visit(v.X)
		case *ssa.ChangeInterface:
			visit(v.X)
		case *ssa.MakeInterface:
			visit(v.X)
		case *ssa.TypeAssert:
			if !v.CommaOk {
				visit(v.X)
				return
			}
			out = append(out, v)
		case *ssa.Extract:
			if ta, ok := v.Tuple.(*ssa.TypeAssert); ok && v.Index == 0 {
				visit(ta.X)
				return
			}
			out = append(out, v)
		case *ssa.Phi:
			for _, e := range v.Edges {
				visit(e)
			}
		case *ssa.FreeVar:
			bindings := Bindings(v)
			if len(bindings) == 0 {
				out = append(out, v)
			}
			for _, b := range bindings {
				visit(b)
			}
		case *ssa.UnOp:
			if v.Op != token.MUL {
				out = append(out, v)
				return
			}
			if alloc := Variable(v.X); alloc != nil {
				if stores, ok := Stores(alloc); ok && len(stores) > 0 {
					for _, s := range stores {
						visit(s.Val)
					}
					return
				}
			}
			out = append(out, v)
		default:
			out = append(out, v)
		}
	}
	visit(v)
	return out
}

// Source returns the only value that v may be a copy of, or nil if there are
// several.
func Source(v ssa.Value) ssa.Value {
	if srcs := Sources(v); len(srcs) == 1 {
		return srcs[0]
	}
	return nil
}

// Variable returns the local variable that addr is the address of, also where
// a closure captured it, or nil.
func Variable(addr ssa.Value) *ssa.Alloc {
	for range 32 { // closures nest; a bound keeps a malformed chain finite
		switch a := addr.(type) {
		case *ssa.Alloc:
			return a
		case *ssa.FreeVar:
			b := Bindings(a)
			if len(b) != 1 {
				return nil
			}
			addr = b[0]
		default:
			return nil
		}
	}
	return nil
}

// Stores returns the stores into a local variable, those of closures
// included. It is false if the variable's address is used for anything but
// loads, stores and capture, so that others may store too.
func Stores(alloc *ssa.Alloc) (stores []*ssa.Store, ok bool) {
	ok = true
	for _, addr := range Addresses(alloc) {
		for _, ref := range *addr.Referrers() {
			switch ref := ref.(type) {
			case *ssa.Store:
				if ref.Addr == addr {
					stores = append(stores, ref)
				} else {
					ok = false
				}
			case *ssa.UnOp, *ssa.DebugRef:
			case *ssa.MakeClosure:
				if isBound(ref.Fn.(*ssa.Function)) {
					ok = false // the method has the address
				}
			case *ssa.FieldAddr, *ssa.IndexAddr:
				// A part of the variable; its whole is not replaced by it.
			default:
				ok = false
			}
		}
	}
	return stores, ok
}

// Addresses returns the values that are the address of a local variable: the
// Alloc and the free variables of the closures that capture it.
func Addresses(alloc *ssa.Alloc) []ssa.Value {
	addrs := []ssa.Value{alloc}
	for i := 0; i < len(addrs); i++ {
		for _, ref := range *addrs[i].Referrers() {
			mc, ok := ref.(*ssa.MakeClosure)
			if !ok {
				continue
			}
			fn := mc.Fn.(*ssa.Function)
			if isBound(fn) {
				continue
			}
			for j, b := range mc.Bindings {
				if b == addrs[i] && j < len(fn.FreeVars) {
					addrs = append(addrs, fn.FreeVars[j])
				}
			}
		}
	}
	return addrs
}

// Bindings returns the values that a free variable is bound to, one for each
// place that makes the closure.
func Bindings(fv *ssa.FreeVar) []ssa.Value {
	fn := fv.Parent()
	index := -1
	for i, f := range fn.FreeVars {
		if f == fv {
			index = i
		}
	}
	if index < 0 || fn.Parent() == nil {
		return nil
	}
	var out []ssa.Value
	for instr := range Instrs(fn.Parent()) {
		if mc, ok := instr.(*ssa.MakeClosure); ok && mc.Fn == fn {
			out = append(out, mc.Bindings[index])
		}
	}
	return out
}

// Field returns the field that addr is the address of.
func Field(addr *ssa.FieldAddr) *types.Var { return FieldOf(addr.X.Type(), addr.Field) }

// FieldOf returns field i of t, a struct or a pointer to one: the origin of a
// generic struct's. It is nil if t is neither, as where only a type parameter
// promises the field.
func FieldOf(t types.Type, i int) *types.Var {
	s, ok := Deref(t).Underlying().(*types.Struct)
	if !ok || i >= s.NumFields() {
		return nil
	}
	return s.Field(i).Origin()
}

// Deref returns what t points to, or t itself if it is no pointer.
func Deref(t types.Type) types.Type {
	if p, ok := t.Underlying().(*types.Pointer); ok {
		return p.Elem()
	}
	return t
}

// Callee returns the function that a call reaches, if it is one: a static
// callee, a closure or literal that is called, deferred or started where it
// stands, or one held in a variable that holds nothing else. An instance of a
// generic function is its origin. For a method value it is the method, and
// recv its bound receiver, which is no argument of the call; for a method
// expression it is the method, and the receiver is argument 0. It is nil for
// interface calls and unknown func values.
func Callee(call *ssa.CallCommon) (fn *ssa.Function, recv ssa.Value) {
	if call.IsInvoke() {
		return nil, nil
	}
	v := call.Value
	if call.StaticCallee() == nil {
		v = Source(v)
	}
	switch v := v.(type) {
	case *ssa.Function:
		return declared(v), nil
	case *ssa.MakeClosure:
		fn := v.Fn.(*ssa.Function)
		if isBound(fn) {
			return declared(fn), v.Bindings[0]
		}
		return declared(fn), nil
	}
	return nil, nil
}

// declared returns the function that fn was made of by the compiler: of an
// instance, of a method value or of a method expression. It is fn where that
// has no form of its own, as an interface's method.
func declared(fn *ssa.Function) *ssa.Function {
	if o := fn.Origin(); o != nil {
		return o
	}
	if isBound(fn) || isThunk(fn) {
		if m, ok := fn.Object().(*types.Func); ok {
			if decl := fn.Prog.FuncValue(m.Origin()); decl != nil {
				return decl
			}
		}
	}
	return fn
}

// isBound reports whether fn is what a method value is compiled to.
func isBound(fn *ssa.Function) bool {
	return strings.HasPrefix(fn.Synthetic, "bound method wrapper") && len(fn.FreeVars) == 1
}

// isThunk reports whether fn is what a method expression is compiled to.
func isThunk(fn *ssa.Function) bool { return strings.HasPrefix(fn.Synthetic, "thunk") }

// CalleeObject returns the object of the function that a call reaches: its
// method for interface calls, nil for literals and unknown func values.
func CalleeObject(call *ssa.CallCommon) *types.Func {
	if call.IsInvoke() {
		return call.Method.Origin()
	}
	fn, _ := Callee(call)
	if fn == nil {
		return nil
	}
	obj, _ := fn.Object().(*types.Func)
	if obj == nil {
		return nil
	}
	return obj.Origin()
}

// Args returns the arguments of a call without its receiver, so that
// Args(call)[i] is parameter i of the callee's signature; and the receiver, or
// nil.
func Args(call *ssa.CallCommon) (recv ssa.Value, args []ssa.Value) {
	if call.IsInvoke() {
		return call.Value, call.Args
	}
	fn, bound := Callee(call)
	if bound != nil {
		return bound, call.Args
	}
	if fn != nil && len(call.Args) > 0 && (fn.Signature.Recv() != nil || isThunk(fn)) {
		return call.Args[0], call.Args[1:]
	}
	return nil, call.Args
}

// ParamType returns the type of argument i of a call: of a variadic function,
// the slice for what goes into it. It is nil if there is no such parameter.
func ParamType(sig *types.Signature, i int) types.Type {
	n := sig.Params().Len()
	if sig.Variadic() && i >= n-1 {
		return sig.Params().At(n - 1).Type()
	}
	if i < n {
		return sig.Params().At(i).Type()
	}
	return nil
}

// Argument returns the value that a call gives a parameter of the function that
// it reaches, or nil.
func Argument(call ssa.CallInstruction, param *ssa.Parameter) ssa.Value {
	fn := param.Parent()
	i := Position(param)
	recv, args := Args(call.Common())
	if fn.Signature.Recv() != nil {
		if i == 0 {
			return recv
		}
		i--
	}
	if i < 0 || i >= len(args) {
		return nil
	}
	return args[i]
}
