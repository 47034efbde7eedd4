package goplsbuild

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strings"
)

// suiteFile is added to gopls's package internal/settings. Its init runs after
// the list has been made and before anything reads it.
const suiteFile = `package settings

import (
	"github.com/obslint/obslint/analyzers"

	"golang.org/x/tools/gopls/internal/protocol"
)

func init() {
	for _, a := range analyzers.Suite {
		AllAnalyzers = append(AllAnalyzers, &Analyzer{analyzer: a, severity: protocol.SeverityWarning})
	}
}
`

// addSuite adds the suite to the list of analyzers of the gopls in src, after
// a look whether the list is still as suiteFile needs it.
func addSuite(src, version string) error {
	dir := filepath.Join(src, "internal", "settings")
	if missing := missingInternals(dir); len(missing) > 0 {
		return fmt.Errorf("gopls %s is not made as this obslint knows it: its package internal/settings lacks %s; use a version that fits (%s), or a newer obslint",
			version, strings.Join(missing, ", "), Tested)
	}
	return os.WriteFile(filepath.Join(dir, "obslint.go"), []byte(suiteFile), 0o666)
}

// missingInternals returns what suiteFile needs and the package in dir lacks.
func missingInternals(dir string) []string {
	paths, _ := filepath.Glob(filepath.Join(dir, "*.go"))
	found := make(map[string]bool)
	for _, path := range paths {
		f, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		if err != nil || strings.HasSuffix(path, "_test.go") {
			continue
		}
		for _, decl := range f.Decls {
			if decl, ok := decl.(*ast.GenDecl); ok {
				for _, spec := range decl.Specs {
					noteInternals(found, decl.Tok, spec)
				}
			}
		}
	}
	var missing []string
	for _, need := range []string{"var AllAnalyzers", "field Analyzer.analyzer", "field Analyzer.severity"} {
		if !found[need] {
			missing = append(missing, need)
		}
	}
	return missing
}

func noteInternals(found map[string]bool, tok token.Token, spec ast.Spec) {
	switch spec := spec.(type) {
	case *ast.ValueSpec:
		for _, name := range spec.Names {
			found[tok.String()+" "+name.Name] = true
		}
	case *ast.TypeSpec:
		if st, ok := spec.Type.(*ast.StructType); ok {
			for _, field := range st.Fields.List {
				for _, name := range field.Names {
					found["field "+spec.Name.Name+"."+name.Name] = true
				}
			}
		}
	}
}
