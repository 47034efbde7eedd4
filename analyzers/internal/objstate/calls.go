package objstate

import (
	"go/types"
	"maps"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/flow"
	"github.com/obslint/obslint/analyzers/internal/lib"
)

// invoke does what a call of a function does to the objects among its
// arguments.
func (f *frame) invoke(instr ssa.CallInstruction, common *ssa.CallCommon, st State) {
	if b, ok := common.Value.(*ssa.Builtin); ok {
		f.builtin(instr, b.Name(), st) // deferred
		return
	}
	fn := flow.CalleeObject(common)
	recv, args := flow.Args(common)
	if acc, ok := f.a.Access(common); ok {
		if acc.Put {
			f.put(instr, acc.Pool, acc.Obj, st)
		}
		return
	}
	if p, put, ok := f.a.helper(fn); ok {
		if put {
			if len(args) == 1 {
				f.putInto(instr, p, args[0], st)
			}
		}
		return
	}
	if row, ok := lib.Atomics.Lookup(fn); ok {
		f.atomic(instr, row, recv, args, st)
		return
	}
	if row, ok := lib.Contents.Lookup(fn); ok {
		if p := f.place(recv); p != nil && p.kind != variable {
			if row.Effect == lib.Cleans && len(args) == 1 && !IsConst(args[0], 0) {
				f.cuts(p, st)
			} else {
				f.effect(p, row.Effect, instr, st)
			}
			return
		}
	}
	for _, into := range f.a.decodesInto(fn) {
		if into < len(args) && f.decode(instr, args[into], st) {
			return
		}
	}
	if body, actual := f.actuals(common); body != nil {
		if in := f.a.analyze(body); in != nil {
			f.compose(instr, in, actual, st)
			f.aims(recv, body, in, st)
			f.writers(instr, body, in, actual, st)
		}
		return
	}
	f.encode(instr, fn, args, st)
	f.unseen(instr, common, fn, recv, args, st)
}

// aims is a method of this package that is called on what an interface in a part
// was found to hold, and keeps there what it is given: what the part is for is
// then set anew.
func (f *frame) aims(recv ssa.Value, body *ssa.Function, in *Info, st State) {
	p := f.place(recv)
	if p == nil || p.kind != content || p.path == "" || !isAsserted(recv) || in.ByRoot[body.Params[0]] != nil {
		return
	}
	for fa, to := range flow.FieldStores(body) {
		if par, ok := Peel(to.Val).(*ssa.Parameter); ok && fa.X == body.Params[0] && par != fa.X {
			st.of(p.Obj).set(p.path, Used)
			return
		}
	}
}

// isAsserted reports whether v is what an interface holds.
func isAsserted(v ssa.Value) bool {
	if ext, ok := v.(*ssa.Extract); ok {
		v = ext.Tuple
	}
	_, ok := v.(*ssa.TypeAssert)
	return ok
}

// writers is a function of this package that is given content as an interface,
// which it does not look behind.
func (f *frame) writers(instr ssa.CallInstruction, body *ssa.Function, in *Info, actual map[ssa.Value]ssa.Value, st State) {
	for _, par := range body.Params {
		arg := actual[par]
		if arg == nil || !types.IsInterface(par.Type()) || in.ByRoot[par] != nil || len(*par.Referrers()) == 0 {
			continue
		}
		if p := f.place(arg); p != nil && p.kind == address {
			f.throughInterface(p, par.Type(), instr, st)
		}
	}
}

// decode is a decoder that is given v.
func (f *frame) decode(instr ssa.CallInstruction, v ssa.Value, st State) bool {
	p := f.place(v)
	if p != nil && p.kind == variable && IsMap(flow.Deref(Peel(v).Type())) {
		p = p.of // &m
	} else if p == nil || p.kind != address {
		return false
	}
	if p == nil || p.path != "" {
		return false
	}
	if f.record {
		f.info.Decodes = append(f.info.Decodes, &Decode{p.Obj, st.of(p.Obj).clone(), instr})
	}
	st.of(p.Obj).add("", Used)
	return true
}

