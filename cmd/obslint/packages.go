package main

import (
	"crypto/sha256"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
)

// packages are what the patterns of the command line name.
type packages struct {
	roots    []*root  // those that can be checked, sorted
	left     []string // those that cannot, sorted
	patterns []string // what to tell go vet so that it checks these
	own      map[string]bool
	users    map[string][]string // who imports a package, test variants included
	variants map[string]string   // what is built for a test only, to the package under test
}

// A root is a package that the user wants to have checked. The go command
// checks it together with its tests.
type root struct {
	path               string
	code               bool // there is more than tests
	internal, external bool // tests in the package, and in package p_test
	tests              []string
	untested           bool // the tests are broken and left out
}

// units names what go vet checks and reports for a root.
func (r *root) units() []string {
	var units []string
	if r.internal && !r.untested {
		units = append(units, r.path+" with tests")
	} else if r.code {
		units = append(units, r.path)
	}
	if r.external && !r.untested {
		units = append(units, r.path+"_test")
	}
	return units
}

func newPackages(list []*listed) *packages {
	pkgs := &packages{
		own:      make(map[string]bool),
		users:    make(map[string][]string),
		variants: make(map[string]string),
	}
	internal, external := make(map[string]bool), make(map[string]bool)
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
			internal[p.ForTest] = internal[p.ForTest] || base == p.ForTest
			external[p.ForTest] = external[p.ForTest] || base == p.ForTest+"_test"
		case !p.DepOnly && len(p.Match) > 0:
			r := &root{path: p.ImportPath, code: len(p.GoFiles)+len(p.CgoFiles) > 0}
			for _, name := range slices.Concat(p.TestGoFiles, p.XTestGoFiles) {
				r.tests = append(r.tests, filepath.Join(p.Dir, name))
			}
			pkgs.roots = append(pkgs.roots, r)
			// The main package of a test has no more to say of itself.
			pkgs.variants[p.ImportPath+".test"] = p.ImportPath
		}
	}
	slices.SortFunc(pkgs.roots, func(a, b *root) int { return strings.Compare(a.path, b.path) })
	pkgs.roots = slices.CompactFunc(pkgs.roots, func(a, b *root) bool { return a.path == b.path })
	for _, r := range pkgs.roots {
		r.internal, r.external = internal[r.path], external[r.path]
	}
	return pkgs
}

// paths returns the import paths of the roots.
func (pkgs *packages) paths() []string {
	var paths []string
	for _, r := range pkgs.roots {
		paths = append(paths, r.path)
	}
	return paths
}

// units returns what go vet will report on.
func (pkgs *packages) units() []string {
	var units []string
	for _, r := range pkgs.roots {
		units = append(units, r.units()...)
	}
	return units
}

// plain returns the package that a variant of it is built for.
func (pkgs *packages) plain(path string) string {
	if base, ok := pkgs.variants[path]; ok {
		return base
	}
	return path
}

// dependents returns a package and all that depend on it, and the packages
// whose tests only depend on it.
func (pkgs *packages) dependents(path string) (code, tests []string) {
	seen := map[string]bool{path: true}
	queue := []string{path}
	for len(queue) > 0 {
		path, queue = queue[0], queue[1:]
		if base, ok := pkgs.variants[path]; ok {
			tests = append(tests, base)
		} else {
			code = append(code, path)
		}
		for _, user := range pkgs.users[path] {
			if !seen[user] {
				seen[user] = true
				queue = append(queue, user)
			}
		}
	}
	return code, tests
}

// brokenTests returns the test files that are to be left out.
func (pkgs *packages) brokenTests() []string {
	var files []string
	for _, r := range pkgs.roots {
		if r.untested {
			files = append(files, r.tests...)
		}
	}
	return files
}

// rootsFlag is a flag of the tool that tells the go command's cache one set of
// roots from another. For a package that is only a dependency the cache keeps
// facts and no findings, under a key that does not say so, and a later run that
// has it as a root would be answered with that nothing.
const rootsFlag = "obslint.roots"

// hash is the value of rootsFlag. A root that is checked together with its
// tests is another package to the go command: when the tests go away, what is
// left may have been a mere dependency until then.
func (pkgs *packages) hash() string {
	sum := sha256.Sum256([]byte(strings.Join(pkgs.units(), "\n")))
	return fmt.Sprintf("%x", sum[:8])
}
