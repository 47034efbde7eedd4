package closures

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/types/typeutil"

	"github.com/obslint/obslint/analyzers/internal/lib"
	"github.com/obslint/obslint/analyzers/internal/report"
)

// Starts is the fact of a function that runs the func that is parameter Fn in
// a goroutine and does not wait for it.
type Starts struct{ Fn int }

// Collects is the fact of a method that appends the func, or the funcs, that
// are parameter Param to Field, a path, of its receiver.
type Collects struct {
	Param int
	Field string
}

func (*Starts) AFact()   {}
func (*Collects) AFact() {}

func (f *Starts) String() string   { return fmt.Sprintf("starts %d", f.Fn) }
func (f *Collects) String() string { return fmt.Sprintf("collects %d%s", f.Param, f.Field) }

// Scan exports which functions of the package run a func that they are given in
// a goroutine, and which methods keep it in a list.
func Scan(pass *analysis.Pass) {
	for file := range report.Files(pass) {
		for _, decl := range file.Decls {
			fn, ok := decl.(*ast.FuncDecl)
			if !ok || fn.Body == nil {
				continue
			}
			if obj, ok := pass.TypesInfo.Defs[fn.Name].(*types.Func); ok {
				scanStarts(pass, fn, obj)
				scanCollects(pass, fn, obj)
			}
		}
	}
}

// TakesContext reports whether t is a func that is given a context, no more,
// and returns an error or nothing.
func TakesContext(t types.Type) bool {
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
		if TakesContext(t) || takesNothing(t) {
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

// scanStarts exports that fn runs a func that it is given in a goroutine, or
// sends it to one, and waits for nothing.
func scanStarts(pass *analysis.Pass, fn *ast.FuncDecl, obj *types.Func) {
	params := obj.Signature().Params()
	for i := range params.Len() {
		p := params.At(i)
		if sig, ok := p.Type().Underlying().(*types.Signature); !ok || obj.Signature().Variadic() && i == params.Len()-1 || sig.Results().Len() > 1 {
			continue
		}
		if starts(pass, fn.Body, p) && !waits(pass, fn.Body) {
			pass.ExportObjectFact(obj, &Starts{Fn: i})
			return
		}
	}
}

// starts reports whether p is called in a go statement of body, or sent, and
// not called outside of one.
func starts(pass *analysis.Pass, body ast.Node, p *types.Var) bool {
	isP := func(e ast.Expr) bool {
		id, ok := ast.Unparen(e).(*ast.Ident)
		return ok && pass.TypesInfo.Uses[id] == p
	}
	found, direct := false, false
	ast.Inspect(body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.GoStmt:
			ast.Inspect(n, func(n ast.Node) bool {
				if call, ok := n.(*ast.CallExpr); ok && isP(call.Fun) {
					found = true
				}
				return true
			})
			return false
		case *ast.SendStmt:
			found = found || isP(n.Value)
		case *ast.CallExpr:
			direct = direct || isP(n.Fun)
		}
		return true
	})
	return found && !direct
}

// waits reports whether body may wait for a goroutine: it receives, or calls
// a method Wait.
func waits(pass *analysis.Pass, body ast.Node) bool {
	found := false
	ast.Inspect(body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.GoStmt:
			return false
		case *ast.UnaryExpr:
			found = found || n.Op == token.ARROW
		case *ast.CallExpr:
			if sel, ok := ast.Unparen(n.Fun).(*ast.SelectorExpr); ok {
				if m, ok := pass.TypesInfo.Uses[sel.Sel].(*types.Func); ok && waitMethod(pass.TypesInfo.TypeOf(sel.X)) == m.Origin() {
					found = true
				}
			}
		}
		return !found
	})
	return found
}
