package lostflush

import (
	_ "embed"
	"go/ast"
	"go/types"
	"slices"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/calls"
	"github.com/obslint/obslint/analyzers/internal/closures"
	"github.com/obslint/obslint/analyzers/internal/comeback"
	"github.com/obslint/obslint/analyzers/internal/ctxlife"
	"github.com/obslint/obslint/analyzers/internal/flow"
	"github.com/obslint/obslint/analyzers/internal/lib"
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
	FactTypes:  factTypes(),
	Run:        run,
}

func run(pass *analysis.Pass) (any, error) {
	r := report.New(pass)
	if lib.IsStd(pass.Pkg.Path()) {
		return r.Result(), nil
	}
	index := pass.ResultOf[calls.Analyzer].(*calls.Index)
	used := uses(pass, index)
	closures.Scan(pass)
	comeback.Scan(pass, index, used.works)
	if !used.flushes && !requests(pass, index) {
		return r.Result(), nil
	}
	c := newChecker(pass, r)
	c.summarize()
	c.report()
	return r.Result(), nil
}

func newChecker(pass *analysis.Pass, r *report.Reporter) *checker {
	p := pass.ResultOf[flow.Analyzer].(*flow.Package)
	lits := closures.New(pass, p)
	return &checker{
		pass:    pass,
		r:       r,
		flow:    p,
		lits:    lits,
		life:    ctxlife.New(pass, p, lits),
		sums:    make(map[*ssa.Function]*sum),
		facts:   make(map[types.Object][]analysis.Fact),
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
	sums    map[*ssa.Function]*sum
	facts   map[types.Object][]analysis.Fact // of this package
	owners  []types.Object                   // the keys of facts, as they came
	changed bool
	working map[*ssa.Function]bool     // callWorks is at it
	named   map[ast.Node]int           // the names that fixes have taken, by declaration
	stores  map[*types.Var][]ssa.Value // what the package stores in fields and variables

	fieldStores map[*types.Var][]*ssa.Store // the stores in fields among them
}

// imported is what the package uses of others' facts.
type imported struct {
	works   bool // functions that start spans or serve
	flushes bool // rows' functions, and what carries facts that say of flushes
}

// uses looks through what the package refers to. It is the gate for all that
// costs.
func uses(pass *analysis.Pass, index *calls.Index) (u imported) {
	rows := index.Imports(lib.Flushes.Paths()...)
	near := rows && slices.ContainsFunc(pass.Pkg.Imports(), func(imp *types.Package) bool {
		return slices.Contains(lib.Flushes.Paths(), imp.Path())
	})
	for obj := range index.Uses() {
		if obj.Pkg() == nil || obj.Pkg() == pass.Pkg || lib.IsStd(obj.Pkg().Path()) {
			continue
		}
		if fn, ok := obj.(*types.Func); ok {
			if _, ok := lib.Flushes.Lookup(fn); ok && rows {
				u.flushes = true
			}
			if _, ok := lib.Holders.Lookup(fn); ok && near {
				u.flushes = true // by an interface, perhaps
			}
			u.works = u.works || pass.ImportObjectFact(fn, new(comeback.Works))
			var f Flushes
			if pass.ImportObjectFact(fn, &f) {
				// What calls what it is given flushes nothing by itself.
				u.flushes = u.flushes || slices.ContainsFunc(f.Effects, func(e Effect) bool { return e.Method != called })
			}
			u.flushes = u.flushes || pass.ImportObjectFact(fn, new(Returns))
		} else {
			u.flushes = u.flushes || pass.ImportObjectFact(obj, new(Holds))
		}
		if u.works && u.flushes {
			break
		}
	}
	return u
}
