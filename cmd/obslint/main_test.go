package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// calls is a module with a finding of each kind.
const calls = `
-- go.mod --
module example.test/m

go 1.26
-- a/a.go --
package a

func bad(int)  {}
func good(int) {}
func ugly()    {}

func A() {
	bad(0)
	ugly()
}
-- clean/clean.go --
package clean

func F() {}
`

const callsText = `a/a.go:8:2: bad is called; call good (mark/bad)
a/a.go:8:2: the call is bad (whole/call)
a/a.go:9:2: ugly is called (mark/ugly)
`

func TestStatus(t *testing.T) {
	t.Parallel()
	c := caller{dir: module(t, calls)}
	c.obslint(t, "./clean").want(t, 0, "")
	c.obslint(t, "./...").want(t, 1, callsText)
	c.obslint(t, "./...").want(t, 1, callsText) // from the cache
	c.obslint(t, "-C", "a").want(t, 1, strings.ReplaceAll(callsText, "a/a.go", "a.go"))
	c.obslint(t, "-C=a", "../clean").want(t, 0, "")

	c.obslint(t, "-nope").want(t, 2, "", "obslint: flag provided but not defined: -nope\n", "obslint help")
	c.obslint(t, "./...", "-fix").want(t, 2, "", "flag -fix must come before the packages")
	c.obslint(t, "-format=xml", ".").want(t, 2, "", "the formats are text, json, sarif, github")
	c.obslint(t, "-fix", "-diff", ".").want(t, 2, "", "use one of them")
	c.obslint(t, "-mark=maybe", ".").want(t, 2, "", `invalid boolean value "maybe" for -mark`)
	c.obslint(t, "-C", "nowhere", ".").want(t, 2, "", "-C: ")
	c.obslint(t, "./nowhere").want(t, 2, "", "./nowhere: ", "directory not found", "not checked, because of these errors: ./nowhere")
	c.obslint(t, "-h").want(t, 0, usageText())
}

// The go command asks: it must be told of findings each time, also when it
// answers from its cache.
func TestGoVet(t *testing.T) {
	t.Parallel()
	c := caller{dir: module(t, calls)}
	for _, when := range []string{"cold", "from the cache"} {
		o := c.goCmd(t, "vet", "-vettool="+self(t), "./...")
		if o.status == 0 || !strings.Contains(o.stderr, "a/a.go:8:2: bad is called; call good\n") {
			t.Errorf("%s: go vet exits with status %d and writes:\n%s", when, o.status, o.stderr)
		}
	}
	c.goCmd(t, "vet", "-vettool="+self(t), "./clean").want(t, 0, "")

	o := c.goCmd(t, "fix", "-diff", "-mark", "-fixtool="+self(t), "./...")
	if o.status == 0 || !strings.Contains(o.stdout, "+\tgood(0)\n") {
		t.Errorf("go fix -diff exits with status %d and writes:\n%s%s", o.status, o.stdout, o.stderr)
	}
	if o := c.goCmd(t, "fix", "-mark", "-fixtool="+self(t), "./..."); o.status != 0 {
		t.Errorf("go fix exits with status %d and writes:\n%s%s", o.status, o.stdout, o.stderr)
	}
	c.obslint(t, "-mark", "./...").want(t, 1, "a/a.go:9:2: ugly is called (mark/ugly)\n")
}

func TestAskedByGo(t *testing.T) {
	dir := t.TempDir()
	cfg := filepath.Join(dir, "vet.cfg")
	if err := os.WriteFile(cfg, nil, 0o666); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(filepath.Join(dir, "pkg.cfg"), 0o777); err != nil {
		t.Fatal(err)
	}
	for args, want := range map[string]bool{
		"":                              false,
		"-flags":                        true,
		"-json " + cfg:                  true,
		"-mark -obslint.roots=1 " + cfg: true,
		"-version":                      false,
		"./...":                         false,
		"-tags flags ./...":             false,
		filepath.Join(dir, "pkg.cfg"):   false,
	} {
		if got := askedByGo(strings.Fields(args)); got != want {
			t.Errorf("askedByGo(%q) = %t", args, got)
		}
	}
}

