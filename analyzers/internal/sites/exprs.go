package sites

import (
	"go/ast"
	"go/token"

	"golang.org/x/tools/go/ssa"
)

// StoredExpr returns the expression whose value a store stores, or nil.
func (x *Index) StoredExpr(s *ssa.Store) ast.Expr {
	if x.exprs == nil {
		x.exprs = make(map[token.Pos]ast.Expr)
		for cur := range x.Walk.Inspector().Root().Preorder((*ast.CompositeLit)(nil), (*ast.AssignStmt)(nil), (*ast.ValueSpec)(nil)) {
			switch n := cur.Node().(type) {
			case *ast.CompositeLit:
				for _, e := range n.Elts {
					if kv, ok := e.(*ast.KeyValueExpr); ok {
						x.exprs[kv.Colon] = kv.Value
					} else {
						x.exprs[e.Pos()] = e
					}
				}
			case *ast.AssignStmt:
				for i, lhs := range n.Lhs {
					pos := lhs.Pos()
					if sel, ok := ast.Unparen(lhs).(*ast.SelectorExpr); ok {
						pos = sel.Sel.Pos()
					}
					if len(n.Lhs) == len(n.Rhs) {
						x.exprs[pos] = n.Rhs[i]
					} else {
						x.exprs[pos] = n.Rhs[0]
					}
				}
			case *ast.ValueSpec:
				for i, id := range n.Names {
					if len(n.Values) == len(n.Names) {
						x.exprs[id.Pos()] = n.Values[i]
					} else if len(n.Values) == 1 {
						x.exprs[id.Pos()] = n.Values[0]
					}
				}
			}
		}
	}
	return x.exprs[s.Pos()]
}
