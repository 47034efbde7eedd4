package passtest

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"golang.org/x/tools/go/analysis"
)

// A Finding is one diagnostic as a driver shows it.
type Finding struct {
	File           string // absolute, with slashes
	Line, Col      int
	Pass, Category string
	Message        string
}

func (f Finding) String() string {
	return fmt.Sprintf("%s:%d:%d: %s (%s/%s)", f.File, f.Line, f.Col, f.Message, f.Pass, f.Category)
}

func (f Finding) compare(g Finding) int {
	return cmp.Or(strings.Compare(f.File, g.File), cmp.Compare(f.Line, g.Line), cmp.Compare(f.Col, g.Col),
		strings.Compare(f.Pass, g.Pass), strings.Compare(f.Message, g.Message))
}

// compareWithVet runs pass over its cases under go vet, the strictest driver:
// facts arrive from direct imports only. What it finds must be want.
func compareWithVet(t *testing.T, dir string, pass *analysis.Analyzer, want map[Finding]bool) {
	t.Helper()
	got := Vet(t, dir, "-"+pass.Name, "./"+pass.Name+"/...")
	for _, f := range got {
		if !want[f] {
			t.Errorf("analysistest does not report what go vet does: %v", f)
		}
		delete(want, f)
	}
	for _, f := range slices.SortedFunc(maps.Keys(want), Finding.compare) {
		t.Errorf("go vet does not report what analysistest does: %v", f)
	}
}

// Vet returns the findings of go vet in the module at dir, with obslint as its
// tool, sorted, each once.
func Vet(t testing.TB, dir string, args ...string) []Finding {
	t.Helper()
	list, err := vet(dir, Tool(t), args...)
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// Tool builds the obslint command and returns its path, which is in the go
// command's cache.
func Tool(t testing.TB) string {
	t.Helper()
	path, err := tool()
	if err != nil {
		t.Fatal(err)
	}
	return path
}

var tool = sync.OnceValues(func() (string, error) {
	root, err := Root()
	if err != nil {
		return "", err
	}
	var stderr bytes.Buffer
	cmd := goCommand(root, "tool", "-n", "obslint") // go.mod names it
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		return "", fmt.Errorf("go tool -n obslint: %v\n%s", err, stderr.Bytes())
	}
	return strings.TrimSpace(string(out)), nil
})

func vet(dir, tool string, args ...string) ([]Finding, error) {
	cmd := goCommand(dir, append([]string{"vet", "-json", "-vettool=" + tool}, args...)...)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err != nil {
		return nil, fmt.Errorf("go vet in %s: %v\n%s", dir, err, stderr.Bytes())
	}
	var list []Finding
	dec := json.NewDecoder(&stdout)
	for {
		var tree map[string]map[string]json.RawMessage // package, then pass
		if err := dec.Decode(&tree); errors.Is(err, io.EOF) {
			slices.SortFunc(list, Finding.compare)
			return slices.Compact(list), nil // a test variant repeats its package's
		} else if err != nil {
			return nil, err
		}
		for pkg, passes := range tree {
			for name, raw := range passes {
				var diagnostics []struct{ Posn, Message, Category string }
				if err := json.Unmarshal(raw, &diagnostics); err != nil {
					return nil, fmt.Errorf("%s: %s: %s", pkg, name, raw)
				}
				for _, d := range diagnostics {
					f, err := parsePosn(d.Posn)
					if err != nil {
						return nil, err
					}
					f.Pass, f.Category, f.Message = name, d.Category, d.Message
					list = append(list, f)
				}
			}
		}
	}
}

func parsePosn(posn string) (Finding, error) {
	rest, col, ok1 := cutLast(posn)
	file, line, ok2 := cutLast(rest)
	if !ok1 || !ok2 {
		return Finding{}, fmt.Errorf("not a position: %q", posn)
	}
	return Finding{File: filepath.ToSlash(file), Line: line, Col: col}, nil
}

func cutLast(s string) (head string, n int, ok bool) {
	i := strings.LastIndexByte(s, ':')
	if i < 0 {
		return s, 0, false
	}
	n, err := strconv.Atoi(s[i+1:])
	return s[:i], n, err == nil
}