// unseen is a call of code that cannot be looked into: it is taken to clean
// what it is given by its own type, and to write to what it is given as a
// writer.
func (f *frame) unseen(instr ssa.CallInstruction, common *ssa.CallCommon, fn *types.Func, recv ssa.Value, args []ssa.Value, st State) {
	if recv != nil {
		if p := f.drains[flow.Source(recv)]; p != nil {
			st.of(p.Obj).wipe(p.Obj, p.path, Zero)
		}
	}
	if p := f.place(recv); recv != nil && p != nil && p.kind != variable {
		if p.kind != inner {
			if fact := f.a.resets(fn); fact != nil && p.kind == address {
				f.applyFact(p, fact, st)
			} else {
				st.of(p.Obj).wipe(p.Obj, p.path, Empty)
			}
		}
	}
	sig := common.Signature()
	for i, arg := range args {
		if mi, ok := arg.(*ssa.MakeInterface); ok {
			f.mayCall(instr, mi, flow.ParamType(sig, i), st)
		}
		p := f.place(arg)
		if p == nil || p.kind == variable || p.kind == inner {
			continue
		}
		c := st.of(p.Obj)
		t := flow.ParamType(sig, i)
		mi, boxed := arg.(*ssa.MakeInterface)
		switch {
		case p.kind == content && IsMap(arg.Type()):
			if fn == nil || common.IsInvoke() { // an exporter, a callback
				f.passes(arg, instr, st, Takes)
			} else if f.passes(arg, instr, st, Passed); !lib.IsStd(fn.Pkg().Path()) {
				c.wipe(p.Obj, p.path, Zero)
			}
		case p.kind == content && IsSlice(arg.Type()) && i == 0 && lib.Appends(fn):
			f.passes(arg, instr, st, Takes)
			f.write(p, Used, instr, nil)
		case p.kind == content && IsSlice(arg.Type()):
			f.passes(arg, instr, st, Passed)
			if IsSlice(arg.Type()) && p.Obj.Origin == FromPool {
				c.set(p.path, c.Get(p.path)&^Old|Used) // write-first, for all that can be seen
			}
		case boxed && p.kind == content && (IsSlice(mi.X.Type()) || IsMap(mi.X.Type())):
			f.passes(mi.X, instr, st, Passed)
		case fn == nil: // a func value: a handler, an option
			if p.path == "" && p.kind == address && !lib.HoldsContent(p.Obj.Type) {
				if e := f.escape(arg, instr, st); e != nil {
					e.given = true
				}
				c.add("", Unknown)
			} else if p.kind == address || refers(arg.Type()) {
				c.wipe(p.Obj, p.path, Zero)
			}
		case boxed || t != nil && types.IsInterface(t):
			if row, ok := lib.Carriers.Lookup(fn); ok && row.Param == i {
				f.escape(arg, instr, st)
				if p.path == "" && p.kind == address {
					c.add("", Unknown)
				}
			}
			f.throughInterface(p, t, instr, st)
		case p.kind == address && f.a.fills(fn, i):
			fact := f.a.paramFact(fn)
			if slices.Contains(fact.Keeps, i) {
				f.read(p, c.Get(p.path), instr, Takes)
			}
			if v := instr.Value(); v != nil && slices.Contains(fact.Drains, i) {
				f.drains[v] = p
			}
			f.effect(p, lib.Adds, instr, st)
		case p.kind == address:
			c.wipe(p.Obj, p.path, Empty)
		}
	}
}

// mayCall does what the methods of this package do that code out of sight may
// call on what it is given as an interface of type t.
func (f *frame) mayCall(instr ssa.CallInstruction, mi *ssa.MakeInterface, t types.Type, st State) {
	iface, ok := t.Underlying().(*types.Interface)
	if n := NameOf(flow.Deref(mi.X.Type())); !ok || n == nil || n.Pkg() != f.a.pkg {
		return
	}
	type method struct {
		in     *Info
		actual map[ssa.Value]ssa.Value
	}
	var methods []method
	begin := st.clone()
	for m := range iface.Methods() {
		obj, _, _ := types.LookupFieldOrMethod(mi.X.Type(), true, m.Pkg(), m.Name())
		impl, ok := obj.(*types.Func)
		if !ok {
			continue
		}
		fn := f.a.Code.Func(impl)
		if fn == nil || len(fn.Params) == 0 || !types.Identical(fn.Params[0].Type(), mi.X.Type()) {
			continue // of an embedded field
		}
		in := f.a.analyze(fn)
		if in == nil || len(in.objs) == 0 {
			continue
		}
		methods = append(methods, method{in, map[ssa.Value]ssa.Value{fn.Params[0]: mi.X}})
		// What one method sets is there for the others, for all that is known.
		if after, p := in.final[in.ByRoot[fn.Params[0]]], f.place(mi.X); after != nil && p != nil && p.kind == address {
			for _, path := range slices.Sorted(maps.Keys(after.At)) {
				if m := after.At[path]; m&Old == 0 {
					begin.of(p.Obj).set(Join(p.path, path), m)
				}
			}
		}
	}
	known := len(f.info.Puts)
	for _, m := range methods {
		after := begin.clone()
		f.compose(instr, m.in, m.actual, after)
		st.join(after)
	}
	for _, e := range f.info.Puts[known:] {
		e.Sure = false
	}
}

// refers reports whether code that has a value of type t can change what it
// was taken from.
func refers(t types.Type) bool {
	b, ok := t.Underlying().(*types.Basic)
	return !ok || b.Kind() == types.UnsafePointer
}

// throughInterface is a part given away as an interface: as a writer, it is
// written to; as a reader, it is drained.
func (f *frame) throughInterface(p *place, t types.Type, instr ssa.CallInstruction, st State) {
	typ := partType(p)
	if typ == nil || !lib.HoldsContent(typ) {
		return
	}
	iface, ok := t.Underlying().(*types.Interface)
	if !ok {
		return
	}
	effect := lib.EffectThrough(iface)
	if effect == lib.Cleans {
		st.of(p.Obj).wipe(p.Obj, p.path, Zero)
		if p.path == "" {
			f.clean(p, instr)
		}
		return
	}
	f.effect(p, effect, instr, st)
}

