package lib

import (
	"go/types"
	"path/filepath"
	"slices"
	"testing"

	"golang.org/x/tools/go/packages"
)

// TestRowsResolve looks every row up in the real library, at the version in
// testdata/src/go.mod.
func TestRowsResolve(t *testing.T) {
	var paths []string
	funcs := ids()
	var named []Type
	for _, k := range HandlerKinds {
		funcs = append(funcs, k.Chain...)
		named = append(append(named, k.Params...), k.Next...)
	}
	for _, typ := range named {
		if !slices.Contains(paths, typ.Path) {
			paths = append(paths, typ.Path)
		}
	}
	for _, f := range funcs {
		if !slices.Contains(paths, f.Path) {
			paths = append(paths, f.Path)
		}
	}
	dir, err := filepath.Abs("../../../testdata/src")
	if err != nil {
		t.Fatal(err)
	}
	pkgs, err := packages.Load(&packages.Config{
		Mode: packages.NeedName | packages.NeedTypes | packages.NeedImports | packages.NeedDeps,
		Dir:  dir,
	}, paths...)
	if err != nil {
		t.Fatal(err)
	}
	byPath := make(map[string]*types.Package)
	for _, pkg := range pkgs {
		for _, err := range pkg.Errors {
			t.Errorf("%s: %v", pkg.PkgPath, err)
		}
		byPath[pkg.PkgPath] = pkg.Types
	}
	for _, typ := range named {
		if pkg := byPath[typ.Path]; pkg == nil || pkg.Scope().Lookup(typ.Name) == nil {
			t.Errorf("row names no type: %v", typ)
		}
	}
	for _, f := range funcs {
		if pkg := byPath[f.Path]; pkg == nil || !resolves(pkg, f) {
			t.Errorf("row names nothing: %v", f)
		}
	}
}

func resolves(pkg *types.Package, f Func) bool {
	if f.Recv == "" {
		fn, ok := pkg.Scope().Lookup(f.Name).(*types.Func)
		return ok && IDOf(fn) == f
	}
	tn, ok := pkg.Scope().Lookup(f.Recv).(*types.TypeName)
	if !ok {
		return false
	}
	obj, _, _ := types.LookupFieldOrMethod(types.NewPointer(tn.Type()), true, pkg, f.Name)
	if types.IsInterface(tn.Type()) {
		obj, _, _ = types.LookupFieldOrMethod(tn.Type(), true, pkg, f.Name)
	}
	fn, ok := obj.(*types.Func)
	return ok && IDOf(fn) == f // a promoted method is named by its own receiver
}

func TestTwoRowsPanic(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("a table took two rows for one function")
		}
	}()
	before := tables
	defer func() { tables = before }()
	row := NoReturn{Func{"os", "", "Exit"}}
	NewTable([]NoReturn{row, row}).Paths()
}

// TestTablesBuild builds every table, so that none has two rows for one
// function.
func TestTablesBuild(t *testing.T) {
	for _, table := range tables {
		if len(table.Paths()) == 0 {
			t.Errorf("%T is empty", table)
		}
	}
}

func TestIsStd(t *testing.T) {
	pkgs, err := packages.Load(&packages.Config{Mode: packages.NeedName}, "std")
	if err != nil || len(pkgs) < 100 {
		t.Fatal(len(pkgs), err)
	}
	for _, pkg := range pkgs {
		if !IsStd(pkg.PkgPath) {
			t.Errorf("%s is no package of the standard library", pkg.PkgPath)
		}
	}
	for _, path := range []string{"github.com/a/b", "obslint.test/x", "myapp", "myapp/log", "command-line-arguments"} {
		if IsStd(path) {
			t.Errorf("%s is a package of the standard library", path)
		}
	}
}
