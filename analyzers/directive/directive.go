package directive

import (
	"bytes"
	_ "embed"
	"fmt"
	"go/ast"
	"go/build/constraint"
	"go/token"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/obslint/obslint/analyzers/internal/lib"
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
	if lib.IsStd(pass.Pkg.Path()) {
		return r.Result(), nil
	}
	for file := range report.Files(pass) {
		for _, d := range report.Directives(pass, file) {
			check(pass, r, file, d)
		}
	}
	return r.Result(), nil
}

func check(pass *analysis.Pass, r *report.Reporter, file *ast.File, d report.Directive) {
	say := func(category, message string, fix *analysis.SuggestedFix) {
		r.Report(report.Diagnostic{Range: rangeOf{d}, Category: category, Message: message, Fix: fix})
	}
	if len(d.Passes) == 0 || d.Reason == "" {
		say("malformed", "this directive silences nothing: write //obslint:ignore <pass>[,<pass>] <reason>", nil)
		return
	}
	for _, name := range d.Passes {
		i := slices.IndexFunc(pass.Analyzer.Requires, func(a *analysis.Analyzer) bool { return a.Name == name })
		if i < 0 {
			if name != pass.Analyzer.Name {
				say("unknown", fmt.Sprintf("obslint has no pass %q, so its name here silences nothing; obslint help lists the passes", name), nil)
			}
			continue
		}
		result, ok := pass.ResultOf[pass.Analyzer.Requires[i]].(*report.Result)
		if !ok || result.Silenced[d.Pos] || constrained(pass, file) {
			continue
		}
		if len(d.Passes) == 1 {
			say("unused", fmt.Sprintf("this directive silences no finding of %s; remove it", name), removal(pass, d))
		} else {
			say("unused", fmt.Sprintf("this directive silences no finding of %s; remove that name", name), nil)
		}
	}
}

// rangeOf is the comment of a directive.
type rangeOf struct{ report.Directive }

func (r rangeOf) Pos() token.Pos { return r.Directive.Pos }
func (r rangeOf) End() token.Pos { return r.Directive.End }

// removal deletes a directive, with its line if it stands alone, else with
// the blanks before it.
func removal(pass *analysis.Pass, d report.Directive) *analysis.SuggestedFix {
	edit := analysis.TextEdit{Pos: d.Pos, End: d.End}
	file := pass.Fset.File(d.Pos)
	switch line := file.PositionFor(d.Pos, false).Line; {
	case d.Alone:
		edit.Pos = file.LineStart(line)
		if line < file.LineCount() {
			edit.End = file.LineStart(line + 1)
		}
	case pass.ReadFile != nil:
		src, err := pass.ReadFile(file.Name())
		if at := file.Offset(d.Pos); err == nil && at <= len(src) {
			edit.Pos -= token.Pos(at - len(bytes.TrimRight(src[:at], " \t")))
		}
	}
	return &analysis.SuggestedFix{Message: "remove the directive", TextEdits: []analysis.TextEdit{edit}}
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
	// The last word of a name counts: goos, goarch, or goos_goarch.
	name := strings.TrimSuffix(filepath.Base(pass.Fset.Position(file.Package).Filename), ".go")
	_, last, ok := strings.Cut(name, "_")
	return ok && platforms[last[strings.LastIndexByte(last, '_')+1:]]
}
