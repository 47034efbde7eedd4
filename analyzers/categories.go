package analyzers

import (
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/obslint/obslint/analyzers/internal/report"
)

// A Category is one kind of finding of a pass.
type Category struct {
	Pass *analysis.Analyzer
	Name string // one word: with the pass, the rule pass/name
	Doc  string // its section of the pass's documentation, as a Go doc comment
	URL  string // of that section
}

// Rule is the name of a category beyond its pass: "pass/name".
func (c Category) Rule() string { return c.Pass.Name + "/" + c.Name }

// Categories returns the categories of a pass in the order of its
// documentation, where each has a heading.
func Categories(pass *analysis.Analyzer) []Category {
	var cats []Category
	for _, name := range report.Categories(pass.Doc) {
		_, text, _ := strings.Cut(pass.Doc, "# Category "+name+"\n")
		text, _, _ = strings.Cut(text, "\n# ")
		cats = append(cats, Category{
			Pass: pass,
			Name: name,
			Doc:  strings.TrimSpace(text),
			URL:  report.CategoryURL(pass.Name, name),
		})
	}
	return cats
}
