package objstate

import (
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/flow"
)

// A frame is the analysis of one function.
type frame struct {
	a      *Program
	fn     *ssa.Function
	info   *Info
	places map[ssa.Value]*place
	busy   map[ssa.Value]bool
	cut    int // how often a busy value was met
	locs   map[string]*Object
	kept   map[string][]*ssa.Store // by the memory that they store in
	vals   map[ssa.Value]Mask      // of slices
	wipes  map[*ssa.BasicBlock][]wipe
	heard  map[told]bool
	drains map[ssa.Value]*place // what keeps a buffer and may drain it
	record bool
	tested ssa.Instruction // a call, whose error was found
	failed bool            // not to be nil
	way    *ssa.Return     // the exit whose deferred calls run
}

// place returns the part of an object that v is, or nil.
func (f *frame) place(v ssa.Value) *place {
	if p, ok := f.places[v]; ok {
		return p
	}
	if f.busy[v] {
		f.cut++
		return nil
	}
	f.busy[v] = true
	cut := f.cut
	p := f.find(v)
	delete(f.busy, v)
	if p != nil || f.cut == cut || len(f.busy) == 0 {
		f.places[v] = p
	}
	return p
}

func (f *frame) find(v ssa.Value) *place {
	switch v := v.(type) {
	case *ssa.Parameter:
		return f.root(v, FromCaller)
	case *ssa.FreeVar:
		return f.root(v, FromCaller)
	case *ssa.FieldAddr:
		return f.field(v, f.place(v.X), v.Field)
	case *ssa.Field:
		p := f.place(v.X)
		if p == nil || p.kind != content {
			return p
		}
		return &place{Obj: p.Obj, path: Join(p.path, FieldName(v.X.Type(), v.Field)), kind: content}
	case *ssa.IndexAddr:
		return f.inside(f.place(v.X), v.X)
	case *ssa.Index:
		return f.inside(f.place(v.X), v.X)
	case *ssa.Lookup:
		return f.inside(f.place(v.X), v.X)
	case *ssa.Slice:
		p := f.place(v.X)
		if p != nil && p.kind == address { // of an array
			return &place{Obj: p.Obj, path: p.path, kind: content}
		}
		return p
	case *ssa.ChangeType:
		return f.place(v.X)
	case *ssa.ChangeInterface:
		return f.place(v.X)
	case *ssa.MakeInterface:
		return f.place(v.X)
	case *ssa.TypeAssert:
		return f.asserted(v, v)
	case *ssa.Convert:
		if IsSlice(v.Type()) && IsSlice(v.X.Type()) {
			return f.place(v.X)
		}
	case *ssa.Phi:
		var first *place
		for _, e := range v.Edges {
			p := f.place(e)
			if p != nil && p.Obj.Origin == FromPool {
				return p
			}
			if first == nil {
				first = p
			}
		}
		return first
	case *ssa.UnOp:
		if v.Op == token.MUL {
			if bytes := reinterpreted(v); bytes != nil {
				return f.memory(bytes)
			}
			return f.load(v)
		}
	case *ssa.Alloc:
		return f.local(v)
	case *ssa.Extract:
		if ta, ok := v.Tuple.(*ssa.TypeAssert); ok && v.Index == 0 {
			return f.asserted(v, ta)
		}
		if l, ok := v.Tuple.(*ssa.Lookup); ok && v.Index == 0 {
			return f.place(l)
		}
		if call, ok := v.Tuple.(*ssa.Call); ok {
			return f.result(call, v, v.Index)
		}
		if next, ok := v.Tuple.(*ssa.Next); ok {
			if r, ok := next.Iter.(*ssa.Range); ok {
				return f.inside(f.place(r.X), r.X)
			}
		}
	case *ssa.Call:
		if _, tuple := v.Type().(*types.Tuple); !tuple {
			return f.result(v, v, 0)
		}
	}
	return nil
}

// root makes an object of a parameter or a captured variable.
func (f *frame) root(v ssa.Value, from Origin) *place {
	t := v.Type()
	if _, free := v.(*ssa.FreeVar); free {
		t = flow.Deref(t)
		if !f.a.tracked(t) {
			return nil
		}
		o := f.object(v, from, t)
		switch {
		case IsSlice(t):
			return &place{Obj: o, kind: address}
		case IsMap(t):
			return &place{Obj: o, kind: variable, of: &place{Obj: o, kind: content}}
		}
		if _, ok := t.Underlying().(*types.Struct); ok {
			return &place{Obj: o, kind: address}
		}
		return &place{Obj: o, kind: variable, of: &place{Obj: o, kind: address}}
	}
	if par, ok := v.(*ssa.Parameter); ok && types.IsInterface(t) {
		if t = f.a.givenType(par); t == nil {
			return nil
		}
	}
	if !f.a.tracked(t) {
		return nil
	}
	return f.whole(f.object(v, from, t), t)
}

// whole is the place of an object in a value of type t.
func (f *frame) whole(o *Object, t types.Type) *place {
	if IsSlice(t) || IsMap(t) {
		return &place{Obj: o, kind: content}
	}
	return &place{Obj: o, kind: address}
}

func (f *frame) object(v ssa.Value, from Origin, t types.Type) *Object {
	o := &Object{Root: v, Origin: from, Type: flow.Deref(t)}
	f.info.objs = append(f.info.objs, o)
	f.info.ByRoot[v] = o
	return o
}

