package lib

import (
	"go/types"
	"path/filepath"
	"slices"
	"testing"

	"golang.org/x/tools/go/packages"
)

// TestFieldsResolve looks up what the rows name that are no functions: fields,
// variables and constants.
func TestFieldsResolve(t *testing.T) {
	type row struct{ path, typ, name string }
	var rows []row
	for _, group := range OwnCallers {
		for _, r := range group {
			rows = append(rows, row{r.Path, r.Type, r.Name})
		}
	}
	for _, r := range LogSwitches {
		rows = append(rows, row{r.Path, r.Type, r.Field})
	}
	for _, group := range LogAsks {
		for _, r := range group {
			rows = append(rows, row{r.Path, r.Type, r.Name})
		}
	}
	for _, r := range LogDefaults {
		rows = append(rows, row{r.Path, r.Type, r.Name})
	}
	for id, r := range LogHandlers.all() {
		rows = append(rows, row{id.Path, "HandlerOptions", r.Field})
	}
	var paths []string
	for _, r := range rows {
		if !slices.Contains(paths, r.path) {
			paths = append(paths, r.path)
		}
	}
	dir, err := filepath.Abs("../../../testdata/src")
	if err != nil {
		t.Fatal(err)
	}
	pkgs, err := packages.Load(&packages.Config{Mode: packages.NeedName | packages.NeedTypes | packages.NeedImports | packages.NeedDeps, Dir: dir}, paths...)
	if err != nil {
		t.Fatal(err)
	}
	byPath := make(map[string]*types.Package)
	for _, pkg := range pkgs {
		byPath[pkg.PkgPath] = pkg.Types
	}
	for _, r := range rows {
		pkg := byPath[r.path]
		if pkg == nil {
			t.Errorf("no package %s", r.path)
			continue
		}
		obj := pkg.Scope().Lookup(r.name)
		if r.typ != "" {
			obj = nil
			if tn, ok := pkg.Scope().Lookup(r.typ).(*types.TypeName); ok {
				obj, _, _ = types.LookupFieldOrMethod(types.NewPointer(tn.Type()), true, pkg, r.name)
			}
		}
		if obj == nil || obj.Pkg() != pkg {
			t.Errorf("row names nothing: %v", r)
		}
	}
}
