package dupmetric

import (
	"go/ast"
	"go/types"
	"maps"
	"slices"
	"strings"

	"github.com/obslint/obslint/analyzers/internal/lib"
	"github.com/obslint/obslint/analyzers/internal/report"
)

// An imported is an import of the package, outside its tests, that registers
// families, itself or by what it imports.
type imported struct {
	spec *ast.ImportSpec
	fact *families
}

// readImports reads the facts of the imports, in source order.
func (x *checker) readImports() {
	seen := make(map[*types.Package]bool)
	for file := range report.Files(x.pass) {
		for _, spec := range file.Imports {
			name := x.pass.TypesInfo.PkgNameOf(spec)
			if name == nil || seen[name.Imported()] || lib.IsStd(name.Imported().Path()) {
				continue
			}
			seen[name.Imported()] = true
			fact := new(families)
			if x.pass.ImportPackageFact(name.Imported(), fact) {
				x.imports = append(x.imports, imported{spec, fact})
				x.reassigned |= fact.Reassigned
			}
		}
	}
}

// union returns the packages that register families below the imports, by
// path, and the lines of each.
func (x *checker) union() map[string][]string {
	all := make(map[string][]string)
	for _, imp := range x.imports {
		for _, p := range imp.fact.Of {
			all[p.Path] = p.Lines
		}
	}
	return all
}

func (x *checker) importedFamilies() []family {
	var out []family
	all := x.union()
	for _, path := range slices.Sorted(maps.Keys(all)) {
		for _, line := range all[path] {
			out = append(out, parseLine(path, line))
		}
	}
	return out
}

// checkImports reports clashes between what two imports register, on the
// import that completes them, unless one of the imports is complete itself.
func (x *checker) checkImports() {
	if len(x.imports) < 2 || x.reassigned&atInitialization != 0 {
		return
	}
	type pair struct{ a, b string }
	count := make(map[pair]int)
	where := make(map[pair]*ast.ImportSpec)
	firsts := make(map[pair][2]family)
	kinds := make(map[pair]clash)
	var order []pair
	seen := newGroups(nil)
	for _, b := range x.importedFamilies() {
		for _, a := range seen.near(b) {
			if a.pkg == b.pkg {
				continue
			}
			c, ok := compare(a, b)
			if !ok || (c.category == "twice" || c.category == "mismatch") && (a.mode != panics || b.mode != panics) {
				continue
			}
			p := pair{a.pkg, b.pkg}
			if count[p]++; count[p] > 1 {
				continue
			}
			spec := x.completes(a.pkg, b.pkg)
			if spec == nil {
				continue
			}
			order = append(order, p)
			where[p], firsts[p], kinds[p] = spec, [2]family{a, b}, c
		}
		seen.add(b)
	}
	for _, p := range order {
		x.reportImport(where[p], firsts[p][0], firsts[p][1], kinds[p], count[p]-1)
	}
}

// completes returns the import by which the package has both packages below
// it, or nil if one import alone has.
func (x *checker) completes(a, b string) *ast.ImportSpec {
	var last *ast.ImportSpec
	hasA, hasB := false, false
	for _, imp := range x.imports {
		inA, inB := imp.fact.has(a), imp.fact.has(b)
		if inA && inB {
			return nil
		}
		if (inA && !hasA || inB && !hasB) && !(hasA && hasB) {
			last = imp.spec
		}
		hasA, hasB = hasA || inA, hasB || inB
	}
	return last
}

func (f *families) has(path string) bool {
	_, ok := slices.BinarySearchFunc(f.Of, path, func(p packageFamilies, path string) int { return strings.Compare(p.Path, path) })
	return ok
}

// exportFamilies exports the union of the package's own families and those of
// its imports.
func (x *checker) exportFamilies(own []family) {
	var lines []string
	for _, f := range own {
		if line, ok := f.exported(); ok {
			lines = append(lines, line)
		}
	}
	if len(lines) == 0 && len(x.imports) == 0 && x.reassigned == 0 || x.pass.Pkg.Name() == "main" {
		return
	}
	if len(lines) == 0 && len(x.imports) == 1 && x.reassigned == x.imports[0].fact.Reassigned {
		x.pass.ExportPackageFact(x.imports[0].fact)
		return
	}
	all := x.union()
	if len(lines) > 0 {
		slices.Sort(lines)
		all[x.pass.Pkg.Path()] = slices.Compact(lines)
	}
	fact := &families{Reassigned: x.reassigned}
	n := 0
	for _, path := range slices.Sorted(maps.Keys(all)) {
		if n += len(all[path]); n > maxFamilies {
			break
		}
		fact.Of = append(fact.Of, packageFamilies{path, all[path]})
	}
	x.pass.ExportPackageFact(fact)
}

// ownReassign finds the assignments to the variable of a registry that is
// there from the start.
func (x *checker) ownReassign() uint8 {
	direct := false
	for _, imp := range x.pass.Pkg.Imports() {
		reg, ok := lib.Registries[imp.Path()]
		direct = direct || ok && len(reg.Vars) > 0
	}
	if !direct {
		return 0
	}
	var out uint8
	for file := range report.Files(x.pass) {
		for _, decl := range file.Decls {
			fn, ok := decl.(*ast.FuncDecl)
			if !ok || fn.Body == nil {
				continue
			}
			ast.Inspect(fn.Body, func(n ast.Node) bool {
				as, ok := n.(*ast.AssignStmt)
				if !ok {
					return true
				}
				for _, lhs := range as.Lhs {
					if sel, ok := ast.Unparen(lhs).(*ast.SelectorExpr); ok && x.isPresetVar(sel.Sel) {
						if fn.Recv == nil && fn.Name.Name == "init" {
							out |= atInitialization
						}
						out |= inFunction
					}
				}
				return true
			})
		}
	}
	return out
}

func (x *checker) isPresetVar(id *ast.Ident) bool {
	obj := x.pass.TypesInfo.Uses[id]
	if obj == nil || obj.Pkg() == nil {
		return false
	}
	return lib.Registries[obj.Pkg().Path()].IsVar(obj.Pkg().Path(), obj.Name())
}
