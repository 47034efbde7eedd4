package goplsbuild

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/obslint/obslint/analyzers"
)

// These tests build and run a real gopls, which takes minutes the first time.
func builtGopls(t *testing.T) string {
	t.Helper()
	if os.Getenv("OBSLINT_DRIVERS") == "" {
		t.Skip("set OBSLINT_DRIVERS=1 to build and run the real gopls (minutes)")
	}
	path, err := buildGopls()
	if err != nil {
		t.Fatal(err)
	}
	return path
}

var goplsDir string // removed at the end

var buildGopls = sync.OnceValues(func() (string, error) {
	var err error
	if goplsDir, err = os.MkdirTemp("", "obslint-test-"); err != nil {
		return "", err
	}
	// As a person does it, through the command.
	tool := filepath.Join(goplsDir, "obslint")
	if out, err := exec.Command("go", "build", "-o", tool, obslint+"/cmd/obslint").CombinedOutput(); err != nil {
		return "", &goError{args: []string{"build"}, output: string(out), err: err}
	}
	path := filepath.Join(goplsDir, "gopls")
	if out, err := exec.Command(tool, "gopls", "-o", path).CombinedOutput(); err != nil {
		return "", &goError{args: []string{"run", "obslint", "gopls"}, output: string(out), err: err}
	}
	return path, nil
})

func TestMain(m *testing.M) {
	status := m.Run()
	if goplsDir != "" {
		os.RemoveAll(goplsDir)
	}
	os.Exit(status)
}

// The cases that are edited: one by itself, and one whose finding rests on
// facts of packages one and two imports away.
const (
	localCase = "callerskip/adapter/adapter.go"
	factsCase = "callerskip/deep/app/app.go"
)

// A caseText is a case as it is and as its golden has it, both without want
// comments.
type caseText struct{ faulty, repaired string }

// editorModule makes a module of the cases under callerskip. On disk each is
// repaired, so that a fault is only ever in the editor's buffer.
func editorModule(t *testing.T) (dir string, cases map[string]caseText) {
	t.Helper()
	dir, src := casesOf(t, "callerskip")
	cases = make(map[string]caseText)
	for _, name := range []string{localCase, factsCase} {
		path := filepath.Join(src, filepath.FromSlash(name))
		c := caseText{withoutWant(readFile(t, path)), withoutWant(readFile(t, path+".golden"))}
		cases[name] = c
		write(t, filepath.Join(dir, filepath.FromSlash(name)), c.repaired)
	}
	return dir, cases
}

// casesOf makes a module of the cases of one pass.
func casesOf(t *testing.T, pass string) (dir, src string) {
	t.Helper()
	src = filepath.Join(root(t), "testdata", "src")
	dir = t.TempDir()
	if err := os.CopyFS(filepath.Join(dir, pass), os.DirFS(filepath.Join(src, pass))); err != nil {
		t.Fatal(err)
	}
	if err := os.RemoveAll(filepath.Join(dir, pass, "proofs")); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"go.mod", "go.sum"} {
		write(t, filepath.Join(dir, name), readFile(t, filepath.Join(src, name)))
	}
	return dir, src
}

func withoutWant(text string) string {
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		if code, _, ok := strings.Cut(line, "// want "); ok {
			lines[i] = strings.TrimRight(code, " \t")
		}
	}
	return strings.Join(lines, "\n")
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
}

func from(diags []diagnostic, source string) []diagnostic {
	return slices.DeleteFunc(slices.Clone(diags), func(d diagnostic) bool { return d.Source != source })
}

// sentinel is appended to every buffer. It is a finding of directive, so that
// its diagnostic tells that the passes have run on the buffer.
const sentinel = "\n//obslint:ignore\n"

// analysed waits until the passes have run on the newest text of a buffer.
func analysed(c *client, name, what string, ok func([]diagnostic) bool) []diagnostic {
	c.t.Helper()
	return c.wait(name, what, func(d []diagnostic) bool { return len(from(d, "directive")) > 0 && ok(d) })
}

// TestEditor: a fault in an unsaved buffer shows with all that it carries, and
// its quick fix makes it go away.
func TestEditor(t *testing.T) {
	gopls := builtGopls(t)
	dir, cases := editorModule(t)
	c := startGopls(t, gopls, dir, nil)
	clean := func(d []diagnostic) bool { return len(from(d, "callerskip")) == 0 }
	faulty := func(d []diagnostic) bool { return len(from(d, "callerskip")) > 0 }
	for _, name := range []string{localCase, factsCase} {
		text := cases[name]
		start := time.Now()
		c.open(name, text.repaired+sentinel)
		analysed(c, name, "that the repaired file is clean", clean)
		t.Logf("%s: %.2fs from opening to diagnostics", name, time.Since(start).Seconds())

		start = time.Now()
		c.change(name, text.faulty+sentinel)
		diags := from(analysed(c, name, "what callerskip does", faulty), "callerskip")
		t.Logf("%s: %.2fs from edit to diagnostic", name, time.Since(start).Seconds())
		if len(diags) != 1 {
			t.Fatalf("%s: got %d findings, want 1: %+v", name, len(diags), diags)
		}
		checkDiagnostic(t, name, diags[0])

		fixed := c.apply(name, text.faulty+sentinel, c.quickFix(name, diags[0]))
		if fixed != text.repaired+sentinel {
			t.Errorf("%s: the quick fix makes of it what its golden does not say:\n%s", name, fixed)
		}
		start = time.Now()
		c.change(name, fixed)
		analysed(c, name, "that the finding is gone", clean)
		t.Logf("%s: %.2fs from quick fix to clean", name, time.Since(start).Seconds())
		if onDisk := readFile(t, filepath.Join(dir, filepath.FromSlash(name))); onDisk != text.repaired {
			t.Errorf("%s was written", name)
		}
	}
	logMemory(t, c, "with obslint")
}

