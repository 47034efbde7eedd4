package main

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

// Scripts between random versions rebuild both, and are no longer than a
// plain dynamic program says that they must be.
func TestDiffLines(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 2))
	random := func() []string {
		lines := make([]string, rnd.IntN(12))
		for i := range lines {
			lines[i] = fmt.Sprintln(rnd.IntN(4))
		}
		return lines
	}
	for range 5000 {
		a, b := random(), random()
		checkScript(t, a, b, diffLines(a, b))
		checkScript(t, a, b, replaceLines(a, b))
		edits := 0
		for _, o := range diffLines(a, b) {
			if o.kind != ' ' {
				edits++
			}
		}
		if want := len(a) + len(b) - 2*common(a, b); edits != want {
			t.Fatalf("%q to %q: %d edits, want %d", a, b, edits, want)
		}
	}
}

func checkScript(t *testing.T, a, b []string, ops []op) {
	t.Helper()
	var gotA, gotB []string
	for _, o := range ops {
		if o.a != len(gotA) || o.b != len(gotB) {
			t.Fatalf("%q to %q: %+v stands behind %d and %d lines", a, b, o, len(gotA), len(gotB))
		}
		if o.kind != '+' {
			gotA = append(gotA, o.line)
		}
		if o.kind != '-' {
			gotB = append(gotB, o.line)
		}
	}
	if fmt.Sprint(gotA) != fmt.Sprint(a) || fmt.Sprint(gotB) != fmt.Sprint(b) {
		t.Fatalf("%q to %q: the script is %v", a, b, ops)
	}
}

// common is the length of a longest common subsequence.
func common(a, b []string) int {
	row := make([]int, len(b)+1)
	for _, x := range a {
		diagonal := 0
		for j, y := range b {
			up := row[j+1]
			if x == y {
				row[j+1] = diagonal + 1
			} else {
				row[j+1] = max(up, row[j])
			}
			diagonal = up
		}
	}
	return row[len(b)]
}

func TestUnified(t *testing.T) {
	lines := func(from, to int, extra ...string) string {
		var b strings.Builder
		for i := from; i <= to; i++ {
			fmt.Fprintln(&b, i)
		}
		for _, s := range extra {
			b.WriteString(s)
		}
		return b.String()
	}
	for _, test := range []struct{ name, before, after, want string }{
		{"same", "a\n", "a\n", ""},
		{"from nothing", "", "a\n", "@@ -0,0 +1 @@\n+a\n"},
		{"no last newline", "a", "a\n", "@@ -1 +1 @@\n-a\n\\ No newline at end of file\n+a\n"},
		{"middle", lines(1, 9), lines(1, 4, "x\n") + lines(6, 9),
			"@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+x\n 6\n 7\n 8\n"},
		{"two hunks", lines(1, 20), lines(2, 19),
			"@@ -1,4 +1,3 @@\n-1\n 2\n 3\n 4\n@@ -17,4 +16,3 @@\n 17\n 18\n 19\n-20\n"},
		{"joined", lines(1, 8), lines(2, 7), "@@ -1,8 +1,6 @@\n-1\n 2\n 3\n 4\n 5\n 6\n 7\n-8\n"},
	} {
		want := test.want
		if want != "" {
			want = "--- a/f.go\n+++ b/f.go\n" + want
		}
		if got := unified("f.go", []byte(test.before), []byte(test.after)); got != want {
			t.Errorf("%s:\n%s\nwant:\n%s", test.name, got, want)
		}
	}
	big := strings.Repeat("a\n", 3*maxEdits)
	if got := unified("/f.go", []byte(big), []byte(strings.ReplaceAll(big, "a", "b"))); !strings.HasPrefix(got, "--- /f.go\n+++ /f.go\n@@ -1,6000 +1,6000 @@\n-a\n") {
		t.Errorf("got %.80q", got)
	}
}
