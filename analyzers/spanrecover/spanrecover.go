package spanrecover

import (
	"cmp"
	_ "embed"
	"go/ast"
	"go/token"
	"slices"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/callers"
	"github.com/obslint/obslint/analyzers/internal/calls"
	"github.com/obslint/obslint/analyzers/internal/flow"
	"github.com/obslint/obslint/analyzers/internal/lib"
	"github.com/obslint/obslint/analyzers/internal/panics"
	"github.com/obslint/obslint/analyzers/internal/report"
	"github.com/obslint/obslint/analyzers/internal/spans"
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
	FactTypes:  []analysis.Fact{new(spans.Starts), new(spans.Handles), new(panics.Runs)},
	ResultType: report.ResultType,
	Run:        runPass,
}

func runPass(pass *analysis.Pass) (any, error) {
	r := report.New(pass)
	if lib.IsStd(pass.Pkg.Path()) || spans.Known(pass.Pkg.Path()) {
		return r.Result(), nil
	}
	fp := pass.ResultOf[flow.Analyzer].(*flow.Package)
	p := &pkg{pass: pass, r: r, flow: fp, spans: spans.New(pass, fp), tells: make(map[ssa.CallInstruction]bool)}
	concerned := p.spans.Concerns(pass.ResultOf[calls.Analyzer].(*calls.Index))
	p.spans.Scan(concerned)
	if !concerned {
		return r.Result(), nil
	}
	p.spans.Survey()
	p.names()
	var found []*verdict
	for _, fn := range fp.Funcs() {
		for _, s := range p.spans.Spans(fn) {
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

// A pkg is a package under analysis.
type pkg struct {
	pass    *analysis.Pass
	r       *report.Reporter
	flow    *flow.Package
	spans   *spans.Package
	callers *callers.Index // nil until a span asks for it

	lhs   map[token.Pos][]ast.Expr     // what a call is assigned to
	tells map[ssa.CallInstruction]bool // handlers that give a span of their function an error status
}
