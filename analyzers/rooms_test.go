package analyzers_test

import (
	"go/ast"
	"go/token"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/tools/go/packages"
)

// TestRooms holds the plan of the house: imports go one way, and knowledge of
// libraries stays in lib.
func TestRooms(t *testing.T) {
	const module = "github.com/obslint/obslint/"
	pkgs, err := packages.Load(&packages.Config{Mode: packages.NeedName | packages.NeedImports | packages.NeedFiles | packages.NeedSyntax}, "github.com/obslint/obslint/analyzers/...")
	if err != nil || len(pkgs) < 10 {
		t.Fatal(len(pkgs), err)
	}
	for _, pkg := range pkgs {
		from := roomOf(strings.TrimPrefix(pkg.PkgPath, module))
		for path := range pkg.Imports {
			own, ok := strings.CutPrefix(path, module)
			if to := roomOf(own); ok && to >= from && !(to == internalRoom && from == internalRoom) {
				t.Errorf("%s imports %s", pkg.PkgPath, path)
			}
		}
		if from == libRoom || strings.HasSuffix(pkg.PkgPath, "/passtest") {
			continue
		}
		for _, file := range pkg.Syntax {
			for n := range ast.Preorder(file) {
				if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING && namesLibrary(lit, file) {
					t.Errorf("%s: %s names a package: a row of lib says what it means", pkg.Fset.Position(lit.Pos()), lit.Value)
				}
			}
		}
	}
}

// What is in a room may import what is in a lower one; internal packages import
// each other.
const (
	libRoom = iota
	internalRoom
	passRoom
	suiteRoom
	frontRoom
)

func roomOf(path string) int {
	switch {
	case path == "analyzers/internal/lib":
		return libRoom
	case strings.HasPrefix(path, "analyzers/internal/"), strings.HasPrefix(path, "internal/"):
		return internalRoom
	case path == "analyzers":
		return suiteRoom
	case path == "analyzers/gclplugin":
		return frontRoom
	}
	return passRoom
}

var importPath = regexp.MustCompile(`^[a-z0-9-]+(\.[a-z0-9-]+)*\.[a-z]{2,}/[\w./-]+$`)

// namesLibrary reports whether a string literal of file is the import path of
// somebody else's package, or is compared with what a method Path returns.
func namesLibrary(lit *ast.BasicLit, file *ast.File) bool {
	text, _ := strconv.Unquote(lit.Value)
	for _, spec := range file.Imports {
		if spec.Path == lit {
			return false
		}
	}
	if importPath.MatchString(text) {
		return !strings.HasPrefix(text, "github.com/obslint/")
	}
	for n := range ast.Preorder(file) {
		cmp, ok := n.(*ast.BinaryExpr)
		if !ok || cmp.Op != token.EQL && cmp.Op != token.NEQ || cmp.X != ast.Expr(lit) && cmp.Y != ast.Expr(lit) {
			continue
		}
		for _, side := range []ast.Expr{cmp.X, cmp.Y} {
			if call, ok := side.(*ast.CallExpr); ok {
				if sel, ok := call.Fun.(*ast.SelectorExpr); ok && sel.Sel.Name == "Path" {
					return true
				}
			}
		}
	}
	return false
}
