package passtest

import (
	"fmt"
	"path/filepath"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/checker"
	"golang.org/x/tools/go/packages"
)

// Real is [Source] for code that imports the libraries of the cases: it calls
// run with a pass over each of the packages, of one file each, for which the
// analyzers in requires have run. The calls do not overlap.
func Real(t *testing.T, requires []*analysis.Analyzer, run func(i int, pass *analysis.Pass), srcs ...string) {
	t.Helper()
	dir := Src(t)
	overlay := make(map[string][]byte)
	index := make(map[string]int)
	var patterns []string
	for i, src := range srcs {
		name := fmt.Sprintf("unittest%d", i)
		overlay[filepath.Join(dir, name, "a.go")] = []byte(src)
		index["obslint.test/"+name] = i
		patterns = append(patterns, "./"+name)
	}
	pkgs, err := packages.Load(&packages.Config{Mode: packages.LoadSyntax | packages.NeedModule, Dir: dir, Overlay: overlay}, patterns...)
	if err != nil || packages.PrintErrors(pkgs) > 0 {
		t.Fatal(err)
	}
	ran := 0
	_, err = checker.Analyze([]*analysis.Analyzer{{
		Name:     "unittest",
		Doc:      "ask a helper about a package",
		Requires: requires,
		Run: func(pass *analysis.Pass) (any, error) {
			ran++
			run(index[pass.Pkg.Path()], pass)
			return nil, nil
		},
	}}, pkgs, &checker.Options{Sequential: true})
	if err != nil || ran != len(srcs) {
		t.Fatalf("%d of %d packages: %v", ran, len(srcs), err)
	}
}
