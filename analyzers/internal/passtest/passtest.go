// Package passtest runs a pass over its cases, under analysistest and under
// the real go vet, and runs the proofs that stand beside them.
package passtest

import (
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"sync"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/analysistest"

	"github.com/obslint/obslint/analyzers/internal/report"
	_ "github.com/obslint/obslint/internal/golden" // the flag -update
)

// Run runs pass over the packages of testdata/src/<name>: the want comments
// and goldens must hold, every category must be reported somewhere, and go vet
// with the obslint binary must report the same.
func Run(t *testing.T, pass *analysis.Analyzer) {
	t.Helper()
	dir := Src(t)
	noticeFiles(t, filepath.Join(dir, pass.Name))
	results := analysistest.RunWithSuggestedFixes(t, dir, pass, "./"+pass.Name+"/...")

	seen := make(map[string]bool)
	got := make(map[Finding]bool)
	for _, res := range results {
		if res.Err != nil {
			t.Errorf("%v", res.Err)
			continue
		}
		for _, d := range res.Diagnostics {
			seen[d.Category] = true
			p := res.Pass.Fset.Position(d.Pos)
			got[Finding{filepath.ToSlash(p.Filename), p.Line, p.Column, pass.Name, d.Category, d.Message}] = true
			if n := len(d.Message); n > 200 {
				t.Errorf("%s: the message is %d bytes long; about 120 fit an editor's line: %s", p, n, d.Message)
			}
		}
	}
	for _, cat := range report.Categories(pass.Doc) {
		if !seen[cat] {
			t.Errorf("no case is reported with category %q", cat)
		}
	}
	compareWithVet(t, dir, pass, got)
}

// Src returns the directory of the module of cases, its dependencies
// downloaded. Without a way to get them the test fails; it never skips.
func Src(t *testing.T) string {
	t.Helper()
	dir, err := src()
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

var src = sync.OnceValues(func() (string, error) {
	root, err := Root()
	if err != nil {
		return "", err
	}
	dir := filepath.Join(root, "testdata", "src")
	return dir, download(dir)
})

// Root returns the directory of this module, the one that holds testdata/src.
func Root() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "testdata", "src", "go.mod")); err == nil {
			return dir, nil
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return "", errors.New("not below the obslint module: no testdata/src/go.mod")
		}
		dir = parent
	}
}

func download(dir string) error {
	cmd := goCommand(dir, "mod", "download")
	if out, err := cmd.CombinedOutput(); err != nil {
		return &downloadError{dir, string(out), err}
	}
	return nil
}

// goCommand is a go command in the module of cases, which is in nobody's
// workspace.
func goCommand(dir string, args ...string) *exec.Cmd {
	cmd := exec.Command("go", args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GOWORK=off")
	return cmd
}

type downloadError struct {
	dir, output string
	err         error
}

func (e *downloadError) Error() string {
	return "the libraries that the cases are checked against are missing and cannot be downloaded (go mod download in " +
		e.dir + ": " + e.err.Error() + "); run it once with a module proxy in reach:\n" + e.output
}

// noticeFiles makes the files below dir inputs of this test, so that a change
// makes the go command run it again: it does not see what its children read.
func noticeFiles(t *testing.T, dir string) []string {
	t.Helper()
	var files []string
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			if _, err := os.Stat(path); err != nil {
				return err
			}
			files = append(files, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(files)
	return files
}
