package comeback

import (
	"go/ast"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/types/typeutil"

	"github.com/obslint/obslint/analyzers/internal/lib"
)

// scanWaits exports which of the functions that are given a context wait for
// it: all of their returns, or all but those of an error, stand behind a
// statement that only the context's end lets pass. What they call may be that
// statement, so that it is looked for again until nothing new comes up.
func scanWaits(pass *analysis.Pass, takers []*ast.FuncDecl) {
	for changed := true; changed; {
		changed = false
		for _, fn := range takers {
			obj := pass.TypesInfo.Defs[fn.Name].(*types.Func)
			if pass.ImportObjectFact(obj, new(Waits)) {
				continue
			}
			for i := range obj.Signature().Params().Len() {
				p := obj.Signature().Params().At(i)
				if !lib.IsContext(p.Type()) {
					continue
				}
				w := &waiter{pass: pass, typ: fn.Type, body: fn.Body, ctx: p}
				if ok, fails := w.waits(); ok {
					pass.ExportObjectFact(obj, &Waits{Param: i, Fails: fails})
					changed = true
					break
				}
			}
		}
	}
}

// A waiter looks at a function whose variable ctx holds a context.
type waiter struct {
	pass *analysis.Pass
	typ  *ast.FuncType
	body *ast.BlockStmt
	ctx  *types.Var

	made map[*ast.AssignStmt]types.Object // the contexts that are over when ctx is, or when the function returns
}

// waits reports whether the function comes back only when ctx is over, or
// fails: then it may also come back with an error.
func (w *waiter) waits() (ok, fails bool) {
	w.derive()
	for i, stmt := range w.body.List {
		passed, failing := w.passes(stmt)
		if !passed && i+1 < len(w.body.List) {
			passed, failing = w.checks(stmt, w.body.List[i+1])
		}
		if passed {
			return !w.assigned(), fails || failing
		}
		if _, label := stmt.(*ast.LabeledStmt); label {
			return false, false
		}
		if leaves(stmt) {
			if !w.onlyFails(stmt) {
				return false, false
			}
			fails = true
		}
	}
	return false, false
}

// passes reports whether control passes stmt only when the context is over, or
// fails: then stmt may also return an error.
func (w *waiter) passes(stmt ast.Stmt) (ok, fails bool) {
	switch stmt := stmt.(type) {
	case *ast.ExprStmt:
		if w.receivesDone(stmt) {
			return true, false
		}
		ok, fails := w.calls(stmt.X)
		return ok && !fails, false
	case *ast.AssignStmt:
		ok, fails := w.calls(stmt.Rhs[0])
		return ok && !fails, false
	case *ast.ReturnStmt:
		if n := len(stmt.Results); n > 0 {
			return w.calls(stmt.Results[n-1])
		}
	case *ast.IfStmt:
		if stmt.Init != nil {
			return w.checks(stmt.Init, stmt)
		}
	case *ast.SelectStmt:
		return w.selects(stmt, false)
	case *ast.ForStmt:
		if stmt.Cond != nil {
			return false, false
		}
		for _, s := range stmt.Body.List {
			if sel, isSelect := s.(*ast.SelectStmt); isSelect {
				done, failing := w.selects(sel, true)
				if !done {
					return false, false
				}
				ok, fails = true, fails || failing
			} else if leaves(s) {
				return false, false
			}
		}
	}
	return ok, fails
}

// checks reports whether first calls what waits or fails, and then returns
// where the error of first is not nil.
func (w *waiter) checks(first, then ast.Stmt) (ok, fails bool) {
	as, isAssign := first.(*ast.AssignStmt)
	ifs, isIf := then.(*ast.IfStmt)
	if !isAssign || !isIf {
		return false, false
	}
	if ok, _ := w.calls(as.Rhs[0]); !ok || !leaves(ifs.Body) {
		return false, false
	}
	return w.onlyFails(ifs), true
}

// calls reports whether e is a call that comes back only when the context is
// over, or fails.
func (w *waiter) calls(e ast.Expr) (ok, fails bool) {
	call, isCall := ast.Unparen(e).(*ast.CallExpr)
	if !isCall {
		return false, false
	}
	fn, isFunc := typeutil.Callee(w.pass.TypesInfo, call).(*types.Func)
	if !isFunc {
		return false, false
	}
	if _, joins := lib.Joins.Lookup(fn); joins {
		return w.joins(call), true
	}
	if _, serves := lib.Serves.Lookup(fn); serves {
		return w.stopped(call), true
	}
	var f Waits
	if !w.pass.ImportObjectFact(fn.Origin(), &f) || f.Param >= len(call.Args) {
		return false, false
	}
	return w.isCtx(call.Args[f.Param]), f.Fails
}

// selects reports whether the cases of a select let control pass only when the
// context is over, or fail. Within a loop the others may go round.
func (w *waiter) selects(sel *ast.SelectStmt, loop bool) (ok, fails bool) {
	for _, s := range sel.Body.List {
		clause := s.(*ast.CommClause)
		if clause.Comm != nil && w.receivesDone(clause.Comm) {
			ok = true
			continue
		}
		if w.failsIn(clause) {
			fails = true
			continue
		}
		if !loop {
			return false, false
		}
		for _, s := range clause.Body {
			if leaves(s) {
				if !w.onlyFails(s) {
					return false, false
				}
				fails = true
			}
		}
	}
	return ok, fails
}

// object returns the variable that e names, or nil.
func (w *waiter) object(e ast.Expr) types.Object {
	id, ok := ast.Unparen(e).(*ast.Ident)
	if !ok {
		return nil
	}
	return w.pass.TypesInfo.ObjectOf(id)
}

func (w *waiter) is(e ast.Expr, v types.Object) bool { return v != nil && w.object(e) == v }

// isCtx reports whether e names the context, or one that only its end, or the
// return of the function, ends.
func (w *waiter) isCtx(e ast.Expr) bool {
	v := w.object(e)
	if v == w.ctx {
		return true
	}
	for _, made := range w.made {
		if v != nil && v == made {
			return true
		}
	}
	return false
}

// assigned reports whether the context is assigned to.
func (w *waiter) assigned() bool {
	found := false
	ast.Inspect(w.body, func(n ast.Node) bool {
		if as, ok := n.(*ast.AssignStmt); ok && w.made[as] == nil {
			for _, lhs := range as.Lhs {
				if id, ok := lhs.(*ast.Ident); ok && w.pass.TypesInfo.Uses[id] == w.ctx {
					found = true
				}
			}
		}
		return !found
	})
	return found
}

// receivesDone reports whether stmt is <-ctx.Done().
func (w *waiter) receivesDone(stmt ast.Stmt) bool {
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
	if !ok || !w.isCtx(sel.X) {
		return false
	}
	m, _ := w.pass.TypesInfo.Uses[sel.Sel].(*types.Func)
	row, ok := lib.CtxAsks.Lookup(m)
	return ok && row.Done
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
