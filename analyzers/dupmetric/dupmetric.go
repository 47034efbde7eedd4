package dupmetric

import (
	_ "embed"
	"go/ast"
	"go/token"
	"go/types"
	"reflect"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/calls"
	"github.com/obslint/obslint/analyzers/internal/flow"
	"github.com/obslint/obslint/analyzers/internal/lib"
	"github.com/obslint/obslint/analyzers/internal/report"
)

//go:embed doc.go
var doc string

// Analyzer reports metrics that collide in the registry that they go to.
var Analyzer = &analysis.Analyzer{
	Name:       "dupmetric",
	Doc:        report.Doc("dupmetric", doc),
	URL:        report.URL("dupmetric"),
	Requires:   []*analysis.Analyzer{calls.Analyzer, flow.Analyzer},
	ResultType: reflect.TypeFor[*report.Result](),
	FactTypes:  []analysis.Fact{new(summary), new(held), new(families)},
	Run:        run,
}

// A checker is one run over one package.
type checker struct {
	pass  *analysis.Pass
	index *calls.Index
	flow  *flow.Package
	rep   *report.Reporter

	imports    []imported // the imports that carry families
	reassigned uint8      // see families

	init     *ssa.Function
	funcs    []*ssa.Function // of the package, and init
	sums     map[*ssa.Function]*summary
	imported map[*types.Func]*summary
	eventsOf map[*ssa.Function][]event
	descs    map[*ssa.Function][]*Val
	exprs    map[token.Pos]*ast.CallExpr // by left parenthesis

	// What values are.
	ids     ids
	access  map[*ssa.Alloc]*accesses
	stores  map[*types.Var][]*ssa.Store
	writes  map[*ssa.Global][]write
	depth   int
	stored  map[*ssa.Store]*Val // what they store, for the question at hand
	phis    []*ssa.Phi
	globals []*ssa.Global
	fields  []*types.Var

	undoes   *undone
	services map[*types.Func]bool
	reported map[token.Pos]bool
}

func run(pass *analysis.Pass) (any, error) {
	x := &checker{
		pass:  pass,
		index: pass.ResultOf[calls.Analyzer].(*calls.Index),
		flow:  pass.ResultOf[flow.Analyzer].(*flow.Package),
		rep:   report.New(pass),
	}
	if _, library := lib.Registries[pass.Pkg.Path()]; library || lib.IsStd(pass.Pkg.Path()) {
		return x.rep.Result(), nil
	}
	x.readImports()
	x.reassigned |= x.ownReassign()
	var own []family
	if x.concerned() {
		x.build()
		own = x.initFamilies()
		x.check(own)
		x.exportFacts()
	}
	x.checkImports()
	x.exportFamilies(own)
	return x.rep.Result(), nil
}

// concerned reports whether the package registers anything, or calls what does
// or what makes a metric.
func (x *checker) concerned() bool {
	for range calls.In(x.index, lib.Metrics) {
		return true
	}
	for range calls.In(x.index, lib.Registrations) {
		return true
	}
	if len(x.pass.AllObjectFacts()) == 0 {
		return false
	}
	for obj := range x.index.Uses() {
		if fn, ok := obj.(*types.Func); ok && x.pass.ImportObjectFact(fn, new(summary)) {
			return true
		}
	}
	return false
}

func (x *checker) build() {
	x.sums = make(map[*ssa.Function]*summary)
	x.imported = make(map[*types.Func]*summary)
	x.eventsOf = make(map[*ssa.Function][]event)
	x.descs = make(map[*ssa.Function][]*Val)
	x.access = make(map[*ssa.Alloc]*accesses)
	x.stored = make(map[*ssa.Store]*Val)
	x.ids = make(ids)
	x.reported = make(map[token.Pos]bool)
	x.init = x.flow.SSA().Func("init")
	x.funcs = append(x.funcs, x.flow.Funcs()...)
	if x.init != nil {
		x.funcs = append(x.funcs, x.init)
	}
	x.summarize()
}

// callExprs finds call expressions by their left parenthesis, which is where
// the SSA form says that they stand.
func (x *checker) callExprs() map[token.Pos]*ast.CallExpr {
	if x.exprs == nil {
		x.exprs = make(map[token.Pos]*ast.CallExpr)
		for cur := range x.index.Inspector().Root().Preorder((*ast.CallExpr)(nil)) {
			call := cur.Node().(*ast.CallExpr)
			x.exprs[call.Lparen] = call
		}
	}
	return x.exprs
}

// exportFacts exports what other packages may need to know about functions and
// variables.
func (x *checker) exportFacts() {
	for _, f := range x.funcs {
		sum := x.sums[f]
		fn, ok := f.Object().(*types.Func)
		if sum == nil || !ok || !fn.Exported() || x.pass.Pkg.Name() == "main" {
			continue
		}
		out := &summary{Guards: sum.Guards, Queries: sum.Queries, Repeats: sum.Repeats, Steady: sum.Steady}
		for _, ev := range sum.Events {
			e := event{Reg: ev.Reg.strip(f), Met: ev.Met.strip(f), Mode: ev.Mode, At: ev.At, Undo: ev.Undo || x.undoesMetric(ev.Met), Sure: ev.Sure}
			for _, v := range ev.If {
				e.If = append(e.If, v.strip(f))
			}
			if e.Reg.key(x.ids) != "" && (e.Met.K != Metric || e.Met.V[0].K != Unknown) && e.Met.K != Unknown {
				out.Events = append(out.Events, e)
			}
		}
		for i, r := range sum.Results {
			if r = r.strip(f); exportable(r) {
				for len(out.Results) < i {
					out.Results = append(out.Results, unknown)
				}
				out.Results = append(out.Results, r)
			}
		}
		for _, d := range sum.Describes {
			if d = d.strip(f); d.K == Metric && d.V[0].K != Unknown || d.K == Field || d.K == Elems {
				out.Describes = append(out.Describes, d)
			}
		}
		if out.says() {
			x.pass.ExportObjectFact(fn, out)
		}
	}
	for _, name := range x.pass.Pkg.Scope().Names() {
		v, ok := x.pass.Pkg.Scope().Lookup(name).(*types.Var)
		if !ok || !v.Exported() {
			continue
		}
		g, ok := x.flow.SSA().Members[name].(*ssa.Global)
		if !ok || len(x.globalWrites()[g]) != 1 {
			continue
		}
		if val := x.global(g, nil, v.Type()); val.K == Metric || val.K == Group {
			x.pass.ExportObjectFact(v, &held{val.strip(nil)})
		}
	}
}

// exportable reports whether a result is of use to another package.
func exportable(v *Val) bool {
	switch v.K {
	case Metric:
		return v.V[0].K != Unknown
	case Group, Preset, Global, Concat, Join:
		return v.size() <= 64
	case Wrap, Or, Scope:
		return v.size() <= 64 && v.key(make(ids)) != ""
	}
	return false
}
