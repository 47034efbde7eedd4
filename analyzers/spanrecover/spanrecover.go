package spanrecover

import (
	"cmp"
	_ "embed"
	"slices"

	"golang.org/x/tools/go/analysis"

	"github.com/obslint/obslint/analyzers/internal/calls"
	"github.com/obslint/obslint/analyzers/internal/flow"
	"github.com/obslint/obslint/analyzers/internal/lib"
	"github.com/obslint/obslint/analyzers/internal/report"
)

//go:embed doc.go
var doc string

// Analyzer reports recovered panics that leave a span open, or without an
// error status.
var Analyzer = &analysis.Analyzer{
	Name:       "spanrecover",
	Doc:        report.Doc("spanrecover", doc),
	URL:        report.URL("spanrecover"),
	Requires:   []*analysis.Analyzer{calls.Analyzer, flow.Analyzer},
	FactTypes:  []analysis.Fact{new(Starts), new(Handles), new(Runs)},
	ResultType: report.ResultType,
	Run:        runPass,
}

func runPass(pass *analysis.Pass) (any, error) {
	r := report.New(pass)
	if lib.IsStd(pass.Pkg.Path()) || knownPath(pass.Pkg.Path()) {
		return r.Result(), nil
	}
	x := pass.ResultOf[calls.Analyzer].(*calls.Index)
	p := &pkg{pass: pass, r: r, flow: pass.ResultOf[flow.Analyzer].(*flow.Package)}
	concerned := p.concerns(x)
	p.scan(!concerned)
	if !concerned {
		return r.Result(), nil
	}
	p.survey()
	p.names()
	var found []*verdict
	for _, fn := range p.flow.Funcs() {
		for _, s := range p.subjects(fn) {
			if v := p.check(s); v != nil && v.at != nil {
				found = append(found, v)
			}
		}
	}
	slices.SortStableFunc(found, func(a, b *verdict) int { return cmp.Compare(posOf(a.at), posOf(b.at)) })
	var last *verdict
	for _, v := range found {
		// One mistake is one handler, or one end. A handler that tells one span
		// of a panic need not tell those within it.
		if last != nil && last.at == v.at || !v.late && p.tells[v.at] && v.category != "lost" {
			continue
		}
		p.report(v)
		last = v
	}
	return r.Result(), nil
}