// FieldName is the name of field i of t, a struct or a pointer to one.
func FieldName(t types.Type, i int) string {
	st, ok := flow.Deref(t).Underlying().(*types.Struct)
	if !ok {
		return "?"
	}
	return st.Field(i).Name()
}

func (f *frame) field(v *ssa.FieldAddr, p *place, i int) *place {
	switch {
	case p == nil || p.kind == variable:
		return nil
	case p.kind == address:
		return &place{Obj: p.Obj, path: Join(p.path, FieldName(v.X.Type(), i)), kind: address}
	case p.keeper:
		return nil
	}
	return f.inside(p, v.X)
}

func (f *frame) inside(p *place, of ssa.Value) *place {
	if p == nil || p.kind == variable {
		return nil
	}
	if p.kind == inner {
		return p
	}
	return &place{Obj: p.Obj, path: p.path, kind: inner, val: of}
}

func (f *frame) load(v *ssa.UnOp) *place {
	cut := f.cut
	p := f.place(v.X)
	if p != nil && p.kind == variable {
		if !f.mayHold(v, p.of) {
			return nil
		}
		return p.of
	}
	if p == nil && f.cut > cut {
		return nil // the variable is being looked at
	}
	if f.a.Pooled(v.Type()) {
		// A pooled object that is kept in a field or a variable.
		key := f.holding(f.location(v.X), v)
		if o := f.locs[key]; o != nil && key != "" {
			return f.whole(o, v.Type())
		}
		if p == nil || p.kind == inner || IsStructPtr(v.Type()) && !f.a.ownsAt(v.X) {
			o := f.object(v, FromMemory, v.Type())
			if key != "" {
				f.locs[key] = o
				o.base, o.way = locate(v.X)
			}
			if fa, ok := v.X.(*ssa.FieldAddr); ok {
				o.Holder = flow.Field(fa)
			}
			return f.whole(o, v.Type())
		}
	}
	switch {
	case p == nil:
		return nil
	case p.kind == address:
		return &place{Obj: p.Obj, path: p.path, kind: content}
	}
	return p
}

// asserted finds what v is, that ta asserts: a pooled object in an interface
// that is not followed, or that a field of another one holds, is an object of
// its own.
func (f *frame) asserted(v ssa.Value, ta *ssa.TypeAssert) *place {
	p := f.place(ta.X)
	if (p == nil || p.kind == content && p.path != "") && IsStructPtr(ta.AssertedType) && f.a.Pooled(ta.AssertedType) {
		return f.whole(f.object(v, FromMemory, ta.AssertedType), ta.AssertedType)
	}
	return p
}

// IsStructPtr reports whether t is a pointer to a struct.
func IsStructPtr(t types.Type) bool {
	p, ok := t.Underlying().(*types.Pointer)
	if !ok {
		return false
	}
	_, ok = p.Elem().Underlying().(*types.Struct)
	return ok
}

// local finds what a local variable holds, if it is about an object.
func (f *frame) local(v *ssa.Alloc) *place {
	t := flow.Deref(v.Type())
	if _, ok := t.Underlying().(*types.Struct); ok {
		if f.a.Pooled(v.Type()) || f.a.tracked(v.Type()) {
			return &place{Obj: f.object(v, Made, t), kind: address}
		}
		return nil
	}
	var held *place
	for _, ref := range *v.Referrers() {
		st, ok := ref.(*ssa.Store)
		if !ok || st.Addr != v {
			continue
		}
		p := f.place(st.Val)
		if p == nil || p.kind == inner && !p.alias || p.kind == variable {
			continue
		}
		if held == nil || held.Obj.Origin != FromPool && p.Obj.Origin == FromPool {
			held = p
		}
	}
	switch {
	case held == nil:
		return nil
	case holdsResult(v):
	case IsSlice(t):
		if held.path != "" || held.alias || !IsSlice(held.Obj.Type) {
			return nil
		}
		held.Obj.boxed = true
		return &place{Obj: held.Obj, path: held.path, kind: address}
	}
	return &place{Obj: held.Obj, kind: variable, of: held}
}

// mayHold reports whether a load of a local variable may see what p is: not
// where each store of it is behind the load or overwritten on the way there.
func (f *frame) mayHold(load *ssa.UnOp, p *place) bool {
	v, ok := load.X.(*ssa.Alloc)
	if !ok {
		return true
	}
	stores := func(i ssa.Instruction) *ssa.Store {
		if st, ok := i.(*ssa.Store); ok && st.Addr == v {
			return st
		}
		return nil
	}
	for _, ref := range *v.Referrers() {
		st := stores(ref)
		if st == nil {
			continue
		}
		if q := f.place(st.Val); q == nil || q.Obj != p.Obj {
			continue
		}
		if flow.Reaches(st, load, func(i ssa.Instruction) bool { return stores(i) != nil }) {
			return true
		}
	}
	return false
}

// holdsResult reports whether a variable holds a result of the function, where
// deferred calls can change it.
func holdsResult(v *ssa.Alloc) bool {
	for _, ref := range *v.Referrers() {
		load, ok := ref.(*ssa.UnOp)
		if !ok {
			if st, ok := ref.(*ssa.Store); !ok || st.Addr != v {
				return false
			}
			continue
		}
		for _, r := range *load.Referrers() {
			if _, ok := r.(*ssa.Return); !ok {
				return false
			}
		}
	}
	return true
}
