// Package golden compares what a test derives with a file that is kept in the
// repository, and writes the file when the test runs with -update. Every test
// package of the module has the flag, so that go test ./... -update works.
package golden

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the files that are derived from the code, and the recorded findings")

// Check holds that the file at path has the content got.
func Check(t *testing.T, path, got string) {
	t.Helper()
	want, err := os.ReadFile(path)
	if err != nil && !*update {
		t.Fatalf("%v; go test -update writes it", err)
	}
	if err == nil && bytes.Equal(want, []byte(got)) {
		return
	}
	if !*update {
		t.Errorf("%s is not up to date; go test -update writes it. Changed lines:\n%s", filepath.Base(path), diff(string(want), got))
		return
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(got), 0o666); err != nil {
		t.Fatal(err)
	}
}

// CheckSection holds that got stands in the file at path, between the line
// that contains begin and the line that contains end.
func CheckSection(t *testing.T, path, begin, end, got string) {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	text := string(data)
	_, after, ok1 := strings.Cut(text, begin)
	_, rest, ok2 := strings.Cut(after, "\n")
	i := strings.Index(rest, end)
	if !ok1 || !ok2 || i < 0 {
		t.Fatalf("%s has lost its lines %q and %q", path, begin, end)
	}
	i = strings.LastIndexByte(rest[:i], '\n') + 1
	Check(t, path, text[:len(text)-len(rest)]+got+rest[i:])
}

// diff returns the lines of a that b lacks, and those of b that a lacks.
func diff(a, b string) string {
	var out strings.Builder
	for _, d := range []struct{ sign, of, than string }{{"-", a, b}, {"+", b, a}} {
		have := make(map[string]int)
		for line := range strings.Lines(d.than) {
			have[line]++
		}
		for line := range strings.Lines(d.of) {
			if have[line]--; have[line] < 0 {
				out.WriteString(d.sign + " " + strings.TrimSuffix(line, "\n") + "\n")
			}
		}
	}
	return out.String()
}
