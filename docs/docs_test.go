// Package docs holds the examples of the documentation against the code.
package docs

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/obslint/obslint/analyzers"
	"github.com/obslint/obslint/internal/golden"
)

func readFile(t *testing.T, path string) string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// find returns the first group of a pattern in an example.
func find(t *testing.T, path, pattern string) string {
	t.Helper()
	m := regexp.MustCompile(pattern).FindStringSubmatch(readFile(t, path))
	if m == nil {
		t.Fatalf("%s has no match for %s", path, pattern)
	}
	return m[1]
}

// standalone are the passes that can be imported by themselves. directive can
// not: it is made for the passes beside it.
func standalone() []string {
	var names []string
	for _, a := range analyzers.Suite {
		if a.Name != "directive" {
			names = append(names, a.Name)
		}
	}
	return names
}

// TestDocsNogo holds the passes of the nogo example against the suite.
func TestDocsNogo(t *testing.T) {
	var deps strings.Builder
	for _, name := range standalone() {
		fmt.Fprintf(&deps, "        \"@com_github_obslint_obslint//analyzers/%s\",\n", name)
	}
	golden.CheckSection(t, filepath.Join("examples", "nogo.BUILD.bazel"), "BEGIN passes", "END passes", deps.String())
}

// TestPassesAreImportable builds what nogo generates: a program that imports
// each pass and lists its Analyzer, and one that runs them all.
func TestPassesAreImportable(t *testing.T) {
	const dir = "docs/nogocheck"
	var imports, list strings.Builder
	for _, name := range standalone() {
		fmt.Fprintf(&imports, "\t\"github.com/obslint/obslint/analyzers/%s\"\n", name)
		fmt.Fprintf(&list, "%s.Analyzer, ", name)
	}
	src := "package main\n\nimport (\n\t\"golang.org/x/tools/go/analysis/multichecker\"\n\n" + imports.String() + ")\n\nfunc main() { multichecker.Main(" + list.String() + ") }\n"
	tmp := t.TempDir()
	root, err := filepath.Abs("..")
	if err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(tmp, "main.go"), src)
	overlay, err := json.Marshal(map[string]any{"Replace": map[string]string{
		filepath.Join(root, filepath.FromSlash(dir), "main.go"): filepath.Join(tmp, "main.go"),
	}})
	if err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(tmp, "overlay.json"), string(overlay))
	cmd := exec.Command("go", "build", "-overlay="+filepath.Join(tmp, "overlay.json"), "-o", filepath.Join(tmp, "nogo"), "./"+dir)
	cmd.Dir = root
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s\n%s", err, out, src)
	}
}

// TestDocsVersions holds the versions in the text against those under test.
func TestDocsVersions(t *testing.T) {
	pins := filepath.Join("..", "testdata", "drivers", "go.mod")
	text := readFile(t, "drivers.md")
	for _, module := range []string{"github.com/golangci/golangci-lint/v2", "golang.org/x/tools/gopls"} {
		if v := find(t, pins, regexp.QuoteMeta(module)+` (v\S+)`); !strings.Contains(text, v) {
			t.Errorf("drivers.md does not name %s %s, which is under test", module, v)
		}
	}
}

// TestDocsLinks: the files that the text points to are there.
func TestDocsLinks(t *testing.T) {
	for _, m := range regexp.MustCompile(`\]\(([^)#]+)[^)]*\)`).FindAllStringSubmatch(readFile(t, "drivers.md"), -1) {
		if u, err := url.Parse(m[1]); err != nil || u.Scheme != "" {
			continue
		}
		if _, err := os.Stat(filepath.FromSlash(m[1])); err != nil {
			t.Error(err)
		}
	}
}

// shell runs an example's command in dir, with obslint in PATH, as a CI system
// does, and returns its output and exit status.
func shell(t *testing.T, dir, command string, env ...string) (string, int) {
	t.Helper()
	tool, err := buildTool()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("bash", "-e", "-c", command)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "PATH="+filepath.Dir(tool)+string(os.PathListSeparator)+os.Getenv("PATH"), "GOWORK=off")
	cmd.Env = append(cmd.Env, env...)
	out, err := cmd.CombinedOutput()
	if cmd.ProcessState == nil {
		t.Fatal(err)
	}
	return string(out), cmd.ProcessState.ExitCode()
}

var toolDir string // removed at the end

var buildTool = sync.OnceValues(func() (string, error) {
	var err error
	if toolDir, err = os.MkdirTemp("", "obslint-docs-"); err != nil {
		return "", err
	}
	path := filepath.Join(toolDir, "obslint")
	if out, err := exec.Command("go", "build", "-o", path, "../cmd/obslint").CombinedOutput(); err != nil {
		return "", fmt.Errorf("go build: %v\n%s", err, out)
	}
	return path, nil
})

func TestMain(m *testing.M) {
	status := m.Run()
	if toolDir != "" {
		os.RemoveAll(toolDir)
	}
	os.Exit(status)
}

