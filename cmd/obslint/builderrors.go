package main

import (
	"slices"
	"strings"
)

// buildErrors complains about packages that do not compile, with the
// compiler's words, and about those that depend on them, which go vet leaves
// out in silence.
func (c *command) buildErrors(blocks []block, pkgs *packages, res *result) {
	broken := make(map[string]bool)
	sortBlocks(&blocks)
	for _, b := range blocks {
		c.relay(b.text)
		if !b.testOnly() {
			code, _ := pkgs.dependents(b.pkg)
			for _, path := range code {
				broken[path] = true
			}
		}
	}
	var left, untested []string
	for _, r := range pkgs.roots {
		if broken[r.path] {
			left = append(left, r.path)
		} else if r.untested {
			untested = append(untested, r.path)
		}
	}
	c.leftOut(left, untested)
	res.unchecked = slices.Concat(pkgs.left, left)
	slices.Sort(res.unchecked)
}

// A block is what the go command says about one package.
type block struct{ pkg, text string }

// testOnly reports whether all errors are in test files, so that other
// packages do not see them.
func (b block) testOnly() bool {
	only := false
	for line := range strings.Lines(b.text) {
		if file, _, ok := strings.Cut(line, ".go:"); ok {
			if !strings.HasSuffix(file, "_test") {
				return false
			}
			only = true
		}
	}
	return only
}

// splitBlocks splits the go command's stderr at its lines "# package".
func splitBlocks(stderr string) []block {
	var blocks []block
	for line := range strings.Lines(stderr) {
		line = strings.TrimRight(line, "\r\n")
		if pkg, ok := strings.CutPrefix(line, "# "); ok {
			if !strings.HasPrefix(pkg, "[") { // "# [package]" comes second
				pkg, _, _ = strings.Cut(pkg, " [")
				blocks = append(blocks, block{pkg: pkg})
			}
			continue
		}
		if len(blocks) == 0 {
			blocks = append(blocks, block{})
		}
		b := &blocks[len(blocks)-1]
		if b.text != "" {
			b.text += "\n"
		}
		b.text += line
	}
	return slices.DeleteFunc(blocks, func(b block) bool { return b.text == "" })
}

// sortBlocks sorts blocks, since packages come in random order, and leaves out
// repetitions: a package may be built again for a test.
func sortBlocks(blocks *[]block) {
	slices.SortFunc(*blocks, func(a, b block) int { return strings.Compare(a.pkg+"\n"+a.text, b.pkg+"\n"+b.text) })
	*blocks = slices.Compact(*blocks)
}
