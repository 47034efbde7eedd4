package directive

import (
	_ "embed"
	"fmt"
	"go/ast"
	"go/build/constraint"
	"go/token"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/obslint/obslint/analyzers/internal/report"
)

//go:embed doc.go
var doc string

// New returns the directive pass over the given passes: it requires them all,
// since their results say which directives silenced something.
func New(passes ...*analysis.Analyzer) *analysis.Analyzer {
	return &analysis.Analyzer{
		Name:       "directive",
		Doc:        report.Doc("directive", doc),
		URL:        report.URL("directive"),
		Requires:   slices.Clone(passes),
		ResultType: report.ResultType,
		Run:        run,
	}
}

func run(pass *analysis.Pass) (any, error) {
	r := report.New(pass)
	for file := range report.Files(pass) {
		for _, d := range report.Directives(pass, file) {
			check(pass, r, file, d)
		}
	}
	return r.Result(), nil
}

func check(pass *analysis.Pass, r *report.Reporter, file *ast.File, d report.Directive) {
	at := analysis.Range(rangeOf{d})
	if len(d.Passes) == 0 || d.Reason == "" {
		r.Report(report.Diagnostic{
			Range:    at,
			Category: "malformed",
			Message:  "this directive lacks a pass or a reason; write //obslint:ignore <pass>[,<pass>] <reason>",
		})
		return
	}
	for _, name := range d.Passes {
		i := slices.IndexFunc(pass.Analyzer.Requires, func(a *analysis.Analyzer) bool { return a.Name == name })
		if i < 0 {
			if name == pass.Analyzer.Name {
				continue
			}
			r.Report(report.Diagnostic{
				Range:    at,
				Category: "unknown",
				Message:  fmt.Sprintf("obslint has no pass named %q, so this directive silences nothing; name one of %s", name, names(pass.Analyzer.Requires)),
			})
			return
		}
		result, ok := pass.ResultOf[pass.Analyzer.Requires[i]].(*report.Result)
		if !ok || result.Silenced[d.Pos] || constrained(pass, file) {
			continue
		}
		r.Report(report.Diagnostic{
			Range:    at,
			Category: "unused",
			Message:  fmt.Sprintf("this directive silences no finding of %s; remove it", name),
			Fix:      removal(d),
		})
	}
}

// rangeOf is the comment of a directive.
type rangeOf struct{ report.Directive }

func (r rangeOf) Pos() token.Pos { return r.Directive.Pos }
func (r rangeOf) End() token.Pos { return r.Directive.End }

// removal deletes the comment of a directive that names one pass.
func removal(d report.Directive) *analysis.SuggestedFix {
	if len(d.Passes) != 1 {
		return nil
	}
	return &analysis.SuggestedFix{
		Message:   "remove the directive",
		TextEdits: []analysis.TextEdit{{Pos: d.Pos, End: d.End}},
	}
}

func names(passes []*analysis.Analyzer) string {
	var list []string
	for _, a := range passes {
		list = append(list, a.Name)
	}
	return strings.Join(list, ", ")
}

// constrained reports whether file is built on some platforms only, by a
// //go:build line or by its name.
func constrained(pass *analysis.Pass, file *ast.File) bool {
	for _, group := range file.Comments {
		if group.Pos() > file.Package {
			break
		}
		for _, c := range group.List {
			if constraint.IsGoBuild(c.Text) || constraint.IsPlusBuild(c.Text) {
				return true
			}
		}
	}
	name := strings.TrimSuffix(filepath.Base(pass.Fset.Position(file.Package).Filename), ".go")
	parts := strings.Split(name, "_")
	return len(parts) > 1 && slices.ContainsFunc(parts[1:], func(s string) bool { return platforms[s] })
}
