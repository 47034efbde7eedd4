package dupmetric

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

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
				if isType(p.Type(), t) {
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

// isType reports whether t is the named type, or a pointer to it.
func isType(t types.Type, want lib.Type) bool {
	if p, ok := types.Unalias(t).(*types.Pointer); ok {
		t = p.Elem()
	}
	n, ok := types.Unalias(t).(*types.Named)
	return ok && n.Obj().Name() == want.Name && n.Obj().Pkg() != nil && n.Obj().Pkg().Path() == want.Path
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
		if params.Len() != 2 || len(s.Call.Args) != 2 || !isType(params.At(0).Type(), lib.MetricTypes.Registrar) {
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

// onlyAsks reports whether only the request, and errors that did not happen,
// decide if instr runs: no state that an earlier request may have left.
func (x *checker) onlyAsks(instr ssa.Instruction) bool {
	b := instr.Block()
	for d := b.Idom(); d != nil; d = d.Idom() {
		branch, ok := d.Instrs[len(d.Instrs)-1].(*ssa.If)
		if !ok || reaches(d.Succs[0], b, nil) && reaches(d.Succs[1], b, nil) {
			continue
		}
		if v, ifNil := nilTest(d); v != nil && lib.IsError(v.Type()) && reaches(ifNil, b, nil) {
			continue
		}
		if !ofRequest(branch.Cond, b.Parent(), 10) {
			return false
		}
	}
	return true
}

// reaches reports whether a path leads from one block to another without
// passing the third, which may be nil.
func reaches(from, to, without *ssa.BasicBlock) bool {
	seen := map[*ssa.BasicBlock]bool{without: true}
	todo := []*ssa.BasicBlock{from}
	for len(todo) > 0 {
		b := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if b == to {
			return true
		}
		if !seen[b] {
			seen[b] = true
			todo = append(todo, b.Succs...)
		}
	}
	return false
}

// ofRequest reports whether v is computed from the parameters of f alone, its
// receiver not among them.
func ofRequest(v ssa.Value, f *ssa.Function, depth int) bool {
	if depth == 0 {
		return false
	}
	switch v := v.(type) {
	case *ssa.Const, *ssa.Function, *ssa.Builtin:
		return true
	case *ssa.Parameter:
		return f.Signature.Recv() == nil || v != f.Params[0]
	case *ssa.Call:
		fn := v.Common().StaticCallee()
		if fn != nil && fn.Pkg == f.Pkg || len(v.Common().Args) == 0 && !v.Common().IsInvoke() {
			return false
		}
	case *ssa.UnOp, *ssa.BinOp, *ssa.FieldAddr, *ssa.Field, *ssa.Extract, *ssa.ChangeType,
		*ssa.Convert, *ssa.MakeInterface, *ssa.ChangeInterface, *ssa.TypeAssert, *ssa.Slice, *ssa.IndexAddr, *ssa.Index:
	case *ssa.Phi:
	default:
		return false
	}
	var ops [8]*ssa.Value
	for _, op := range v.(ssa.Instruction).Operands(ops[:0]) {
		if *op != nil && !ofRequest(*op, f, depth-1) {
			return false
		}
	}
	return true
}

// outlivesCall reports whether a registry is the same one in each call of the
// handler f.
func (x *checker) outlivesCall(f *ssa.Function, reg *Val) bool {
	switch reg.K {
	case Wrap, Field, Or:
		return x.outlivesCall(f, reg.V[0])
	case Preset, Global, Scope:
		return reg.closed(nil)
	case Local:
		instr := instrOf(reg)
		return instr != nil && instr.Parent() != f
	case Param:
		return reg.fn != f || f.Signature.Recv() != nil && reg.N == 0
	}
	return false
}
