package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
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
}

// historyMain checks the packages of each fault at the commit that has it.
func historyMain(args []string) error {
	fs, o := flags("history")
	mirror := fs.String("mirror", "", "a `directory` with <owner>+<name>/repo, the git directories of the repositories")
	work := fs.String("dir", "", "the `directory` that the commits are unpacked in; it is kept (default a temporary one)")
	only := fs.String("pass", "", "score this pass only")
	repo := fs.String("repo", "", "score this repository only")
	fs.Parse(args)
	faults, err := readLines[fault](filepath.Join("bench", "history.jsonl"))
	if err != nil {
		return err
	}
	tmp, err := prepare(suite)
	if err != nil {
		return err
	}
	defer os.RemoveAll(tmp)
	if *work == "" {
		*work = filepath.Join(tmp, "history")
	}
	fmt.Println("| pass | fault | where | result |\n|---|---|---|---|")
	score := make(map[string]*[5]int) // found, missed, found and missed as a case, neither built nor a case
	for _, f := range faults {
		if *only != "" && f.Pass != *only || *repo != "" && f.Repo != *repo {
			continue
		}
		if score[f.Pass] == nil {
			score[f.Pass] = new([5]int)
		}
		built := 0
		found, err := f.check(o, *mirror, *work)
		if err != nil {
			built = 2
			fmt.Fprintf(os.Stderr, "%s %s: %s\n", f.Repo, f.Changed[0], shorten(err.Error()))
			if f.Case != "" {
				if found, err = f.checkCase(o); err != nil {
					return err
				}
			}
		}
		result := "missed"
		switch {
		case err != nil:
			score[f.Pass][4]++
			result = "does not build here"
		case found != "":
			score[f.Pass][built]++
			result = "found (" + found + ")"
		default:
			score[f.Pass][built+1]++
		}
		if built > 0 && f.Case != "" {
			result += " as the case " + f.Case
		}
		fmt.Printf("| %s/%s | %s | %s@%.8s %s | %s |\n", f.Pass, f.Category, f.Fault, f.Repo, f.Parent, f.Changed[0], result)
	}
	fmt.Println("\n| pass | found | missed | as an own case: found | missed | neither |\n|---|---|---|---|---|---|")
	for _, pass := range sortedKeys(score) {
		s := score[pass]
		fmt.Printf("| %s | %d | %d | %d | %d | %d |\n", pass, s[0], s[1], s[2], s[3], s[4])
	}
	return nil
}

// checkCase looks for a finding of the pass in the case that says the fault
// again.
func (f *fault) checkCase(o *options) (string, error) {
	dir := filepath.Join("testdata", "src")
	out, _, err := goCommand(dir, []string{"GOWORK=off"}, suite.args(o, "", "./"+f.Case+"/...")...)
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
// the fault. It returns the category of a finding of the pass that
// stands in, or points to, a declaration that the fix changed.
func (f *fault) check(o *options, mirror, work string) (found string, err error) {
	dir, modules, err := f.open(mirror, work)
	if err != nil {
		return "", err
	}
	places := f.declarations(dir)
	for _, mod := range sortedKeys(modules) {
		findings, err := vet(o, mod, f.Repo, modules[mod])
		if err != nil {
			os.RemoveAll(dir) // another fault begins with the module as it was
			return "", err
		}
		for _, g := range findings {
			if g.pass != f.Pass {
				continue
			}
			for _, at := range append([]place{{g.file, g.line}}, g.related...) {
				for _, p := range places {
					if at.file == p.file && p.first <= at.line && at.line <= p.last {
						return g.category, nil
					}
				}
			}
		}
	}
	return "", nil
}

// open unpacks the commit with the fault and returns the packages that the fix
// changed, by module.
func (f *fault) open(mirror, work string) (dir string, modules map[string][]string, err error) {
	name := strings.ReplaceAll(f.Repo, "/", "+")
	dir = filepath.Join(work, name+"-"+f.Parent[:8])
	if _, err := os.Stat(dir); err != nil {
		if err := unpack(filepath.Join(mirror, name, "repo"), f.Parent, dir); err != nil {
			os.RemoveAll(dir)
			return "", nil, err
		}
	}
	modules = make(map[string][]string)
	for _, c := range f.Changed {
		file, _, _ := strings.Cut(c, ":")
		mod := moduleOf(dir, file)
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
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
	}
	return root
}
