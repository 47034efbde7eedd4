package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"
)

// The ways in which a user's world differs: tags, platforms, modules,
// workspaces, vendoring.
func TestLoading(t *testing.T) {
	t.Parallel()
	const marked = "%s: bad is called; call good (mark/bad)\n"
	found := func(at ...string) string {
		var s string
		for _, p := range at {
			s += strings.Replace(marked, "%s", filepath.FromSlash(p), 1)
		}
		return s
	}
	dir := module(t, `
-- one space/m/go.mod --
module example.test/m

go 1.26
-- one space/m/other.mod --
module example.test/renamed

go 1.26
-- one space/m/a_plan9.go --
package m

func F() { bad() }
-- one space/m/a_arm.go --
package m

func G() { bad() }
-- one space/m/b.go --
//go:build special

package m

func H() { bad() }
-- one space/m/c.go --
package m

func bad() {}
-- one space/m/race.go --
//go:build race

package m

func R() { bad() }
-- one space/m/c_test.go --
package m_test

import "example.test/m"

var _ = m.X
-- one space/m/x.go --
package m

var X int
-- work/go.work --
go 1.26

use (
	./one
	./two
)
-- work/one/go.mod --
module example.test/one

go 1.26
-- work/one/a.go --
package one

import "example.test/two"

func bad() { bad(); two.X() }
-- work/two/go.mod --
module example.test/two

go 1.26
-- work/two/a.go --
package two

func X()   {}
func bad() { bad() }
-- vendored/go.mod --
module example.test/v

go 1.26

require example.test/dep v1.0.0
-- vendored/a.go --
package v

import "example.test/dep"

func bad() { dep.X(); bad() }
-- vendored/vendor/modules.txt --
# example.test/dep v1.0.0
## explicit; go 1.26
example.test/dep
-- vendored/vendor/example.test/dep/d.go --
package dep

func X()   {}
func bad() { bad() }
`)
	for _, test := range []struct {
		name, dir, env, args string
		status               int
		stdout, stderr       string
	}{
		{"plain", "one space/m", "", ".", 0, "", ""},
		{"GOOS", "one space/m", "GOOS=plan9 GOARCH=amd64", ".", 1, found("a_plan9.go:3:12"), ""},
		{"GOARCH", "one space/m", "GOOS=linux GOARCH=arm", ".", 1, found("a_arm.go:3:12"), ""},
		{"tags", "one space/m", "", "-tags=other,special .", 1, found("b.go:5:12"), ""},
		{"tags, two words", "one space/m", "", "-tags special", 1, found("b.go:5:12"), ""},
		{"file", "one space/m", "", "-tags special c.go b.go", 1, found("b.go:5:12"), ""},
		{"modfile", "one space/m", "", "-modfile=other.mod .", 2, "", "checked without their tests, because of these errors: example.test/renamed"},
		{"mod", "vendored", "GOPROXY=off GOFLAGS=-mod=vendor", "-mod=mod .", 2, "", "a.go:3:8: "},
		{"bad mod", "one space/m", "", "-mod=bad .", 2, "", "bad"},
		{"work", "work", "", "./one ./two/...", 1, found("one/a.go:5:14", "two/a.go:4:14"), ""},
		{"work, by path", "work/one", "", "example.test/two", 1, found("../two/a.go:4:14"), ""},
		{"work off", "work/one", "GOWORK=off", ".", 2, "", "a.go:3:8: "},
		{"vendored", "vendored", "", "./...", 1, found("a.go:5:23"), ""},
		{"vendored, by path", "vendored", "", "-mod=vendor example.test/dep", 1, found("vendor/example.test/dep/d.go:4:14"), ""},
		{"outside", "work", "", "-C ../vendored", 1, found("a.go:5:23"), ""},
		{"no packages", "vendored", "", "example.test/v/none/...", 2, "", "obslint: no packages to check\n"},
		{"no module", ".", "", ".", 2, "", "go.mod"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			c := caller{dir: filepath.Join(dir, filepath.FromSlash(test.dir)), env: strings.Fields(test.env)}
			var stderr []string
			if test.stderr != "" {
				stderr = []string{test.stderr}
			}
			c.obslint(t, append([]string{"-mark"}, strings.Fields(test.args)...)...).want(t, test.status, test.stdout, stderr...)
		})
	}
}

func TestRace(t *testing.T) {
	t.Parallel()
	c := caller{dir: module(t, "-- go.mod --\nmodule example.test/m\n-- a.go --\n//go:build race\n\npackage m\n\nfunc bad() { bad() }\n-- b.go --\npackage m\n")}
	if o := c.goCmd(t, "list", "-race", "."); o.status != 0 {
		t.Logf("this machine cannot build for the race detector: %s", o.stderr)
		c.obslint(t, "-race", "-mark", ".").want(t, 2, "", strings.TrimSpace(o.stderr))
		return
	}
	c.obslint(t, "-race", "-mark", ".").want(t, 1, "a.go:5:14: bad is called; call good (mark/bad)\n")
}

