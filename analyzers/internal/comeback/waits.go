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

// failsIn reports whether a case of a select returns an error: one that it
// makes, or one that it has received and that is not nil.
func (w *waiter) failsIn(clause *ast.CommClause) bool {
	if len(clause.Body) == 0 {
		return false
	}
	for i, s := range clause.Body {
		if i < len(clause.Body)-1 && leaves(s) && !w.onlyFails(s) {
			return false
		}
	}
	ret, ok := clause.Body[len(clause.Body)-1].(*ast.ReturnStmt)
	if !ok || len(ret.Results) == 0 {
		return endsHere(w.pass, clause.Body[len(clause.Body)-1])
	}
	last := ast.Unparen(ret.Results[len(ret.Results)-1])
	if w.makesError(last) {
		return true
	}
	as, ok := clause.Comm.(*ast.AssignStmt)
	if !ok || len(as.Rhs) != 1 {
		return false
	}
	recv, ok := ast.Unparen(as.Rhs[0]).(*ast.UnaryExpr)
	return ok && w.object(as.Lhs[0]) != nil && w.is(last, w.object(as.Lhs[0])) && w.onlyErrors(w.object(recv.X))
}

// onlyErrors reports whether all that is sent on ch, a channel of the
// function's own, is an error: what serving comes back with, or one that an if
// has found not to be nil.
func (w *waiter) onlyErrors(ch types.Object) bool {
	if ch == nil || ch.Pos() < w.body.Pos() || w.body.End() < ch.Pos() {
		return false
	}
	sent, ok := false, true
	var stack []ast.Node
	ast.Inspect(w.body, func(n ast.Node) bool {
		if n == nil {
			stack = stack[:len(stack)-1]
			return true
		}
		stack = append(stack, n)
		switch n := n.(type) {
		case *ast.SendStmt:
			if w.is(n.Chan, ch) {
				sent = true
				ok = ok && (w.serves(n.Value) || w.makesError(n.Value) || w.foundError(n.Value, stack))
			}
		case *ast.CallExpr: // close(ch), or others that may send
			for _, a := range n.Args {
				ok = ok && !w.is(a, ch)
			}
		}
		return true
	})
	return sent && ok
}

// serves reports whether e is a call that serves as long as the program runs.
func (w *waiter) serves(e ast.Expr) bool {
	call, ok := ast.Unparen(e).(*ast.CallExpr)
	if !ok {
		return false
	}
	fn, ok := typeutil.Callee(w.pass.TypesInfo, call).(*types.Func)
	if !ok {
		return false
	}
	if _, ok := lib.Serves.Lookup(fn); ok {
		return true
	}
	var f Works
	return w.pass.ImportObjectFact(fn.Origin(), &f) && f.Serves
}

// foundError reports whether an if around e, within stack, asks whether e is
// not nil.
func (w *waiter) foundError(e ast.Expr, stack []ast.Node) bool {
	v := w.object(e)
	for _, n := range stack {
		ifs, ok := n.(*ast.IfStmt)
		if !ok || v == nil || e.Pos() < ifs.Body.Pos() || ifs.Body.End() < e.Pos() {
			continue
		}
		for cond := ast.Unparen(ifs.Cond); ; {
			bin, ok := cond.(*ast.BinaryExpr)
			if !ok {
				break
			}
			if bin.Op == token.NEQ && w.is(bin.X, v) && w.pass.TypesInfo.Types[bin.Y].IsNil() {
				return true
			}
			if bin.Op != token.LAND {
				break
			}
			cond = ast.Unparen(bin.X)
		}
	}
	return false
}

// makesError reports whether e is a call that makes an error.
func (w *waiter) makesError(e ast.Expr) bool {
	call, ok := ast.Unparen(e).(*ast.CallExpr)
	if !ok {
		return false
	}
	fn, _ := typeutil.Callee(w.pass.TypesInfo, call).(*types.Func)
	_, makes := lib.ErrorMakers.Lookup(fn)
	return makes
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

// onlyFails reports whether all that leaves the function within stmt are
// returns of an error that is not nil: one that an if has found so, or that is
// made there.
func (w *waiter) onlyFails(stmt ast.Stmt) bool {
	results := w.typ.Results
	ifs, ok := stmt.(*ast.IfStmt)
	if !ok || ifs.Else != nil || results == nil || !lib.IsError(w.pass.TypesInfo.TypeOf(results.List[len(results.List)-1].Type)) {
		return false
	}
	var err types.Object // is not nil in the body
	cond := ast.Unparen(ifs.Cond)
	for and, ok := cond.(*ast.BinaryExpr); ok && and.Op == token.LAND; and, ok = cond.(*ast.BinaryExpr) {
		cond = ast.Unparen(and.X)
	}
	if bin, ok := cond.(*ast.BinaryExpr); ok && bin.Op == token.NEQ && w.pass.TypesInfo.Types[bin.Y].IsNil() {
		if v := w.object(bin.X); v != nil && lib.IsError(v.Type()) {
			err = v
		}
	}
	for i, s := range ifs.Body.List {
		ret, ok := s.(*ast.ReturnStmt)
		if !ok {
			if leaves(s) {
				return false
			}
			continue
		}
		if i != len(ifs.Body.List)-1 || len(ret.Results) == 0 {
			return false
		}
		last := ret.Results[len(ret.Results)-1]
		return w.is(last, err) || w.makesError(last)
	}
	return false
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
