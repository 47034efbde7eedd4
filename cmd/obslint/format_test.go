package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"honnef.co/go/tools/sarif"

	"github.com/obslint/obslint/internal/golden"
)

// wide has characters of one, two, three and four bytes before its findings,
// a name that a URI must escape, and a finding twice on the same text.
const wide = `
-- go.mod --
module example.test/m

go 1.26
-- sub/ö ö.go --
package sub

func bad()  {}
func good() {}
func ugly() {}

func F() {
	_, _, _ = "é", "世", "😀"; bad()
	ugly()
	ugly()
}
`

func TestFormats(t *testing.T) {
	t.Parallel()
	c := caller{dir: module(t, wide)}
	for _, format := range formats {
		o := c.obslint(t, "-format", format, "./...")
		if o.status != 1 || o.stderr != "" {
			t.Errorf("%s: exit status %d\n%s", format, o.status, o.stderr)
		}
		golden.Check(t, filepath.Join("testdata", format+".golden"), strings.ReplaceAll(o.stdout, filepath.ToSlash(c.dir), "DIR"))
	}
}

// A fingerprint tells a finding from the others, and stays when lines are
// added, removed or indented around it.
func TestFingerprints(t *testing.T) {
	t.Parallel()
	c := caller{dir: module(t, wide)}
	before := c.fingerprints(t)
	if len(before) != 4 {
		t.Fatalf("%d different fingerprints", len(before))
	}
	name := filepath.Join(c.dir, "sub", "ö ö.go")
	src, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	moved := strings.Replace(string(src), "func F() {", "// F does.\n//\n// And more.\nfunc F() {\n\tif true {}\n\n", 1)
	moved = strings.ReplaceAll(moved, "\tugly()", "\t\tugly()")
	if err := os.WriteFile(name, []byte(moved), 0o666); err != nil {
		t.Fatal(err)
	}
	after := c.fingerprints(t)
	for fp, line := range before {
		if after[fp] != line+6 {
			t.Errorf("the finding of line %d is found on line %d", line, after[fp])
		}
	}
}

// fingerprints returns the lines of findings by their fingerprint.
func (c caller) fingerprints(t *testing.T) map[string]int {
	t.Helper()
	var log struct {
		Runs []struct {
			Results []struct {
				PartialFingerprints map[string]string
				Locations           []sarif.Location
			}
		}
	}
	if err := json.Unmarshal([]byte(c.obslint(t, "-format=sarif", "./...").stdout), &log); err != nil {
		t.Fatal(err)
	}
	lines := make(map[string]int)
	for _, r := range log.Runs[0].Results {
		lines[r.PartialFingerprints["obslint/v1"]] = r.Locations[0].PhysicalLocation.Region.StartLine
	}
	return lines
}

// In a workflow, names are relative to the repository, which the command may
// not stand at the top of.
func TestRepositoryRoot(t *testing.T) {
	t.Parallel()
	c := caller{dir: module(t, calls)}
	c.env = []string{"GITHUB_WORKSPACE=" + filepath.Dir(c.dir)}
	base := filepath.Base(c.dir)
	o := c.obslint(t, "-format=github", "-mark", "./...")
	if !strings.HasPrefix(o.stdout, "::error file="+base+"/a/a.go,line=8,") {
		t.Errorf("got %s", o.stdout)
	}
	o = c.obslint(t, "-format=sarif", "-mark", "./...")
	if !strings.Contains(o.stdout, `"uri": "`+base+`/a/a.go"`) {
		t.Errorf("got %s", o.stdout)
	}
}

func TestGitHubEscapes(t *testing.T) {
	if got, want := property("a%b:c,d\ne"), "a%25b%3Ac%2Cd%0Ae"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if got, want := data("50%: a,\r\nb"), "50%25: a,%0D%0Ab"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestTerminal(t *testing.T) {
	var out strings.Builder
	dir := t.TempDir()
	at := func(file string, line, col int) position { return position{filepath.Join(dir, file), line, col} }
	c := &command{suite: fakeSuite, opts: new(options), terminal: true, files: &files{dir: dir}}
	res := &result{findings: []finding{
		{pass: "whole", category: "call", url: "https://example.test/whole", message: "the call is bad", pos: at("b.go", 2, 1), fixes: make([]fix, 1)},
		{pass: "mark", category: "bad", url: "https://example.test/mark", message: "bad is called", pos: at("a.go", 1, 2),
			related: []related{{pos: at("b.go", 9, 0), message: "it is declared here"}}},
		{pass: "mark", category: "bad", url: "https://example.test/mark", message: "bad is called", pos: at("a.go", 1, 2)},
	}}
	res.sort()
	if err := c.writeText(&out, res); err != nil {
		t.Fatal(err)
	}
	const want = `a.go:1:2: bad is called (mark/bad)
	b.go:9: it is declared here
b.go:2:1: the call is bad (whole/call)

mark/bad    https://example.test/mark
whole/call  https://example.test/whole
2 findings, 1 with a fix: see them with -diff, apply them with -fix
`
	if out.String() != want {
		t.Errorf("got:\n%s\nwant:\n%s", out.String(), want)
	}
	out.Reset()
	if err := c.writeText(&out, new(result)); err != nil || out.Len() > 0 {
		t.Errorf("nothing found, and yet: %s (%v)", out.String(), err)
	}
}

func TestParsePosition(t *testing.T) {
	for s, want := range map[string]position{
		"/a/b.go:3:4":  {"/a/b.go", 3, 4},
		"/a/b.y:3":     {"/a/b.y", 3, 0},
		`C:\b.go:3:4`:  {`C:\b.go`, 3, 4},
		`C:\b.go`:      {`C:\b.go`, 0, 0},
		"/a:1/b.go:2:": {"/a:1/b.go:2:", 0, 0},
		"-":            {"-", 0, 0},
	} {
		if got := parsePosition(s); got != want {
			t.Errorf("parsePosition(%q) = %v", s, got)
		}
	}
}
