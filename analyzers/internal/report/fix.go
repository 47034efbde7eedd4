package report

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"path"
	"strconv"

	"golang.org/x/tools/go/analysis"

	"github.com/obslint/obslint/analyzers/internal/lib"
)

// Import returns the name by which file can refer to the package at
// importPath, whose own name is name, where pos stands, and the edits that
// add the import if file lacks it. A name that is taken at pos gets a number.
func Import(pass *analysis.Pass, file *ast.File, pos token.Pos, importPath, name string) (string, []analysis.TextEdit) {
	scope := pass.TypesInfo.Scopes[file].Innermost(pos)
	if scope == nil {
		scope = pass.TypesInfo.Scopes[file]
	}
	for _, spec := range file.Imports {
		if p, err := strconv.Unquote(spec.Path.Value); err != nil || p != importPath {
			continue
		}
		pkgName := pass.TypesInfo.PkgNameOf(spec)
		if pkgName == nil || pkgName.Name() == "_" || pkgName.Name() == "." {
			continue
		}
		if _, obj := scope.LookupParent(pkgName.Name(), pos); obj == pkgName {
			return pkgName.Name(), nil
		}
	}
	local := name
	for n := 2; ; n++ {
		_, obj := scope.LookupParent(local, pos)
		if obj == nil && pass.Pkg.Scope().Lookup(local) == nil {
			break
		}
		local = fmt.Sprintf("%s%d", name, n)
	}
	spec := strconv.Quote(importPath)
	if local != path.Base(importPath) {
		spec = local + " " + spec
	}
	return local, []analysis.TextEdit{importEdit(pass.Fset, file, importPath, spec)}
}

// importEdit adds spec to file: in the import block, in the group whose paths
// are most like importPath, else in a declaration of its own.
func importEdit(fset *token.FileSet, file *ast.File, importPath, spec string) analysis.TextEdit {
	var block *ast.GenDecl
	for _, decl := range file.Decls {
		if d, ok := decl.(*ast.GenDecl); ok && d.Tok == token.IMPORT && d.Lparen.IsValid() && len(d.Specs) > 0 {
			block = d
			break
		}
	}
	if block == nil {
		return insert(behind(fset, file, file.Name.End()), "\n\nimport "+spec)
	}
	// Behind the last import of its kind (standard library or not) that sorts
	// before it, or in front of the first one that sorts after it.
	var after, before *ast.ImportSpec
	for _, s := range block.Specs {
		s := s.(*ast.ImportSpec)
		p, _ := strconv.Unquote(s.Path.Value)
		if lib.IsStd(p) != lib.IsStd(importPath) {
			continue
		}
		if p < importPath {
			after = s
		} else if before == nil {
			before = s
		}
	}
	switch {
	case after != nil:
		return insert(behind(fset, file, after.End()), "\n\t"+spec)
	case before != nil:
		return insert(front(before), spec+"\n\t")
	case lib.IsStd(importPath):
		return insert(front(block.Specs[0].(*ast.ImportSpec)), spec+"\n\n\t")
	default:
		return insert(behind(fset, file, block.Specs[len(block.Specs)-1].End()), "\n\n\t"+spec)
	}
}

// front is where spec begins, with the comment that belongs to it.
func front(spec *ast.ImportSpec) token.Pos {
	if spec.Doc != nil {
		return spec.Doc.Pos()
	}
	return spec.Pos()
}

// behind is pos, or the end of the comment that follows it on its line.
func behind(fset *token.FileSet, file *ast.File, pos token.Pos) token.Pos {
	line := fset.PositionFor(pos, false).Line
	for _, group := range file.Comments {
		for _, c := range group.List {
			if c.Pos() >= pos && fset.PositionFor(c.Pos(), false).Line == line {
				return c.End()
			}
		}
	}
	return pos
}

func insert(pos token.Pos, text string) analysis.TextEdit {
	return analysis.TextEdit{Pos: pos, End: pos, NewText: []byte(text)}
}

// Qualifier writes types as file would: packages by the name of file's
// import. It is for the text of fixes.
func Qualifier(pass *analysis.Pass, file *ast.File) types.Qualifier {
	return func(pkg *types.Package) string {
		if pkg == pass.Pkg {
			return ""
		}
		for _, spec := range file.Imports {
			if name := pass.TypesInfo.PkgNameOf(spec); name != nil && name.Imported() == pkg {
				return name.Name()
			}
		}
		return pkg.Name()
	}
}