// The same bytes come out, however many packages are checked at a time.
func TestDeterminism(t *testing.T) {
	t.Parallel()
	archive := calls
	for _, name := range []string{"b", "c", "d", "e", "f", "g"} {
		archive += strings.ReplaceAll(`
-- NAME/x.go --
package NAME

func bad()     {}
func good()    {}
func failing() { bad() }
-- NAME/broken/x.go --
package broken

var X = undefined
`, "NAME", name)
	}
	c := caller{dir: module(t, archive)}
	for _, format := range formats {
		var first outcome
		for i, p := range []string{"1", "8", "3", "8"} {
			// Another set of tool flags, so that nothing comes from the cache.
			o := c.obslint(t, "-p="+p, "-mark.also=none"+format+p, "-format="+format, "./...")
			if i == 0 {
				first = o
			} else if o != first {
				t.Errorf("-format=%s: with -p=%s:\n%s%s\nwith -p=1:\n%s%s", format, p, o.stdout, o.stderr, first.stdout, first.stderr)
			}
		}
		if first.status != 2 || !strings.Contains(first.stdout, "bad is called") {
			t.Errorf("got %+v", first)
		}
	}
}

func TestOldGo(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("the stand-in for an old go command is a shell script")
	}
	c := caller{dir: module(t, calls+"\n-- bin/go --\n#!/bin/sh\necho go1.25.9\n")}
	bin := filepath.Join(c.dir, "bin")
	if err := os.Chmod(filepath.Join(bin, "go"), 0o755); err != nil {
		t.Fatal(err)
	}
	c.env = []string{"PATH=" + bin}
	c.obslint(t, "./...").want(t, 2, "", "obslint: obslint needs go1.26 or newer, and "+filepath.Join(bin, "go")+" is go1.25.9; install a newer one")
	c.env = []string{"PATH=" + c.dir}
	c.obslint(t, "./...").want(t, 2, "", "obslint: the go command is not on PATH")
}

func TestLanguageVersion(t *testing.T) {
	for s, want := range map[string]string{
		"go1.26.8":                           "go1.26",
		"go1.27rc1":                          "go1.27",
		"go1.25.1-custom":                    "go1.25",
		"go1.26.2 X:jsonv2":                  "go1.26",
		"devel go1.28-0123abc Mon Jan 2 UTC": "go1.28",
		"devel +0123abc":                     "",
		"":                                   "",
	} {
		if got := languageVersion(s); got != want {
			t.Errorf("languageVersion(%q) = %q, want %q", s, got, want)
		}
	}
}

// A buffer is a screen that a test may look at while it is written to.
type buffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (b *buffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.Write(p)
}

func (b *buffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.String()
}

func TestProgress(t *testing.T) {
	t.Parallel()
	const erase = "\r\x1b[K"
	var screen buffer
	p := newProgress(&screen, true)
	p.count("checking", 3)
	p.step()
	for deadline := time.Now().Add(10 * time.Second); !strings.Contains(screen.String(), "checking, 1 of 3 packages done"); {
		if time.Now().After(deadline) {
			t.Fatalf("the screen shows %q", screen.String())
		}
		time.Sleep(10 * time.Millisecond)
	}
	p.clear()
	p.stop()
	p.stop()
	if !strings.HasSuffix(screen.String(), erase) {
		t.Errorf("the line stays: %q", screen.String())
	}

	var quiet buffer
	p = newProgress(&quiet, true) // a run that is over in no time
	p.stop()
	p = newProgress(&quiet, false)
	p.count("checking", 3)
	time.Sleep(progressDelay + progressInterval)
	p.stop()
	if quiet.String() != "" {
		t.Errorf("nobody looks on, or not for long, and yet: %q", quiet.String())
	}
}

// An interrupt ends the run, and the go command with it.
func TestInterrupt(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("there is no interrupt to send")
	}
	dir := module(t, "-- bin/go --\n#!/bin/sh\n[ $1 = env ] && echo go1.26 && exit\necho listing >&2\necho >list\nexec sleep 60\n")
	if err := os.Chmod(filepath.Join(dir, "bin", "go"), 0o755); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(self(t), "./...")
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "OBSLINT_TEST_SUITE=fake", "PATH="+filepath.Join(dir, "bin")+":"+os.Getenv("PATH"))
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	for deadline := time.Now().Add(30 * time.Second); ; time.Sleep(10 * time.Millisecond) {
		if _, err := os.Stat(filepath.Join(dir, "list")); err == nil || time.Now().After(deadline) {
			break
		}
	}
	begin := time.Now()
	cmd.Process.Signal(os.Interrupt)
	cmd.Wait()
	if status := cmd.ProcessState.ExitCode(); status != 2 || stderr.String() != "obslint: interrupted\n" || time.Since(begin) > 20*time.Second {
		t.Errorf("exit status %d after %v\n%s", status, time.Since(begin), stderr.String())
	}
}

// Positions in files that cgo rewrites are those of the user's file.
func TestCgo(t *testing.T) {
	t.Parallel()
	c := caller{env: []string{"OBSLINT_TEST_SUITE=real", "CGO_ENABLED=1"}, dir: module(t, `
-- go.mod --
module example.test/m
-- a.go --
package m

// static int one(void) { return 1; }
import "C"

// One is 1.
func One() int {
	x := int(C.one()) //obslint:ignore nosuchpass a reason
	//obslint:ignore
	return x
}
`)}
	if out, err := exec.Command("go", "env", "CC").Output(); err != nil {
		t.Fatal(err)
	} else if _, err := exec.LookPath(strings.TrimSpace(string(out))); err != nil {
		t.Skip("there is no C compiler")
	}
	o := c.obslint(t, "-directive", ".")
	lines := strings.Split(o.stdout, "\n")
	if o.status != 1 || len(lines) != 3 || !strings.HasPrefix(lines[0], "a.go:8:20: obslint has no pass \"nosuchpass\"") || !strings.HasPrefix(lines[1], "a.go:9:2: this directive silences nothing") {
		t.Errorf("got %+v", o)
	}
}
