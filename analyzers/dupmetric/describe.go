package dupmetric

import (
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/flow"
	"github.com/obslint/obslint/analyzers/internal/lib"
)

// collector returns what is known about v, the value val as a collector: where
// its type is the user's own, what its Describe method certainly describes.
func (x *checker) collector(v *ssa.MakeInterface, val *Val) *Val {
	switch val.K {
	case Metric, Group, Wrap, Each, Elems, Unknown:
		return val
	}
	obj, path, _ := types.LookupFieldOrMethod(v.X.Type(), true, x.pass.Pkg, lib.MetricTypes.Describe)
	fn, ok := obj.(*types.Func)
	if !ok {
		return val
	}
	// Where an embedded field has the method, it is that field's.
	for typ := v.X.Type(); len(path) > 1 && val.K != Metric; path = path[1:] {
		f := flow.FieldOf(typ, path[0])
		val, typ = x.field(val.get(f.Name()), []*types.Var{f}), f.Type()
	}
	if val.K == Metric || val.K == Group {
		return val
	}
	out := &Val{K: Group}
	for _, d := range x.described(fn.Origin(), val) {
		if d.K == Metric && d.V[0].K != Unknown {
			d := *d
			d.N, d.ref = d.N&^isShared|isDesc, refOf(val, v)
			out.V = append(out.V, &d)
		}
	}
	if len(out.V) == 0 {
		if one := x.alike(v, fn); one != nil {
			return one
		}
		return val
	}
	return out
}

// always reports whether an instruction runs in every good call.
func (x *checker) always(instr ssa.Instruction, each bool) bool {
	c := course{each: each}
	return x.certain(instr, &c) && len(c.ifNil) == 0
}

// refOf is what the object val is, or else where it became a collector.
func refOf(val *Val, v *ssa.MakeInterface) any {
	if val.ref != nil {
		return val.ref
	}
	return v
}

// described returns what a method of the collector recv describes.
func (x *checker) described(fn *types.Func, recv *Val) []*Val {
	var all []*Val
	var in *ssa.Function
	if fn.Pkg() == x.pass.Pkg {
		if in = x.flow.Func(fn); in != nil {
			all = x.describes(in)
		}
	} else if sum := new(summary); x.pass.ImportObjectFact(fn, sum) {
		all = sum.Describes
	}
	var out []*Val
	for _, d := range all {
		for _, ev := range (event{Reg: zero, Met: d.subst(in, []*Val{recv})}).flatten(nil) {
			out = append(out, ev.Met)
		}
	}
	return out
}

// maxDescribed bounds what one statement of a Describe method describes.
const maxDescribed = 1 << 13

// describes returns what f, as the method of a collector, certainly sends to
// its parameter: metrics, or parts of its receiver that may be some.
func (x *checker) describes(f *ssa.Function) []*Val {
	if f.Signature.Recv() == nil || len(f.Params) != 2 || f.Name() != lib.MetricTypes.Describe {
		return nil
	}
	if out, ok := x.descs[f]; ok {
		return out
	}
	x.descs[f] = nil
	var out []*Val
	for instr := range flow.Instrs(f) {
		var ds []*Val
		switch instr := instr.(type) {
		case *ssa.Send:
			if instr.Chan == f.Params[1] {
				ds = append(ds, x.val(instr.X, instr))
			}
		case *ssa.Call:
			recv, args := flow.Args(instr.Common())
			if recv == nil || len(args) != 1 || flow.Source(args[0]) != f.Params[1] {
				continue
			}
			d := x.val(recv, instr)
			if fn := flow.CalleeObject(instr.Common()); d.K != Metric && d.K != Group && fn != nil && (!isLibrary(fn.Pkg()) || isType(recv.Type(), lib.MetricTypes.Collector)) {
				ds = x.described(fn.Origin(), d)
			} else {
				ds = append(ds, d)
			}
		}
		for _, d := range ds {
			e := d.firstEach()
			if e == nil {
				e = d.elems()
			}
			looped := e != nil && sameLoop(e.loop(f), instr)
			if d.size() <= maxDescribed && len(out) < maxEvents && (looped || !flow.InLoop(instr)) && x.always(instr, looped) {
				for _, ev := range (event{Reg: zero, Met: d}).flatten(nil) {
					out = append(out, ev.Met)
				}
			}
		}
	}
	x.descs[f] = out
	return out
}
