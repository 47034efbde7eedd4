package lostflush

import (
	"go/ast"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/types/typeutil"

	"github.com/obslint/obslint/analyzers/internal/calls"
	"github.com/obslint/obslint/analyzers/internal/lib"
	"github.com/obslint/obslint/analyzers/internal/report"
)

// scan exports the facts that need no more than a look at the bodies: which
// functions come back only when a context is over, which start the func that
// they are given, and which start spans or serve.
func scan(pass *analysis.Pass, index *calls.Index, usesWorks bool) {
	works := make(map[*types.Func]*Works)
	var takers []*ast.FuncDecl // those that are given a context
	for file := range report.Files(pass) {
		for _, decl := range file.Decls {
			fn, ok := decl.(*ast.FuncDecl)
			if !ok || fn.Body == nil {
				continue
			}
			obj, ok := pass.TypesInfo.Defs[fn.Name].(*types.Func)
			if !ok {
				continue
			}
			scanSignals(pass, fn, obj, works)
			scanStarts(pass, fn, obj)
			scanExits(pass, fn, obj)
			scanCollects(pass, fn, obj)
			for p := range obj.Signature().Params().Variables() {
				if lib.IsContext(p.Type()) {
					takers = append(takers, fn)
					break
				}
			}
		}
	}
	scanWaits(pass, takers)
	scanWorks(pass, index, works, usesWorks)
}

// scanExits exports that fn ends the process: its last statement is a call
// that does, and it returns nowhere; or it does so where an error that it is
// given is not nil.
func scanExits(pass *analysis.Pass, fn *ast.FuncDecl, obj *types.Func) {
	if obj.Name() == "main" || len(fn.Body.List) == 0 {
		return
	}
	last := fn.Body.List[len(fn.Body.List)-1]
	if endsHere(pass, last) && !leaves(fn.Body) {
		pass.ExportObjectFact(obj, &Exits{Err: -1})
		return
	}
	for _, stmt := range fn.Body.List {
		ifs, ok := stmt.(*ast.IfStmt)
		if !ok || ifs.Init != nil {
			continue
		}
		param, notNil := errorTest(pass, obj, ifs.Cond)
		body := ifs.Body.List
		switch {
		case param < 0 || len(body) == 0:
		case notNil && endsHere(pass, body[len(body)-1]) && !leaves(ifs.Body),
			!notNil && isReturnStmt(body[len(body)-1]) && endsHere(pass, last):
			pass.ExportObjectFact(obj, &Exits{Err: param})
			return
		}
	}
}

// endsHere reports whether stmt is a call that ends the process.
func endsHere(pass *analysis.Pass, stmt ast.Stmt) bool {
	es, ok := stmt.(*ast.ExprStmt)
	if !ok {
		return false
	}
	call, ok := es.X.(*ast.CallExpr)
	if !ok {
		return false
	}
	callee, ok := typeutil.Callee(pass.TypesInfo, call).(*types.Func)
	if !ok {
		return false
	}
	if _, ok := lib.Exits.Lookup(callee); ok {
		return true
	}
	var e Exits
	return pass.ImportObjectFact(callee.Origin(), &e) && e.Err < 0
}

// errorTest returns the parameter of fn, an error, that cond compares with nil,
// or -1, and whether cond is true where it is not nil.
func errorTest(pass *analysis.Pass, fn *types.Func, cond ast.Expr) (param int, notNil bool) {
	bin, ok := ast.Unparen(cond).(*ast.BinaryExpr)
	if !ok || bin.Op != token.NEQ && bin.Op != token.EQL || !pass.TypesInfo.Types[bin.Y].IsNil() {
		return -1, false
	}
	id, ok := ast.Unparen(bin.X).(*ast.Ident)
	if !ok {
		return -1, false
	}
	params := fn.Signature().Params()
	for i := range params.Len() {
		if p := params.At(i); pass.TypesInfo.Uses[id] == p && lib.IsError(p.Type()) {
			return i, bin.Op == token.NEQ
		}
	}
	return -1, false
}

func isReturnStmt(stmt ast.Stmt) bool {
	_, ok := stmt.(*ast.ReturnStmt)
	return ok
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

// scanWorks exports which functions start spans or serve, themselves or in
// what they call: not in literals, nor in goroutines.
func scanWorks(pass *analysis.Pass, index *calls.Index, works map[*types.Func]*Works, carriers bool) {
	for site := range calls.In(index, lib.Serves) {
		note(pass, site, works, Works{Serves: true})
	}
	for site := range calls.In(index, lib.SpanStarts) {
		note(pass, site, works, Works{})
	}
	if len(works) == 0 && !carriers {
		return
	}
	for changed := true; changed; {
		changed = false
		for site := range index.All() {
			var w Works
			if own := works[site.Callee]; own != nil {
				w = *own
			} else if !pass.ImportObjectFact(site.Callee, &w) {
				continue
			}
			if note(pass, site, works, w) {
				changed = true
			}
		}
	}
}

// note writes down what the function around a call does by it.
func note(pass *analysis.Pass, site calls.Site, works map[*types.Func]*Works, w Works) bool {
	for cur := range site.Cursor.Enclosing((*ast.FuncDecl)(nil), (*ast.FuncLit)(nil), (*ast.GoStmt)(nil), (*ast.DeferStmt)(nil)) {
		decl, ok := cur.Node().(*ast.FuncDecl)
		if !ok {
			return false
		}
		fn, ok := pass.TypesInfo.Defs[decl.Name].(*types.Func)
		if !ok {
			return false
		}
		w.Serves = w.Serves && !conditional(site)
		if old := works[fn]; old == nil || w.Serves && !old.Serves {
			w := w
			works[fn] = &w
			pass.ExportObjectFact(fn, &w)
			return true
		}
		return false
	}
	return false
}

// conditional reports whether a call stands in a branch of its function.
func conditional(site calls.Site) bool {
	for cur := range site.Cursor.Enclosing((*ast.FuncDecl)(nil), (*ast.IfStmt)(nil), (*ast.CaseClause)(nil), (*ast.CommClause)(nil)) {
		switch n := cur.Node().(type) {
		case *ast.FuncDecl:
			return false
		case *ast.IfStmt:
			if n.Body.Pos() <= site.Call.Pos() {
				return true
			}
		default:
			return true
		}
	}
	return false
}
