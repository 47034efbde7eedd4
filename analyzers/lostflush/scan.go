package lostflush

import (
	"go/ast"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/analysis"

	"github.com/obslint/obslint/analyzers/internal/calls"
	"github.com/obslint/obslint/analyzers/internal/lib"
	"github.com/obslint/obslint/analyzers/internal/report"
)

// scan exports the facts that need no more than a look at the bodies: which
// functions come back only when a context is over, and which start spans or
// serve.
func scan(pass *analysis.Pass, index *calls.Index) {
	if index.Imports("context") {
		for file := range report.Files(pass) {
			for _, decl := range file.Decls {
				if fn, ok := decl.(*ast.FuncDecl); ok && fn.Body != nil {
					scanWaits(pass, fn)
				}
			}
		}
	}
	scanWorks(pass, index)
}

// scanWaits exports that fn waits for a context parameter: all of its returns
// stand behind a statement of its body that only the context's end lets pass.
func scanWaits(pass *analysis.Pass, fn *ast.FuncDecl) {
	obj, ok := pass.TypesInfo.Defs[fn.Name].(*types.Func)
	if !ok {
		return
	}
	params := obj.Signature().Params()
	for i := range params.Len() {
		p := params.At(i)
		if !lib.IsContext(p.Type()) {
			continue
		}
		for _, stmt := range fn.Body.List {
			if waitsFor(pass, stmt, p) {
				if !assigned(pass, fn.Body, p) {
					pass.ExportObjectFact(obj, &Waits{Param: i})
				}
				break
			}
			if mayLeave(stmt) {
				break
			}
		}
	}
}

// assigned reports whether body assigns to p.
func assigned(pass *analysis.Pass, body ast.Node, p *types.Var) bool {
	found := false
	ast.Inspect(body, func(n ast.Node) bool {
		if as, ok := n.(*ast.AssignStmt); ok {
			for _, lhs := range as.Lhs {
				if id, ok := lhs.(*ast.Ident); ok && pass.TypesInfo.Uses[id] == p {
					found = true
				}
			}
		}
		return !found
	})
	return found
}

// waitsFor reports whether control passes stmt only when the context p is over.
func waitsFor(pass *analysis.Pass, stmt ast.Stmt, p *types.Var) bool {
	switch stmt := stmt.(type) {
	case *ast.ExprStmt:
		return receivesDone(pass, stmt, p)
	case *ast.SelectStmt:
		// Each case but the context's goes round, or there is none.
		return len(stmt.Body.List) == 1 && isDoneCase(pass, stmt.Body.List[0], p)
	case *ast.ForStmt:
		if stmt.Cond != nil || len(stmt.Body.List) == 0 {
			return false
		}
		sel := false
		for _, s := range stmt.Body.List {
			switch s := s.(type) {
			case *ast.SelectStmt:
				for _, clause := range s.Body.List {
					if isDoneCase(pass, clause, p) {
						sel = true
					} else if leaves(clause) {
						return false
					}
				}
			default:
				if leaves(s) {
					return false
				}
			}
		}
		return sel
	}
	return false
}

func isDoneCase(pass *analysis.Pass, stmt ast.Stmt, p *types.Var) bool {
	clause, ok := stmt.(*ast.CommClause)
	return ok && clause.Comm != nil && receivesDone(pass, clause.Comm, p)
}

// receivesDone reports whether stmt is <-p.Done().
func receivesDone(pass *analysis.Pass, stmt ast.Stmt, p *types.Var) bool {
	es, ok := stmt.(*ast.ExprStmt)
	if !ok {
		return false
	}
	recv, ok := ast.Unparen(es.X).(*ast.UnaryExpr)
	if !ok || recv.Op != token.ARROW {
		return false
	}
	call, ok := ast.Unparen(recv.X).(*ast.CallExpr)
	if !ok {
		return false
	}
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if !ok {
		return false
	}
	id, ok := ast.Unparen(sel.X).(*ast.Ident)
	if !ok || pass.TypesInfo.Uses[id] != p {
		return false
	}
	m, _ := pass.TypesInfo.Uses[sel.Sel].(*types.Func)
	row, ok := lib.CtxAsks.Lookup(m)
	return ok && row.Done
}

// mayLeave reports whether stmt may end the function or jump, or assigns: what
// stands behind it then proves nothing.
func mayLeave(stmt ast.Stmt) bool {
	switch stmt.(type) {
	case *ast.LabeledStmt:
		return true
	}
	return leaves(stmt)
}

// leaves reports whether a return, break or goto stands in n, outside of
// literals.
func leaves(n ast.Node) bool {
	found := false
	ast.Inspect(n, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.ReturnStmt:
			found = true
		case *ast.BranchStmt:
			if n.Tok != token.CONTINUE {
				found = true
			}
		}
		return !found
	})
	return found
}

// scanWorks exports which functions start spans or serve, themselves or in
// what they call: not in literals, nor in goroutines.
func scanWorks(pass *analysis.Pass, index *calls.Index) {
	works := make(map[*types.Func]*Works)
	for site := range calls.In(index, lib.Serves) {
		note(pass, site, works, Works{Serves: true})
	}
	for site := range calls.In(index, lib.SpanStarters) {
		note(pass, site, works, Works{})
	}
	carriers := false
	for _, f := range pass.AllObjectFacts() {
		if _, ok := f.Fact.(*Works); ok {
			carriers = true
			break
		}
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
