package passtest

import (
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"reflect"
	"slices"
	"sync"
	"testing"

	"golang.org/x/tools/go/analysis"
)

// Source type-checks the files of one package, which may import the standard
// library, and returns a pass over it, for the unit tests of helpers. The
// first file is named a0.go, the next a1.go; one that begins with "//test\n"
// is a _test.go file. The pass keeps no facts and reports nothing.
func Source(t testing.TB, files ...string) *analysis.Pass {
	t.Helper()
	return SourceWith(t, nil, files...)
}

// SourceWith is Source for files that may also import stubs: packages by path,
// of one file each, that import no stub that stands behind them.
func SourceWith(t testing.TB, stubs []Stub, files ...string) *analysis.Pass {
	t.Helper()
	imports.Lock()
	defer imports.Unlock()
	var parsed []*ast.File
	for i, src := range files {
		name := fmt.Sprintf("a%d.go", i)
		if len(src) > 7 && src[:7] == "//test\n" {
			name = fmt.Sprintf("a%d_test.go", i)
		}
		f, err := parser.ParseFile(imports.fset, name, src, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		parsed = append(parsed, f)
	}
	info := &types.Info{
		Types:        make(map[ast.Expr]types.TypeAndValue),
		Instances:    make(map[*ast.Ident]types.Instance),
		Defs:         make(map[*ast.Ident]types.Object),
		Uses:         make(map[*ast.Ident]types.Object),
		Implicits:    make(map[ast.Node]types.Object),
		Selections:   make(map[*ast.SelectorExpr]*types.Selection),
		Scopes:       make(map[ast.Node]*types.Scope),
		FileVersions: make(map[*ast.File]string),
	}
	from := make(withStubs)
	for _, stub := range stubs {
		f, err := parser.ParseFile(imports.fset, "stub.go", stub.Source, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		conf := types.Config{Importer: from, GoVersion: "go1.26"}
		if from[stub.Path], err = conf.Check(stub.Path, imports.fset, []*ast.File{f}, nil); err != nil {
			t.Fatal(err)
		}
	}
	conf := types.Config{Importer: from, Sizes: types.SizesFor("gc", "amd64"), GoVersion: "go1.26"}
	pkg, err := conf.Check("example.com/a", imports.fset, parsed, info)
	if err != nil {
		t.Fatal(err)
	}
	return &analysis.Pass{
		Analyzer:   &analysis.Analyzer{Name: "test"},
		Fset:       imports.fset,
		Files:      parsed,
		Pkg:        pkg,
		TypesInfo:  info,
		TypesSizes: conf.Sizes,
		ResultOf:   make(map[*analysis.Analyzer]any),
		Report:     func(analysis.Diagnostic) {},

		ImportObjectFact:  func(types.Object, analysis.Fact) bool { return false },
		ImportPackageFact: func(*types.Package, analysis.Fact) bool { return false },
		ExportObjectFact:  func(types.Object, analysis.Fact) {},
		ExportPackageFact: func(analysis.Fact) {},
		AllObjectFacts:    func() []analysis.ObjectFact { return nil },
		AllPackageFacts:   func() []analysis.PackageFact { return nil },
	}
}

// Facts lets pass keep the object facts that are exported through it, and hand
// them back. The func that it returns lists them, "object: fact", sorted.
func Facts(pass *analysis.Pass) (list func() []string) {
	known := make(map[types.Object][]analysis.Fact)
	pass.ExportObjectFact = func(obj types.Object, f analysis.Fact) { known[obj] = append(known[obj], f) }
	pass.ImportObjectFact = func(obj types.Object, f analysis.Fact) bool {
		for _, g := range known[obj] {
			if reflect.TypeOf(f) == reflect.TypeOf(g) {
				reflect.ValueOf(f).Elem().Set(reflect.ValueOf(g).Elem())
				return true
			}
		}
		return false
	}
	return func() []string {
		var out []string
		for obj, facts := range known {
			for _, f := range facts {
				out = append(out, obj.Name()+": "+fmt.Sprint(f))
			}
		}
		slices.Sort(out)
		return out
	}
}

// A Stub is a package that stands for a real one.
type Stub struct{ Path, Source string }

// withStubs are packages that are imported by their path, before others.
type withStubs map[string]*types.Package

func (m withStubs) Import(path string) (*types.Package, error) {
	if pkg := m[path]; pkg != nil {
		return pkg, nil
	}
	return imports.from.Import(path)
}

// imports keeps the imported packages from one Source to the next.
var imports = func() *sourceImports {
	fset := token.NewFileSet()
	return &sourceImports{fset: fset, from: importer.ForCompiler(fset, "gc", nil)}
}()

type sourceImports struct {
	sync.Mutex
	fset *token.FileSet
	from types.Importer
}
