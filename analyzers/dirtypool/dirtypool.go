package dirtypool

import (
	_ "embed"
	"go/types"
	"slices"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/calls"
	"github.com/obslint/obslint/analyzers/internal/flow"
	"github.com/obslint/obslint/analyzers/internal/lib"
	"github.com/obslint/obslint/analyzers/internal/objstate"
	"github.com/obslint/obslint/analyzers/internal/paramuse"
	"github.com/obslint/obslint/analyzers/internal/report"
)

//go:embed doc.go
var doc string

// Analyzer is the pass dirtypool.
var Analyzer = &analysis.Analyzer{
	Name:       "dirtypool",
	Doc:        report.Doc("dirtypool", doc),
	URL:        report.URL("dirtypool"),
	Requires:   []*analysis.Analyzer{calls.Analyzer, flow.Analyzer},
	ResultType: report.ResultType,
	FactTypes:  []analysis.Fact{new(paramuse.Reset), new(objstate.PoolUse), new(paramuse.Params)},
	Run:        run,
}

func run(pass *analysis.Pass) (any, error) {
	r := report.New(pass)
	if lib.IsStd(pass.Pkg.Path()) || len(pass.Files) == 0 {
		return r.Result(), nil
	}
	paramuse.ExportResets(pass)
	params := paramuse.ExportParams(pass)
	if usesPools(pass) {
		p := &program{
			Program: objstate.NewProgram(pass.Pkg, pass.ResultOf[flow.Analyzer].(*flow.Package), facts{pass, params}),
			pass:    pass,
			report:  r,
			reads:   make(map[*types.TypeName][]*objstate.Read),
			writes:  make(map[*types.TypeName][]*objstate.Write),
			full:    make(map[*types.Var]bool),
			lowered: make(map[part]bool),
			demand:  make(map[part][]string),
			cleared: make(map[part]bool),
		}
		p.check()
	}
	return r.Result(), nil
}

// usesPools reports whether the package calls a pool's methods, or functions
// of another package that do so for it.
func usesPools(pass *analysis.Pass) bool {
	index := pass.ResultOf[calls.Analyzer].(*calls.Index)
	for range calls.In(index, lib.Pools) {
		return true
	}
	for _, f := range pass.AllObjectFacts() {
		fn, ok := f.Object.(*types.Func)
		if _, helps := f.Fact.(*objstate.PoolUse); !ok || !helps || !imports(pass.Pkg, fn.Pkg()) {
			continue
		}
		for range index.To(fn) {
			return true
		}
	}
	return false
}

func imports(pkg, path *types.Package) bool { return slices.Contains(pkg.Imports(), path) }

// A program is the package as this pass sees it.
type program struct {
	*objstate.Program
	pass   *analysis.Pass
	report *report.Reporter
	pools  []*pool

	reads  map[*types.TypeName][]*objstate.Read
	writes map[*types.TypeName][]*objstate.Write

	born      map[*types.Var]bool // with a value of its own
	fixed     map[*types.Var]bool // set where the object is made, and nowhere else
	full      map[*types.Var]bool // emptied when it is full
	elsewhere map[*types.TypeName]bool
	handed    map[*types.Var]bool // fields whose address goes away
	lowered   map[part]bool       // set to zero, wherever
	demand    map[part][]string   // set to zero where these other parts are
	cleared   map[part]bool       // set to zero by who keeps the object in a field

	verdicts []*verdict
}

func (a *program) check() {
	a.findBorn()
	a.findElsewhere()
	a.Run()
	fns := a.Code.Funcs()
	for _, fn := range fns {
		if in := a.Infos[fn]; in != nil {
			a.collect(in)
			a.judgeEscapes(in)
			a.judgeEnded(in)
			a.judgeAfter(in)
		}
	}
	for _, p := range a.Pools {
		judged := &pool{Pool: p}
		a.pools = append(a.pools, judged)
		a.judge(judged)
	}
	a.exportHelpers()
	a.exportWrappers()
	a.state()
}

// collect gathers what the uses of objects read and write, by type.
func (a *program) collect(in *objstate.Info) {
	for _, r := range in.Reads {
		if a.Valued[in.Fn] && a.Called[in.Fn] == 0 && in.Fn.Signature.Recv() != nil && r.Obj.Root == in.Fn.Params[0] {
			continue // of a method that is called as a value: who knows when
		}
		if n := objstate.NameOf(r.Obj.Type); n != nil && r.Obj.Origin != objstate.FromPool && !a.Local(in.Fn, r.Obj) && !a.Apart(r.Obj) {
			a.reads[n] = append(a.reads[n], r)
		}
	}
	for _, w := range in.Writes {
		if n := objstate.NameOf(w.Obj.Type); n != nil && !a.Local(in.Fn, w.Obj) && !a.Apart(w.Obj) {
			a.writes[n] = append(a.writes[n], w)
		}
	}
	for _, w := range in.Cleans {
		if n := objstate.NameOf(w.Obj.Type); n != nil && w.At.Parent() == in.Fn {
			a.lowered[part{n, w.Path}] = true
			if refills(in, w) {
				a.demand[part{n, w.Path}] = append(a.demand[part{n, w.Path}], w.When...)
			}
			if w.Obj.Origin == objstate.FromMemory && w.Obj.Holder != nil {
				a.cleared[part{n, w.Path}] = true
			}
		}
		if st, ok := w.At.(*ssa.Store); ok && w.Full {
			if fa, ok := st.Addr.(*ssa.FieldAddr); ok {
				a.full[flow.Field(fa)] = true
			}
		}
	}
}

// A part is one of a struct, by its path.
type part struct {
	of   *types.TypeName
	path string
}
