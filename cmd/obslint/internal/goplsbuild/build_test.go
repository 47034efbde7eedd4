package goplsbuild

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// What the go command said when it was tried.
const (
	oldGo     = "golang.org/x/tools/gopls@v0.24.0 requires go >= 1.27.0 (running go 1.26.8; GOTOOLCHAIN=local)"
	oldGo2    = "go: go.mod requires go >= 1.27.0 (running go 1.26.8)"
	noDial    = `golang.org/x/tools/gopls@v0.23.0: Get "http://127.0.0.1:1/golang.org/x/tools/gopls/@v/v0.23.0.info": dial tcp 127.0.0.1:1: connect: connection refused`
	proxyOff  = "golang.org/x/tools/gopls@v0.23.0: module lookup disabled by GOPROXY=off"
	forbidden = "golang.org/x/tools/gopls@v0.99.0: reading https://proxy.example/golang.org/x/tools/gopls/@v/v0.99.0.info: 403 Forbidden"
	revision  = "golang.org/x/tools/gopls@v0.99.0: invalid version: unknown revision gopls/v0.99.0"
	tampered  = "verifying golang.org/x/tools/gopls@v0.23.0: checksum mismatch"
	changed   = "# golang.org/x/tools/gopls/internal/settings\ninternal/settings/obslint.go:11:39: cannot use &Analyzer{…} as analyzer value in argument to append"
	suiteOld  = "# github.com/obslint/obslint/analyzers/internal/calls\n../../src/analyzers/internal/calls/calls.go:52:9: undefined: inspector.Cursor"
	noRelease = "go: github.com/obslint/obslint@v9.9.9: reading https://proxy.example/github.com/obslint/obslint/@v/v9.9.9.mod: 404 Not Found"
	full      = "write /tmp/go-build1/b002/_pkg_.a: no space left on device"
)

func TestExplain(t *testing.T) {
	for _, test := range []struct {
		step    func(string, error) error
		output  string
		version string
		want    string
	}{
		{explainDownload, oldGo, "v0.24.0", "gopls v0.24.0 needs Go 1.27.0, and this is Go 1.26.8; install a newer Go"},
		{explainBuild, oldGo2, "v0.24.0", "gopls v0.24.0 needs Go 1.27.0, and this is Go 1.26.8; install a newer Go"},
		{explainDownload, noDial, Version, "can not be downloaded: no module proxy answers"},
		{explainDownload, proxyOff, Version, "can not be downloaded: no module proxy answers"},
		{explainBuild, noDial, Version, "can not be downloaded: no module proxy answers"},
		{explainDownload, forbidden, "v0.99.0", "the module proxy has no gopls v0.99.0"},
		{explainDownload, revision, "v0.99.0", "the module proxy has no gopls v0.99.0"},
		{explainDownload, tampered, Version, "checksum mismatch"},
		{explainBuild, changed, "v0.99.0", "the internals of gopls v0.99.0 have changed"},
		{explainBuild, suiteOld, "v0.18.0", "obslint does not compile against the x/tools that gopls v0.18.0 pins"},
		{explainBuild, noRelease, Version, "the module proxy does not have the obslint that is running; give its source with -source"},
		{explainBuild, full, Version, "no space left on device"},
	} {
		err := test.step(test.version, &goError{args: []string{"build"}, output: test.output, err: errors.New("exit status 1")})
		if !strings.Contains(err.Error(), test.want) {
			t.Errorf("of %s\ngot  %v\nwant %s", test.output, err, test.want)
		}
	}
}

