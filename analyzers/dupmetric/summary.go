package dupmetric

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/again"
	"github.com/obslint/obslint/analyzers/internal/eval"
	"github.com/obslint/obslint/analyzers/internal/flow"
	"github.com/obslint/obslint/analyzers/internal/funcs"
	"github.com/obslint/obslint/analyzers/internal/lib"
	"github.com/obslint/obslint/analyzers/internal/report"
)

// summary returns what is known about the function that a call reaches, and
// that function if its parameters stand in the summary.
func (x *checker) summary(call ssa.CallInstruction) (*summary, *ssa.Function) {
	if fn, _ := flow.Callee(call.Common()); fn != nil {
		if o := fn.Origin(); o != nil {
			fn = o
		}
		if sum := x.summarized(fn); sum != nil {
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
		if f := x.flow.Func(fn); f != nil {
			if sum := x.summarized(f); sum != nil {
				return sum, f
			}
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
// reaches, if the interface certainly holds a value of one type, or is one of this
// package, in which a single type has its methods; else the interface's.
func (x *checker) implementation(call *ssa.CallCommon) *types.Func {
	typ := holds(call)
	if typ == nil {
		typ = x.soleType(call.Value.Type())
	}
	if typ == nil {
		return call.Method.Origin()
	}
	obj, _, _ := types.LookupFieldOrMethod(typ, true, call.Method.Pkg(), call.Method.Name())
	if fn, ok := obj.(*types.Func); ok {
		return fn.Origin()
	}
	return nil
}

// holds returns the type of what the interface whose method is called certainly
// holds, or nil.
func holds(call *ssa.CallCommon) types.Type {
	if src := flow.Source(call.Value); src != nil && !types.IsInterface(src.Type()) {
		return src.Type()
	}
	return nil
}

// bySoleType reports whether a call reaches what it is known to reach because its
// interface has a single type here: another package may have others.
func bySoleType(call ssa.CallInstruction) bool {
	return call.Common().IsInvoke() && holds(call.Common()) == nil
}

// soleType returns the one type of this package that has the methods of an
// interface of this package, or nil.
func (x *checker) soleType(t types.Type) types.Type {
	named, ok := types.Unalias(t).(*types.Named)
	if !ok || named.Obj().Pkg() != x.pass.Pkg || named.TypeParams() != nil {
		return nil
	}
	if typ, ok := x.soleTypes[named]; ok {
		return typ
	}
	var sole types.Type
	n := 0
	for _, name := range x.pass.Pkg.Scope().Names() {
		def, ok := x.pass.Pkg.Scope().Lookup(name).(*types.TypeName)
		if !ok || def.IsAlias() || types.IsInterface(def.Type()) || report.InTest(x.pass.Fset, def.Pos()) {
			continue
		}
		ptr := types.NewPointer(def.Type())
		if iface := named.Underlying().(*types.Interface); types.Implements(ptr, iface) {
			sole, n = ptr, n+1
		}
	}
	if n != 1 {
		sole = nil
	}
	x.soleTypes[named] = sole
	return sole
}

// summarize computes the summaries of the package's functions, callees first.
func (x *checker) summarize() {
	for _, group := range funcs.BottomUp(x.vals.Funcs()) {
		for _, f := range group {
			x.summarized(f)
		}
	}
}

// summarized returns the summary of a function of this package, nil if it says
// nothing, or if it is being computed.
func (x *checker) summarized(f *ssa.Function) *summary {
	if sum, ok := x.sums[f]; ok || f.Pkg != x.flow.SSA() || f == x.vals.Init() || !slices.Contains(x.flow.Funcs(), f) {
		return sum
	}
	x.sums[f] = nil
	if sum := x.summaryOf(f); sum.says() {
		x.sums[f] = sum
	}
	return x.sums[f]
}

func (x *checker) summaryOf(f *ssa.Function) *summary {
	sum := new(summary)
	made := x.results(f, sum)
	recovered := again.Recovers(f)
	for _, ev := range x.events(f) {
		for i, v := range made {
			if v != nil {
				ev.Reg = ev.Reg.Put(v, &eval.Val{K: eval.Made, N: i})
			}
		}
		if recovered && ev.Mode == panics {
			continue // what a second one does is provided for
		}
		name := ev.Met
		switch name.K {
		case eval.Object:
			name = name.V[0]
		case eval.Param, eval.Field, eval.Wrap, eval.Elems:
			// A collector that the caller may know.
		default:
			continue
		}
		if ev.Reg.K == eval.Unknown || ev.Reg.K == eval.Zero || name.K == eval.Unknown || ev.here.rng == nil || ev.Reg.BornIn(f) {
			continue
		}
		c := again.Course{Each: ev.each, Flags: ev.Mode == panics || ev.Mode == returns}
		if !again.Certain(x.vals, ev.here.call, &c) || slices.ContainsFunc(ev.When, func(flag again.Flag) bool { return !flag.Given(x.vals, f) }) {
			continue
		}
		ev.When = append(slices.Clip(ev.When), c.When...)
		sum.Guards |= c.Guards
		ev.If = append(slices.Clip(ev.If), c.IfNil...)
		all := again.Course{Each: ev.each, Fails: true}
		ev.Sure = (ev.Sure || len(ev.here.way) == 0) && again.Certain(x.vals, ev.here.call, &all) && len(all.IfNil) == len(c.IfNil) &&
			(ev.Mode != returns || again.FailsNext(ev.here.call))
		sum.Events = append(sum.Events, ev)
	}
	sum.Describes = x.describes(f)
	sum.Repeats, sum.Tries = x.repeats(f)
	sum.Queries = x.queries(f)
	sum.Steady = x.makesCollector(f) && x.vals.Steady(f, computes)
	return sum
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
	if _, ok := lib.RegistryQueries.Lookup(meant(flow.CalleeObject(call.Common()))); ok {
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
func (x *checker) results(f *ssa.Function, sum *summary) (made []*eval.Val) {
	n := f.Signature.Results().Len()
	if n == 0 || n > 4 {
		return nil
	}
	made = make([]*eval.Val, n)
	vals := make([]*eval.Val, n)
	for instr := range flow.Instrs(f) {
		ret, ok := instr.(*ssa.Return)
		if !ok || again.Fails(ret) || len(ret.Results) != n {
			continue
		}
		for i, r := range ret.Results {
			v := x.vals.Of(r, ret)
			if vals[i] == nil || v.K == eval.Own || vals[i].K == eval.Zero && v.K == eval.Object {
				vals[i] = v
			} else if vals[i].K == eval.Own || v.K == eval.Zero && vals[i].K == eval.Object {
				continue // nil instead of a metric, or what may be anything
			} else if vals[i].K != v.K || x.vals.Key(v) == "" || x.vals.Key(vals[i]) != x.vals.Key(v) {
				vals[i] = eval.NotKnown
			}
		}
	}
	says := false
	for i, v := range vals {
		if v != nil && v.K == eval.Local && x.Handle(f.Signature.Results().At(i).Type()) {
			made[i] = v
		}
		switch {
		case v == nil || !worthReturning(v):
			vals[i] = eval.NotKnown
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
func worthReturning(v *eval.Val) bool {
	switch v.K {
	case eval.Object, eval.Group, eval.Global, eval.Preset, eval.Own, eval.Sets, eval.Concat, eval.Join, eval.Or:
		return v.Size() <= 64
	case eval.Scope, eval.Wrap:
		return v.Size() <= 64 && v.V[0].K != eval.Local && v.V[0].K != eval.Unknown
	case eval.Record:
		return v.Size() <= 1024
	case eval.Param, eval.Field:
		return true
	}
	return false
}
