package main

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/obslint/obslint/analyzers"
)

// FuzzPosition holds that what reads as a position is written the same again,
// and that nothing of the text is lost.
func FuzzPosition(f *testing.F) {
	for _, s := range []string{"/a/b.go:1:2", `C:\a b\c.go:10:20`, "a.go:3", "a.go", "::", "a:0:1", "a.go:+1:2", ""} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		p := parsePosition(s)
		if p.line < 0 || p.col < 0 || p.col > 0 && p.line == 0 || !strings.HasPrefix(s, p.file) {
			t.Fatalf("%q is %+v", s, p)
		}
		text := p.file
		if p.line > 0 {
			text += fmt.Sprintf(":%d", p.line)
		}
		if p.col > 0 {
			text += fmt.Sprintf(":%d", p.col)
		}
		if again := parsePosition(text); again != p && p.file != "" {
			t.Errorf("%q is %+v, and written again %+v", s, p, again)
		}
	})
}

// FuzzArgs holds that a command line is an error, or options that go together.
func FuzzArgs(f *testing.F) {
	for _, s := range []string{
		"./...", "help dupmetric", "-fix\n./...", "-diff\n-format=json", "-format\nsarif\n-tags\na,b\nx/...",
		"-dirtypool=false\n-callerskip.assume=slog", "-C\n..\n-p=8\n-overlay=o.json\n.", "-h", "--", "-=\n-x", "-dupmetric=maybe",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, line string) {
		args := strings.Split(line, "\n")
		opts, err := parseArgs(analyzers.Suite, slices.Clone(args))
		if err != nil {
			if !errors.Is(err, flag.ErrHelp) && err.Error() == "" {
				t.Errorf("%q: an error without words", args)
			}
			return
		}
		if opts.help {
			return
		}
		if !slices.Contains(formats, opts.format) || opts.fix && opts.diff || len(opts.patterns) == 0 {
			t.Errorf("%q: %+v", args, opts)
		}
		for _, forwarded := range slices.Concat(opts.build, opts.passes) {
			if !strings.HasPrefix(forwarded, "-") {
				t.Errorf("%q: %q is handed on", args, forwarded)
			}
		}
		for _, p := range opts.patterns {
			if strings.HasPrefix(p, "-") {
				t.Errorf("%q: %q is a pattern", args, p)
			}
		}
	})
}

// FuzzVet holds that what go vet prints is an error, or findings that every
// format can write.
func FuzzVet(f *testing.F) {
	f.Add([]byte(`{"p": {"dirtypool": [{"posn": "a.go:1:2", "end": "a.go:1:3", "message": "m", "category": "stale",
		"related": [{"posn": "b.go:1:1", "message": "r"}],
		"suggested_fixes": [{"message": "f", "edits": [{"filename": "a.go", "start": 0, "end": 1, "new": "x"}]}]}]}}`))
	f.Add([]byte(`{"p": {"dirtypool": {"error": "obslint: pass dirtypool failed on package p: x"}}} {}`))
	f.Add([]byte(`{"p": null} {"p": {"q": null}} {`))
	f.Fuzz(func(t *testing.T, out []byte) {
		c := &command{suite: analyzers.Suite, files: new(files), progress: new(progress)}
		res := new(result)
		if err := c.readVet(bytes.NewReader(out), res); err != nil {
			return
		}
		slices.SortFunc(res.findings, compareFindings)
		slices.SortFunc(res.failures, compareFailures)
	})
}

// FuzzBlocks holds that no line of the go command's errors is lost, and that
// the order of packages does not matter.
func FuzzBlocks(f *testing.F) {
	f.Add("# a/b\n# [a/b]\n./x.go:1:1: undefined: y\n# c [c.test]\nc_test.go:1: z\r\n")
	f.Add("go: no such module\n#\n# \n\n")
	f.Fuzz(func(t *testing.T, stderr string) {
		blocks := splitBlocks(stderr)
		for line := range strings.Lines(stderr) {
			line = strings.TrimRight(line, "\r\n")
			if line == "" || strings.HasPrefix(line, "# ") {
				continue
			}
			if !slices.ContainsFunc(blocks, func(b block) bool { return strings.Contains(b.text, line) }) {
				t.Errorf("%q has lost %q", stderr, line)
			}
		}
		other := slices.Clone(blocks)
		slices.Reverse(other)
		sortBlocks(&blocks)
		sortBlocks(&other)
		if !slices.Equal(blocks, other) {
			t.Errorf("%q: the order of packages matters", stderr)
		}
		for _, b := range blocks {
			b.testOnly()
		}
	})
}