func TestInternals(t *testing.T) {
	const good = `package settings

var AllAnalyzers = list()

type Analyzer struct {
	analyzer *analysis.Analyzer
	severity protocol.DiagnosticSeverity
}
`
	for _, test := range []struct{ name, source, missing string }{
		{"good", good, ""},
		{"no list", strings.Replace(good, "AllAnalyzers", "Analyzers", 1), "var AllAnalyzers"},
		{"a function", strings.Replace(good, "var AllAnalyzers = list()", "func AllAnalyzers() []*Analyzer { return nil }", 1), "var AllAnalyzers"},
		{"no fields", strings.NewReplacer("analyzer ", "pass ", "severity ", "level ").Replace(good), "field Analyzer.analyzer, field Analyzer.severity"},
	} {
		t.Run(test.name, func(t *testing.T) {
			src := t.TempDir()
			dir := filepath.Join(src, "internal", "settings")
			if err := os.MkdirAll(dir, 0o777); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(dir, "analysis.go"), []byte(test.source), 0o666); err != nil {
				t.Fatal(err)
			}
			err := addSuite(src, "v0.99.0")
			_, statErr := os.Stat(filepath.Join(dir, "obslint.go"))
			if test.missing == "" {
				if err != nil || statErr != nil {
					t.Fatal(err, statErr)
				}
				return
			}
			if err == nil || !strings.Contains(err.Error(), "lacks "+test.missing+";") || statErr == nil {
				t.Errorf("got error %v", err)
			}
		})
	}
}

// TestPins holds the gopls that is built by default against the one under
// test, whose version stands with the other drivers' in testdata/drivers.
func TestPins(t *testing.T) {
	pins, err := os.ReadFile(filepath.Join(root(t), "testdata", "drivers", "go.mod"))
	if err != nil {
		t.Fatal(err)
	}
	m := regexp.MustCompile(`golang\.org/x/tools/gopls (v\S+)`).FindSubmatch(pins)
	if m == nil || string(m[1]) != Version {
		t.Errorf("Version is %s; testdata/drivers/go.mod pins %s", Version, m)
	}
}

func root(t *testing.T) string {
	t.Helper()
	suite, err := Own()
	if err != nil || suite.Dir == "" {
		t.Fatalf("got %v, %v; want the source of this test", suite, err)
	}
	return suite.Dir
}

func TestIn(t *testing.T) {
	if _, err := In(t.TempDir()); err == nil {
		t.Error("an empty folder is no error")
	}
	if suite, err := In(root(t)); err != nil || suite.Dir != root(t) || suite.version() != "v0.0.0" {
		t.Errorf("got %v, %v", suite, err)
	}
	if got := (Suite{Version: "v1.2.3"}); got.String() != "obslint v1.2.3" || got.version() != "v1.2.3" {
		t.Errorf("got %v, %s", got, got.version())
	}
}

// TestSuiteCompiles builds the passes against the x/tools and honnef that the
// gopls pins: what they use must be in both these versions and the module's
// own.
func TestSuiteCompiles(t *testing.T) {
	b := &builder{ctx: t.Context(), env: append(os.Environ(), "GOWORK=off", "GOFLAGS=-mod=mod")}
	run := func(dir string, args ...string) string {
		t.Helper()
		out, err := b.run(dir, args...)
		if err != nil {
			t.Fatal(err)
		}
		return strings.TrimSpace(string(out))
	}
	tmp := t.TempDir()
	modfile := filepath.Join(tmp, "go.mod")
	if err := os.WriteFile(modfile, []byte("module pins\n\ngo 1.26.0\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	goplsMod := run(tmp, "list", "-m", "-f", "{{.GoMod}}", gopls+"@"+Version)
	args := []string{"mod", "edit"}
	for line := range strings.Lines(readFile(t, goplsMod)) {
		if f := strings.Fields(line); len(f) == 2 && (f[0] == tools || f[0] == honnef) {
			args = append(args, "-replace="+f[0]+"="+f[0]+"@"+f[1])
			t.Logf("%s %s", f[0], f[1])
		}
	}
	if len(args) != 4 {
		t.Fatalf("%s pins something else: %v", goplsMod, args)
	}
	for _, name := range []string{"go.mod", "go.sum"} {
		if err := os.WriteFile(filepath.Join(tmp, name), []byte(readFile(t, filepath.Join(root(t), name))), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	run(tmp, append(args, modfile)...)
	// What a child process reads is no input of this test for the go command;
	// what the test looks at is.
	err := filepath.WalkDir(filepath.Join(root(t), "analyzers"), func(path string, _ fs.DirEntry, err error) error {
		if err == nil {
			_, err = os.Stat(path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	run(root(t), "build", "-modfile="+modfile, "./analyzers/...")
}

func readFile(t *testing.T, path string) string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}
