package comeback

import (
	"go/ast"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/types/typeutil"

	"github.com/obslint/obslint/analyzers/internal/lib"
)

// What fails: which ways out of a function are those of an error that is not nil.

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
