package main

import (
	"bytes"
	"encoding/json"
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
	tmp, err := os.MkdirTemp("", "obslint-bench")
	if err != nil {
		return err
	}
	defer os.RemoveAll(tmp)
	if *work == "" {
		*work = filepath.Join(tmp, "history")
	}
	if err := buildTools(tmp, suite); err != nil {
		return err
	}
	fmt.Printf("obslint %s, %s\n\n", commit("."), goVersion())
	fmt.Println("| pass | fault | where | result |\n|---|---|---|---|")
	score := make(map[string]*[3]int) // found, missed, not built
	for _, f := range faults {
		if *only != "" && f.Pass != *only || *repo != "" && f.Repo != *repo {
			continue
		}
		if score[f.Pass] == nil {
			score[f.Pass] = new([3]int)
		}
		result := "does not build here"
		found, err := f.check(o, *mirror, *work)
		switch {
		case err != nil:
			score[f.Pass][2]++
			fmt.Fprintf(os.Stderr, "%s %s: %v\n", f.Repo, f.Changed[0], err)
		case found != "":
			score[f.Pass][0]++
			result = "found (" + found + ")"
		default:
			score[f.Pass][1]++
			result = "missed"
		}
		fmt.Printf("| %s/%s | %s | %s@%.8s %s | %s |\n", f.Pass, f.Category, f.Fault, f.Repo, f.Parent, f.Changed[0], result)
	}
	fmt.Println("\n| pass | found | missed | does not build here |\n|---|---|---|---|")
	for _, pass := range sortedKeys(score) {
		s := score[pass]
		fmt.Printf("| %s | %d | %d | %d |\n", pass, s[0], s[1], s[2])
	}
	return nil
}

// check unpacks the commit with the fault and runs obslint on the packages
// that the fix changed. It returns the category of a finding of the pass that
// stands in, or points to, a declaration that the fix changed.
func (f *fault) check(o *options, mirror, work string) (found string, err error) {
	name := strings.ReplaceAll(f.Repo, "/", "+")
	dir := filepath.Join(work, name+"-"+f.Parent[:8])
	if _, err := os.Stat(dir); err != nil {
		if err := unpack(filepath.Join(mirror, name, "repo"), f.Parent, dir); err != nil {
			os.RemoveAll(dir)
			return "", err
		}
	}
	modules := make(map[string][]string) // packages by module
	for _, c := range f.Changed {
		file, _, _ := strings.Cut(c, ":")
		mod := moduleOf(dir, file)
		pkg, err := filepath.Rel(mod, filepath.Join(dir, path.Dir(file)))
		if err != nil {
			return "", err
		}
		if pkg = "./" + filepath.ToSlash(pkg); !slices.Contains(modules[mod], pkg) {
			modules[mod] = append(modules[mod], pkg)
		}
	}
	places := f.declarations(dir)
	for _, mod := range sortedKeys(modules) {
		env := []string{"GOWORK=off"}
		if _, err := os.Stat(filepath.Join(mod, "vendor", "modules.txt")); err != nil {
			env = append(env, "GOFLAGS=-mod=mod")
		}
		build := append([]string{"build"}, modules[mod]...)
		if _, _, err := goCommand(mod, env, build...); err != nil {
			// Versions that are gone, or too old for this go: the newest ones.
			if err := freshModule(mod, f.Repo); err != nil {
				return "", err
			}
			env = []string{"GOWORK=off", "GOFLAGS=-mod=mod"}
			if _, _, again := goCommand(mod, env, build...); again != nil {
				return "", fmt.Errorf("%v\nand with the newest dependencies: %v", err, again)
			}
		}
		out, _, err := goCommand(mod, env, suite.args(o, "", modules[mod]...)...)
		if err != nil {
			return "", err
		}
		findings, err := parseFindings(out)
		if err != nil {
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

// unpack writes the tree of a commit to dir.
func unpack(gitDir, commit, dir string) error {
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return err
	}
	archive := exec.Command("git", "--git-dir="+gitDir, "archive", commit)
	tar := exec.Command("tar", "-x", "-C", dir)
	var stderr bytes.Buffer
	archive.Stderr, tar.Stderr = &stderr, &stderr
	pipe, err := archive.StdoutPipe()
	if err != nil {
		return err
	}
	tar.Stdin = pipe
	if err := archive.Start(); err != nil {
		return err
	}
	tarErr := tar.Run()
	if err := archive.Wait(); err != nil || tarErr != nil {
		return fmt.Errorf("git archive %s: %v, %v\n%s", commit, err, tarErr, stderr.Bytes())
	}
	return nil
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

// freshModule gives the module at dir, if there is one, a go.mod without
// requirements, so that the go command looks for the newest ones.
func freshModule(dir, repo string) error {
	text := "module github.com/" + repo + "\n\ngo 1.21\n"
	name := filepath.Join(dir, "go.mod")
	data, err := os.ReadFile(name)
	if err == nil {
		text = ""
		for line := range strings.Lines(string(data)) {
			if strings.HasPrefix(line, "module ") || strings.HasPrefix(line, "go ") {
				text += line
			}
		}
	}
	for _, old := range []string{"go.sum", "vendor"} {
		if err := os.RemoveAll(filepath.Join(dir, old)); err != nil {
			return err
		}
	}
	return os.WriteFile(name, []byte(text), 0o666)
}

// readLines reads a file of JSON values, one a line.
func readLines[T any](name string) ([]T, error) {
	data, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	var list []T
	n := 0
	for line := range bytes.Lines(data) {
		var v T
		if n++; len(bytes.TrimSpace(line)) == 0 {
			continue
		}
		if err := json.Unmarshal(line, &v); err != nil {
			return nil, fmt.Errorf("%s:%d: %v", name, n, err)
		}
		list = append(list, v)
	}
	return list, nil
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
