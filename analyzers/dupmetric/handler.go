package dupmetric

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/eval"
	"github.com/obslint/obslint/analyzers/internal/lib"
)

// isHandler reports whether f runs once for each request: it takes what an
// HTTP handler takes, or what an interceptor of RPCs takes, or is a method of a
// service that this package registers.
func (x *checker) isHandler(f *ssa.Function) bool {
	params := f.Signature.Params()
	for _, kind := range lib.HandlerKinds {
		if !slices.ContainsFunc(kind.Params, func(t lib.Type) bool {
			for p := range params.Variables() {
				if t.Is(p.Type()) {
					return false
				}
			}
			return true
		}) {
			return true
		}
	}
	fn, ok := f.Object().(*types.Func)
	return ok && x.serviceMethods()[fn]
}

// serviceMethods are the methods of this package that serve RPCs.
func (x *checker) serviceMethods() map[*types.Func]bool {
	if x.services != nil {
		return x.services
	}
	x.services = make(map[*types.Func]bool)
	if !x.index.Imports(lib.MetricTypes.Registrar.Path) {
		return x.services
	}
	for s := range x.index.All() {
		params := s.Callee.Signature().Params()
		if params.Len() != 2 || len(s.Call.Args) != 2 || !lib.MetricTypes.Registrar.Is(params.At(0).Type()) {
			continue
		}
		iface, ok := params.At(1).Type().Underlying().(*types.Interface)
		if !ok {
			continue
		}
		for m := range iface.Methods() {
			obj, _, _ := types.LookupFieldOrMethod(x.pass.TypesInfo.TypeOf(s.Call.Args[1]), true, x.pass.Pkg, m.Name())
			if fn, ok := obj.(*types.Func); ok && fn.Pkg() == x.pass.Pkg {
				x.services[fn] = true
			}
		}
	}
	return x.services
}

// outlivesCall reports whether a registry is the same one in each call of the
// handler f.
func (x *checker) outlivesCall(f *ssa.Function, reg *eval.Val) bool {
	switch reg.K {
	case eval.Wrap, eval.Field, eval.Or:
		return x.outlivesCall(f, reg.V[0])
	case eval.Preset, eval.Global, eval.Scope:
		return reg.Closed(nil)
	case eval.Local:
		instr := reg.MadeAt()
		return instr != nil && instr.Parent() != f
	case eval.Param:
		return reg.Fn() != f || f.Signature.Recv() != nil && reg.N == 0
	}
	return false
}
