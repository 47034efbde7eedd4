package dirtypool

import (
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/flow"
	"github.com/obslint/obslint/analyzers/internal/lib"
)

// invoke does what a call of a function does to the objects among its
// arguments.
func (f *frame) invoke(instr ssa.CallInstruction, common *ssa.CallCommon, st state) {
	fn := flow.CalleeObject(common)
	recv, args := flow.Args(common)
	if row, ok := lib.Pools.Lookup(fn); ok {
		if row.Put {
			f.put(instr, recv, args, st)
		}
		return
	}
	if p, put, ok := f.a.helper(fn); ok {
		if put {
			f.putInto(instr, p, args, st)
		}
		return
	}
	if row, ok := lib.Atomics.Lookup(fn); ok {
		f.atomic(instr, row, recv, args, st)
		return
	}
	if row, ok := lib.Contents.Lookup(fn); ok {
		if p := f.place(recv); p != nil && p.kind != variable {
			f.effect(p, row.Effect, instr, st)
			return
		}
	}
	if row, ok := lib.Decodes.Lookup(fn); ok && row.Into < len(args) {
		if p := f.place(args[row.Into]); p != nil && p.path == "" && p.kind == address {
			if f.record {
				f.info.decodes = append(f.info.decodes, &decode{p.obj, st.of(p.obj).clone(), instr})
			}
			st.of(p.obj).add("", used)
		}
		return
	}
	if body, actual := f.actuals(common); body != nil {
		if in := f.a.analyze(body); in != nil {
			f.compose(instr, in, actual, st)
		}
		return
	}
	f.unseen(instr, common, fn, recv, args, st)
}

// unseen is a call of code that cannot be looked into: it is taken to clean
// what it is given by its own type, and to write to what it is given as a
// writer.
func (f *frame) unseen(instr ssa.CallInstruction, common *ssa.CallCommon, fn *types.Func, recv ssa.Value, args []ssa.Value, st state) {
	if p := f.place(recv); recv != nil && p != nil && p.kind != variable {
		if p.kind != inner {
			if fact, ok := f.a.resets(fn); ok && p.kind == address {
				f.applyFact(p, fact, st)
			} else {
				st.of(p.obj).wipe(p.obj, p.path, zero)
			}
		}
	}
	sig := common.Signature()
	for i, arg := range args {
		p := f.place(arg)
		if p == nil || p.kind == variable || p.kind == inner {
			continue
		}
		c := st.of(p.obj)
		t := paramType(sig, i)
		mi, boxed := arg.(*ssa.MakeInterface)
		switch {
		case p.kind == content && (isSlice(arg.Type()) || isMap(arg.Type())):
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
			f.throughInterface(p, t, instr, st)
		case p.kind == address:
			c.wipe(p.obj, p.path, zero)
		}
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
	effect, found := lib.Cleans, false
	for m := range iface.Methods() {
		if row, ok := lib.Contents.Lookup(m); ok {
			effect, found = row.Effect, true
		}
	}
	if !found && iface.NumMethods() == 0 || effect == lib.Cleans {
		st.of(p.obj).wipe(p.obj, p.path, zero)
		return
	}
	f.effect(p, effect, instr, st)
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
		st, ok := deref(t).Underlying().(*types.Struct)
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

// effect does what a row says to the content of a part.
func (f *frame) effect(p *place, e lib.Effect, at ssa.CallInstruction, st state) {
	c := st.of(p.obj)
	m := c.get(p.path)
	switch e {
	case lib.Cleans:
		c.wipe(p.obj, p.path, zero)
	case lib.Adds:
		c.set(p.path, m|used)
		f.write(p, used, at, nil)
	case lib.Reads, lib.Aliases:
		f.read(p, m, at, takes)
	case lib.Drains:
		f.read(p, m, at, takes)
		c.wipe(p.obj, p.path, zero)
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

func (f *frame) put(instr ssa.CallInstruction, recv ssa.Value, args []ssa.Value, st state) {
	if pool := f.a.poolOf(recv); pool != nil {
		f.putInto(instr, pool, args, st)
	}
}

func (f *frame) putInto(instr ssa.CallInstruction, pool *pool, args []ssa.Value, st state) {
	if !f.record || len(args) != 1 {
		return
	}
	e := &put{pool: pool, at: instr, in: f.fn, from: instr, way: f.way}
	arg := args[0]
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

// closure is a literal that is kept, passed on or called later: it may run.
func (f *frame) closure(mc *ssa.MakeClosure, st state) {
	for _, ref := range *mc.Referrers() {
		switch ref := ref.(type) {
		case *ssa.Defer:
			if ref.Call.Value == mc {
				return
			}
		case *ssa.Call:
			if ref.Call.Value == mc {
				return
			}
		case *ssa.Go:
			return
		}
	}
	fn, ok := mc.Fn.(*ssa.Function)
	if !ok || len(fn.Blocks) == 0 {
		return
	}
	in := f.a.analyze(fn)
	if in == nil {
		return
	}
	actual := make(map[ssa.Value]ssa.Value)
	bind(fn, mc, actual)
	after := st.clone()
	f.compose(mc, in, actual, after)
	st.join(after)
}

// goes is a goroutine: what it does to an object is out of sight.
func (f *frame) goes(instr *ssa.Go, st state) {
	fn, actual := f.actuals(&instr.Call)
	for _, arg := range instr.Call.Args {
		f.escape(arg, instr, st)
		f.leave(arg, instr)
	}
	if fn != nil {
		for _, fv := range fn.FreeVars { // in order
			if arg := actual[fv]; arg != nil {
				f.escape(arg, instr, st)
				f.leave(arg, instr)
			}
		}
	}
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

// runDefers runs the deferred calls, last first.
func (f *frame) runDefers(at *ssa.RunDefers, st state) {
	var defers []*ssa.Defer
	for instr := range flow.Instrs(f.fn) {
		if d, ok := instr.(*ssa.Defer); ok && (flow.Precedes(d, at) || flow.Reaches(d, at, nil)) {
			defers = append(defers, d)
		}
	}
	f.way = nil
	if b := at.Block(); len(b.Instrs) > 0 {
		f.way, _ = b.Instrs[len(b.Instrs)-1].(*ssa.Return)
	}
	for i := len(defers) - 1; i >= 0; i-- {
		d := defers[i]
		if flow.Precedes(d, at) {
			f.invoke(d, &d.Call, st)
			continue
		}
		may := st.clone()
		f.invoke(d, &d.Call, may)
		st.join(may)
	}
	f.way = nil
}