// partType returns the type of a part of an object.
func partType(p *place) types.Type {
	t := p.Obj.Type
	if p.path == "" {
		return t
	}
	for rest := p.path; rest != ""; {
		name := rest
		rest = ""
		for i := range name {
			if name[i] == '.' {
				name, rest = name[:i], name[i+1:]
				break
			}
		}
		st, ok := flow.Deref(t).Underlying().(*types.Struct)
		if !ok {
			return nil
		}
		t = nil
		for field := range st.Fields() {
			if field.Name() == name {
				t = field.Type()
			}
		}
		if t == nil {
			return nil
		}
	}
	return t
}

// cuts leaves in a buffer the beginning of what is there: of the last user's
// nothing, for all that is known.
func (f *frame) cuts(p *place, st State) {
	c := st.of(p.Obj)
	m := c.Get(p.path) &^ Old
	if m == 0 {
		m = Empty
	}
	c.set(p.path, m)
}

// effect does what a row says to the content of a part.
func (f *frame) effect(p *place, e lib.Effect, at ssa.CallInstruction, st State) {
	c := st.of(p.Obj)
	m := c.Get(p.path)
	switch e {
	case lib.Cleans:
		c.wipe(p.Obj, p.path, Zero)
		if p.path == "" {
			f.clean(p, at)
		}
	case lib.Adds:
		c.set(p.path, m&^(Zero|Empty)|Used)
		f.write(p, Used, at, nil)
	case lib.Reads, lib.Aliases:
		if v := at.Value(); v == nil || uses(v, p) != Tests {
			f.read(p, m, at, Takes)
		}
	case lib.Drains:
		f.read(p, m, at, Takes)
		c.wipe(p.Obj, p.path, Zero)
		if p.path == "" {
			f.clean(p, at)
		}
	}
}

func (f *frame) atomic(instr ssa.CallInstruction, row lib.Atomic, recv ssa.Value, args []ssa.Value, st State) {
	target := recv
	if target == nil && len(args) > 0 {
		target = args[0]
	}
	p := f.place(target)
	if p == nil || p.kind == variable {
		return
	}
	c := st.of(p.Obj)
	if row.Load {
		if v, ok := instr.(*ssa.Call); ok {
			how := uses(v, p)
			if row.Store {
				how |= Modifies
			}
			f.readAll(p, c.Get(p.path), instr, how)
		}
	}
	if !row.Store || row.Value >= len(args) {
		return
	}
	m := f.classify(args[row.Value], p, st)
	if row.Load {
		m |= c.Get(p.path) | Used
	}
	if p.kind == inner {
		if m == Zero {
			return
		}
		m |= c.Get(p.path)
	}
	c.wipe(p.Obj, p.path, m)
	if m == Zero {
		f.clean(p, instr)
	}
	if m&(Used|Const) != 0 {
		f.write(p, m, instr, args[row.Value])
	}
}

func (f *frame) atomicLoad(call *ssa.Call) *place {
	row, ok := lib.Atomics.Lookup(flow.CalleeObject(&call.Call))
	if !ok || row.Store {
		return nil
	}
	recv, args := flow.Args(&call.Call)
	if recv == nil && len(args) > 0 {
		recv = args[0]
	}
	if p := f.place(recv); p != nil && p.kind == address {
		return &place{Obj: p.Obj, path: p.path, kind: content}
	}
	return nil
}

func (f *frame) put(instr ssa.CallInstruction, recv, arg ssa.Value, st State) {
	if pool := f.a.PoolOf(recv); pool != nil {
		f.putInto(instr, pool, arg, st)
	}
}

func (f *frame) putInto(instr ssa.CallInstruction, pool *Pool, arg ssa.Value, st State) {
	if !f.record {
		return
	}
	e := &Put{Pool: pool, At: instr, In: f.fn, From: instr, Way: f.way, Sure: true}
	if mi, ok := arg.(*ssa.MakeInterface); ok {
		arg = mi.X
	}
	if p := f.place(arg); p != nil && p.path == "" && p.kind != variable && p.kind != inner {
		e.Obj = p.Obj
		e.Cells = f.snapshot(st, p.Obj, arg)
	} else if alloc, ok := arg.(*ssa.Alloc); ok && f.place(alloc) != nil {
		p := f.place(alloc) // the address of a local slice
		e.Obj, e.Cells = p.Obj, st.of(p.Obj).clone()
	}
	f.info.Puts = append(f.info.Puts, e)
}

// escape notes that an object goes out of sight, and returns what it notes, or nil.
func (f *frame) escape(v ssa.Value, at ssa.Instruction, st State) *Escape {
	p := f.place(v)
	if p != nil && p.kind == variable {
		p = p.of
	}
	if p == nil || p.path != "" || p.kind == inner || !f.record {
		return nil
	}
	e := &Escape{Obj: p.Obj, Cells: st.of(p.Obj).clone(), At: at}
	f.info.Escapes = append(f.info.Escapes, e)
	return e
}
