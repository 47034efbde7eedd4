package dupmetric

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/flow"
	"github.com/obslint/obslint/analyzers/internal/funcs"
	"github.com/obslint/obslint/analyzers/internal/lib"
)

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
		c := course{each: ev.each}
		if !x.certain(ev.here.call, &c) {
			continue
		}
		sum.Guards |= c.guards
		ev.If = append(slices.Clip(ev.If), c.ifNil...)
		all := course{each: ev.each, fails: true}
		ev.Sure = (ev.Sure || len(ev.here.way) == 0) && x.certain(ev.here.call, &all) && len(all.ifNil) == len(c.ifNil)
		sum.Events = append(sum.Events, ev)
	}
	sum.Describes, sum.Repeats = x.describes(f), x.repeats(f)
	sum.Queries = x.queries(f)
	sum.Steady = x.makesCollector(f) && x.steady(f, nil)
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
		if isUndo(call) {
			// What is taken from a field is told with its metrics.
			_, kept := x.undoesKept(call)
			return !kept
		}
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