// The passes' switches and flags mean the same in both faces.
func TestSwitches(t *testing.T) {
	t.Parallel()
	c := caller{dir: module(t, calls)}
	lines := strings.SplitAfter(callsText, "\n")
	bad, whole, ugly := lines[0], lines[1], lines[2]
	for _, test := range []struct{ flags, want string }{
		{"-mark", bad + ugly},
		{"-mark=true", bad + ugly},
		{"-mark=false", whole},
		{"-whole", whole},
		{"-mark -whole", callsText},
		{"-mark=false -whole=false", ""},
		{"-mark -mark.loud", strings.ToUpper(bad[:len(bad)-len("(mark/bad)\n")])[len("a/a.go:8:2"):] + ugly},
		{"-mark.also=good -whole=false", bad + ugly},
		{"-mark -mark.also worse -mark.loud=false", bad + ugly},
	} {
		flags := strings.Fields(test.flags)
		got := c.obslint(t, append(slices.Clone(flags), "./...")...)
		if !strings.Contains(test.flags, "loud") || strings.Contains(test.flags, "=false") {
			want := 0
			if test.want != "" {
				want = 1
			}
			got.want(t, want, test.want)
		} else if !strings.Contains(got.stdout, ": BAD IS CALLED; CALL GOOD (mark/bad)\n") {
			t.Errorf("%s: got\n%s", test.flags, got.stdout)
		}
		vet := c.goCmd(t, append(append([]string{"vet", "-vettool=" + self(t)}, flags...), "./...")...)
		if n, m := strings.Count(vet.stderr, "a/a.go:"), strings.Count(got.stdout, "a/a.go:"); n-strings.Count(vet.stderr, "declared here") != m {
			t.Errorf("%s: obslint finds %d, go vet:\n%s", test.flags, m, vet.stderr)
		}
	}
	c.obslint(t, "-mark.loud=x", ".").want(t, 2, "", "mark.loud")
}

// The go command's cache does not know whether a package was a root: see
// rootsFlag.
func TestDependencyFirst(t *testing.T) {
	t.Parallel()
	c := caller{dir: module(t, calls+`
-- cmd/app/main.go --
package main

import "example.test/m/a"

func main() { a.A() }
`)}
	c.obslint(t, "./cmd/app").want(t, 0, "")
	c.obslint(t, "./...").want(t, 1, callsText)
	c.obslint(t, "./cmd/app").want(t, 0, "")
	c.obslint(t, "./a", "./cmd/app").want(t, 1, callsText)
}

// Tests that go away leave a package that was a mere dependency until then.
func TestTestsGoAway(t *testing.T) {
	t.Parallel()
	c := caller{dir: module(t, calls+`
-- a/a_test.go --
package a

var _ = good
-- app/app.go --
package app

import "example.test/m/a"

func F() { a.A() }
`)}
	c.obslint(t, "./...").want(t, 1, callsText)
	if err := os.Remove(filepath.Join(c.dir, "a", "a_test.go")); err != nil {
		t.Fatal(err)
	}
	c.obslint(t, "./...").want(t, 1, callsText)
	writeFiles(t, c.dir, "-- a/a_test.go --\npackage a\n\nvar _ = undefined\n")
	c.obslint(t, "./...").want(t, 2, callsText, "a/a_test.go:3:9: undefined: undefined", "checked without their tests")
}

