package analyzers_test

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis/checker"
	"golang.org/x/tools/go/packages"

	"github.com/obslint/obslint/analyzers"
	"github.com/obslint/obslint/analyzers/internal/passtest"
)

// TestLanguage runs the suite over testdata/src/lang, which says faults of the
// passes, and what looks the same and is right, with the features of the
// language that analyses stumble over. A line that is to be reported ends in
// "// report: pass/category". The checker, which sees facts of all packages,
// and the real go vet must both report those lines and no others.
func TestLanguage(t *testing.T) {
	dir := passtest.Src(t)
	want := make(map[string]bool)
	files, err := filepath.Glob(filepath.Join(dir, "lang", "*", "*.go"))
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		n := 0
		for line := range strings.Lines(string(data)) {
			n++
			if _, mark, ok := strings.Cut(line, "// report: "); ok {
				want[fmt.Sprintf("%s:%d: %s", filepath.ToSlash(file), n, strings.TrimSpace(mark))] = true
			}
		}
	}

	t.Run("go vet", func(t *testing.T) {
		got := make(map[string]bool)
		for _, f := range passtest.Vet(t, dir, "./lang/...") {
			got[fmt.Sprintf("%s:%d: %s/%s", f.File, f.Line, f.Pass, f.Category)] = true
		}
		compare(t, got, want)
	})
	t.Run("checker", func(t *testing.T) {
		pkgs, err := packages.Load(&packages.Config{Mode: packages.LoadAllSyntax, Dir: dir, Env: append(os.Environ(), "GOWORK=off")}, "./lang/...")
		if err != nil {
			t.Fatal(err)
		}
		graph, err := checker.Analyze(analyzers.Suite, pkgs, nil)
		if err != nil {
			t.Fatal(err)
		}
		got := make(map[string]bool)
		for _, action := range graph.Roots {
			if action.Err != nil {
				t.Error(action, action.Err)
			}
			for _, d := range action.Diagnostics {
				p := action.Package.Fset.Position(d.Pos)
				got[fmt.Sprintf("%s:%d: %s/%s", filepath.ToSlash(p.Filename), p.Line, action.Analyzer.Name, d.Category)] = true
			}
		}
		compare(t, got, want)
	})
}

func compare(t *testing.T, got, want map[string]bool) {
	t.Helper()
	for _, f := range slices.Sorted(maps.Keys(want)) {
		if !got[f] {
			t.Errorf("not reported: %s", f)
		}
	}
	for _, f := range slices.Sorted(maps.Keys(got)) {
		if !want[f] {
			t.Errorf("reported: %s", f)
		}
	}
}
