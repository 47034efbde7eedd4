package comeback

import (
	"go/ast"
	"go/types"

	"golang.org/x/tools/go/types/typeutil"

	"github.com/obslint/obslint/analyzers/internal/lib"
)

// What the end of the context ends: servers, groups, and contexts made of it.

// stopped reports whether the server of call, which serves, is a local variable
// that a goroutine of the body shuts down when the context is over, so that it
// comes back then, or fails.
func (w *waiter) stopped(call *ast.CallExpr) bool {
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if !ok || !w.keptHere(w.object(sel.X)) {
		return false
	}
	for _, stmt := range w.body.List {
		start, ok := stmt.(*ast.GoStmt)
		if !ok {
			continue
		}
		lit, ok := ast.Unparen(start.Call.Fun).(*ast.FuncLit)
		if !ok || len(lit.Body.List) == 0 || !w.receivesDone(lit.Body.List[0]) {
			continue
		}
		for n := range ast.Preorder(lit.Body) {
			stop, ok := n.(*ast.CallExpr)
			if !ok {
				continue
			}
			fn, _ := typeutil.Callee(w.pass.TypesInfo, stop).(*types.Func)
			of, isSel := ast.Unparen(stop.Fun).(*ast.SelectorExpr)
			if _, stops := lib.ServerStops.Lookup(fn); stops && isSel && w.is(of.X, w.object(sel.X)) {
				return true
			}
		}
	}
	return false
}

// keptHere reports whether v is a variable of the body of which only fields and
// methods are used.
func (w *waiter) keptHere(v types.Object) bool {
	if v == nil || v.Pos() < w.body.Pos() || w.body.End() < v.Pos() {
		return false
	}
	uses, selected := 0, 0
	for n := range ast.Preorder(w.body) {
		switch n := n.(type) {
		case *ast.Ident:
			if w.pass.TypesInfo.Uses[n] == v {
				uses++
			}
		case *ast.SelectorExpr:
			if w.is(n.X, v) {
				selected++
			}
		}
	}
	return uses == selected
}

// joins reports whether call waits for a group that was made with a context
// of the context, and one of whose functions waits for that: if none has
// failed, it is the context that is over.
func (w *waiter) joins(call *ast.CallExpr) bool {
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if !ok {
		return false
	}
	group := w.object(sel.X)
	var derived *types.Var
	for _, stmt := range w.body.List {
		switch stmt := stmt.(type) {
		case *ast.AssignStmt:
			maker, ok := ast.Unparen(stmt.Rhs[0]).(*ast.CallExpr)
			if !ok {
				continue
			}
			fn, _ := typeutil.Callee(w.pass.TypesInfo, maker).(*types.Func)
			row, ok := lib.CtxMakers.Lookup(fn)
			if ok && row.Kind == lib.CtxGroup && w.isCtx(maker.Args[row.Parent]) && w.object(stmt.Lhs[row.Cancel]) == group {
				derived, _ = w.object(stmt.Lhs[row.Ctx]).(*types.Var)
			}
		case *ast.ExprStmt:
			start, ok := stmt.X.(*ast.CallExpr)
			if !ok || derived == nil {
				continue
			}
			fn, _ := typeutil.Callee(w.pass.TypesInfo, start).(*types.Func)
			sel, isSel := ast.Unparen(start.Fun).(*ast.SelectorExpr)
			row, ok := lib.Starters.Lookup(fn)
			if !ok || !isSel || w.object(sel.X) != group {
				continue
			}
			if lit, ok := ast.Unparen(start.Args[row.Fn]).(*ast.FuncLit); ok {
				in := &waiter{pass: w.pass, typ: lit.Type, body: lit.Body, ctx: derived}
				if ok, _ := in.waits(); ok {
					return true
				}
			}
		}
	}
	return false
}

// derive finds the statements of the body that make a context of the context
// and whose cancel function is only deferred.
func (w *waiter) derive() {
	for _, stmt := range w.body.List {
		as, ok := stmt.(*ast.AssignStmt)
		if !ok || len(as.Rhs) != 1 {
			continue
		}
		call, ok := ast.Unparen(as.Rhs[0]).(*ast.CallExpr)
		if !ok {
			continue
		}
		fn, _ := typeutil.Callee(w.pass.TypesInfo, call).(*types.Func)
		row, ok := lib.CtxMakers.Lookup(fn)
		if !ok || row.Kind != lib.CtxCancel || !w.isCtx(call.Args[row.Parent]) || !w.onlyDeferred(w.object(as.Lhs[row.Cancel])) {
			continue
		}
		if w.made == nil {
			w.made = make(map[*ast.AssignStmt]types.Object)
		}
		w.made[as] = w.object(as.Lhs[row.Ctx])
	}
}

// onlyDeferred reports whether a func is deferred by the function itself, and
// nothing else is done with it.
func (w *waiter) onlyDeferred(cancel types.Object) bool {
	uses, defers := 0, 0
	ast.Inspect(w.body, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok && cancel != nil && w.pass.TypesInfo.Uses[id] == cancel {
			uses++
		}
		return true
	})
	for _, stmt := range w.body.List {
		if d, ok := stmt.(*ast.DeferStmt); ok && w.is(d.Call.Fun, cancel) {
			defers++
		}
	}
	return uses > 0 && uses == defers
}
