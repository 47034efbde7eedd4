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
		call, ok := instr.(ssa.CallInstruction)
		if !ok || f == x.init && report.InTest(x.pass.Fset, call.Pos()) || len(evs) > maxEvents {
			continue
		}
		switch call := call.(type) {
		case *ssa.Call:
			evs = append(evs, x.callEvents(call)...)
		case *ssa.Go:
			evs = append(evs, x.calleeEvents(call)...)
		}
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
	return x.calleeEvents(call)
}

// calleeEvents returns what the function that a call reaches registers.
func (x *checker) calleeEvents(call ssa.CallInstruction) []event {
	fn := flow.CalleeObject(call.Common())
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
		for i := range call.Common().Signature().Results().Len() {
			c, ok := call.(*ssa.Call)
			if base := ev.Reg.base(); ok && base.K == Made && base.N == i {
				ev.Reg = ev.Reg.put(base, x.result(c, i))
			}
		}
		if ev.Reg.K == Unknown || ev.Reg.K == Zero || ev.Reg.base().several() {
			continue
		}
		ev.Met = ev.Met.madeBy(call).subst(in, args)
		if ev.Mode == returns {
			ev.Mode = drops
			if c, ok := call.(*ssa.Call); ok {
				ev.Mode = x.errorMode(c)
			}
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
		} else if s.rng == nil || isLiteral(s.rng) { // an init function, or one that stands here
			ev.here.inner = inner.inner
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
	case Group, Each:
		for _, m := range met.V {
			ev := e
			ev.Reg, ev.Met = reg, m
			out = append(out, ev.flatten()...)
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
		if reg := x.val(recv, call); !reg.base().several() {
			return reg
		}
		return unknown
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
		if v.K == Param || v.K == Field {
			return []*Val{elems(v)}, false
		}
		if v.K != List {
			return nil, false
		}
		if len(v.V) == 1 && v.V[0].K == Each {
			return v.V[0].V, true
		}
		return v.V, len(v.V) == 1 && v.V[0].K == Elems
	}
	if v.K == Each {
		return v.V, true
	}
	if v.K == Elems {
		return []*Val{v}, true
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
	if call.Common().IsInvoke() {
		fn = x.implementation(call.Common())
	}
	if fn == nil || fn.Pkg() == nil {
		return nil, nil
	}
	if fn.Pkg() == x.pass.Pkg {
		if f := x.flow.Func(fn); f != nil && x.sums[f] != nil {
			return x.sums[f], f
		}
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

// implementation returns the method that a call of an interface's method
// reaches, if the interface certainly holds a value of one type, else the
// interface's.
func (x *checker) implementation(call *ssa.CallCommon) *types.Func {
	src := flow.Source(call.Value)
	if src == nil || types.IsInterface(src.Type()) {
		return call.Method.Origin()
	}
	obj, _, _ := types.LookupFieldOrMethod(src.Type(), true, call.Method.Pkg(), call.Method.Name())
	if fn, ok := obj.(*types.Func); ok {
		return fn.Origin()
	}
	return nil
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
	made := x.results(f, sum)
	recovered := recovers(f)
	for _, ev := range x.events(f) {
		for i, v := range made {
			if v != nil {
				ev.Reg = ev.Reg.put(v, &Val{K: Made, N: i})
			}
		}
		if recovered && ev.Mode == panics {
			continue // what a second one does is provided for
		}
		name := ev.Met
		switch name.K {
		case Metric:
			name = name.V[0]
		case Param, Field, Wrap, Elems:
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

// results finds what f returns, if all its good ends agree on it, and which of
// these are registries that it makes.
func (x *checker) results(f *ssa.Function, sum *summary) (made []*Val) {
	n := f.Signature.Results().Len()
	if n == 0 || n > 4 {
		return nil
	}
	made = make([]*Val, n)
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
		if v != nil && v.K == Local && x.isRegistry(f.Signature.Results().At(i).Type()) {
			made[i] = v
		}
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
	return made
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
func (x *checker) site(call ssa.CallInstruction, i int) site {
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

func isLiteral(rng analysis.Range) bool {
	e, ok := rng.(ast.Expr)
	if !ok {
		return false
	}
	_, ok = ast.Unparen(e).(*ast.FuncLit)
	return ok
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
