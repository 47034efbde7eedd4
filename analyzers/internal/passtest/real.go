package passtest

import (
	"path/filepath"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/checker"
	"golang.org/x/tools/go/packages"
)

// Real is [Source] for code that imports the libraries of the cases: it calls
// run with a pass over one file, for which the analyzers in requires have run.
func Real(t *testing.T, src string, requires []*analysis.Analyzer, run func(pass *analysis.Pass)) {
	t.Helper()
	dir := Src(t)
	pkgs, err := packages.Load(&packages.Config{
		Mode:    packages.LoadSyntax | packages.NeedModule,
		Dir:     dir,
		Overlay: map[string][]byte{filepath.Join(dir, "unittest", "a.go"): []byte(src)},
	}, "./unittest")
	if err != nil || packages.PrintErrors(pkgs) > 0 {
		t.Fatal(err)
	}
	ran := false
	_, err = checker.Analyze([]*analysis.Analyzer{{
		Name:     "unittest",
		Doc:      "ask a helper about a package",
		Requires: requires,
		Run: func(pass *analysis.Pass) (any, error) {
			ran = true
			run(pass)
			return nil, nil
		},
	}}, pkgs, nil)
	if err != nil || !ran {
		t.Fatal(ran, err)
	}
}
