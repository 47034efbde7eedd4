package lostflush

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"
	"golang.org/x/tools/go/types/typeutil"

	"github.com/obslint/obslint/analyzers/internal/flow"
	"github.com/obslint/obslint/analyzers/internal/lib"
)

// called stands in an effect for the method of a func: that it is called.
const called = "()"

// takesContext reports whether t is a func that is given a context, no more,
// and returns an error or nothing.
func takesContext(t types.Type) bool {
	sig, ok := t.Underlying().(*types.Signature)
	if !ok || sig.Params().Len() != 1 || !lib.IsContext(sig.Params().At(0).Type()) {
		return false
	}
	return sig.Results().Len() == 0 || sig.Results().Len() == 1 && lib.IsError(sig.Results().At(0).Type())
}

// takesNothing reports whether t is a func that is given nothing, and returns
// an error or nothing.
func takesNothing(t types.Type) bool {
	sig, ok := t.Underlying().(*types.Signature)
	if !ok || sig.Params().Len() > 0 {
		return false
	}
	return sig.Results().Len() == 0 || sig.Results().Len() == 1 && lib.IsError(sig.Results().At(0).Type())
}

// through returns what the call that e speaks of does, if the func that is
// called does in.
func through(e Effect, in bound) bound {
	return bound{Effect: Effect{Kind: in.Kind, Param: e.Param, Async: e.Async || in.Async}}
}

// funcsIn returns the effects of the funcs that v is, or is a slice of, under
// their own parameter.
func (c *checker) funcsIn(v ssa.Value) []bound {
	var out []bound
	var list []bound
	switch v.Type().Underlying().(type) {
	case *types.Signature:
		list = c.funcEffects(v, nil, 0)
	case *types.Slice:
		list = c.elementEffects(v, nil, 0)
	}
	for _, in := range list {
		if in.Param == 0 && in.Field == "" && in.Method == "" && in.ctx == nil {
			out = append(out, in)
		}
	}
	return out
}

// collection returns the path of the receiver's field whose element a func is
// that is called, or "".
func collection(v ssa.Value) string {
	load, ok := flow.Source(v).(*ssa.UnOp)
	if !ok || load.Op != token.MUL {
		return ""
	}
	ia, ok := load.X.(*ssa.IndexAddr)
	if !ok {
		return ""
	}
	slice, ok := flow.Source(ia.X).(*ssa.UnOp)
	if !ok {
		return ""
	}
	return fieldOfReceiver(slice.X)
}

// fieldOfReceiver returns the path of the receiver's field at addr, or "".
func fieldOfReceiver(addr ssa.Value) string {
	fa, ok := addr.(*ssa.FieldAddr)
	if !ok {
		return ""
	}
	if k, ok := fieldKey(fa); ok && isReceiver(k.v) {
		return k.path
	}
	return ""
}

// hold notes the funcs that flush which a store keeps in a field or a package
// variable.
func (c *checker) hold(s *ssa.Store) {
	v := variableAt(s.Addr)
	if v == nil {
		return
	}
	var list []bound
	switch t := v.Type().Underlying().(type) {
	case *types.Signature:
		list = c.funcEffects(s.Val, s, 0)
	case *types.Slice:
		if _, ok := t.Elem().Underlying().(*types.Signature); ok {
			list = c.elementEffects(s.Val, s, 0)
		}
	}
	var h Holds
	c.fact(v, &h)
	for _, b := range list {
		if b.ctx == nil && !slices.Contains(h.Effects, b.Effect) && len(h.Effects) < 8 {
			h.Effects = append(slices.Clip(h.Effects), b.Effect)
			c.changed = true
			c.setFact(v, &h)
		}
	}
}

// scanCollects exports that fn, a method, appends a func that it is given, or
// what holds it, to a field of its receiver.
func scanCollects(pass *analysis.Pass, fn *ast.FuncDecl, obj *types.Func) {
	if fn.Recv == nil || len(fn.Recv.List[0].Names) == 0 {
		return
	}
	recv := pass.TypesInfo.Defs[fn.Recv.List[0].Names[0]]
	funcs := make(map[types.Object]int)
	for i := range obj.Signature().Params().Len() {
		p := obj.Signature().Params().At(i)
		t := p.Type()
		if slice, ok := t.Underlying().(*types.Slice); ok {
			t = slice.Elem()
		}
		if takesContext(t) || takesNothing(t) {
			funcs[p] = i
		}
	}
	if len(funcs) == 0 || recv == nil {
		return
	}
	for n := range ast.Preorder(fn.Body) {
		as, ok := n.(*ast.AssignStmt)
		if !ok || len(as.Lhs) != 1 || len(as.Rhs) != 1 {
			continue
		}
		call, ok := ast.Unparen(as.Rhs[0]).(*ast.CallExpr)
		if !ok || len(call.Args) < 2 || types.ExprString(call.Args[0]) != types.ExprString(as.Lhs[0]) {
			continue
		}
		path := pathFrom(pass, as.Lhs[0], recv)
		if b, ok := typeutil.Callee(pass.TypesInfo, call).(*types.Builtin); !ok || b.Name() != "append" || path == "" {
			continue
		}
		for _, arg := range call.Args[1:] {
			for n := range ast.Preorder(arg) {
				id, ok := n.(*ast.Ident)
				if i, given := funcs[pass.TypesInfo.Uses[id]]; ok && given {
					pass.ExportObjectFact(obj, &Collects{Param: i, Field: path})
					return
				}
			}
		}
	}
}

// pathFrom returns the path of the field of v that e selects, or "".
func pathFrom(pass *analysis.Pass, e ast.Expr, v types.Object) string {
	path := ""
	for {
		sel, ok := ast.Unparen(e).(*ast.SelectorExpr)
		if !ok {
			break
		}
		path = "." + sel.Sel.Name + path
		e = sel.X
	}
	if id, ok := ast.Unparen(e).(*ast.Ident); ok && pass.TypesInfo.Uses[id] == v {
		return path
	}
	return ""
}

// collected returns the effects of the funcs that this package has collected,
// by a method, in a field of recv.
func (c *checker) collected(recv ssa.Value, path string) []bound {
	if recv == nil {
		return nil
	}
	var out []bound
	for _, f := range c.flow.Funcs() {
		for instr := range flow.Instrs(f) {
			call, ok := instr.(ssa.CallInstruction)
			if !ok {
				continue
			}
			var col Collects
			obj := flow.CalleeObject(call.Common())
			if obj == nil || !c.pass.ImportObjectFact(obj, &col) || col.Field != path {
				continue
			}
			other, args := flow.Args(call.Common())
			if other != nil && col.Param < len(args) && sameGroup(recv, other) {
				out = append(out, c.funcsIn(args[col.Param])...)
			}
		}
	}
	return unique(out)
}
