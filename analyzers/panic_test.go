package analyzers

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/multichecker"

	"github.com/obslint/obslint/analyzers/internal/report"
)

// TestMain lets the test binary be a vet tool with a pass that panics.
func TestMain(m *testing.M) {
	if os.Getenv("OBSLINT_TEST_PANIC") != "" {
		multichecker.Main(suite(unlucky)...)
	}
	os.Exit(m.Run())
}

// unlucky panics on packages named panics.
var unlucky = &analysis.Analyzer{
	Name:       "unlucky",
	Doc:        "panic\n\n# Category never\n\nNever.",
	URL:        report.URL("unlucky"),
	ResultType: report.ResultType,
	Run: func(pass *analysis.Pass) (any, error) {
		if pass.Pkg.Name() == "panics" {
			panic("help")
		}
		return report.New(pass).Result(), nil
	},
}

// Under go vet, a panic is an error that names pass and package, and the other
// packages are checked. With -json, which obslint uses, the error comes from
// the cache again; without it, go1.26 shows the error of one of the passes that
// failed (directive needs the one that panics), and only when it runs them.
func TestPanic(t *testing.T) {
	dir := t.TempDir()
	for name, src := range map[string]string{
		"go.mod":           "module example.test/m\n\ngo 1.26\n",
		"panics/panics.go": "package panics\n\n//obslint:ignore\n",
		"fine/fine.go":     "package fine\n\nimport _ \"example.test/m/panics\"\n\n//obslint:ignore\n",
	} {
		name = filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(src), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	vet := func(args ...string) (string, error) {
		cmd := exec.Command("go", append([]string{"vet", "-vettool=" + exe}, args...)...)
		cmd.Dir = dir
		cmd.Env = append(os.Environ(), "OBSLINT_TEST_PANIC=1", "GOWORK=off")
		out, err := cmd.CombinedOutput()
		return string(out), err
	}
	for _, when := range []string{"cold", "from the cache"} {
		out, err := vet("-json", "./...")
		if err != nil {
			t.Errorf("%s: go vet -json: %v", when, err)
		}
		for _, want := range []string{
			`"unlucky": {`,
			`"error": "obslint: pass unlucky failed on package example.test/m/panics: panic at panic_test.go:`,
			`"message": "this directive silences nothing`,
		} {
			if !strings.Contains(out, want) {
				t.Errorf("%s: go vet -json does not say %q:\n%s", when, want, out)
			}
		}
	}
	// Plain go vet has the same key in the cache.
	out, err := vet("./...")
	if err == nil || !strings.Contains(out, "example.test/m/panics") || !strings.Contains(out, "unlucky") || !strings.Contains(out, "fine/fine.go:5:1: this directive silences nothing") {
		t.Errorf("go vet: %v\n%s", err, out)
	}
}
