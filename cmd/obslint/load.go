package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"path/filepath"
	"slices"
	"strings"
)

// A listed package is one that go list printed.
type listed struct {
	ImportPath, Dir, ForTest  string
	DepOnly, Standard         bool
	Match, Imports            []string
	GoFiles, CgoFiles         []string
	TestGoFiles, XTestGoFiles []string
	Module                    *struct{ Main bool }
	Error                     *struct {
		ImportStack []string
		Pos, Err    string
	}
}

const listFields = "ImportPath,Dir,ForTest,DepOnly,Standard,Match,Imports,GoFiles,CgoFiles,TestGoFiles,XTestGoFiles,Module,Error"

// load lists the packages with their tests and dependencies. It complains
// about those that cannot be loaded and leaves them out, and those that
// depend on them: go vet would check nothing at all.
func (c *command) load(ctx context.Context) (*packages, error) {
	list, err := c.list(ctx)
	if err != nil {
		return nil, err
	}
	pkgs := newPackages(list)
	if len(pkgs.roots) == 0 {
		return nil, errors.New("no packages to check")
	}

	broken, badTests := make(map[string]bool), make(map[string]bool)
	messages := make(map[string]bool)
	for _, p := range list {
		if p.Error == nil {
			continue
		}
		// Messages may be about files by their full names.
		messages[strings.ReplaceAll(p.message(), c.files.dir+string(filepath.Separator), "")] = true
		if file, _, _ := strings.Cut(p.Error.Pos, ":"); strings.HasSuffix(file, "_test.go") && filepath.Dir(c.files.abs(file)) == p.Dir {
			badTests[pkgs.plain(p.ImportPath)] = true
			continue
		}
		code, tests := pkgs.dependents(p.ImportPath)
		for _, path := range code {
			broken[path] = true
		}
		for _, path := range tests {
			badTests[path] = true
		}
	}
	for _, msg := range slices.Sorted(maps.Keys(messages)) {
		c.relay(msg)
	}
	pkgs.roots = slices.DeleteFunc(pkgs.roots, func(r *root) bool {
		switch {
		case broken[r.path] || badTests[r.path] && !r.code:
			pkgs.left = append(pkgs.left, r.path)
			return true
		case badTests[r.path]:
			r.untested = true // vet says so
		}
		return false
	})
	if pkgs.patterns = c.opts.patterns; len(pkgs.left) > 0 {
		pkgs.patterns = pkgs.paths()
	}
	c.leftOut(pkgs.left, nil)
	return pkgs, nil
}

// leftOut complains about packages that are not checked, or only without
// their tests, for the errors that were shown.
func (c *command) leftOut(packages, tests []string) {
	if len(packages) > 0 {
		c.complain("not checked, because of these errors: %s", strings.Join(packages, ", "))
	}
	if len(tests) > 0 {
		c.complain("checked without their tests, because of these errors: %s", strings.Join(tests, ", "))
	}
}

// list runs go list.
func (c *command) list(ctx context.Context) ([]*listed, error) {
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
			return list, nil
		} else if err != nil {
			return nil, fmt.Errorf("go list: %v", err)
		}
		list = append(list, p)
	}
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
