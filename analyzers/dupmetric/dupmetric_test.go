package dupmetric

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/obslint/obslint/analyzers/internal/passtest"
	"github.com/obslint/obslint/analyzers/internal/report"
)

func TestCases(t *testing.T) { passtest.Run(t, Analyzer) }

func TestProofs(t *testing.T) { passtest.Proofs(t, Analyzer) }

// origins are where a registry may come from.
var origins = []string{"default", "variable", "local", "field", "parameter", "labels", "prefix", "nil", "fresh"}

// TestMatrix holds that each origin of a registry and each category has a
// function that is reported and one that is not, and a line of proofs for both.
func TestMatrix(t *testing.T) {
	dir := filepath.Join(passtest.Src(t), "dupmetric")
	proofs, err := os.ReadFile(filepath.Join(dir, "proofs", "matrix_test.go"))
	if err != nil {
		t.Fatal(err)
	}
	reported := make(map[string]bool) // by function
	for _, name := range []string{"origins.go", "categories.go"} {
		fset := token.NewFileSet()
		file, err := parser.ParseFile(fset, filepath.Join(dir, "matrix", name), nil, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range file.Decls {
			fn, ok := d.(*ast.FuncDecl)
			if !ok {
				continue
			}
			reported[fn.Name.Name] = false
			for _, c := range file.Comments {
				if fn.Body.Pos() < c.Pos() && c.End() < fn.Body.End() && strings.HasPrefix(c.List[0].Text, "// want `") {
					reported[fn.Name.Name] = true
				}
			}
		}
	}
	for _, name := range append(origins, report.Categories(Analyzer.Doc)...) {
		name = strings.ToUpper(name[:1]) + name[1:]
		if is, ok := reported[name+"Clash"]; !ok || !is {
			t.Errorf("no function %sClash that is reported", name)
		}
		if is, ok := reported[name+"Fine"]; !ok || is {
			t.Errorf("no function %sFine that is not reported", name)
		}
		for _, fn := range []string{name + "Clash", name + "Fine"} {
			if !strings.Contains(string(proofs), "."+fn) {
				t.Errorf("no proof runs %s", fn)
			}
		}
	}
}