// module writes a module with one finding, clean, or one that does not compile.
func module(t *testing.T, body string) string {
	t.Helper()
	dir := t.TempDir()
	write(t, filepath.Join(dir, "go.mod"), "module shop.example\n\ngo 1.26\n")
	write(t, filepath.Join(dir, "shop.go"), "package shop\n\n"+body+"\n")
	return dir
}

const (
	faulty = "//obslint:ignore\nfunc F() {}"
	clean  = "func F() {}"
	broken = "func F() { return 1 }"
)

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
}

// TestPreCommit: the hook's command fails on findings only.
func TestPreCommit(t *testing.T) {
	entry := find(t, filepath.Join("examples", "pre-commit-config.yaml"), `(?m)^ +entry: (.+)$`)
	for body, want := range map[string]int{faulty: 1, clean: 0, broken: 2} {
		if out, status := shell(t, module(t, body), entry); status != want {
			t.Errorf("%s: got status %d, want %d\n%s", body, status, want, out)
		}
	}
}

// TestWorkflow: the workflow's step passes with and without findings, leaves a
// SARIF file that an upload takes, and fails if something is wrong.
func TestWorkflow(t *testing.T) {
	path := filepath.Join("examples", "obslint.yml")
	run := find(t, path, `(?m)^ +run: (obslint .+)$`)
	file := find(t, path, `(?m)^ +sarif_file: (.+)$`)
	for body, findings := range map[string]int{faulty: 1, clean: 0} {
		dir := module(t, body)
		if out, status := shell(t, dir, run); status != 0 {
			t.Errorf("%s: status %d\n%s", body, status, out)
		}
		var log struct {
			Version string
			Runs    []struct {
				Tool struct {
					Driver struct{ Rules []struct{ ID string } }
				}
				Results []struct {
					RuleID    string
					Locations []struct {
						PhysicalLocation struct{ ArtifactLocation struct{ URI string } }
					}
				}
			}
		}
		if err := json.Unmarshal([]byte(readFile(t, filepath.Join(dir, file))), &log); err != nil {
			t.Fatal(err)
		}
		if log.Version != "2.1.0" || len(log.Runs) != 1 || len(log.Runs[0].Results) != findings {
			t.Fatalf("%s: got %+v", body, log)
		}
		rules := make(map[string]bool)
		for _, r := range log.Runs[0].Tool.Driver.Rules {
			rules[r.ID] = true
		}
		for _, r := range log.Runs[0].Results {
			if !rules[r.RuleID] || len(r.Locations) == 0 || r.Locations[0].PhysicalLocation.ArtifactLocation.URI != "shop.go" {
				t.Errorf("got %+v; the rules are %v", r, slices.Sorted(maps.Keys(rules)))
			}
		}
	}
	if out, status := shell(t, module(t, broken), run); status == 0 {
		t.Errorf("a module that does not compile passes\n%s", out)
	}
}

// TestSharedCache: with a cache that two machines share, the second analyses
// nothing.
func TestSharedCache(t *testing.T) {
	if os.Getenv("OBSLINT_DRIVERS") == "" {
		t.Skip("set OBSLINT_DRIVERS=1 to run with a cache of its own (compiles what fmt needs)")
	}
	tmp := t.TempDir()
	prog := filepath.Join(tmp, "cacheprog")
	build := exec.Command("go", "build", "-o", prog, "./cacheprog")
	build.Dir = filepath.Join("..", "testdata", "drivers")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	shared := filepath.Join(tmp, "shared")
	if err := os.Mkdir(shared, 0o777); err != nil {
		t.Fatal(err)
	}
	dir := module(t, "import \"fmt\"\n\n//obslint:ignore\nfunc F() { fmt.Println() }")
	var outputs []string
	var counts []string
	for _, machine := range []string{"first", "second"} {
		logFile := filepath.Join(tmp, machine)
		out, status := shell(t, dir, "obslint ./...",
			"GOCACHE="+filepath.Join(tmp, "gocache-"+machine),
			"GOCACHEPROG="+prog+" "+shared+" "+logFile)
		if status != 1 {
			t.Fatalf("%s: status %d\n%s", machine, status, out)
		}
		outputs = append(outputs, out)
		counts = append(counts, readFile(t, logFile))
	}
	t.Logf("first:\n%ssecond:\n%s", counts[0], counts[1])
	if outputs[0] != outputs[1] {
		t.Errorf("the second machine says\n%s, the first\n%s", outputs[1], outputs[0])
	}
	// The last line is of go vet; the ones before, of go list.
	vet := func(s string) string { lines := strings.Split(strings.TrimSpace(s), "\n"); return lines[len(lines)-1] }
	if strings.HasSuffix(vet(counts[0]), " puts 0") || !strings.HasSuffix(vet(counts[1]), " puts 0") {
		t.Errorf("go vet on the first machine: %s; on the second: %s, want puts 0", vet(counts[0]), vet(counts[1]))
	}
}
