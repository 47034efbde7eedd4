package comeback

import (
	"go/ast"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/types/typeutil"

	"github.com/obslint/obslint/analyzers/internal/lib"
)

// scanExits exports that fn ends the process: its last statement is a call
// that does, and it returns nowhere; or it does so where an error that it is
// given is not nil, or one that the program which it runs comes back with.
func scanExits(pass *analysis.Pass, fn *ast.FuncDecl, obj *types.Func) {
	if obj.Name() == "main" || len(fn.Body.List) == 0 {
		return
	}
	last := fn.Body.List[len(fn.Body.List)-1]
	if endsHere(pass, last) && !leaves(fn.Body) {
		pass.ExportObjectFact(obj, &Exits{Err: -1})
		return
	}
	for i, stmt := range fn.Body.List {
		ifs, ok := stmt.(*ast.IfStmt)
		if !ok {
			continue
		}
		from := ifs.Init
		if from == nil && i > 0 {
			from = fn.Body.List[i-1]
		}
		if n := len(ifs.Body.List); n > 0 && runsProgram(pass, from, ifs.Cond) && endsHere(pass, ifs.Body.List[n-1]) && !leaves(ifs.Body) {
			pass.ExportObjectFact(obj, &Exits{Err: -1, Fails: true})
			return
		}
		if ifs.Init != nil {
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

// runsProgram reports whether stmt keeps the error of a call that serves, or runs
// what the program is for, and cond asks whether it is not nil.
func runsProgram(pass *analysis.Pass, stmt ast.Stmt, cond ast.Expr) bool {
	as, ok := stmt.(*ast.AssignStmt)
	if !ok || len(as.Rhs) != 1 {
		return false
	}
	call, ok := as.Rhs[0].(*ast.CallExpr)
	bin, isBin := ast.Unparen(cond).(*ast.BinaryExpr)
	if !ok || !isBin || bin.Op != token.NEQ || !pass.TypesInfo.Types[bin.Y].IsNil() {
		return false
	}
	callee, _ := typeutil.Callee(pass.TypesInfo, call).(*types.Func)
	_, runs := lib.Programs.Lookup(callee)
	_, serves := lib.Serves.Lookup(callee)
	kept, isID := as.Lhs[len(as.Lhs)-1].(*ast.Ident)
	asked, isID2 := ast.Unparen(bin.X).(*ast.Ident)
	return (runs || serves) && isID && isID2 && pass.TypesInfo.ObjectOf(kept) == pass.TypesInfo.ObjectOf(asked)
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
	return pass.ImportObjectFact(callee.Origin(), &e) && e.Always()
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
