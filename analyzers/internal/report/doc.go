package report

import (
	"go/parser"
	"go/token"
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

// Doc returns the documentation of a pass from the source of its doc.go, as
// analysis.Analyzer.Doc wants it: what stands behind the heading
// "# Analyzer name" and the "name: " of the line that follows it. It panics
// if the source has another form.
func Doc(name, src string) string {
	f, err := parser.ParseFile(token.NewFileSet(), "doc.go", src, parser.ParseComments|parser.PackageClauseOnly)
	if err != nil {
		panic(err)
	}
	_, text, ok := strings.Cut(f.Doc.Text(), "# Analyzer "+name+"\n\n"+name+": ")
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
