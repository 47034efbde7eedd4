package main

import (
	"cmp"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// A fault is a line of history.jsonl: a fault that stood in a public
// repository, and the lines that its fix changed.
type fault struct {
	Pass, Category string
	Repo           string // owner/name
	Fix, Parent    string // commits; Fix is empty if there is none
	Search         string
	Changed        []string // file:first-last, in the parent
	Fault          string
	Case           string // the folder of testdata/src that says it again, where the commit does not build

	key string // what tells go vet's answers for it from those for other faults of the commit
}

// readFaults reads history.jsonl.
func readFaults() ([]*fault, error) {
	faults, err := readLines[*fault](filepath.Join("bench", "history.jsonl"))
	same := make(map[string]int)
	for _, f := range faults {
		at := f.Repo + "@" + f.Parent
		if same[at]++; same[at] > 1 {
			f.key = fmt.Sprint(same[at])
		}
	}
	return faults, err
}

// where names the fault among all others.
func (f *fault) where() string {
	return fmt.Sprintf("%s@%.8s %s", f.Repo, f.Parent, f.Changed[0])
}

// checkCase looks for a finding of the pass in the case that says the fault
// again.
func (f *fault) checkCase(o *options) (string, error) {
	dir := filepath.Join("testdata", "src")
	out, _, err := goCommand(o, dir, []string{"GOWORK=off"}, suite.args(o, "", "./"+f.Case+"/...")...)
	if err != nil {
		return "", err
	}
	findings, err := parseFindings(out)
	if err != nil {
		return "", err
	}
	for _, g := range findings {
		if g.pass == f.Pass && (f.Category == "" || g.category == f.Category) {
			return g.category, nil
		}
	}
	return "", nil
}

// check runs obslint on the packages that the fix changed, at the commit with
// the fault, and then with those that import them. It returns the category of
// a finding of the pass that stands in, or points to, a declaration that the
// fix changed, or that goes with the fix, and what is to be said about it.
func (f *fault) check(o *options, mirror, work string) (category, note string, err error) {
	dir, modules, err := f.open(mirror, work)
	if err != nil {
		return "", "", err
	}
	places := f.declarations(dir)
	findings := make(map[string][]finding) // by module
	for _, mod := range sortedKeys(modules) {
		if findings[mod], err = vet(o, mod, f.key, modules[mod]); err != nil {
			if !o.over() && !errors.As(err, new(*passError)) {
				os.RemoveAll(dir) // another fault begins with the module as it was
			}
			return "", "", err
		}
		if category := f.among(findings[mod], places); category != "" {
			return category, "", nil
		}
	}
	for _, mod := range sortedKeys(modules) {
		near, err := importers(mod, modules[mod], maxImporters)
		if err != nil {
			return "", "", err
		}
		if len(near) == 0 {
			continue
		}
		key := f.key
		if len(modules[mod]) > 1 { // one that imports one of them may be imported by another, and known as a mere dependency
			key += "i"
		}
		modules[mod] = append(modules[mod], near...)
		out, err := o.check(mod, moduleEnv(mod), key, "", modules[mod]...)
		if err != nil {
			note = "of what imports it, not all builds"
		}
		if findings[mod], err = parseFindings(out); err != nil {
			return "", "", err
		}
		if category := f.among(findings[mod], places); category != "" {
			return category, "", nil
		}
	}
	for _, mod := range sortedKeys(modules) {
		findings[mod] = slices.DeleteFunc(findings[mod], func(g finding) bool { return g.pass != f.Pass })
		if len(findings[mod]) == 0 || f.Fix == "" {
			continue
		}
		after, err := f.fixed(o, mirror, dir, mod, modules[mod])
		if err != nil {
			return "", "its findings could not be looked for in the fixed code", nil
		}
		for _, g := range without(findings[mod], after) {
			return g.category, fmt.Sprintf("at %s:%d, gone with the fix", filepath.Base(g.file), g.line), nil
		}
	}
	return "", note, nil
}

// fixed runs obslint on packages of the module at mod with the Go files of the
// fix laid over those of the commit that is unpacked in dir.
func (f *fault) fixed(o *options, mirror, dir, mod string, packages []string) ([]finding, error) {
	git := filepath.Join(mirror, strings.ReplaceAll(f.Repo, "/", "+"), "repo")
	names, err := exec.Command("git", "--git-dir="+git, "diff", "--name-only", "--no-renames", f.Parent, f.Fix, "--", "*.go").Output()
	if err != nil {
		return nil, err
	}
	tmp, err := os.MkdirTemp("", "obslint-fix")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(tmp)
	text := make(map[string][]byte)
	for name := range strings.Lines(string(names)) {
		if name = strings.TrimSpace(name); strings.HasSuffix(name, "_test.go") {
			continue
		}
		text[filepath.Join(dir, filepath.FromSlash(name))], _ = exec.Command("git", "--git-dir="+git, "show", f.Fix+":"+name).Output() // empty if the fix removes it
	}
	overlay, original, err := writeOverlay(tmp, text)
	if err != nil {
		return nil, err
	}
	out, err := o.check(mod, moduleEnv(mod), f.key, overlay, packages...)
	if err != nil {
		return nil, err
	}
	after, err := parseFindings(out)
	for i, g := range after {
		after[i].file = cmp.Or(original[g.file], g.file)
	}
	return after, err
}

// The importers of a package that everything imports are not all looked at.
const maxImporters = 40

// among returns the category of a finding of the pass that stands in, or
// points to, one of the places.
func (f *fault) among(findings []finding, places []lines) string {
	for _, g := range findings {
		if g.pass != f.Pass {
			continue
		}
		for _, at := range append([]place{{g.file, g.line}}, g.related...) {
			for _, p := range places {
				if at.file == p.file && p.first <= at.line && at.line <= p.last {
					return g.category
				}
			}
		}
	}
	return ""
}

// open unpacks the commit with the fault and returns the packages that the fix
// changed, by module.
func (f *fault) open(mirror, work string) (dir string, modules map[string][]string, err error) {
	name := strings.ReplaceAll(f.Repo, "/", "+")
	dir = filepath.Join(work, name+"-"+f.Parent[:8])
	if !exists(dir) {
		if err := unpack(filepath.Join(mirror, name, "repo"), f.Parent, dir); err != nil {
			os.RemoveAll(dir)
			return "", nil, err
		}
	}
	modules = make(map[string][]string)
	for _, c := range f.Changed {
		file, _, _ := strings.Cut(c, ":")
		mod := moduleOf(dir, file)
		if !exists(filepath.Join(mod, "go.mod")) {
			if err := oldModule(mod, f.Repo, file); err != nil {
				return "", nil, err
			}
		}
		pkg, err := filepath.Rel(mod, filepath.Join(dir, path.Dir(file)))
		if err != nil {
			return "", nil, err
		}
		if pkg = "./" + filepath.ToSlash(pkg); !slices.Contains(modules[mod], pkg) {
			modules[mod] = append(modules[mod], pkg)
		}
	}
	return dir, modules, nil
}

type lines struct {
	file        string
	first, last int
}

// declarations returns the lines of the declarations that the fix changed.
func (f *fault) declarations(dir string) []lines {
	var all []lines
	for _, c := range f.Changed {
		file, span, _ := strings.Cut(c, ":")
		first, last, _ := strings.Cut(span, "-")
		a, _ := strconv.Atoi(first)
		b, _ := strconv.Atoi(last)
		l := lines{filepath.Join(dir, filepath.FromSlash(file)), a, b}
		fset := token.NewFileSet()
		syntax, err := parser.ParseFile(fset, l.file, nil, parser.SkipObjectResolution)
		if err == nil {
			for _, d := range syntax.Decls {
				if d, ok := d.(*ast.GenDecl); ok && d.Tok == token.IMPORT {
					continue
				}
				if from, to := fset.Position(d.Pos()).Line, fset.Position(d.End()).Line; from <= b && a <= to {
					l.first, l.last = min(l.first, from), max(l.last, to)
				}
			}
		}
		all = append(all, l)
	}
	return all
}

// moduleOf returns the directory of the module that file is in: root if there
// is none yet.
func moduleOf(root, file string) string {
	for d := path.Dir(file); d != "."; d = path.Dir(d) {
		dir := filepath.Join(root, filepath.FromSlash(d))
		if exists(filepath.Join(dir, "go.mod")) {
			return dir
		}
	}
	return root
}
