package report

import (
	"go/ast"
	"strings"
)

// Module is the import path of this module.
const Module = "github.com/obslint/obslint"

const site = "https://pkg.go.dev/" + Module + "/analyzers/"

// URL returns the address of a pass's documentation.
func URL(pass string) string { return site + pass + "#hdr-Analyzer_" + pass }

// CategoryURL returns the address of the documentation of a category.
func CategoryURL(pass, category string) string {
	return site + pass + "#hdr-Category_" + category
}

// Doc returns the documentation of a pass, as analysis.Analyzer.Doc wants it,
// from the source of its doc.go, which begins with the package comment: what
// stands behind the heading "# Analyzer name" and the "name: " of the line that
// follows it. It panics if the source has another form.
func Doc(name, src string) string {
	// Parsing the file would cost more, whenever a process starts.
	header, _, ok := strings.Cut(src, "\npackage ")
	if !ok {
		panic("doc.go of " + name + " has no package comment")
	}
	var group ast.CommentGroup
	for line := range strings.SplitSeq(header, "\n") {
		if !strings.HasPrefix(line, "//") {
			panic("doc.go of " + name + " does not begin with its package comment")
		}
		group.List = append(group.List, &ast.Comment{Text: line})
	}
	_, text, ok := strings.Cut(group.Text(), "# Analyzer "+name+"\n\n"+name+": ")
	if !ok {
		panic("doc.go of " + name + " has no section # Analyzer " + name)
	}
	return strings.TrimSpace(text)
}

// Categories returns the categories that doc, the Doc of a pass, has a heading
// for, in the order of the headings.
func Categories(doc string) []string {
	var cats []string
	for line := range strings.Lines(doc) {
		if cat, ok := strings.CutPrefix(strings.TrimSpace(line), "# Category "); ok {
			cats = append(cats, cat)
		}
	}
	return cats
}
