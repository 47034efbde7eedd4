package main

import (
	"bytes"
	"go/build"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// importers returns up to limit packages of the module at dir, as patterns,
// that import the given ones, directly or through others of the module, nearest
// first. It reads the imports without the go command, which would look for all
// that the module needs.
func importers(dir string, packages []string, limit int) ([]string, error) {
	module := modulePath(dir)
	importedBy := make(map[string][]string) // by import path, patterns
	err := filepath.WalkDir(dir, func(name string, d os.DirEntry, err error) error {
		if err != nil || !d.IsDir() {
			return err
		}
		if base := d.Name(); name != dir && (base == "testdata" || base == "vendor" || base == "node_modules" || base[0] == '.' || base[0] == '_') {
			return filepath.SkipDir
		}
		if name != dir && exists(filepath.Join(name, "go.mod")) {
			return filepath.SkipDir
		}
		p, err := build.ImportDir(name, 0)
		if err != nil {
			return nil // no Go files, or none that belong together
		}
		rel, err := filepath.Rel(dir, name)
		if err != nil {
			return err
		}
		for _, imp := range p.Imports {
			importedBy[imp] = append(importedBy[imp], "./"+filepath.ToSlash(rel))
		}
		return nil
	})
	seen := slices.Clone(packages)
	for i := 0; i < len(seen); i++ {
		for _, p := range importedBy[path.Join(module, seen[i])] {
			if len(seen) < len(packages)+limit && !slices.Contains(seen, p) {
				seen = append(seen, p)
			}
		}
	}
	return seen[len(packages):], err
}

// modulePath returns the path of the module at dir.
func modulePath(dir string) string {
	data, _ := os.ReadFile(filepath.Join(dir, "go.mod"))
	for line := range bytes.Lines(data) {
		if f := strings.Fields(string(line)); len(f) > 1 && f[0] == "module" {
			return strings.Trim(f[1], `"`)
		}
	}
	return ""
}
