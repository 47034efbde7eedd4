package analyzers_test

import (
	"encoding/json"
	"fmt"
	"os/exec"
	"path"
	"path/filepath"
	"strings"
	"testing"

	"github.com/obslint/obslint/analyzers/internal/passtest"
	"github.com/obslint/obslint/internal/golden"
)

// pinned are modules of real code, whose findings are recorded. Their versions
// change on purpose only.
var pinned = []string{
	"github.com/valyala/fasthttp@v1.77.0", // pools
	"go.uber.org/fx@v1.24.0",              // zap
}

// TestFindings holds what the suite reports on the cases and on modules of
// real code against what is recorded, so that no change of a pass goes unseen.
func TestFindings(t *testing.T) {
	t.Run("cases", func(t *testing.T) { check(t, passtest.Src(t), "cases") })
	for _, mod := range pinned {
		name, _, _ := strings.Cut(path.Base(mod), "@")
		t.Run(name, func(t *testing.T) { check(t, download(t, mod), name) })
	}
}

// download returns the directory of a module in the module cache.
func download(t *testing.T, mod string) string {
	t.Helper()
	out, err := exec.Command("go", "mod", "download", "-json", mod).Output()
	var info struct{ Dir, Error string }
	if jsonErr := json.Unmarshal(out, &info); jsonErr != nil || info.Dir == "" {
		t.Fatalf("go mod download %s: %v, %s; run it once with a module proxy in reach", mod, err, info.Error)
	}
	return info.Dir
}

func check(t *testing.T, dir, name string) {
	t.Helper()
	var b strings.Builder
	for _, f := range passtest.Vet(t, dir, "./...") {
		rel, err := filepath.Rel(dir, filepath.FromSlash(f.File))
		if err != nil {
			t.Fatal(err)
		}
		f.File = filepath.ToSlash(rel)
		fmt.Fprintln(&b, f)
	}
	root, err := passtest.Root()
	if err != nil {
		t.Fatal(err)
	}
	golden.Check(t, filepath.Join(root, "testdata", "golden", name+".txt"), b.String())
}
