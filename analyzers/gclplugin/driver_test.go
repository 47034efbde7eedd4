package gclplugin

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/obslint/obslint/analyzers"
	"github.com/obslint/obslint/analyzers/internal/passtest"
)

// These tests build and run a real golangci-lint, the one that
// testdata/drivers/go.mod pins, which takes minutes the first time.
func needDrivers(t *testing.T) {
	t.Helper()
	if os.Getenv("OBSLINT_DRIVERS") == "" {
		t.Skip("set OBSLINT_DRIVERS=1 to build and run the real golangci-lint (minutes)")
	}
}

// linter returns the path of a golangci-lint with the plugin in it.
func linter(t *testing.T) string {
	t.Helper()
	needDrivers(t)
	path, err := buildLinter()
	if err != nil {
		t.Fatal(err)
	}
	return path
}

var buildLinter = sync.OnceValues(func() (string, error) {
	var err error
	if linterDir, err = os.MkdirTemp("", "obslint-golangci-"); err != nil {
		return "", err
	}
	path := filepath.Join(linterDir, "golangci-lint")
	cmd := exec.Command("go", "build", "-o", path, "./golangci")
	cmd.Dir = filepath.Join("..", "..", "testdata", "drivers")
	cmd.Env = append(os.Environ(), "GOWORK=off")
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("building golangci-lint: %v\n%s", err, out)
	}
	return path, nil
})

var linterDir string // removed at the end

func TestMain(m *testing.M) {
	status := m.Run()
	if linterDir != "" {
		os.RemoveAll(linterDir)
	}
	os.Exit(status)
}

// A run is one golangci-lint run on a module.
type run struct {
	linter string
	dir    string // of the module
	config string // path of .golangci.yml; the example if empty
	cache  string // folder of golangci-lint's cache
	args   []string
}

// findings runs golangci-lint and returns what it reports, as file:line: pass:
// message. Everything it reports must be obslint's.
func (r run) findings(t *testing.T) map[string]bool {
	t.Helper()
	if r.config == "" {
		r.config, _ = filepath.Abs(filepath.Join("..", "..", ".golangci.example.yml"))
	}
	stdout, stderr, err := r.exec("run", "--config="+r.config, "--output.json.path=stdout", "--path-mode=abs", "--show-stats=false", "--issues-exit-code=0", "--timeout=15m")
	if err != nil {
		t.Fatalf("golangci-lint: %v\n%s%s", err, stdout, stderr)
	}
	var result struct {
		Issues []struct {
			FromLinter, Text string
			Pos              struct {
				Filename string
				Line     int
			}
		}
	}
	if err := json.Unmarshal(stdout, &result); err != nil {
		t.Fatalf("golangci-lint: %v\n%s%s", err, stdout, stderr)
	}
	got := make(map[string]bool)
	for _, issue := range result.Issues {
		file, err := filepath.Rel(r.dir, issue.Pos.Filename)
		if err != nil {
			t.Fatal(err)
		}
		key := fmt.Sprintf("%s:%d: %s", filepath.ToSlash(file), issue.Pos.Line, issue.Text)
		if issue.FromLinter != Name {
			t.Errorf("golangci-lint reports %s (%s)", key, issue.FromLinter)
		}
		if got[key] {
			t.Errorf("golangci-lint reports twice: %s", key)
		}
		got[key] = true
	}
	return got
}

func (r run) exec(args ...string) (stdout, stderr []byte, err error) {
	cmd := exec.Command(r.linter, append(args, r.args...)...)
	cmd.Dir = r.dir
	cmd.Env = append(os.Environ(), "GOLANGCI_LINT_CACHE="+r.cache, "GOWORK=off")
	var out, errOut bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errOut
	err = cmd.Run()
	return out.Bytes(), errOut.Bytes(), err
}

// vet returns what go vet with obslint reports, in the form of run.findings.
func vet(t *testing.T, dir string) map[string]bool {
	t.Helper()
	cmd := exec.Command("go", "vet", "-json", "-vettool="+passtest.Tool(t), "./...")
	cmd.Dir = dir
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err != nil {
		t.Fatalf("go vet: %v\n%s", err, stderr.Bytes())
	}
	got := make(map[string]bool)
	dec := json.NewDecoder(&stdout)
	for dec.More() {
		var tree map[string]map[string][]struct{ Posn, Message string }
		if err := dec.Decode(&tree); err != nil {
			t.Fatal(err)
		}
		for _, passes := range tree {
			for pass, list := range passes {
				for _, d := range list {
					file, err := filepath.Rel(dir, d.Posn[:strings.Index(d.Posn, ".go:")+3])
					if err != nil {
						t.Fatal(err)
					}
					line, _, _ := strings.Cut(d.Posn[strings.Index(d.Posn, ".go:")+4:], ":")
					got[fmt.Sprintf("%s:%s: %s: %s", filepath.ToSlash(file), line, pass, d.Message)] = true
				}
			}
		}
	}
	return got
}

func compare(t *testing.T, got map[string]bool, gotName string, want map[string]bool, wantName string) {
	t.Helper()
	for _, f := range slices.Sorted(maps.Keys(got)) {
		if !want[f] {
			t.Errorf("%s reports what %s does not: %s", gotName, wantName, f)
		}
	}
	for _, f := range slices.Sorted(maps.Keys(want)) {
		if !got[f] {
			t.Errorf("%s does not report what %s does: %s", gotName, wantName, f)
		}
	}
}

// copyCases returns the folder of a copy of the module of cases.
func copyCases(t *testing.T) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "src")
	if err := os.CopyFS(dir, os.DirFS(passtest.Src(t))); err != nil {
		t.Fatal(err)
	}
	return dir
}

