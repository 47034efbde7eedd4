package dupmetric

import (
	"fmt"
	"go/ast"
	"go/types"
	"path/filepath"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/flow"
	"github.com/obslint/obslint/analyzers/internal/funcs"
	"github.com/obslint/obslint/analyzers/internal/lib"
	"github.com/obslint/obslint/analyzers/internal/report"
)

// A site is where an event is to be seen in a function of this package.
type site struct {
	call  ssa.CallInstruction // in the function at hand: it orders the events
	rng   analysis.Range      // what to report
	verb  string              // the called function
	way   []string            // the functions that lead to the registration, outermost first
	chain []*ssa.Function     // those of this package
	inner analysis.Range      // the registration itself, if a callee in this package makes it
}

// maxEvents bounds the registrations of one function.
const maxEvents = 512

// events returns the registrations in f, certain or not, in the order of the
// instructions.
func (x *checker) events(f *ssa.Function) []event {
	if evs, ok := x.eventsOf[f]; ok {
		return evs
	}
	var evs []event
	for instr := range flow.Instrs(f) {
		call, ok := instr.(*ssa.Call)
		if !ok || f == x.init && report.InTest(x.pass.Fset, call.Pos()) || len(evs) > maxEvents {
			continue
		}
		evs = append(evs, x.callEvents(call)...)
	}
	x.eventsOf[f] = evs
	return evs
}

func (x *checker) callEvents(call *ssa.Call) []event {
	common := call.Common()
	fn := flow.CalleeObject(common)
	if row, ok := lib.Metrics.Lookup(fn); ok {
		if !row.Auto {
			return nil
		}
		met := x.result(call, 0)
		ev := event{Reg: x.registry(call, fn), Met: met, Mode: panics}
		if row.API == lib.InstrumentAPI {
			ev.Mode = silent
		}
		ev.At, ev.here = x.place(call), x.site(call, -1)
		return []event{ev}
	}
	if row, ok := lib.Registrations.Lookup(fn); ok {
		var evs []event
		reg := x.registry(call, fn)
		m := panics
		if !row.Panics {
			m = x.errorMode(call)
		}
		cs, each := x.collectors(call)
		for i, c := range cs {
			if each {
				i = 0
			}
			ev := event{Reg: reg, Met: c, Mode: m, At: x.place(call), here: x.site(call, i), each: each}
			evs = append(evs, ev.flatten()...)
		}
		return evs
	}
	sum, in := x.summary(call)
	if sum == nil || len(sum.Events) == 0 {
		return nil
	}
	args := x.args(call)
	for i, a := range args {
		if a.K == Zero && i < 64 && sum.Guards&(1<<i) != 0 {
			return nil
		}
	}
	var evs []event
	s := x.site(call, -1)
	for _, ev := range sum.Events {
		ev.Reg = ev.Reg.madeBy(call).subst(in, args)
		if ev.Reg.K == Unknown || ev.Reg.K == Zero {
			continue
		}
		ev.Met = ev.Met.madeBy(call).subst(in, args)
		if ev.Mode == returns {
			ev.Mode = x.errorMode(call)
		}
		way, inner := ev.here.way, ev.here
		ev.here = s
		ev.here.chain = inner.chain
		if ev.here.inner = inner.inner; ev.here.inner == nil {
			ev.here.inner = inner.rng
		}
		if in != nil {
			ev.here.chain = append([]*ssa.Function{in}, inner.chain...)
		}
		if fn != nil && s.rng != nil {
			ev.here.way = append([]string{fn.Name()}, way...)
		} else if s.rng == nil { // an init function
			ev.here.rng, ev.here.verb, ev.here.way = inner.rng, inner.verb, inner.way
		} else {
			ev.here.way = append([]string{"this function"}, way...)
		}
		evs = append(evs, ev.flatten()...)
	}
	return evs
}

// flatten turns the registration of a group, or of a wrapped metric, into
// registrations of metrics.
func (e event) flatten() []event {
	var wraps []*Val
	met := e.Met
	for met.K == Wrap {
		wraps = append(wraps, met)
		met = met.V[0]
	}
	reg := e.Reg
	for _, w := range wraps {
		reg = wrap(reg, w.V[1], w.V[2])
	}
	var out []event
	switch met.K {
	case Group:
		for _, m := range met.V {
			ev := e
			ev.Reg, ev.Met = reg, m
			out = append(out, ev)
		}
	default:
		e.Reg, e.Met = reg, met
		out = append(out, e)
	}
	return out
}

// registry returns the registry of a registration: the receiver, or the one
// that is there from the start.
func (x *checker) registry(call *ssa.Call, fn *types.Func) *Val {
	if recv, _ := flow.Args(call.Common()); recv != nil {
		return x.val(recv, call)
	}
	reg, ok := lib.Registries[fn.Pkg().Path()]
	if !ok {
		return unknown
	}
	return &Val{K: Preset, S: reg.Path}
}

// collectors returns the collectors that a call registers, and whether it is in
// a loop over them.
func (x *checker) collectors(call *ssa.Call) (cs []*Val, each bool) {
	_, args := flow.Args(call.Common())
	if len(args) != 1 {
		return nil, false
	}
	v := x.val(args[0], call)
	if call.Common().Signature().Variadic() {
		if v.K != List {
			return nil, false
		}
		if len(v.V) == 1 && v.V[0].K == Each {
			return v.V[0].V, true
		}
		return v.V, false
	}
	if v.K == Each {
		return v.V, true
	}
	return []*Val{v}, false
}

