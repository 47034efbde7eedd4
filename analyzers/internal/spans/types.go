package spans

import (
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/flow"
	"github.com/obslint/obslint/analyzers/internal/lib"
)

func resultType(call *ssa.Call, index int) types.Type {
	if t, ok := call.Type().(*types.Tuple); ok {
		if index < t.Len() {
			return t.At(index).Type()
		}
		return types.Typ[types.Invalid]
	}
	return call.Type()
}

// named returns the name of t, or of what it points to, or nil if that is of no
// package.
func named(t types.Type) *types.TypeName {
	if p, ok := types.Unalias(t).(*types.Pointer); ok {
		t = p.Elem()
	}
	if n, ok := types.Unalias(t).(*types.Named); ok && n.Obj().Pkg() != nil {
		return n.Obj()
	}
	return nil
}

// isSpanType reports whether t has a method that ends spans: a row's, not one
// of a wrapper's own.
func isSpanType(t types.Type) bool {
	ms := types.NewMethodSet(t)
	for i := range ms.Len() {
		if fn, ok := ms.At(i).Obj().(*types.Func); ok {
			if _, ok := lib.SpanEnds.Lookup(fn); ok && len(ms.At(i).Index()) == 1 {
				return true
			}
		}
	}
	return false
}

// holdsSpan reports whether t is a struct with a span in a field, or a pointer
// to one.
func holdsSpan(t types.Type) bool {
	if p, ok := t.Underlying().(*types.Pointer); ok {
		t = p.Elem()
	}
	st, ok := t.Underlying().(*types.Struct)
	if !ok {
		return false
	}
	for f := range st.Fields() {
		if isSpanType(f.Type()) {
			return true
		}
	}
	return false
}

// spanField returns the field of a struct, or of one that t points to, that is a
// span, if it is the only one; or nil.
func spanField(t types.Type) *types.Var {
	if p, ok := t.Underlying().(*types.Pointer); ok {
		t = p.Elem()
	}
	st, ok := t.Underlying().(*types.Struct)
	if !ok {
		return nil
	}
	var found *types.Var
	for f := range st.Fields() {
		if !isSpanType(f.Type()) {
			continue
		}
		if found != nil {
			return nil
		}
		found = f
	}
	return found
}

func isErrorPointer(t types.Type) bool {
	p, ok := t.Underlying().(*types.Pointer)
	return ok && lib.IsError(p.Elem())
}

// carries reports whether a value of type t leads to a context or to a span: it
// is one, it is a struct with one in a field, or it has a method that returns
// its context, as a request has.
func (p *Package) carries(t types.Type) bool {
	if yes, ok := p.carriers[t]; ok {
		return yes
	}
	yes := lib.IsContext(t) || isSpanType(t) || hasContext(t)
	if !yes {
		if ptr, ok := t.Underlying().(*types.Pointer); ok {
			t = ptr.Elem()
		}
		if st, ok := t.Underlying().(*types.Struct); ok {
			for f := range st.Fields() {
				yes = yes || lib.IsContext(f.Type()) || isSpanType(f.Type()) || f.Embedded() && hasContext(f.Type())
			}
		}
	}
	p.carriers[t] = yes
	return yes
}

// hasContext reports whether t has a method Context that returns a context.
func hasContext(t types.Type) bool {
	obj, _, _ := types.LookupFieldOrMethod(t, true, nil, "Context")
	fn, ok := obj.(*types.Func)
	if !ok {
		return false
	}
	sig := fn.Signature()
	return sig.Params().Len() == 0 && sig.Results().Len() == 1 && lib.IsContext(sig.Results().At(0).Type())
}

// leads reports whether a result of type t may lead to a span that the call is
// given in one way or another.
func (p *Package) leads(call *ssa.Call, t types.Type) bool {
	if p.carries(t) {
		return true
	}
	switch t.Underlying().(type) {
	case *types.Interface, *types.Signature:
	default:
		return false
	}
	if lib.IsError(t) {
		return false
	}
	obj := flow.CalleeObject(&call.Call)
	return obj == nil || p.knows(obj.Pkg())
}

// knows reports whether a package may know of spans: it is this one, or it
// imports, in one way or another, a package that has them.
func (p *Package) knows(of *types.Package) bool {
	if of == nil || of == p.pass.Pkg {
		return of != nil
	}
	if lib.IsStd(of.Path()) {
		return false
	}
	if yes, ok := p.informed[of]; ok {
		return yes
	}
	p.informed[of] = false // ends a circle; there is none
	yes := Known(of.Path())
	for _, imp := range of.Imports() {
		yes = yes || p.knows(imp)
	}
	p.informed[of] = yes
	return yes
}
