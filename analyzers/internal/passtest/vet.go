package passtest

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"

	"golang.org/x/tools/go/analysis"
)

type finding struct {
	file      string
	line, col int
	message   string
}

func (f finding) String() string {
	return fmt.Sprintf("%s:%d:%d: %s", f.file, f.line, f.col, f.message)
}

// compareWithVet runs pass over its cases under go vet, the strictest driver:
// facts arrive from direct imports only. What it finds must be want.
func compareWithVet(t *testing.T, dir string, pass *analysis.Analyzer, want map[finding]bool) {
	t.Helper()
	got, err := vet(dir, Tool(t), "-"+pass.Name, "./"+pass.Name+"/...")
	if err != nil {
		t.Fatal(err)
	}
	for f := range want {
		if !got[f] {
			t.Errorf("go vet does not report what analysistest does: %v", f)
		}
	}
	for f := range got {
		if !want[f] {
			t.Errorf("analysistest does not report what go vet does: %v", f)
		}
	}
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

// vet returns the findings of go vet with the given tool.
func vet(dir, tool string, args ...string) (map[finding]bool, error) {
	cmd := goCommand(dir, append([]string{"vet", "-json", "-vettool=" + tool}, args...)...)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err != nil {
		return nil, fmt.Errorf("go vet: %v\n%s", err, stderr.Bytes())
	}
	got := make(map[finding]bool)
	dec := json.NewDecoder(&stdout)
	for {
		var tree map[string]map[string]json.RawMessage // package, then pass
		if err := dec.Decode(&tree); errors.Is(err, io.EOF) {
			return got, nil
		} else if err != nil {
			return nil, err
		}
		for pkg, passes := range tree {
			for name, raw := range passes {
				var list []struct{ Posn, Message string }
				if err := json.Unmarshal(raw, &list); err != nil {
					return nil, fmt.Errorf("%s: %s: %s", pkg, name, raw)
				}
				for _, d := range list {
					f, err := parsePosn(d.Posn)
					if err != nil {
						return nil, err
					}
					f.message = d.Message
					got[f] = true
				}
			}
		}
	}
}

func parsePosn(posn string) (finding, error) {
	rest, col, ok1 := cutLast(posn)
	file, line, ok2 := cutLast(rest)
	if !ok1 || !ok2 {
		return finding{}, fmt.Errorf("not a position: %q", posn)
	}
	return finding{file: filepath.ToSlash(file), line: line, col: col}, nil
}

func cutLast(s string) (head string, n int, ok bool) {
	i := strings.LastIndexByte(s, ':')
	if i < 0 {
		return s, 0, false
	}
	n, err := strconv.Atoi(s[i+1:])
	return s[:i], n, err == nil
}
