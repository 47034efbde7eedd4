package main

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/obslint/obslint/analyzers"
)

// A position is a place in a file. A line comment may leave it without a
// column.
type position struct {
	file      string // absolute, or what a line comment names
	line, col int    // counted from 1; bytes
}

// A finding is one diagnostic.
type finding struct {
	pass, category string
	url            string // of the category's documentation
	message        string
	pos, end       position
	related        []related
	fixes          []fix
}

// rule names the kind of a finding: pass/category.
func (f *finding) rule() string {
	if f.category == "" {
		return f.pass
	}
	return f.pass + "/" + f.category
}

// related is a second position that explains a finding.
type related struct {
	pos, end position
	message  string
}

// A fix is applied as a whole or not at all.
type fix struct {
	message string
	edits   []edit
}

// An edit replaces the bytes from start to end of a file.
type edit struct {
	file       string
	start, end int
	text       string
}

// A failure is a pass that could not do its work on a package.
type failure struct {
	pass, pkg, message string
}

// A result is what go vet found.
type result struct {
	findings  []finding
	failures  []failure
	unchecked []string // packages that could not be checked, or depend on one
}

// sort puts the result in the one order that it is shown in and leaves out
// what came twice.
func (r *result) sort() {
	slices.SortFunc(r.findings, compareFindings)
	r.findings = slices.CompactFunc(r.findings, func(a, b finding) bool { return compareFindings(a, b) == 0 })
	slices.SortFunc(r.failures, compareFailures)
	r.failures = slices.Compact(r.failures)
}

func compareFindings(a, b finding) int {
	return cmp.Or(
		comparePositions(a.pos, b.pos),
		strings.Compare(a.pass, b.pass),
		strings.Compare(a.category, b.category),
		strings.Compare(a.message, b.message),
		comparePositions(a.end, b.end),
	)
}

func compareFailures(a, b failure) int {
	return cmp.Or(strings.Compare(a.pkg, b.pkg), strings.Compare(a.pass, b.pass), strings.Compare(a.message, b.message))
}

func comparePositions(a, b position) int {
	return cmp.Or(strings.Compare(a.file, b.file), a.line-b.line, a.col-b.col)
}

// parsePosition reads what go/token prints: file:line:col, file:line or file.
func parsePosition(s string) position {
	head, n, ok := cutNumber(s)
	if !ok {
		return position{file: s}
	}
	if file, line, ok := cutNumber(head); ok {
		return position{file, line, n}
	}
	return position{file: head, line: n}
}

func cutNumber(s string) (head string, n int, ok bool) {
	i := strings.LastIndexByte(s, ':')
	if i <= 0 {
		return s, 0, false
	}
	n, err := strconv.Atoi(s[i+1:])
	return s[:i], n, err == nil && n > 0
}

// place writes a position for a person.
func (c *command) place(p position) string {
	s := c.files.short(p.file)
	if p.line > 0 {
		s += ":" + strconv.Itoa(p.line)
	}
	if p.col > 0 {
		s += ":" + strconv.Itoa(p.col)
	}
	return s
}

// categoryURL returns the address of a category's documentation: go vet does
// not report it.
func categoryURL(suite []*analysis.Analyzer, pass, category string) string {
	i := slices.IndexFunc(suite, func(a *analysis.Analyzer) bool { return a.Name == pass })
	if i < 0 {
		return ""
	}
	for _, cat := range analyzers.Categories(suite[i]) {
		if cat.Name == category {
			return cat.URL
		}
	}
	return suite[i].URL
}

// plural returns "1 noun" or "n nouns".
func plural(n int, noun string) string {
	switch {
	case n == 1:
		return "1 " + noun
	case strings.HasSuffix(noun, "x"):
		return fmt.Sprintf("%d %ses", n, noun)
	default:
		return fmt.Sprintf("%d %ss", n, noun)
	}
}