// acrossPackages are cases whose findings rest on what packages two imports away
// do: functions, and what is registered behind an intermediate package on both
// sides.
var acrossPackages = []string{"callerskip/deep/app/app.go", "dupmetric/deep/app/app.go", "dupmetric/cross/desk/desk.go", "dupmetric/cross/meet/main.go"}

// TestSameFindings: golangci-lint with the example file and go vet with obslint
// report the same on all cases, in a first run and in one from the cache.
func TestSameFindings(t *testing.T) {
	bin := linter(t)
	r := run{linter: bin, dir: passtest.Src(t), cache: filepath.Join(linterDir, "cache"), args: []string{"./..."}}
	want := vet(t, r.dir)
	start := time.Now()
	first := r.findings(t)
	cold := time.Since(start)
	compare(t, first, "golangci-lint", want, "go vet")
	start = time.Now()
	second := r.findings(t)
	compare(t, second, "golangci-lint's second run", first, "its first")
	t.Logf("%d findings; first run %.1fs, second %.1fs", len(first), cold.Seconds(), time.Since(start).Seconds())

	passes := make(map[string]bool)
	for f := range first {
		passes[strings.SplitN(f, ": ", 3)[1]] = true
	}
	for _, a := range analyzers.Suite {
		if !passes[a.Name] {
			t.Errorf("no case is reported by %s", a.Name)
		}
	}
	for _, file := range acrossPackages {
		if !slices.ContainsFunc(slices.Collect(maps.Keys(first)), func(f string) bool { return strings.HasPrefix(f, file) }) {
			t.Errorf("nothing is reported in %s, which needs facts from two packages", file)
		}
	}
}

// TestFix: --fix makes of every case what its golden says.
func TestFix(t *testing.T) {
	bin := linter(t)
	dir, cache := copyCases(t), t.TempDir()
	for _, a := range analyzers.Suite {
		goldens := glob(t, filepath.Join(dir, a.Name), ".go.golden")
		if len(goldens) == 0 {
			continue
		}
		config := filepath.Join(t.TempDir(), "golangci.yml")
		writeFile(t, config, `version: "2"
linters:
  default: none
  enable: [obslint]
  settings: {custom: {obslint: {type: module, settings: {enable: [`+a.Name+`]}}}}
issues: {uniq-by-line: false, max-same-issues: 0, max-issues-per-linter: 0}
`)
		run{bin, dir, config, cache, []string{"--fix", "./" + a.Name + "/..."}}.findings(t)
		for _, golden := range goldens {
			want := readFile(t, golden)
			got := readFile(t, strings.TrimSuffix(golden, ".golden"))
			if got != want {
				t.Errorf("--fix makes of %s what its golden does not say:\n%s", strings.TrimSuffix(golden, ".golden"), got)
			}
		}
	}
}

// TestSilenced: //nolint:obslint and //obslint:ignore each silence every finding
// of the cases. Those of directive are about such comments: a second one on
// their lines means something else.
func TestSilenced(t *testing.T) {
	bin := linter(t)
	for _, comment := range []string{"//nolint:obslint // seen", "//obslint:ignore %s seen"} {
		dir := copyCases(t)
		r := run{linter: bin, dir: dir, cache: filepath.Join(linterDir, "cache"), args: []string{"./..."}}
		found := vet(t, dir)
		passesAt := make(map[string][]string) // by file:line
		for f := range found {
			at, rest, _ := strings.Cut(f, ": ")
			pass, _, _ := strings.Cut(rest, ": ")
			if !strings.HasPrefix(at, "directive/") && !slices.Contains(passesAt[at], pass) {
				passesAt[at] = append(passesAt[at], pass)
			}
		}
		for at, passes := range passesAt {
			file, line, _ := strings.Cut(at, ":")
			slices.Sort(passes)
			var n int
			fmt.Sscan(line, &n)
			path := filepath.Join(dir, file)
			lines := strings.Split(readFile(t, path), "\n")
			code, _, _ := strings.Cut(lines[n-1], "// want")
			code, _, _ = strings.Cut(code, "// report:")
			lines[n-1] = code + strings.Replace(comment, "%s", strings.Join(passes, ","), 1)
			writeFile(t, path, strings.Join(lines, "\n"))
		}
		for f := range r.findings(t) {
			if !strings.HasPrefix(f, "directive/") {
				t.Errorf("%s does not silence %s", comment, f)
			}
		}
	}
}

// TestBadSettings: a mistake in the settings ends golangci-lint with a message
// that names it.
func TestBadSettings(t *testing.T) {
	bin := linter(t)
	for settings, want := range map[string]string{
		"{enabled: [directive]}":            `obslint has no setting "enabled"`,
		"{disable: [drective]}":             `names the pass "drective", which does not exist`,
		"{flags: {directive: {loud: yes}}}": `directive of obslint has no flag "loud"`,
	} {
		config := filepath.Join(t.TempDir(), "golangci.yml")
		writeFile(t, config, `version: "2"
linters:
  enable: [obslint]
  settings: {custom: {obslint: {type: module, settings: `+settings+`}}}
`)
		r := run{linter: bin, dir: passtest.Src(t), cache: t.TempDir(), args: []string{"./libs"}}
		stdout, stderr, err := r.exec("run", "--config="+config)
		if err == nil || !strings.Contains(string(stderr), want) {
			t.Errorf("settings %s: got %v, want an error that says %s\n%s%s", settings, err, want, stdout, stderr)
		}
	}
}

func glob(t *testing.T, dir, suffix string) []string {
	t.Helper()
	var paths []string
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err == nil && strings.HasSuffix(path, suffix) {
			paths = append(paths, path)
		}
		return err
	})
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	return paths
}

func readFile(t *testing.T, path string) string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func writeFile(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
}
