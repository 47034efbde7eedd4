package main

import (
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/obslint/obslint/analyzers"
)

// write makes files below a temporary folder, from name and text.
func write(t *testing.T, files ...string) string {
	t.Helper()
	dir := t.TempDir()
	for i := 0; i < len(files); i += 2 {
		name := filepath.Join(dir, filepath.FromSlash(files[i]))
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(files[i+1]), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestParseFindings(t *testing.T) {
	out := `{"p":{"b":[{"posn":"/x/b.go:7:2","message":"m","category":"c","related":[{"posn":"/x/a.go:3:1","message":"r"}]}]}}
{}
{"p [p.test]":{"b":[{"posn":"/x/b.go:7:2","message":"m","category":"c"}],"a":[{"posn":"/x/a.go:9:1","message":"n"}]}}`
	got, err := parseFindings([]byte(out))
	want := []finding{
		{file: "/x/a.go", line: 9, pass: "a", message: "n"},
		{file: "/x/b.go", line: 7, pass: "b", category: "c", message: "m"},
	}
	if err != nil || !slices.EqualFunc(got, want, finding.equal) {
		t.Errorf("got %v, %v; want %v", got, err, want)
	}
	if _, err := parseFindings([]byte(`{"p":{"a":{"error":"it fell over"}}}`)); !errors.As(err, new(*passError)) || !strings.Contains(err.Error(), "p: a: ") {
		t.Errorf("a pass that failed: %v", err)
	}
	if _, err := parseFindings([]byte(`{"p":`)); err == nil {
		t.Error("no error for half an object")
	}
}

func TestParsePlace(t *testing.T) {
	for posn, want := range map[string]place{
		"/x/a.go:12:3":  {"/x/a.go", 12},
		`C:\x\a.go:1:2`: {`C:\x\a.go`, 1},
		"-":             {file: "-"},
		"":              {},
	} {
		if got := parsePlace(posn); got != want {
			t.Errorf("parsePlace(%q) = %v, want %v", posn, got, want)
		}
	}
}

func TestReadLines(t *testing.T) {
	dir := write(t, "good", "{\"a\":1}\n\n{\"a\":2}\n", "bad", "{}\n\n{\n")
	got, err := readLines[map[string]int](filepath.Join(dir, "good"))
	if want := []map[string]int{{"a": 1}, {"a": 2}}; err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, %v; want %v", got, err, want)
	}
	if _, err := readLines[map[string]int](filepath.Join(dir, "bad")); err == nil || !strings.Contains(err.Error(), "bad:3: ") {
		t.Errorf("got %v, want an error in line 3", err)
	}
	name := filepath.Join(dir, "new")
	for i := range 2 {
		if err := appendLine(name, map[string]int{"a": i}); err != nil {
			t.Fatal(err)
		}
	}
	if got, err := readLines[map[string]int](name); err != nil || len(got) != 2 || got[1]["a"] != 1 {
		t.Errorf("what was appended reads as %v, %v", got, err)
	}
}

func TestBlamed(t *testing.T) {
	const errors = `go vet in /x: exit status 1
go: github.com/gone/mod@v0.3.1: reading https://proxy/github.com/gone/mod/@v/v0.3.1.mod: 404 Not Found
go: example.com/rev/v2@v2.0.0-20200101000000-0123456789ab: invalid version: unknown revision 0123456789ab
# golang.org/x/sys/unix
../go/pkg/mod/golang.org/x/sys@v0.0.0-20190412213103-97732733099d/unix/a.go:1:2: invalid reference
../go/pkg/mod/github.com/!data!dog/y@v1.0.0/a.go:1:2: undefined: z
/x/a.go:3:4: undefined: y`
	want := []string{"example.com/rev/v2", "github.com/DataDog/y", "github.com/gone/mod", "golang.org/x/sys"}
	if got := blamed(errors); !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	if got := blamed("/x/a.go:3:4: undefined: y"); len(got) > 0 {
		t.Errorf("got %q of an error in the module itself", got)
	}
}

func TestFreshModule(t *testing.T) {
	dir := write(t, "go.mod", "module example.com/m // it\n\ngo 1.20\n\nrequire a.b/c v1.0.0\n", "go.sum", "x", "vendor/modules.txt", "x")
	if err := freshModule(dir); err != nil {
		t.Fatal(err)
	}
	if got, err := os.ReadFile(filepath.Join(dir, "go.mod")); string(got) != "module example.com/m // it\ngo 1.20\n" {
		t.Errorf("got %q, %v", got, err)
	}
	if left, _ := os.ReadDir(dir); len(left) != 1 {
		t.Errorf("left: %v", left)
	}
	if got := modulePath(dir); got != "example.com/m" {
		t.Errorf("module %s", got)
	}
}

func TestOldModule(t *testing.T) {
	dir := write(t, "a/a.go", "package a\n\nimport _ \"example.com/before/name/b\"\n", "b/b.go", "package b\n", "vendor/x/x.go", "package x\n")
	for file, want := range map[string]string{"a/a.go": "example.com/before/name", "b/b.go": "github.com/owner/name"} {
		if err := oldModule(dir, "owner/name", file); err != nil {
			t.Fatal(err)
		}
		if got := modulePath(dir); got != want {
			t.Errorf("by %s the module is %s, want %s", file, got, want)
		}
	}
	if env := moduleEnv(dir); !slices.Contains(env, "GOFLAGS=-mod=vendor -trimpath") {
		t.Errorf("what is vendored is not used: %q", env)
	}
}

func TestShorten(t *testing.T) {
	if got := shorten("go: downloading x v1\nerror\ngo: found y\n"); got != "error\n" {
		t.Errorf("got %q", got)
	}
	if got := shorten(strings.Repeat("line\n", 30)); strings.Count(got, "\n") != 20 || !strings.HasSuffix(got, "...") {
		t.Errorf("got %q", got)
	}
}

func TestImporters(t *testing.T) {
	dir := write(t,
		"go.mod", "module example.com/m\n",
		"a/a.go", "package a\n",
		"b/b.go", "package b\n\nimport _ \"example.com/m/a\"\n",
		"b/c/c.go", "package c\n\nimport _ \"example.com/m/b\"\n",
		"d/d_test.go", "package d\n\nimport _ \"example.com/m/a\"\n",
		"e/testdata/e.go", "package e\n\nimport _ \"example.com/m/a\"\n",
		"nested/go.mod", "module example.com/m/nested\n",
		"nested/n.go", "package nested\n\nimport _ \"example.com/m/a\"\n",
		"main.go", "package main\n\nimport _ \"example.com/m/b/c\"\n",
	)
	for _, c := range []struct {
		packages []string
		limit    int
		want     []string
	}{
		{[]string{"./a"}, 9, []string{"./b", "./b/c", "./."}},
		{[]string{"./a"}, 1, []string{"./b"}},
		{[]string{"./a", "./b"}, 9, []string{"./b/c", "./."}},
		{[]string{"./."}, 9, nil},
	} {
		got, err := importers(dir, c.packages, c.limit)
		if err != nil || !slices.Equal(got, c.want) {
			t.Errorf("%v, at most %d: got %v, %v; want %v", c.packages, c.limit, got, err, c.want)
		}
	}
}

func TestDeclarations(t *testing.T) {
	dir := write(t, "p/a.go", `package p

import "fmt"

func a() {
	fmt.Println()
}

var (
	x = 1
	y = 2
)
`)
	f := &fault{Pass: "a", Changed: []string{"p/a.go:3-3", "p/a.go:6-6", "p/a.go:7-10", "p/gone.go:4-5"}}
	name, gone := filepath.Join(dir, "p", "a.go"), filepath.Join(dir, "p", "gone.go")
	want := []lines{{name, 3, 3}, {name, 5, 7}, {name, 5, 12}, {gone, 4, 5}}
	got := f.declarations(dir)
	if !slices.Equal(got, want) {
		t.Fatalf("got %v, want %v", got, want)
	}
	for _, c := range []struct {
		f    finding
		want string
	}{
		{finding{file: name, line: 5, pass: "a", category: "c"}, "c"},
		{finding{file: name, line: 4, pass: "a", category: "c"}, ""},
		{finding{file: name, line: 5, pass: "b", category: "c"}, ""},
		{finding{file: "/x/b.go", line: 1, pass: "a", category: "c", related: []place{{"/x/b.go", 2}, {name, 11}}}, "c"},
	} {
		if got := f.among([]finding{c.f}, want); got != c.want {
			t.Errorf("%v: got %q, want %q", c.f, got, c.want)
		}
	}
}

func TestResults(t *testing.T) {
	f := &fault{Pass: "a", Repo: "owner/name", Parent: "0123456789", Changed: []string{"a.go:1-2"}}
	h := history{known: map[string]result{"aowner/name@01234567 a.go:1-2": {Outcome: found, Category: "c"}}}
	if r, err := h.result(nil, f); err != nil || r.Category != "c" {
		t.Errorf("a result that is known: %v, %v", r, err)
	}
	if !listed("", "a") || !listed("b,a", "a") || listed("b", "a") || listed("ab", "a") {
		t.Error("a list is not read well")
	}
	if got, want := scoreLine("a", map[string]int{"listed": 3, found: 2, notRun: 1}), "| a | 3 | 2 | 0 | 0 | 0 | 0 | 0 | 1 |"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestVerdict(t *testing.T) {
	rows := []judgement{
		{Repo: "owner/name", Commit: "0123456789ab", Path: "a.go", Line: 3, Pass: "p", Category: "c", Verdict: "unsure"},
		{Repo: "name", Commit: "01234567", Path: "a.go", Line: 3, Pass: "p", Category: "c", Verdict: "true"},
		{Repo: "name", Commit: "fff", Path: "a.go", Line: 3, Pass: "p", Category: "c", Verdict: "false"},
	}
	j := judgement{Repo: "name", Commit: "0123456789abcdef", Path: "a.go", Line: 3, Pass: "p", Category: "c"}
	if got := j.verdict(rows); got != "true" {
		t.Errorf("got %q, want the last one of the commit", got)
	}
	if j.Line = 4; j.verdict(rows) != "" {
		t.Error("a verdict on another line")
	}
}

func TestOverlay(t *testing.T) {
	repo := write(t, "p/a.go", "one two two")
	s := seed{Repo: "r", Edits: []edit{{"p/a.go", "one", "1"}}}
	_, original, err := s.overlay(repo, filepath.Join(t.TempDir(), "new"))
	if err != nil {
		t.Fatal(err)
	}
	for file, of := range original {
		if data, err := os.ReadFile(file); string(data) != "1 two two" || of != filepath.Join(repo, "p", "a.go") {
			t.Errorf("%s of %s: %q, %v", file, of, data, err)
		}
	}
	name, _, err := writeOverlay(t.TempDir(), map[string]string{"/x/gone.go": ""})
	if data, _ := os.ReadFile(name); err != nil || string(data) != `{"Replace":{"/x/gone.go":""}}` {
		t.Errorf("a file that is removed: %s, %v", data, err)
	}
	s.Edits[0].Old = "two"
	if _, _, err := s.overlay(repo, t.TempDir()); err == nil {
		t.Error("no error for a text that stands there twice")
	}
}

func TestWithout(t *testing.T) {
	f := func(file string, line int, message string) finding {
		return finding{file: file, line: line, pass: "p", message: message}
	}
	one, moved, twice, other := f("a.go", 3, "see line 12"), f("a.go", 9, "see line 18"), f("a.go", 30, "see line 2"), f("b.go", 3, "see line 12")
	if got := without([]finding{one, twice, other}, []finding{moved}); !slices.EqualFunc(got, []finding{twice, other}, finding.equal) {
		t.Errorf("got %v", got)
	}
}

func TestReported(t *testing.T) {
	for text, want := range map[string]string{
		"/x/a.go:3:4: unused\n":              "/x/a.go:3",
		"[/x/a.go:3] - G118: leak\n":         "/x/a.go:3",
		"p/a.go:12: counter metrics\n":       "p/a.go:12",
		"ok  	example.com/p	0.1s\n":          "",
		"Results: a.go:3 stands in a line\n": "",
	} {
		got := ""
		if m := reported.FindStringSubmatch(text); m != nil {
			got = m[1] + ":" + m[2]
		}
		if got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}

// TestLists holds history.jsonl and seeds.jsonl against what the commands make
// of them.
func TestLists(t *testing.T) {
	t.Chdir("..")
	passes := make(map[string]bool)
	for _, a := range analyzers.Suite {
		passes[a.Name] = true
	}
	faults, err := readFaults()
	if err != nil {
		t.Fatal(err)
	}
	hash, span := regexp.MustCompile(`^[0-9a-f]{40}$`), regexp.MustCompile(`^[^:]+\.go:\d+-\d+$`)
	seen := make(map[string]bool)
	for _, f := range faults {
		if !passes[f.Pass] || !hash.MatchString(f.Parent) || f.Fix != "" && !hash.MatchString(f.Fix) || strings.Count(f.Repo, "/") != 1 || len(f.Changed) == 0 || f.Fault == "" {
			t.Errorf("not as it should be: %+v", *f)
		}
		for _, c := range f.Changed {
			if !span.MatchString(c) {
				t.Errorf("%s: %q names no lines", f.where(), c)
			}
		}
		if key := f.Pass + f.where(); seen[key] {
			t.Errorf("%s stands twice in the list", key)
		} else {
			seen[key] = true
		}
		if key := f.Repo + f.Parent + "\x00" + f.key; seen[key] {
			t.Errorf("%s and another fault of the commit have one key", f.where())
		} else {
			seen[key] = true
		}
	}
	seeds, err := readLines[seed](filepath.Join("bench", "seeds.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range seeds {
		if !passes[s.Pass] || s.Repo == "" || s.Fault == "" || len(s.Edits) == 0 {
			t.Errorf("not as it should be: %+v", s)
		}
	}
}
