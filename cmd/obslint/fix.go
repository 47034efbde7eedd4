package main

import (
	"bytes"
	"fmt"
	"go/format"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// A fixing is what became of the fixes of a run.
type fixing struct {
	files   []fixedFile // sorted by name
	applied int
	skipped []skipped
}

type fixedFile struct {
	name          string
	before, after []byte
}

// A skipped fix was not applied, for a reason that a person can act on.
type skipped struct {
	finding *finding
	reason  string
}

// fix works out what files become when the first fix of each finding is
// applied, each as a whole or not at all, in the order of the findings. It
// writes nothing. A file that changed since begin is left alone: go vet may
// have read another version.
func (c *command) fix(findings []finding, pkgs *packages, begin time.Time) (*fixing, error) {
	x := &fixer{c: c, own: pkgs.own, begin: begin, refused: make(map[string]string)}
	for {
		again := x.try(findings)
		if !again {
			return x.result(), nil
		}
	}
}

// A fixer collects edits.
type fixer struct {
	c       *command
	own     map[string]bool // directories of the user's own packages
	begin   time.Time
	refused map[string]string // why a file is not edited, or "" if it may be

	edits   map[string][]ownedEdit
	applied int
	skipped []skipped
	after   map[string][]byte
}

// An ownedEdit knows the finding that it is for.
type ownedEdit struct {
	edit
	owner *finding
}

// try collects the edits and computes the files. It reports whether it must
// be called again, since a file turned out not to be Go any more: no fix that
// touches it is applied.
func (x *fixer) try(findings []finding) (again bool) {
	x.edits, x.after = make(map[string][]ownedEdit), make(map[string][]byte)
	x.applied, x.skipped = 0, nil
	for i := range findings {
		f := &findings[i]
		if len(f.fixes) == 0 {
			continue
		}
		if reason := x.add(f); reason != "" {
			x.skipped = append(x.skipped, skipped{f, reason})
		} else {
			x.applied++
		}
	}
	for name, edits := range x.edits {
		before := x.c.files.read(name)
		after, err := reformat(before, applyEdits(before, edits))
		if err != nil {
			x.refused[name] = fmt.Sprintf("the fixed file would not be valid: %v", err)
			again = true
			continue
		}
		x.after[name] = after
	}
	return again
}

// add adds the edits of a finding's first fix, or says why it cannot.
func (x *fixer) add(f *finding) (reason string) {
	fx := f.fixes[0]
	for _, e := range fx.edits {
		if reason := x.refuse(e.file); reason != "" {
			return reason
		}
		if e.start < 0 || e.end < e.start || e.end > len(x.c.files.read(e.file)) {
			return "it does not fit the file"
		}
		for _, other := range x.edits[e.file] {
			if overlap(e, other.edit) {
				return "it overlaps the fix of " + x.c.place(other.owner.pos)
			}
		}
	}
	for _, e := range fx.edits {
		// Two fixes may need the same import.
		if !slices.ContainsFunc(x.edits[e.file], func(o ownedEdit) bool { return o.edit == e }) {
			x.edits[e.file] = append(x.edits[e.file], ownedEdit{e, f})
		}
	}
	return ""
}

// overlap reports whether two edits cannot both be made. The same edit twice
// is made once.
func overlap(a, b edit) bool {
	switch {
	case a == b:
		return false
	case a.start == a.end && b.start == b.end:
		return a.start == b.start // in which order?
	default:
		return a.start < b.end && b.start < a.end
	}
}

// refuse says why a file must not be edited, or nothing.
func (x *fixer) refuse(name string) string {
	reason, ok := x.refused[name]
	if !ok {
		reason = x.look(name)
		x.refused[name] = reason
	}
	return reason
}

func (x *fixer) look(name string) string {
	info, err := os.Stat(name)
	switch {
	case filepath.Ext(name) != ".go" || err != nil:
		return "its file is not a Go source file"
	case !x.own[filepath.Dir(name)]:
		return "its file is not part of the main module"
	case info.ModTime().After(x.begin):
		return "its file has just changed"
	}
	content := x.c.files.read(name)
	file, err := parser.ParseFile(token.NewFileSet(), name, content, parser.ImportsOnly)
	if err != nil {
		return fmt.Sprintf("its file does not parse: %v", err)
	}
	for _, imp := range file.Imports {
		if imp.Path.Value == `"C"` {
			return `its file imports "C"`
		}
	}
	if bytes.Contains(content, []byte("\n//line ")) || bytes.HasPrefix(content, []byte("//line ")) {
		return "line comments in its file move the positions"
	}
	return ""
}

func (x *fixer) result() *fixing {
	res := &fixing{applied: x.applied, skipped: x.skipped}
	for _, name := range slices.Sorted(maps.Keys(x.after)) {
		if before := x.c.files.read(name); !bytes.Equal(before, x.after[name]) {
			res.files = append(res.files, fixedFile{name, before, x.after[name]})
		}
	}
	return res
}

func applyEdits(src []byte, edits []ownedEdit) []byte {
	edits = slices.Clone(edits)
	// What is inserted where something is replaced comes before it.
	slices.SortStableFunc(edits, func(a, b ownedEdit) int {
		if a.start != b.start {
			return a.start - b.start
		}
		return a.end - b.end
	})
	var out []byte
	at := 0
	for _, e := range edits {
		out = append(out, src[at:e.start]...)
		out = append(out, e.text...)
		at = e.end
	}
	return append(out, src[at:]...)
}

// reformat formats after as gofmt does, and keeps the line ends of before.
func reformat(before, after []byte) ([]byte, error) {
	formatted, err := format.Source(after)
	if err != nil {
		return nil, err
	}
	if n := bytes.Count(before, []byte("\r\n")); n > 0 && n == bytes.Count(before, []byte("\n")) {
		formatted = bytes.ReplaceAll(formatted, []byte("\n"), []byte("\r\n"))
	}
	return formatted, nil
}

// write writes the fixed files.
func (c *command) write(fixed *fixing) error {
	for _, f := range fixed.files {
		info, err := os.Stat(f.name)
		if err != nil {
			return err
		}
		if err := os.WriteFile(f.name, f.after, info.Mode().Perm()); err != nil {
			return err
		}
	}
	return nil
}

// summarize says what -fix did and what it left.
func (c *command) summarize(fixed *fixing, left *[]finding) {
	c.listSkipped(fixed)
	c.note("applied %s in %s, skipped %d; %s left",
		plural(fixed.applied, "fix"), plural(len(fixed.files), "file"), len(fixed.skipped), plural(len(*left), "finding"))
}

// showDiff writes what -fix would do.
func (c *command) showDiff(fixed *fixing) error {
	if len(fixed.files) > 0 && c.status < statusFindings {
		c.status = statusFindings
	}
	for _, f := range fixed.files {
		name := filepath.ToSlash(relTo(c.files.dir, f.name))
		if _, err := fmt.Fprint(c.stdout, unified(name, f.before, f.after)); err != nil {
			return err
		}
	}
	c.listSkipped(fixed)
	return nil
}

func (c *command) listSkipped(fixed *fixing) {
	for _, s := range fixed.skipped {
		c.note("skipped the fix of %s (%s): %s", c.place(s.finding.pos), s.finding.rule(), strings.TrimSpace(s.reason))
	}
}
