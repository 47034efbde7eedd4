package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

const fixable = `
-- go.mod --
module example.test/m

go 1.26
-- a/a.go --
package a

func bad(int)   {}
func worse(int) {}
func good(int)  {}
func ugly()     {}

func A() {
	bad(0)
	ugly()
	worse(2)
}
-- b/b.go --
package b

func B() {
	worse( 3 )
}
func worse(int) {}
func good(int)  {}
`

const fixed = `package a

func bad(int)   {}
func worse(int) {}
func good(int)  {}
func ugly()     {}

func A() {
	good(0)
	ugly()
	good(1)
}
`

func TestFix(t *testing.T) {
	t.Parallel()
	c := caller{dir: module(t, fixable)}
	o := c.obslint(t, "-fix", "./...")
	o.want(t, 1, "a/a.go:10:2: ugly is called (mark/ugly)\n",
		"obslint: skipped the fix of a/a.go:9:2 (whole/call): it overlaps the fix of a/a.go:9:2\n",
		"obslint: applied 3 fixes in 2 files, skipped 1; 1 finding left\n")
	c.wantFile(t, "a/a.go", fixed)
	c.wantFile(t, "b/b.go", "package b\n\nfunc B() {\n\tgood(1)\n}\nfunc worse(int) {}\nfunc good(int)  {}\n")
	c.obslint(t, "-fix", "-whole", "./...").want(t, 0, "", "applied 0 fixes in 0 files, skipped 0; 0 findings left\n")
}

// What is left after -fix stands where it stands now, in the format asked for.
func TestFixFormat(t *testing.T) {
	t.Parallel()
	c := caller{dir: module(t, `
-- go.mod --
module example.test/m
-- a.go --
package a

var _ = func() { bad(); ugly() }

func bad()  {}
func good() {}
func ugly() {}
`)}
	o := c.obslint(t, "-fix", "-mark", "-format=github", ".")
	if o.status != 1 || !strings.HasPrefix(o.stdout, "::error file=a.go,line=3,endLine=3,col=26,endColumn=32,title=mark/ugly::") {
		t.Errorf("got %+v", o)
	}
}

func TestDiff(t *testing.T) {
	t.Parallel()
	c := caller{dir: module(t, fixable)}
	o := c.obslint(t, "-diff", "-mark", "./...")
	o.want(t, 1, `--- a/a/a.go
+++ b/a/a.go
@@ -6,7 +6,7 @@
 func ugly()     {}
 
 func A() {
-	bad(0)
+	good(0)
 	ugly()
 	worse(2)
 }
`)
	c.obslint(t, "-diff", "./...").want(t, 1, c.obslint(t, "-diff", "./...").stdout, "skipped the fix of a/a.go:9:2 (whole/call)")
	c.wantFile(t, "b/b.go", strings.Split(strings.SplitAfter(fixable, "-- b/b.go --\n")[1], "-- ")[0])

	// git applies what -diff shows, and then nothing is left to show.
	cmd := exec.Command("git", "apply", "-")
	cmd.Dir = c.dir
	cmd.Stdin = strings.NewReader(c.obslint(t, "-diff", "./...").stdout)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("git apply: %v\n%s", err, out)
	}
	c.wantFile(t, "a/a.go", fixed)
	c.obslint(t, "-diff", "./...").want(t, 0, "")
}

// Fixes are made in the user's own hand-written Go files only.
func TestFixRefused(t *testing.T) {
	t.Parallel()
	c := caller{dir: module(t, `
-- main/go.mod --
module example.test/m

require example.test/other v0.0.0

replace example.test/other => ../other
-- main/cgo/a.go --
package cgo

import "C"

func bad()  { bad() }
func good() {}
-- main/moved/a.go --
package moved

//line a.go:4
func bad()  { bad() }
func good() {}
-- main/grammar/a.go --
package grammar

//line grammar.y:10
func bad()  { bad() }
func good() {}
-- main/use/use.go --
package use

import _ "example.test/other"
-- other/go.mod --
module example.test/other
-- other/o.go --
package other

func bad()  { bad() }
func good() {}
`)}
	c.dir = filepath.Join(c.dir, "main")
	o := c.obslint(t, "-fix", "-mark", "./...", "example.test/other")
	o.want(t, 1, o.stdout,
		"cgo/a.go:5:15 (mark/bad): its file imports \"C\"\n",
		"moved/a.go:4 (mark/bad): line comments in its file move the positions\n",
		"grammar/grammar.y:10 (mark/bad): its file is not a Go source file\n",
		"other/o.go:3:15 (mark/bad): its file is not part of the main module\n",
		"applied 0 fixes in 0 files, skipped 4; 4 findings left\n")
	c.obslint(t, "-diff", "-mark", "./...").want(t, 0, "", "skipped")
}