// Packages that do not compile or do not load are named with what the
// compiler says, and the rest is checked.
func TestBroken(t *testing.T) {
	t.Parallel()
	c := caller{dir: module(t, calls+`
-- syntax/syntax.go --
package syntax

func f() { if }
-- types/types.go --
package types

func F() int { return "x" }
-- usestypes/u.go --
package usestypes

import "example.test/m/types"

var X = types.F()
-- missing/missing.go --
package missing

import "example.test/m/nowhere"

var X = nowhere.X
-- usesmissing/u.go --
package usesmissing

import "example.test/m/missing"

var X = missing.X
-- header/header.go --
package header

import "fmt
-- loop/loop.go --
package loop

import _ "example.test/m/loop2"
-- loop2/loop.go --
package loop2

import _ "example.test/m/loop"
-- badtest/a.go --
package badtest

func F()    {}
func ugly() { ugly() }
-- badtest/a_test.go --
package badtest

var x int = "x"
-- usesbadtest/a.go --
package usesbadtest

import "example.test/m/badtest"

func bad() { badtest.F(); bad() }
-- testmissing/a.go --
package testmissing

func F()    {}
func ugly() { ugly() }
-- testmissing/a_test.go --
package testmissing

import _ "example.test/m/another"
-- testheader/a.go --
package testheader

func ugly() { ugly() }
-- testheader/a_test.go --
package testheader

import "fm
-- onlytest/a_test.go --
package onlytest

import _ "example.test/m/other"
-- usestestmissing/a.go --
package usestestmissing

import "example.test/m/testmissing"

func ugly() { testmissing.F(); ugly() }
`)}
	want := callsText + `badtest/a.go:4:15: ugly is called (mark/ugly)
testheader/a.go:3:15: ugly is called (mark/ugly)
testmissing/a.go:4:15: ugly is called (mark/ugly)
usesbadtest/a.go:5:27: bad is called; call good (mark/bad)
usesbadtest/a.go:5:27: the call is bad (whole/call)
usestestmissing/a.go:5:32: ugly is called (mark/ugly)
`
	o := c.obslint(t, "./...")
	o.want(t, 2, want,
		"syntax/syntax.go:3:15: expected operand",
		"types/types.go:3:23: cannot use \"x\"",
		"missing/missing.go:3:8: no required module provides package example.test/m/nowhere",
		"header/header.go:3:8: string literal not terminated",
		"package example.test/m/loop\n\timports example.test/m/loop2\n\timports example.test/m/loop: import cycle not allowed\n",
		"badtest/a_test.go:3:13: cannot use \"x\"",
		"testmissing/a_test.go:3:8: ",
		"obslint: not checked, because of these errors: example.test/m/header, example.test/m/loop, example.test/m/loop2, example.test/m/missing, example.test/m/onlytest, example.test/m/usesmissing\n",
		"obslint: not checked, because of these errors: example.test/m/syntax, example.test/m/types, example.test/m/usestypes\n",
		"obslint: checked without their tests, because of these errors: example.test/m/badtest, example.test/m/testheader, example.test/m/testmissing\n",
	)
	if again := c.obslint(t, "./..."); again != o {
		t.Errorf("the second run differs:\n%s\nfrom the first:\n%s", again.stderr, o.stderr)
	}
	// Of a dependency that is not a root, too.
	c.obslint(t, "./usestypes", "./a").want(t, 2, callsText, "types/types.go:3:23: cannot use", "not checked, because of these errors: example.test/m/usestypes\n")

	if o := c.obslint(t, "-format=json", "./header"); o.status != 2 || !strings.Contains(o.stdout, `"unchecked": [
		"example.test/m/header"
	]`) {
		t.Errorf("nothing to check: got %+v", o)
	}

	o = c.obslint(t, "-format=json", "./syntax", "./header", "./a")
	var report jsonReport
	if err := json.Unmarshal([]byte(o.stdout), &report); err != nil || len(report.Findings) != 3 || !slices.Equal(report.Unchecked, []string{"example.test/m/header", "example.test/m/syntax"}) {
		t.Errorf("err %v, report %+v", err, report)
	}
}

// A pass that fails is named, in the first run and from the cache.
func TestFailingPass(t *testing.T) {
	t.Parallel()
	c := caller{dir: module(t, calls+`
-- f/f.go --
package f

func failing() { ugly() }
func ugly()    { failing() }
`)}
	for range 2 {
		c.obslint(t, "./...").want(t, 2, callsText+"f/f.go:3:18: ugly is called (mark/ugly)\n",
			"obslint: pass whole failed on package example.test/m/f, so its findings there are missing: it cannot go on\n")
	}
	c.obslint(t, "-diff", "./f").want(t, 2, "", "pass whole failed on package example.test/m/f")
	c.obslint(t, "-mark", "./f").want(t, 1, "f/f.go:3:18: ugly is called (mark/ugly)\n")
}

func usageText() string {
	var b strings.Builder
	usage(&b, fakeSuite)
	return b.String()
}
