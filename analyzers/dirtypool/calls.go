package dirtypool

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
func (f *frame) invoke(instr ssa.CallInstruction, common *ssa.CallCommon, st state) {
	if b, ok := common.Value.(*ssa.Builtin); ok {
		f.builtin(instr, b.Name(), st) // deferred
		return
	}
	fn := flow.CalleeObject(common)
	recv, args := flow.Args(common)
	if acc, ok := f.a.access(common); ok {
		if acc.put {
			f.put(instr, acc.pool, acc.obj, st)
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
			if row.Effect == lib.Cleans && len(args) == 1 && !isConst(args[0], 0) {
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
			f.writers(instr, body, in, actual, st)
		}
		return
	}
	f.encode(instr, fn, args, st)
	f.unseen(instr, common, fn, recv, args, st)
}

// writers is a function of this package that is given content as an interface,
// which it does not look behind.
func (f *frame) writers(instr ssa.CallInstruction, body *ssa.Function, in *info, actual map[ssa.Value]ssa.Value, st state) {
	for _, par := range body.Params {
		arg := actual[par]
		if arg == nil || !types.IsInterface(par.Type()) || in.byRoot[par] != nil || len(*par.Referrers()) == 0 {
			continue
		}
		if p := f.place(arg); p != nil && p.kind == address {
			f.throughInterface(p, par.Type(), instr, st)
		}
	}
}

// decode is a decoder that is given v.
func (f *frame) decode(instr ssa.CallInstruction, v ssa.Value, st state) bool {
	p := f.place(v)
	if p != nil && p.kind == variable && isMap(flow.Deref(peel(v).Type())) {
		p = p.of // &m
	} else if p == nil || p.kind != address {
		return false
	}
	if p == nil || p.path != "" {
		return false
	}
	if f.record {
		f.info.decodes = append(f.info.decodes, &decode{p.obj, st.of(p.obj).clone(), instr})
	}
	st.of(p.obj).add("", used)
	return true
}

// unseen is a call of code that cannot be looked into: it is taken to clean
// what it is given by its own type, and to write to what it is given as a
// writer.
func (f *frame) unseen(instr ssa.CallInstruction, common *ssa.CallCommon, fn *types.Func, recv ssa.Value, args []ssa.Value, st state) {
	if recv != nil {
		if p := f.drains[flow.Source(recv)]; p != nil {
			st.of(p.obj).wipe(p.obj, p.path, zero)
		}
	}
	if p := f.place(recv); recv != nil && p != nil && p.kind != variable {
		if p.kind != inner {
			if fact, ok := f.a.resets(fn); ok && p.kind == address {
				f.applyFact(p, fact, st)
			} else {
				st.of(p.obj).wipe(p.obj, p.path, empty)
			}
		}
	}
	sig := common.Signature()
	for i, arg := range args {
		if mi, ok := arg.(*ssa.MakeInterface); ok {
			f.mayCall(instr, mi, paramType(sig, i), st)
		}
		p := f.place(arg)
		if p == nil || p.kind == variable || p.kind == inner {
			continue
		}
		c := st.of(p.obj)
		t := paramType(sig, i)
		mi, boxed := arg.(*ssa.MakeInterface)
		switch {
		case p.kind == content && isMap(arg.Type()):
			if fn == nil || common.IsInvoke() { // an exporter, a callback
				f.passes(arg, instr, st, takes)
			} else if f.passes(arg, instr, st, passed); !lib.IsStd(fn.Pkg().Path()) {
				c.wipe(p.obj, p.path, zero)
			}
		case p.kind == content && isSlice(arg.Type()) && i == 0 && lib.Appends(fn):
			f.passes(arg, instr, st, takes)
			f.write(p, used, instr, nil)
		case p.kind == content && isSlice(arg.Type()):
			f.passes(arg, instr, st, passed)
			if isSlice(arg.Type()) && p.obj.origin == fromPool {
				c.set(p.path, c.get(p.path)&^old|used) // write-first, for all that can be seen
			}
		case boxed && p.kind == content && (isSlice(mi.X.Type()) || isMap(mi.X.Type())):
			f.passes(mi.X, instr, st, passed)
		case fn == nil: // a func value: a handler, an option
			if p.path == "" && p.kind == address && !lib.HoldsContent(p.obj.typ) {
				f.escape(arg, instr, st)
				c.add("", unknown)
			} else if p.kind == address || refers(arg.Type()) {
				c.wipe(p.obj, p.path, zero)
			}
		case boxed || t != nil && types.IsInterface(t):
			if row, ok := lib.Carriers.Lookup(fn); ok && row.Param == i {
				f.escape(arg, instr, st)
				if p.path == "" && p.kind == address {
					c.add("", unknown)
				}
			}
			f.throughInterface(p, t, instr, st)
		case p.kind == address && f.a.fills(fn, i):
			fact := f.a.paramFact(fn)
			if slices.Contains(fact.Keeps, i) {
				f.read(p, c.get(p.path), instr, takes)
			}
			if v := instr.Value(); v != nil && slices.Contains(fact.Drains, i) {
				f.drains[v] = p
			}
			f.effect(p, lib.Adds, instr, st)
		case p.kind == address:
			c.wipe(p.obj, p.path, empty)
		}
	}
}

// mayCall does what the methods of this package do that code out of sight may
// call on what it is given as an interface of type t.
func (f *frame) mayCall(instr ssa.CallInstruction, mi *ssa.MakeInterface, t types.Type, st state) {
	iface, ok := t.Underlying().(*types.Interface)
	if n := nameOf(flow.Deref(mi.X.Type())); !ok || n == nil || n.Pkg() != f.a.pass.Pkg {
		return
	}
	type method struct {
		in     *info
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
		fn := f.a.flow.Func(impl)
		if fn == nil || len(fn.Params) == 0 || !types.Identical(fn.Params[0].Type(), mi.X.Type()) {
			continue // of an embedded field
		}
		in := f.a.analyze(fn)
		if in == nil || len(in.objs) == 0 {
			continue
		}
		methods = append(methods, method{in, map[ssa.Value]ssa.Value{fn.Params[0]: mi.X}})
		// What one method sets is there for the others, for all that is known.
		if after, p := in.final[in.byRoot[fn.Params[0]]], f.place(mi.X); after != nil && p != nil && p.kind == address {
			for _, path := range slices.Sorted(maps.Keys(after.at)) {
				if m := after.at[path]; m&old == 0 {
					begin.of(p.obj).set(join(p.path, path), m)
				}
			}
		}
	}
	known := len(f.info.puts)
	for _, m := range methods {
		after := begin.clone()
		f.compose(instr, m.in, m.actual, after)
		st.join(after)
	}
	for _, e := range f.info.puts[known:] {
		e.sure = false
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
func (f *frame) throughInterface(p *place, t types.Type, instr ssa.CallInstruction, st state) {
	typ := partType(p)
	if typ == nil || !lib.HoldsContent(typ) {
		return
	}
	iface, ok := t.Underlying().(*types.Interface)
	if !ok {
		return
	}
	effect := contentEffect(iface)
	if effect == lib.Cleans {
		st.of(p.obj).wipe(p.obj, p.path, zero)
		if p.path == "" {
			f.clean(p, instr)
		}
		return
	}
	f.effect(p, effect, instr, st)
}

// contentEffect is what code that is given content as an interface can do to
// it; what is not known, it cleans.
func contentEffect(iface *types.Interface) lib.Effect {
	effect := lib.Cleans
	for m := range iface.Methods() {
		if row, ok := lib.Contents.Lookup(m); ok {
			effect = row.Effect
		}
	}
	return effect
}

// partType returns the type of a part of an object.
func partType(p *place) types.Type {
	t := p.obj.typ
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

func paramType(sig *types.Signature, i int) types.Type {
	n := sig.Params().Len()
	if sig.Variadic() && i >= n-1 {
		return sig.Params().At(n - 1).Type()
	}
	if i < n {
		return sig.Params().At(i).Type()
	}
	return nil
}

// cuts leaves in a buffer the beginning of what is there: of the last user's
// nothing, for all that is known.
func (f *frame) cuts(p *place, st state) {
	c := st.of(p.obj)
	m := c.get(p.path) &^ old
	if m == 0 {
		m = empty
	}
	c.set(p.path, m)
}

// effect does what a row says to the content of a part.
func (f *frame) effect(p *place, e lib.Effect, at ssa.CallInstruction, st state) {
	c := st.of(p.obj)
	m := c.get(p.path)
	switch e {
	case lib.Cleans:
		c.wipe(p.obj, p.path, zero)
		if p.path == "" {
			f.clean(p, at)
		}
	case lib.Adds:
		c.set(p.path, m&^(zero|empty)|used)
		f.write(p, used, at, nil)
	case lib.Reads, lib.Aliases:
		if v := at.Value(); v == nil || uses(v, p) != tests {
			f.read(p, m, at, takes)
		}
	case lib.Drains:
		f.read(p, m, at, takes)
		c.wipe(p.obj, p.path, zero)
		if p.path == "" {
			f.clean(p, at)
		}
	}
}

func (f *frame) atomic(instr ssa.CallInstruction, row lib.Atomic, recv ssa.Value, args []ssa.Value, st state) {
	target := recv
	if target == nil && len(args) > 0 {
		target = args[0]
	}
	p := f.place(target)
	if p == nil || p.kind == variable {
		return
	}
	c := st.of(p.obj)
	if row.Load {
		if v, ok := instr.(*ssa.Call); ok {
			how := uses(v, p)
			if row.Store {
				how |= modifies
			}
			f.readAll(p, c.get(p.path), instr, how)
		}
	}
	if !row.Store || row.Value >= len(args) {
		return
	}
	m := f.classify(args[row.Value], p, st)
	if row.Load {
		m |= c.get(p.path) | used
	}
	if p.kind == inner {
		if m == zero {
			return
		}
		m |= c.get(p.path)
	}
	c.wipe(p.obj, p.path, m)
	if m == zero {
		f.clean(p, instr)
	}
	if m&(used|konst) != 0 {
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
		return &place{obj: p.obj, path: p.path, kind: content}
	}
	return nil
}

func (f *frame) put(instr ssa.CallInstruction, recv, arg ssa.Value, st state) {
	if pool := f.a.poolOf(recv); pool != nil {
		f.putInto(instr, pool, arg, st)
	}
}

func (f *frame) putInto(instr ssa.CallInstruction, pool *pool, arg ssa.Value, st state) {
	if !f.record {
		return
	}
	e := &put{pool: pool, at: instr, in: f.fn, from: instr, way: f.way, sure: true}
	if mi, ok := arg.(*ssa.MakeInterface); ok {
		arg = mi.X
	}
	if p := f.place(arg); p != nil && p.path == "" && p.kind != variable && p.kind != inner {
		e.obj = p.obj
		e.cells = f.snapshot(st, p.obj, arg)
	} else if alloc, ok := arg.(*ssa.Alloc); ok && f.place(alloc) != nil {
		p := f.place(alloc) // the address of a local slice
		e.obj, e.cells = p.obj, st.of(p.obj).clone()
	}
	f.info.puts = append(f.info.puts, e)
}

// escape notes that an object goes out of sight.
func (f *frame) escape(v ssa.Value, at ssa.Instruction, st state) {
	p := f.place(v)
	if p != nil && p.kind == variable {
		p = p.of
	}
	if p == nil || p.path != "" || p.kind == inner || !f.record {
		return
	}
	f.info.escapes = append(f.info.escapes, &escape{obj: p.obj, cells: st.of(p.obj).clone(), at: at})
}