func TestFixKeepsLineEnds(t *testing.T) {
	t.Parallel()
	src := strings.ReplaceAll("package a\n\nfunc bad()  { bad() }\nfunc good() {}\n", "\n", "\r\n")
	c := caller{dir: module(t, "-- go.mod --\nmodule example.test/m\n-- a.go --\n"+src)}
	if err := os.Chmod(filepath.Join(c.dir, "a.go"), 0o640); err != nil {
		t.Fatal(err)
	}
	c.obslint(t, "-fix", "-mark", ".").want(t, 0, "", "applied 1 fix in 1 file, skipped 0; 0 findings left\n")
	c.wantFile(t, "a.go", strings.ReplaceAll(src, "{ bad() }", "{ good() }"))
	if info, err := os.Stat(filepath.Join(c.dir, "a.go")); err != nil || info.Mode() != 0o640 {
		t.Errorf("mode %v, err %v", info.Mode(), err)
	}
}

// -overlay lays a file over another: its findings are those of the file that
// it replaces, and -diff shows what to change in what the user wrote.
func TestOverlay(t *testing.T) {
	t.Parallel()
	c := caller{dir: module(t, `
-- go.mod --
module example.test/m
-- a.go --
package a
-- new/a.txt --
package a

func bad()  { bad() }
func good() {}
-- overlay.json --
{"Replace": {"a.go": "new/a.txt"}}
`)}
	c.obslint(t, "-mark", ".").want(t, 0, "")
	c.obslint(t, "-mark", "-overlay=overlay.json", ".").want(t, 1, "a.go:3:15: bad is called; call good (mark/bad)\n")
	c.obslint(t, "-fix", "-overlay", "overlay.json", ".").want(t, 2, "", "use -diff")
	o := c.obslint(t, "-diff", "-mark", "-overlay=overlay.json", ".")
	if o.status != 1 || !strings.Contains(o.stdout, "+++ b/a.go\n") || !strings.Contains(o.stdout, "\n+func bad()  { good() }\n") {
		t.Errorf("got %+v", o)
	}
	c.obslint(t, "-overlay=nowhere.json", ".").want(t, 2, "", "-overlay: ")
}

func TestOverlap(t *testing.T) {
	at := func(start, end int, text string) edit { return edit{"f.go", start, end, text} }
	for _, test := range []struct {
		a, b edit
		want bool
	}{
		{at(1, 2, "x"), at(2, 3, "y"), false},
		{at(1, 3, "x"), at(2, 4, "y"), true},
		{at(1, 3, "x"), at(1, 3, "x"), false},
		{at(1, 3, "x"), at(1, 3, "y"), true},
		{at(1, 1, "x"), at(1, 1, "x"), false},
		{at(1, 1, "x"), at(1, 1, "y"), true},
		{at(2, 2, "x"), at(1, 3, "y"), true},
		{at(1, 1, "x"), at(1, 3, "y"), false},
		{at(3, 3, "x"), at(1, 3, "y"), false},
	} {
		if got := overlap(test.a, test.b); got != test.want {
			t.Errorf("overlap(%v, %v) = %t", test.a, test.b, got)
		}
		if got := overlap(test.b, test.a); got != test.want {
			t.Errorf("overlap(%v, %v) = %t", test.b, test.a, got)
		}
	}
}

func (c caller) wantFile(t *testing.T, name, want string) {
	t.Helper()
	got, err := os.ReadFile(filepath.Join(c.dir, name))
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != want {
		t.Errorf("%s:\n%s\nwant:\n%s", name, got, want)
	}
}
