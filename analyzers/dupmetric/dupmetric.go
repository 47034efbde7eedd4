package dupmetric

import (
	_ "embed"
	"go/ast"
	"go/token"
	"go/types"
	"reflect"
	"slices"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/again"
	"github.com/obslint/obslint/analyzers/internal/calls"
	"github.com/obslint/obslint/analyzers/internal/eval"
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

	vals     *eval.Eval
	sums     map[*ssa.Function]*summary
	imported map[*types.Func]*summary
	eventsOf map[*ssa.Function][]event
	descs    map[*ssa.Function][]*eval.Val
	exprs    map[token.Pos]*ast.CallExpr // by left parenthesis

	soleTypes map[*types.Named]types.Type
	undoes    *undone
	services  map[*types.Func]bool
	given     map[*ssa.Function]*[2]bool // functions that are called again: see repeated
	reported  map[token.Pos]bool
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
	x.soleTypes = make(map[*types.Named]types.Type)
	x.imported = make(map[*types.Func]*summary)
	x.eventsOf = make(map[*ssa.Function][]event)
	x.descs = make(map[*ssa.Function][]*eval.Val)
	x.reported = make(map[token.Pos]bool)
	x.vals = eval.New(x.flow, x)
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
	for _, f := range x.vals.Funcs() {
		sum := x.sums[f]
		fn, ok := f.Object().(*types.Func)
		if sum == nil || !ok || !fn.Exported() || x.pass.Pkg.Name() == "main" {
			continue
		}
		out := &summary{Guards: sum.Guards, Queries: sum.Queries, Repeats: sum.Repeats, Tries: sum.Tries, Steady: sum.Steady}
		for _, ev := range sum.Events {
			e := event{Reg: ev.Reg.Strip(f), Met: ev.Met.Strip(f), Mode: ev.Mode, At: ev.At, Undo: ev.Undo || x.undoesMetric(ev.Met), Sure: ev.Sure, Once: ev.Once}
			for _, v := range ev.If {
				e.If = append(e.If, v.Strip(f))
			}
			for _, flag := range ev.When {
				e.When = append(e.When, again.Flag{Of: flag.Of.Strip(f), Not: flag.Not, Name: flag.Name})
			}
			if x.vals.Key(e.Reg) != "" && (e.Met.K != eval.Object || e.Met.V[0].K != eval.Unknown) && e.Met.K != eval.Unknown {
				out.Events = append(out.Events, e)
			}
		}
		for i, r := range sum.Results {
			if r = told(r.Strip(f)); exportable(r) {
				for len(out.Results) < i {
					out.Results = append(out.Results, eval.NotKnown)
				}
				out.Results = append(out.Results, r)
			}
		}
		for _, d := range sum.Describes {
			if d = d.Strip(f); d.K == eval.Object && d.V[0].K != eval.Unknown || d.K == eval.Field || d.K == eval.Elems {
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
		if !ok {
			continue
		}
		if val := x.vals.Held(g); val.K == eval.Object || val.K == eval.Group {
			x.pass.ExportObjectFact(v, &held{val.Strip(nil)})
		}
	}
}

// told returns r, if it is a struct with those of its fields alone that hold
// metrics, registries, or what a parameter gives.
func told(r *eval.Val) *eval.Val {
	if r.K != eval.Record {
		return r
	}
	out := &eval.Val{K: eval.Record}
	for i, name := range r.L {
		switch v := r.V[i]; v.K {
		case eval.Object, eval.Group, eval.Preset, eval.Global, eval.Param, eval.Field, eval.Wrap, eval.Or:
			out = out.With(name, v)
		default:
			out = out.With(name, eval.NotKnown) // it is not empty
		}
	}
	return out
}

// exportable reports whether a result is of use to another package.
func exportable(v *eval.Val) bool {
	switch v.K {
	case eval.Object:
		return v.V[0].K != eval.Unknown
	case eval.Group, eval.Preset, eval.Own, eval.Sets, eval.Global, eval.Concat, eval.Join:
		return v.Size() <= 64
	case eval.Wrap, eval.Or, eval.Scope:
		return v.Size() <= 64 && v.Whole()
	case eval.Record:
		return v.Size() <= 512 && slices.ContainsFunc(v.V, func(f *eval.Val) bool { return f.K == eval.Object || f.K == eval.Group })
	}
	return false
}
