package dupmetric

import (
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/eval"
	"github.com/obslint/obslint/analyzers/internal/lib"
)

// meant returns the method of the library's registry that fn, a method of an
// interface of the program's own, stands for, or else fn: an interface that the
// registry has is there to be given one.
func meant(fn *types.Func) *types.Func {
	if fn == nil || fn.Signature().Recv() == nil || fn.Signature().Params().Len() != 1 {
		return fn
	}
	iface, ok := fn.Signature().Recv().Type().Underlying().(*types.Interface)
	if !ok {
		return fn
	}
	of := fn.Signature().Params().At(0).Type()
	if list, ok := of.(*types.Slice); ok {
		of = list.Elem()
	}
	named, ok := types.Unalias(of).(*types.Named)
	if !ok || !lib.MetricTypes.Collector.Is(named) {
		return fn
	}
	usual, ok := named.Obj().Pkg().Scope().Lookup(lib.MetricTypes.Usual).(*types.TypeName)
	if !ok {
		return fn
	}
	registry := types.NewPointer(usual.Type())
	if !types.Implements(registry, iface) {
		return fn
	}
	obj, _, _ := types.LookupFieldOrMethod(registry, false, fn.Pkg(), fn.Name())
	return obj.(*types.Func)
}

// registers reports whether t is an interface with a method that stands for
// one that registers.
func registers(t types.Type) bool {
	iface, ok := t.Underlying().(*types.Interface)
	if !ok {
		return false
	}
	for m := range iface.Methods() {
		if _, ok := lib.Registrations.Lookup(meant(m)); ok {
			return true
		}
	}
	return false
}

// isOwnRegistry reports whether a registry registers by methods of the program's
// own, which may take what is there already.
func (x *checker) isOwnRegistry(v *ssa.MakeInterface) bool {
	if !x.Handle(v.Type()) {
		return false
	}
	for m := range v.Type().Underlying().(*types.Interface).Methods() {
		if _, ok := lib.Registrations.Lookup(meant(m)); !ok {
			continue
		}
		obj, _, _ := types.LookupFieldOrMethod(v.X.Type(), true, m.Pkg(), m.Name())
		fn, _ := obj.(*types.Func)
		if _, ok := lib.Registrations.Lookup(meant(fn)); !ok {
			return true
		}
	}
	return false
}

// tellable reports whether it can be known what else is in a registry.
func tellable(reg *eval.Val) bool {
	base := reg.Base()
	return base.K != eval.Unknown && base.K != eval.Own && !base.Several()
}
