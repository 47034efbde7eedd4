package paramuse

import (
	"go/ast"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/analysis"

	"github.com/obslint/obslint/analyzers/internal/report"
)

// ExportResets exports facts of the methods that do nothing but zero parts of
// their receivers. It looks at syntax only, and stops at the first statement
// of another kind, so that it costs little on every package.
func ExportResets(pass *analysis.Pass) {
	for file := range report.Files(pass) {
		for _, decl := range file.Decls {
			decl, ok := decl.(*ast.FuncDecl)
			if !ok || decl.Recv == nil || decl.Body == nil || len(decl.Body.List) == 0 || !decl.Name.IsExported() ||
				len(decl.Recv.List) != 1 || len(decl.Recv.List[0].Names) != 1 {
				continue
			}
			if _, ok := decl.Recv.List[0].Type.(*ast.StarExpr); !ok {
				continue
			}
			s := &scan{recv: decl.Recv.List[0].Names[0].Name, fact: new(Reset)}
			if s.recv == "_" || !s.block(decl.Body.List) || !s.fact.All && len(s.fact.Fields) == 0 {
				continue
			}
			s.fact.Fields = sorted(s.fact.Fields)
			if s.fact.All {
				s.fact.Fields = nil
			}
			if fn, ok := pass.TypesInfo.Defs[decl.Name].(*types.Func); ok {
				pass.ExportObjectFact(fn, s.fact)
			}
		}
	}
}

// A scan reads the body of one method.
type scan struct {
	recv string
	fact *Reset
}

func (s *scan) block(list []ast.Stmt) bool {
	for _, stmt := range list {
		if !s.stmt(stmt) {
			return false
		}
	}
	return true
}

func (s *scan) stmt(stmt ast.Stmt) bool {
	switch stmt := stmt.(type) {
	case *ast.AssignStmt:
		if stmt.Tok != token.ASSIGN || len(stmt.Lhs) != len(stmt.Rhs) {
			return false
		}
		for i, lhs := range stmt.Lhs {
			if star, ok := lhs.(*ast.StarExpr); ok && s.isRecv(star.X) {
				lit, ok := stmt.Rhs[i].(*ast.CompositeLit)
				if !ok || len(lit.Elts) > 0 {
					return false
				}
				s.fact.All = true
				continue
			}
			name, ok := s.field(lhs)
			if !ok || !s.nothing(stmt.Rhs[i], name) {
				return false
			}
			s.fact.Fields = append(s.fact.Fields, name)
		}
		return true
	case *ast.ExprStmt:
		call, ok := stmt.X.(*ast.CallExpr)
		if !ok {
			return false
		}
		if id, ok := call.Fun.(*ast.Ident); ok && id.Name == "clear" && len(call.Args) == 1 {
			if name, ok := s.field(call.Args[0]); ok {
				s.fact.Fields = append(s.fact.Fields, name)
				return true
			}
		}
		// A method of a field, without arguments: a reset of its own.
		if sel, ok := call.Fun.(*ast.SelectorExpr); ok && len(call.Args) == 0 {
			if name, ok := s.field(sel.X); ok {
				s.fact.Fields = append(s.fact.Fields, name)
				return true
			}
		}
	}
	return false
}

func (s *scan) isRecv(e ast.Expr) bool {
	id, ok := e.(*ast.Ident)
	return ok && id.Name == s.recv
}

// field returns the name of the receiver's field that e is.
func (s *scan) field(e ast.Expr) (string, bool) {
	sel, ok := e.(*ast.SelectorExpr)
	if !ok || !s.isRecv(sel.X) {
		return "", false
	}
	return sel.Sel.Name, true
}

// nothing reports whether e is a zero value, a constant or an empty slice of
// the field itself.
func (s *scan) nothing(e ast.Expr, field string) bool {
	switch e := e.(type) {
	case *ast.BasicLit:
		return true
	case *ast.Ident:
		return e.Name == "nil" || e.Name == "false"
	case *ast.CompositeLit:
		return len(e.Elts) == 0
	case *ast.SliceExpr:
		name, ok := s.field(e.X)
		high, lit := e.High.(*ast.BasicLit)
		return ok && name == field && lit && high.Value == "0"
	}
	return false
}
