package callerskip

import (
	"go/ast"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"
	"golang.org/x/tools/go/types/typeutil"

	"github.com/obslint/obslint/analyzers/internal/report"
)

// storedExpr returns the expression whose value a store stores, or nil.
func (u *unit) storedExpr(s *ssa.Store) ast.Expr {
	if u.exprs == nil {
		u.exprs = make(map[token.Pos]ast.Expr)
		for cur := range u.index.Inspector().Root().Preorder((*ast.CompositeLit)(nil), (*ast.AssignStmt)(nil), (*ast.ValueSpec)(nil)) {
			switch n := cur.Node().(type) {
			case *ast.CompositeLit:
				for _, e := range n.Elts {
					if kv, ok := e.(*ast.KeyValueExpr); ok {
						u.exprs[kv.Colon] = kv.Value
					} else {
						u.exprs[e.Pos()] = e
					}
				}
			case *ast.AssignStmt:
				for i, lhs := range n.Lhs {
					pos := lhs.Pos()
					if sel, ok := ast.Unparen(lhs).(*ast.SelectorExpr); ok {
						pos = sel.Sel.Pos()
					}
					if len(n.Lhs) == len(n.Rhs) {
						u.exprs[pos] = n.Rhs[i]
					} else {
						u.exprs[pos] = n.Rhs[0]
					}
				}
			case *ast.ValueSpec:
				for i, id := range n.Names {
					if len(n.Values) == len(n.Names) {
						u.exprs[id.Pos()] = n.Values[i]
					} else if len(n.Values) == 1 {
						u.exprs[id.Pos()] = n.Values[0]
					}
				}
			}
		}
	}
	return u.exprs[s.Pos()]
}

func (u *unit) fileOf(s *ssa.Store) *ast.File {
	for f := range report.Files(u.pass) {
		if f.FileStart <= s.Pos() && s.Pos() <= f.FileEnd {
			return f
		}
	}
	return nil
}

func calleeOf(info *types.Info, call *ast.CallExpr) (*types.Func, bool) {
	fn, ok := typeutil.Callee(info, call).(*types.Func)
	return fn, ok
}
