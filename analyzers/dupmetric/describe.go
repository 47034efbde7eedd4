package dupmetric

import (
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/again"
	"github.com/obslint/obslint/analyzers/internal/eval"
	"github.com/obslint/obslint/analyzers/internal/flow"
	"github.com/obslint/obslint/analyzers/internal/lib"
)

// collector returns what is known about v, the value val as a collector: where
// its type is the user's own, what its Describe method certainly describes.
func (x *checker) collector(v *ssa.MakeInterface, val *eval.Val) *eval.Val {
	switch val.K {
	case eval.Object, eval.Group, eval.Wrap, eval.Each, eval.Elems, eval.Unknown:
		return val
	}
	obj, path, _ := types.LookupFieldOrMethod(v.X.Type(), true, x.pass.Pkg, lib.MetricTypes.Describe)
	fn, ok := obj.(*types.Func)
	if !ok {
		return val
	}
	// Where an embedded field has the method, it is that field's.
	typ := v.X.Type()
	for ; len(path) > 1 && val.K != eval.Object && !ofLibrary(typ); path = path[1:] {
		f := flow.FieldOf(typ, path[0])
		val, typ = x.vals.Field(val.Get(f.Name()), []*types.Var{f}), f.Type()
	}
	if val.K == eval.Object || val.K == eval.Group || ofLibrary(typ) {
		return val
	}
	out := &eval.Val{K: eval.Group}
	for _, d := range x.described(fn.Origin(), val) {
		if d.K == eval.Object && d.V[0].K != eval.Unknown {
			d = d.As(refOf(val, v))
			d.N = d.N&^eval.Shared | isDesc
			out.V = append(out.V, d)
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

// ofLibrary reports whether a type is one of a package that has a registry, or
// a pointer to it.
func ofLibrary(t types.Type) bool {
	n, ok := types.Unalias(flow.Deref(t)).(*types.Named)
	return ok && n.Obj().Pkg() != nil && isLibrary(n.Obj().Pkg())
}

// always reports whether an instruction runs in every good call.
func (x *checker) always(instr ssa.Instruction, each bool) bool {
	c := again.Course{Each: each}
	return again.Certain(x.vals, instr, &c) && len(c.IfNil) == 0
}

// refOf is what the object val is, or else where it became a collector.
func refOf(val *eval.Val, v *ssa.MakeInterface) any {
	if val.Ref() != nil {
		return val.Ref()
	}
	return v
}

// described returns what a method of the collector recv describes.
func (x *checker) described(fn *types.Func, recv *eval.Val) []*eval.Val {
	var all []*eval.Val
	var in *ssa.Function
	if fn.Pkg() == x.pass.Pkg {
		if in = x.flow.Func(fn); in != nil {
			all = x.describes(in)
		}
	} else if sum := new(summary); x.pass.ImportObjectFact(fn, sum) {
		all = sum.Describes
	}
	var out []*eval.Val
	for _, d := range all {
		for _, ev := range (event{Reg: eval.Empty, Met: d.Subst(in, []*eval.Val{recv})}).flatten(nil) {
			out = append(out, ev.Met)
		}
	}
	return out
}

// maxDescribed bounds what one statement of a Describe method describes.
const maxDescribed = 1 << 13

// describes returns what f, as the method of a collector, certainly sends to
// its parameter: metrics, or parts of its receiver that may be some.
func (x *checker) describes(f *ssa.Function) []*eval.Val {
	if f.Signature.Recv() == nil || len(f.Params) != 2 || f.Name() != lib.MetricTypes.Describe {
		return nil
	}
	if out, ok := x.descs[f]; ok {
		return out
	}
	x.descs[f] = nil
	var out []*eval.Val
	for instr := range flow.Instrs(f) {
		var ds []*eval.Val
		switch instr := instr.(type) {
		case *ssa.Send:
			if instr.Chan == f.Params[1] {
				ds = append(ds, x.vals.Of(instr.X, instr))
			}
		case *ssa.Call:
			recv, args := flow.Args(instr.Common())
			if recv == nil || len(args) != 1 || flow.Source(args[0]) != f.Params[1] {
				continue
			}
			d := x.vals.Of(recv, instr)
			if fn := flow.CalleeObject(instr.Common()); d.K != eval.Object && d.K != eval.Group && fn != nil && (!isLibrary(fn.Pkg()) || lib.MetricTypes.Collector.Is(recv.Type())) {
				ds = x.described(fn.Origin(), d)
			} else {
				ds = append(ds, d)
			}
		}
		for _, d := range ds {
			e := d.FirstEach()
			if e == nil {
				e = d.FirstElems()
			}
			looped := e != nil && again.SameLoop(e.Loop(f), instr)
			if d.Size() <= maxDescribed && len(out) < maxEvents && (looped || !flow.InLoop(instr)) && x.always(instr, looped) {
				for _, ev := range (event{Reg: eval.Empty, Met: d}).flatten(nil) {
					out = append(out, ev.Met)
				}
			}
		}
	}
	x.descs[f] = out
	return out
}
