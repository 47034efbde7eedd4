package lostflush

import (
	_ "embed"
	"go/ast"
	"slices"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/calls"
	"github.com/obslint/obslint/analyzers/internal/closures"
	"github.com/obslint/obslint/analyzers/internal/comeback"
	"github.com/obslint/obslint/analyzers/internal/ctxlife"
	"github.com/obslint/obslint/analyzers/internal/flow"
	"github.com/obslint/obslint/analyzers/internal/flushes"
	"github.com/obslint/obslint/analyzers/internal/lib"
	"github.com/obslint/obslint/analyzers/internal/pipeline"
	"github.com/obslint/obslint/analyzers/internal/report"
)

//go:embed doc.go
var doc string

// Analyzer reports telemetry that is flushed under a context that is over.
var Analyzer = &analysis.Analyzer{
	Name:       "lostflush",
	Doc:        report.Doc("lostflush", doc),
	URL:        report.URL("lostflush"),
	Requires:   []*analysis.Analyzer{calls.Analyzer, flow.Analyzer},
	ResultType: report.ResultType,
	FactTypes:  slices.Concat(flushes.Facts(), pipeline.Facts(), ctxlife.Facts(), comeback.Facts(), closures.Facts()),
	Run:        run,
}

func run(pass *analysis.Pass) (any, error) {
	r := report.New(pass)
	if lib.IsStd(pass.Pkg.Path()) {
		return r.Result(), nil
	}
	index := pass.ResultOf[calls.Analyzer].(*calls.Index)
	used := flushes.Uses(pass, index)
	closures.Scan(pass)
	comeback.Scan(pass, index, used.Works)
	if !used.Flushes && !flushes.Requests(pass, index) {
		return r.Result(), nil
	}
	c := newChecker(pass, r)
	c.flushes.Summarize(func(fl flushes.Flush) bool { return c.judge(fl) != nil })
	c.report()
	return r.Result(), nil
}

func newChecker(pass *analysis.Pass, r *report.Reporter) *checker {
	p := pass.ResultOf[flow.Analyzer].(*flow.Package)
	lits := closures.New(pass, p)
	life := ctxlife.New(pass, p, lits)
	pipe := pipeline.New(pass, p)
	return &checker{
		pass:    pass,
		r:       r,
		flow:    p,
		lits:    lits,
		life:    life,
		pipe:    pipe,
		flushes: flushes.New(pass, p, lits, life, pipe),
		working: make(map[*ssa.Function]bool),
		named:   make(map[ast.Node]int),
	}
}

// A checker looks at one package.
type checker struct {
	pass    *analysis.Pass
	r       *report.Reporter
	flow    *flow.Package
	lits    *closures.Literals
	life    *ctxlife.Life
	pipe    *pipeline.Pipelines
	flushes *flushes.Catalog
	working map[*ssa.Function]bool // callWorks is at it
	named   map[ast.Node]int       // the names that fixes have taken, by declaration
}