// summary returns what is known about the function that a call reaches, and
// that function if its parameters stand in the summary.
func (x *checker) summary(call ssa.CallInstruction) (*summary, *ssa.Function) {
	if fn, _ := flow.Callee(call.Common()); fn != nil {
		if o := fn.Origin(); o != nil {
			fn = o
		}
		if sum := x.sums[fn]; sum != nil {
			return sum, fn
		}
	}
	fn := flow.CalleeObject(call.Common())
	if fn == nil || fn.Pkg() == nil || fn.Pkg() == x.pass.Pkg {
		return nil, nil
	}
	if sum, ok := x.imported[fn]; ok {
		return sum, nil
	}
	sum := new(summary)
	if !x.pass.ImportObjectFact(fn, sum) {
		sum = nil
	}
	x.imported[fn] = sum
	return sum, nil
}

// summarize computes the summaries of the package's functions, callees first.
func (x *checker) summarize() {
	for _, group := range funcs.BottomUp(x.funcs) {
		for _, f := range group {
			if f == x.init {
				continue
			}
			if sum := x.summaryOf(f); sum.says() {
				x.sums[f] = sum
			}
		}
	}
}

func (x *checker) summaryOf(f *ssa.Function) *summary {
	sum := new(summary)
	recovered := recovers(f)
	for _, ev := range x.events(f) {
		if recovered && ev.Mode == panics {
			continue // what a second one does is provided for
		}
		name := ev.Met
		switch name.K {
		case Metric:
			name = name.V[0]
		case Param, Field, Wrap:
			// A collector that the caller may know.
		default:
			continue
		}
		if ev.Reg.K == Unknown || ev.Reg.K == Zero || name.K == Unknown || ev.here.rng == nil || x.bornIn(ev.Reg, f) {
			continue
		}
		if x.certain(&ev, &sum.Guards) {
			sum.Events = append(sum.Events, ev)
		}
	}
	sum.Queries = x.queries(f)
	x.results(f, sum)
	return sum
}

// bornIn reports whether a registry is made in f, so that each call has its
// own.
func (x *checker) bornIn(v *Val, f *ssa.Function) bool {
	if v.K == Local {
		if instr := instrOf(v); instr == nil || instr.Parent() == f {
			return true
		}
	}
	for _, p := range v.V {
		if x.bornIn(p, f) {
			return true
		}
	}
	return false
}

// instrOf returns the instruction that makes a Local.
func instrOf(v *Val) ssa.Instruction {
	switch ref := v.ref.(type) {
	case resultOf:
		return ref.call
	case madeIn:
		return ref.call
	case ssa.Instruction:
		return ref
	}
	return nil
}

// queries reports whether f, or what it calls, unregisters or asks for what is
// registered.
func (x *checker) queries(f *ssa.Function) bool {
	for instr := range flow.Instrs(f) {
		if call, ok := instr.(ssa.CallInstruction); ok && x.isQuery(call) {
			return true
		}
	}
	return false
}

func (x *checker) isQuery(instr ssa.Instruction) bool {
	call, ok := instr.(ssa.CallInstruction)
	if !ok {
		return false
	}
	if _, ok := lib.RegistryQueries.Lookup(flow.CalleeObject(call.Common())); ok {
		return true
	}
	sum, _ := x.summary(call)
	return sum != nil && sum.Queries
}

// results finds what f returns, if all its good ends agree on it.
func (x *checker) results(f *ssa.Function, sum *summary) {
	n := f.Signature.Results().Len()
	if n == 0 || n > 4 {
		return
	}
	vals := make([]*Val, n)
	for instr := range flow.Instrs(f) {
		ret, ok := instr.(*ssa.Return)
		if !ok || fails(ret) || len(ret.Results) != n {
			continue
		}
		for i, r := range ret.Results {
			v := x.val(r, ret)
			if vals[i] == nil || vals[i].K == Zero && v.K == Metric {
				vals[i] = v
			} else if v.K == Zero && vals[i].K == Metric {
				continue // nil instead of a metric
			} else if vals[i].K != v.K || v.key(x.ids) == "" || vals[i].key(x.ids) != v.key(x.ids) {
				vals[i] = unknown
			}
		}
	}
	says := false
	for i, v := range vals {
		switch {
		case v == nil || !worthReturning(v):
			vals[i] = unknown
		default:
			says = true
		}
	}
	if says {
		sum.Results = vals
	}
}

// worthReturning reports whether a result tells a caller something: it is a
// metric, a registry that outlives the call, or a name made of parameters.
func worthReturning(v *Val) bool {
	switch v.K {
	case Metric, Group, Global, Preset, Concat, Join, Or:
		return v.size() <= 64
	case Scope, Wrap:
		return v.size() <= 64 && v.V[0].K != Local && v.V[0].K != Unknown
	case Record:
		return v.size() <= 1024
	case Param, Field:
		return true
	}
	return false
}

// site returns where a call is to be seen, and collector i of it, if i >= 0.
func (x *checker) site(call *ssa.Call, i int) site {
	s := site{call: call}
	expr := x.callExprs()[call.Common().Pos()]
	if expr == nil {
		return s
	}
	s.rng = expr.Fun
	s.verb = calleeName(expr)
	if i >= 0 && i < len(expr.Args) && !expr.Ellipsis.IsValid() {
		s.rng = expr.Args[i]
	}
	return s
}

func calleeName(call *ast.CallExpr) string {
	switch fun := ast.Unparen(call.Fun).(type) {
	case *ast.Ident:
		return fun.Name
	case *ast.SelectorExpr:
		return fun.Sel.Name
	case *ast.IndexExpr:
		if id, ok := fun.X.(*ast.Ident); ok {
			return id.Name
		}
	}
	return "the call"
}

// place names the position of a call as file.go:N.
func (x *checker) place(call ssa.CallInstruction) string {
	p := x.pass.Fset.Position(call.Common().Pos())
	return fmt.Sprintf("%s:%d", filepath.Base(p.Filename), p.Line)
}
