package analyzers_test

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"

	"github.com/obslint/obslint/analyzers"
	"github.com/obslint/obslint/analyzers/internal/report"
	"github.com/obslint/obslint/internal/golden"
)

// TestSuite holds what drivers and readers rely on.
func TestSuite(t *testing.T) {
	if err := analysis.Validate(analyzers.Suite); err != nil {
		t.Error(err)
	}
	if !slices.IsSortedFunc(analyzers.Suite, func(a, b *analysis.Analyzer) int { return strings.Compare(a.Name, b.Name) }) {
		t.Error("the suite is not sorted")
	}
	word := regexp.MustCompile(`^[a-z]+$`)
	for _, a := range analyzers.Suite {
		if want := report.URL(a.Name); a.URL != want {
			t.Errorf("%s: URL is %s, want %s", a.Name, a.URL, want)
		}
		if a.ResultType != report.ResultType {
			t.Errorf("%s: its result does not say what was silenced", a.Name)
		}
		cats := report.Categories(a.Doc)
		if len(cats) == 0 {
			t.Errorf("%s: doc.go has no category", a.Name)
		}
		for i, cat := range cats {
			if !word.MatchString(cat) || slices.Contains(cats[:i], cat) {
				t.Errorf("%s: category %q is not one word of its own", a.Name, cat)
			}
			if firstSentence(categoryDoc(a.Doc, cat)) == "" {
				t.Errorf("%s: category %s is not described", a.Name, cat)
			}
		}
		if synopsis, _, _ := strings.Cut(a.Doc, "\n"); synopsis == "" || strings.HasSuffix(synopsis, ".") || len(synopsis) > 100 {
			t.Errorf("%s: the synopsis is not one short phrase: %q", a.Name, synopsis)
		}
	}
}

// TestDocsReadme holds the table of faults in the README against the passes.
func TestDocsReadme(t *testing.T) {
	var b strings.Builder
	b.WriteString("\n| finding | what it means |\n|---|---|\n")
	for _, a := range analyzers.Suite {
		if a.Name == "directive" {
			continue // about obslint's own comments, not about telemetry
		}
		synopsis, _, _ := strings.Cut(a.Doc, "\n")
		fmt.Fprintf(&b, "| **[%s](%s)** | **%s** |\n", a.Name, a.URL, cell(synopsis))
		for _, cat := range report.Categories(a.Doc) {
			fmt.Fprintf(&b, "| [%s/%s](%s) | %s |\n", a.Name, cat, report.CategoryURL(a.Name, cat), cell(firstSentence(categoryDoc(a.Doc, cat))))
		}
	}
	b.WriteString("\n")
	golden.CheckSection(t, "../README.md", "BEGIN passes", "END passes", b.String())
}

// categoryDoc returns the text below the heading of a category.
func categoryDoc(doc, cat string) string {
	_, text, _ := strings.Cut(doc, "# Category "+cat+"\n")
	text, _, _ = strings.Cut(text, "\n# ")
	return strings.TrimSpace(text)
}

var sentenceEnd = regexp.MustCompile(`[.:;](\s|$)`)

// firstSentence returns the first sentence of the first paragraph.
func firstSentence(text string) string {
	text, _, _ = strings.Cut(text, "\n\n")
	text = strings.Join(strings.Fields(text), " ")
	if loc := sentenceEnd.FindStringIndex(text); loc != nil {
		text = text[:loc[0]]
	}
	return text
}

func cell(s string) string { return strings.ReplaceAll(s, "|", `\|`) }
