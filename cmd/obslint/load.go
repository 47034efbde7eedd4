package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"path/filepath"
	"slices"
	"strings"
)

// packages are what the patterns of the command line name.
type packages struct {
	roots    []string // import paths of those that can be checked, sorted
	patterns []string // what to tell go vet so that it checks these
	units    int      // how many times go vet will report
	own      map[string]bool
	users    map[string][]string // who imports a package, test variants included
	variants map[string]string   // what is built for a test only, to the package under test
}

// A listed package is one that go list printed.
type listed struct {
	ImportPath, Dir, ForTest string
	DepOnly, Standard        bool
	Match, Imports           []string
	GoFiles, CgoFiles        []string
	Module                   *struct{ Main bool }
	Error                    *struct {
		ImportStack []string
		Pos, Err    string
	}
}

const listFields = "ImportPath,Dir,ForTest,DepOnly,Standard,Match,Imports,GoFiles,CgoFiles,Module,Error"

// load lists the packages with their tests and dependencies. It complains
// about those that cannot be loaded and leaves them out, and those that
// depend on them: go vet would check nothing at all.
func (c *command) load(ctx context.Context) (*packages, error) {
	args := slices.Concat([]string{"list", "-e", "-deps", "-test", "-json=" + listFields}, c.opts.build, []string{"--"}, c.opts.patterns)
	out, errs, err := c.goOutput(ctx, args...)
	if err != nil {
		return nil, goError("go list", errs, err)
	}
	if msg := strings.TrimSpace(string(errs)); msg != "" {
		c.note("go list: %s", msg)
	}
	var list []*listed
	for dec := json.NewDecoder(bytes.NewReader(out)); ; {
		p := new(listed)
		if err := dec.Decode(p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return nil, fmt.Errorf("go list: %v", err)
		}
		list = append(list, p)
	}
	pkgs := newPackages(list)

	broken := make(map[string]bool)
	messages := make(map[string]bool)
	for _, p := range list {
		if p.Error == nil {
			continue
		}
		messages[strings.ReplaceAll(p.message(), c.files.dir+string(filepath.Separator), "")] = true
		for _, user := range pkgs.dependents(p.ImportPath) {
			broken[user] = true
		}
	}
	for _, msg := range slices.Sorted(maps.Keys(messages)) {
		c.relay(msg)
	}
	var left []string
	pkgs.roots = slices.DeleteFunc(pkgs.roots, func(root string) bool {
		if broken[root] {
			left = append(left, root)
		}
		return broken[root]
	})
	c.unchecked(left)
	pkgs.patterns = c.opts.patterns
	if len(left) > 0 {
		pkgs.patterns = pkgs.roots
	} else if len(pkgs.roots) == 0 {
		return nil, errors.New("no packages to check")
	}
	return pkgs, nil
}

// message is what is wrong with a package: with the place if there is one, else
// with the packages that lead there.
func (p *listed) message() string {
	msg := strings.TrimSpace(p.Error.Err)
	stack := p.Error.ImportStack
	switch {
	case p.Error.Pos != "":
		return p.Error.Pos + ": " + msg
	case len(stack) > 1:
		return "package " + strings.Join(stack, "\n\timports ") + ": " + msg
	case len(stack) == 0 && len(p.Match) > 0 && !strings.Contains(msg, p.ImportPath):
		return p.ImportPath + ": " + msg
	}
	return msg
}

// unchecked complains about packages that are not checked since they, their
// tests or a dependency have the errors that were shown.
func (c *command) unchecked(roots []string) {
	if len(roots) > 0 {
		c.complain("not checked, because of these errors: %s", strings.Join(roots, ", "))
	}
}

func newPackages(list []*listed) *packages {
	pkgs := &packages{
		own:      make(map[string]bool),
		users:    make(map[string][]string),
		variants: make(map[string]string),
	}
	tested := make(map[string]bool)   // has a variant with in-package tests
	external := make(map[string]bool) // has a package of external tests
	var roots []*listed
	for _, p := range list {
		if !p.Standard && (p.Module == nil || p.Module.Main) {
			pkgs.own[p.Dir] = true
		}
		for _, imp := range p.Imports {
			pkgs.users[imp] = append(pkgs.users[imp], p.ImportPath)
		}
		switch base, _, _ := strings.Cut(p.ImportPath, " ["); {
		case p.ForTest != "":
			// As it is built for the test of a package: that one, its
			// external tests, or one of its users.
			pkgs.variants[p.ImportPath] = p.ForTest
			tested[p.ForTest] = tested[p.ForTest] || base == p.ForTest
			external[p.ForTest] = external[p.ForTest] || base == p.ForTest+"_test"
		case !p.DepOnly && len(p.Match) > 0:
			roots = append(roots, p)
			// The main package of a test has no more to say of itself.
			pkgs.variants[p.ImportPath+".test"] = p.ImportPath
		}
	}
	for _, p := range roots {
		pkgs.roots = append(pkgs.roots, p.ImportPath)
		if len(p.GoFiles)+len(p.CgoFiles) > 0 || tested[p.ImportPath] {
			pkgs.units++
		}
		if external[p.ImportPath] {
			pkgs.units++
		}
	}
	slices.Sort(pkgs.roots)
	pkgs.roots = slices.Compact(pkgs.roots)
	return pkgs
}

// dependents returns a package and all that depend on it, in the tests or in
// the code, each by its plain import path.
func (pkgs *packages) dependents(path string) []string {
	seen := map[string]bool{path: true}
	queue := []string{path}
	var paths []string
	for len(queue) > 0 {
		path, queue = queue[0], queue[1:]
		next := pkgs.users[path]
		if base, ok := pkgs.variants[path]; ok {
			// Only the package with its tests is lost, not what imports it.
			paths = append(paths, base)
		} else {
			paths = append(paths, path)
		}
		for _, user := range next {
			if !seen[user] {
				seen[user] = true
				queue = append(queue, user)
			}
		}
	}
	return paths
}

// rootsFlag is a flag of the tool that tells the go command's cache one set of
// roots from another. For a package that is only a dependency the cache keeps
// facts and no findings, under a key that does not say so, and a later run that
// has it as a root would be answered with that nothing.
const rootsFlag = "obslint.roots"

// hash is the value of rootsFlag.
func (pkgs *packages) hash() string {
	sum := sha256.Sum256([]byte(strings.Join(pkgs.roots, "\n")))
	return fmt.Sprintf("%x", sum[:8])
}
