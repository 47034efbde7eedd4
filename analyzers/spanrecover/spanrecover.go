package spanrecover

import (
	"cmp"
	_ "embed"
	"go/types"
	"slices"

	"golang.org/x/tools/go/analysis"

	"github.com/obslint/obslint/analyzers/internal/calls"
	"github.com/obslint/obslint/analyzers/internal/flow"
	"github.com/obslint/obslint/analyzers/internal/lib"
	"github.com/obslint/obslint/analyzers/internal/panics"
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
	p.panics = &panics.Package{Pass: pass, Stops: p.stops, Runs: p.runs, Calm: rowOf}
	concerned := p.concerns(x)
	p.export(p.panics.Scan(), !concerned)
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

// export exports what the syntax of a package says: the functions that run
// funcs and stop their panics and, of a package that has nothing to do with
// spans, those that stop a panic when they are deferred.
func (p *pkg) export(s panics.Scan, recoverers bool) {
	if recoverers {
		for _, obj := range s.Recovers {
			p.pass.ExportObjectFact(obj, &Handles{Effects: []Effect{{Param: none, Plain: []Outcome{0}, Panicking: []Outcome{recovers}}}})
		}
	}
	for _, r := range s.Runs {
		p.pass.ExportObjectFact(r.Func, &Runs{r.Params})
	}
}

// stops tells whether a function of another package stops any panic that runs
// it, and whether it stops every one.
func (p *pkg) stops(obj *types.Func) (some, all bool) {
	f := p.handles(obj)
	return f != nil && f.stopsSome(), f != nil && f.stops()
}

// runs returns which parameters of a function of another package it runs with
// their panics stopped.
func (p *pkg) runs(obj *types.Func) []int {
	if obj == nil || obj.Pkg() == p.pass.Pkg {
		return nil
	}
	if row, ok := lib.Starters.Lookup(obj); ok && row.Stops {
		return []int{row.Fn}
	}
	var f Runs
	if p.pass.ImportObjectFact(obj, &f) {
		return f.Params
	}
	return nil
}
