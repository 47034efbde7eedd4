package comeback

import (
	"go/ast"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/analysis"

	"github.com/obslint/obslint/analyzers/internal/calls"
	"github.com/obslint/obslint/analyzers/internal/lib"
)

// scanWorks exports which functions start spans or serve, themselves or in
// what they call: not in literals, nor in goroutines.
func scanWorks(pass *analysis.Pass, index *calls.Index, works map[*types.Func]*Works, carriers bool) {
	for site := range calls.In(index, lib.Serves) {
		note(pass, site, works, Works{Serves: true})
	}
	for site := range calls.In(index, lib.Programs) {
		note(pass, site, works, Works{})
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

// scanSignals exports that fn waits for a signal: it waits as long as one that
// serves.
func scanSignals(pass *analysis.Pass, fn *ast.FuncDecl, obj *types.Func, works map[*types.Func]*Works) {
	for _, stmt := range fn.Body.List {
		if es, ok := stmt.(*ast.ExprStmt); ok {
			if recv, ok := es.X.(*ast.UnaryExpr); ok && recv.Op == token.ARROW && lib.IsSignalChan(pass.TypesInfo.TypeOf(recv.X)) {
				works[obj] = &Works{Serves: true}
				pass.ExportObjectFact(obj, works[obj])
			}
		}
	}
}