// checkDiagnostic looks at severity, code, documentation link and related
// positions.
func checkDiagnostic(t *testing.T, name string, d diagnostic) {
	t.Helper()
	const warning = 2
	if d.Severity != warning {
		t.Errorf("%s: got severity %d, want %d", name, d.Severity, warning)
	}
	for _, a := range analyzers.Suite {
		if a.Name != d.Source {
			continue
		}
		for _, cat := range analyzers.Categories(a) {
			if cat.Name == d.Code && d.CodeDescription != nil && d.CodeDescription.Href == cat.URL {
				if len(d.Related) == 0 && name == localCase {
					t.Errorf("%s: no related positions: %+v", name, d)
				}
				return
			}
		}
	}
	t.Errorf("%s: code %v and link %v are of no category of %s", name, d.Code, d.CodeDescription, d.Source)
}

// TestAcrossPackages: a clash of what packages register that stand behind an
// intermediate one on both sides, which exports nothing of them, shows on the
// import that completes it, and goes away with that import.
func TestAcrossPackages(t *testing.T) {
	gopls := builtGopls(t)
	dir, _ := casesOf(t, "dupmetric")
	c := startGopls(t, gopls, dir, nil)
	for _, name := range []string{"dupmetric/cross/desk/desk.go", "dupmetric/cross/meet/main.go"} {
		text := withoutWant(readFile(t, filepath.Join(dir, filepath.FromSlash(name))))
		c.open(name, text+sentinel)
		diags := from(analysed(c, name, "the clash of two imports", func(d []diagnostic) bool { return len(from(d, "dupmetric")) > 0 }), "dupmetric")
		if len(diags) != 1 || !strings.Contains(diags[0].Message, "this import completes a clash") {
			t.Errorf("%s: got %+v, want the clash of two imports", name, diags)
		}
		checkDiagnostic(t, name, diags[0])
		alone := strings.ReplaceAll(text, "\tinvoices.Write()\n", "")
		alone = strings.Replace(alone, "\t\"obslint.test/dupmetric/cross/invoices\"\n", "", 1)
		c.change(name, alone+sentinel)
		analysed(c, name, "that the finding is gone", func(d []diagnostic) bool { return len(from(d, "dupmetric")) == 0 })
	}
}

// TestAnalysesSetting: gopls's setting analyses switches a pass off, and leaves
// the others on.
func TestAnalysesSetting(t *testing.T) {
	gopls := builtGopls(t)
	dir, cases := editorModule(t)
	c := startGopls(t, gopls, dir, object{"analyses": object{"callerskip": false}})
	text := cases[localCase].faulty + sentinel
	c.open(localCase, text)
	diags := c.wait(localCase, "what directive does", func(d []diagnostic) bool { return len(from(d, "directive")) > 0 })
	if off := from(diags, "callerskip"); len(off) > 0 {
		t.Errorf("callerskip is switched off and reports %+v", off)
	}
	if on := from(diags, "directive"); len(on) != 1 || on[0].Code != "malformed" {
		t.Errorf("got %+v from directive, want one finding with the code malformed", on)
	}
}

// TestWithoutSuite measures the same gopls with every pass switched off.
func TestWithoutSuite(t *testing.T) {
	gopls := builtGopls(t)
	dir, cases := editorModule(t)
	off := make(object)
	for _, a := range analyzers.Suite {
		off[a.Name] = false
	}
	c := startGopls(t, gopls, dir, object{"analyses": off})
	says := func(source string) func([]diagnostic) bool {
		return func(d []diagnostic) bool { return len(from(d, source)) > 0 }
	}
	for _, name := range []string{localCase, factsCase} {
		text := cases[name].repaired
		c.open(name, text+"\nfunc f(x int) bool { return x != 1 || x != 2 }\n")
		c.wait(name, "what bools does", says("bools"))
		start := time.Now()
		c.change(name, text+"\nfunc init() { x := 1; x = x }\n")
		c.wait(name, "what assign does", says("assign"))
		t.Logf("%s: %.2fs from edit to diagnostic of gopls's own", name, time.Since(start).Seconds())
	}
	logMemory(t, c, "without obslint")
}

// logMemory tells what gopls holds in memory after a garbage collection, and
// what it has allocated in all.
func logMemory(t *testing.T, c *client, what string) {
	t.Helper()
	var stats struct{ HeapAlloc, HeapInUse, TotalAlloc uint64 }
	c.request("workspace/executeCommand", object{"command": "gopls.mem_stats", "arguments": []any{}}, &stats)
	const mb = 1 << 20
	t.Logf("gopls %s: heap %d MB, allocated in all %d MB", what, stats.HeapAlloc/mb, stats.TotalAlloc/mb)
}

// TestTooOld: the gopls that needs a newer Go says so, where Go is not newer.
func TestTooOld(t *testing.T) {
	if os.Getenv("OBSLINT_DRIVERS") == "" {
		t.Skip("set OBSLINT_DRIVERS=1 to ask for a gopls that is too new (network)")
	}
	suite, err := Own()
	if err != nil {
		t.Fatal(err)
	}
	var log strings.Builder
	_, err = Build(t.Context(), Options{
		Version: "v0.24.0",
		Output:  t.TempDir(),
		Suite:   suite,
		Env:     append(os.Environ(), "GOTOOLCHAIN=local"),
		Log:     &log,
	})
	if err == nil {
		t.Log("this Go is new enough")
	} else if !strings.Contains(err.Error(), "gopls v0.24.0 needs Go 1.27.0, and this is Go 1.26") {
		t.Error(err)
	}
}
