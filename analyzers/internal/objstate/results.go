package objstate

import (
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/flow"
	"github.com/obslint/obslint/analyzers/internal/lib"
)

// result finds what a call returns: an object from a pool, one of its
// arguments, or what was appended to one.
func (f *frame) result(call *ssa.Call, v ssa.Value, i int) *place {
	common := call.Common()
	if b, ok := common.Value.(*ssa.Builtin); ok {
		if b.Name() == "append" {
			if p := f.place(common.Args[0]); p != nil && p.kind == content {
				return p
			}
		}
		if views(b) {
			return f.memory(common.Args[0])
		}
		return nil
	}
	if row, ok := lib.Keepers.Lookup(flow.CalleeObject(common)); ok && i == 0 && row.Param < len(common.Args) {
		if p := f.memory(Peel(common.Args[row.Param])); p != nil {
			p.keeper = true
			return p
		}
		return nil
	}
	if lib.Appends(flow.CalleeObject(common)) {
		_, args := flow.Args(common)
		if p := f.place(args[0]); i == 0 && p != nil && p.kind == content && IsSlice(args[0].Type()) {
			w := *p
			w.grown = true
			return &w
		}
		return nil
	}
	if acc, ok := f.a.Access(common); ok {
		if acc.Put {
			return nil
		}
		return f.got(call, acc.Pool)
	}
	if row, ok := lib.Contents.Lookup(flow.CalleeObject(common)); ok && row.Effect == lib.Aliases {
		recv, _ := flow.Args(common)
		if p := f.place(recv); p != nil && p.kind != variable {
			return &place{Obj: p.Obj, path: p.path, kind: inner, alias: true}
		}
		return nil
	}
	if p, put, ok := f.a.helper(flow.CalleeObject(common)); ok {
		if put || i > 0 {
			return nil
		}
		o := f.object(v, FromPool, v.Type())
		o.Pool, o.Get = p, call
		p.Gets = append(p.Gets, o)
		return f.whole(o, v.Type())
	}
	fn, actual := f.actuals(common)
	if fn != nil {
		if in := f.a.analyze(fn); in != nil {
			r, ok := in.results[i]
			if !ok || r == nil {
				return nil
			}
			switch r.Obj.Origin {
			case FromPool:
				if r.path != "" || r.kind == inner {
					return nil
				}
				return f.handed(call, v, r, in)
			case Made:
				if !f.a.tracked(v.Type()) {
					return nil
				}
				return f.whole(f.object(v, Made, v.Type()), v.Type())
			case FromCaller:
				if p := f.place(actual[r.Obj.Root]); p != nil && p.kind != variable && r.kind != inner {
					return &place{Obj: p.Obj, path: Join(p.path, r.path), kind: f.kindOf(v.Type(), p.kind)}
				}
			}
			return nil
		}
	}
	// An unknown function that returns what it is given, longer or shorter.
	if IsSlice(v.Type()) {
		_, args := flow.Args(common)
		for _, arg := range args {
			if types.Identical(arg.Type(), v.Type()) {
				if p := f.place(arg); p != nil && p.kind == content {
					w := *p
					w.weak = true
					return &w
				}
			}
		}
	}
	return nil
}

func (f *frame) kindOf(t types.Type, k kind) kind {
	if IsSlice(t) || IsMap(t) {
		return content
	}
	return k
}

// got makes an object of what a pool's Get returns.
func (f *frame) got(call *ssa.Call, from ssa.Value) *place {
	p := f.a.PoolOf(from)
	if p == nil {
		p = &Pool{Leaks: true, pos: call.Pos()}
	}
	t := assertedType(call, 0)
	if t == nil && !types.IsInterface(call.Type()) {
		t = call.Type()
	}
	if t == nil {
		t = p.typ
	}
	if _, param := t.(*types.TypeParam); t == nil || param {
		return nil
	}
	o := f.object(call, FromPool, t)
	o.Pool, o.Get = p, call
	p.Gets = append(p.Gets, o)
	return f.whole(o, t)
}

// handed makes an object of what a function of this package got from a pool.
func (f *frame) handed(call *ssa.Call, v ssa.Value, r *place, in *Info) *place {
	o := f.object(v, FromPool, v.Type())
	if types.IsInterface(v.Type()) {
		o.Type = r.Obj.Type
	}
	o.Pool, o.Get = r.Obj.Pool, call
	o.Start = in.Left[r.Obj]
	o.Pool.Gets = append(o.Pool.Gets, o)
	for _, e := range in.Puts {
		if e.Later && e.Obj == r.Obj {
			later := *e
			later.Obj, later.From = o, call
			f.info.Given = append(f.info.Given, &later)
		}
	}
	return &place{Obj: o, kind: r.kind}
}

// assertedType finds the concrete type that the object is asserted to.
func assertedType(v ssa.Value, depth int) types.Type {
	if depth > 4 {
		return nil
	}
	for _, ref := range *v.Referrers() {
		switch ref := ref.(type) {
		case *ssa.TypeAssert:
			if !types.IsInterface(ref.AssertedType) || lib.HoldsContent(ref.AssertedType) {
				return ref.AssertedType
			}
			if t := assertedType(ref, depth+1); t != nil {
				return t
			}
		case *ssa.Phi:
			if t := assertedType(ref, depth+1); t != nil {
				return t
			}
		case *ssa.ChangeInterface:
			if t := assertedType(ref, depth+1); t != nil {
				return t
			}
		}
	}
	return nil
}

// actuals returns the function of this package that a call reaches, and what
// its parameters and captured variables are there.
func (f *frame) actuals(call *ssa.CallCommon) (*ssa.Function, map[ssa.Value]ssa.Value) {
	fn, _ := flow.Callee(call)
	if fn == nil {
		if fn = f.a.dynamic(call); fn == nil {
			return nil, nil
		}
		args, pars := call.Args, fn.Params
		if call.IsInvoke() {
			args = append([]ssa.Value{call.Value}, args...)
		} else if fn.Signature.Recv() != nil {
			pars = pars[1:] // bound elsewhere
		}
		actual := make(map[ssa.Value]ssa.Value)
		for i, p := range pars {
			if i < len(args) {
				actual[p] = args[i]
			}
		}
		return fn, actual
	}
	if o := fn.Origin(); o != nil {
		fn = o
	}
	if len(fn.Blocks) == 0 {
		return nil, nil
	}
	actual := make(map[ssa.Value]ssa.Value)
	recv, args := flow.Args(call)
	if recv != nil {
		args = append([]ssa.Value{recv}, args...)
	}
	for i, p := range fn.Params {
		if i < len(args) {
			actual[p] = args[i]
		}
	}
	if len(fn.FreeVars) > 0 {
		v := call.Value
		if mc, ok := v.(*ssa.MakeClosure); ok {
			bind(fn, mc, actual)
		} else if mc, ok := flow.Source(v).(*ssa.MakeClosure); ok {
			bind(fn, mc, actual)
		}
	}
	return fn, actual
}

func bind(fn *ssa.Function, mc *ssa.MakeClosure, actual map[ssa.Value]ssa.Value) {
	for i, fv := range fn.FreeVars {
		if i < len(mc.Bindings) {
			actual[fv] = mc.Bindings[i]
		}
	}
}
