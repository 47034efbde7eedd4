package dirtypool

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/flow"
	"github.com/obslint/obslint/analyzers/internal/lib"
)

// A wipe is a part that a loop overwrites, element by element.
type wipe struct {
	place *place
	mask  mask
}

// findWipes finds the loops that store to each element of a part, or call a
// method of each. The part is clean from the head of the loop on.
func (f *frame) findWipes() {
	for instr := range flow.Instrs(f.fn) {
		var addr ssa.Value
		m := used
		switch instr := instr.(type) {
		case *ssa.Store:
			addr = instr.Addr
			if isZeroConst(instr.Val) {
				m = zero
			}
		case *ssa.Call:
			fn := flow.CalleeObject(&instr.Call)
			recv, args := flow.Args(&instr.Call)
			if fn == nil || recv == nil || len(args) > 0 {
				continue
			}
			addr, m = recv, zero
		default:
			continue
		}
		ia := element(addr)
		if ia == nil {
			continue
		}
		head := loopOf(ia.Index)
		if head == nil {
			continue
		}
		if p := f.place(ia.X); p != nil && (p.kind == content || p.kind == address) {
			f.wipes[head] = append(f.wipes[head], wipe{p, m})
		}
	}
}

func (f *frame) wiped(st *ssa.Store) bool {
	ia := element(st.Addr)
	return ia != nil && loopOf(ia.Index) != nil
}

// element returns the element that an address is in.
func element(addr ssa.Value) *ssa.IndexAddr {
	for range 4 {
		switch a := addr.(type) {
		case *ssa.IndexAddr:
			return a
		case *ssa.FieldAddr:
			addr = a.X
		case *ssa.UnOp:
			addr = a.X
		default:
			return nil
		}
	}
	return nil
}

// loopOf returns the head of the loop that counts i.
func loopOf(i ssa.Value) *ssa.BasicBlock {
	if add, ok := i.(*ssa.BinOp); ok {
		i = add.X
	}
	if phi, ok := i.(*ssa.Phi); ok && len(phi.Edges) == 2 {
		return phi.Block()
	}
	return nil
}

func (f *frame) call(instr *ssa.Call, st state) {
	common := &instr.Call
	if b, ok := common.Value.(*ssa.Builtin); ok {
		f.builtin(instr, b.Name(), st)
		return
	}
	f.invoke(instr, common, st)
	// What comes back.
	p := f.place(instr)
	if p == nil {
		return
	}
	if p.obj.root == instr {
		f.init(p.obj, instr, st)
	} else if isSlice(instr.Type()) {
		if p.weak {
			f.vals[instr] |= used | f.argMask(instr, p, st)
		} else if fn, _ := f.actuals(common); fn != nil {
			f.vals[instr] |= f.returned(fn, 0, f.argMask(instr, p, st))
		}
	}
}

// returned is what a slice holds that a function was given and returns.
func (f *frame) returned(fn *ssa.Function, i int, given mask) mask {
	in := f.a.analyze(fn)
	if in == nil || in.results[i] == nil {
		return used | given
	}
	return through(given, in.held[i])
}

func (f *frame) builtin(instr *ssa.Call, name string, st state) {
	args := instr.Call.Args
	switch name {
	case "append":
		if p := f.place(args[0]); p != nil && p.kind == content {
			m := f.held(st, args[0])
			f.read(p, m, instr, takes)
			f.vals[instr] |= m | used
			f.write(p, used, instr, nil)
		}
		if len(args) > 1 {
			f.passes(args[1], instr, st, takes)
		}
	case "clear":
		if p := f.place(args[0]); p != nil && p.kind == content {
			st.of(p.obj).wipe(p.obj, p.path, zero)
		}
	case "delete":
		if p := f.place(args[0]); p != nil && p.kind == content && f.record {
			f.info.writes = append(f.info.writes, &write{obj: p.obj, path: p.path, at: instr, sign: -1, lazy: true})
		}
	case "copy":
		if p := f.place(args[0]); p != nil && p.kind == content {
			c := st.of(p.obj)
			c.set(p.path, c.get(p.path)&^old|used)
			f.write(p, used, instr, nil)
		}
		f.passes(args[1], instr, st, takes)
	case "len":
		if p := f.place(args[0]); p != nil && p.kind == content {
			if compared(instr) {
				f.passes(args[0], instr, st, takes)
			}
		}
	}
}

// compared reports whether a length is compared with a constant.
func compared(v ssa.Value) bool {
	for _, ref := range *v.Referrers() {
		if op, ok := ref.(*ssa.BinOp); ok {
			if _, ok := op.Y.(*ssa.Const); ok && types.Identical(op.Type().Underlying(), types.Typ[types.Bool]) {
				return true
			}
		}
	}
	return false
}

// passes notes that the content v is read.
func (f *frame) passes(v ssa.Value, at ssa.Instruction, st state, how use) {
	p := f.place(v)
	if p == nil || p.kind != content {
		return
	}
	m := st.of(p.obj).get(p.path)
	if isSlice(v.Type()) {
		m = f.held(st, v)
	}
	f.read(p, m, at, how)
}

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
			} else {
				c.wipe(p.obj, p.path, zero)
			}
		case boxed || t != nil && types.IsInterface(t):
			f.throughInterface(p, t, instr, st)
		case p.kind == address:
			c.wipe(p.obj, p.path, zero)
		}
	}
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

// compose does what a function of this package does to its arguments.
func (f *frame) compose(instr ssa.Instruction, in *info, actual map[ssa.Value]ssa.Value, st state) {
	before := st.clone()
	for _, o := range in.objs {
		arg, ok := actual[o.root]
		if !ok || o.origin != fromCaller {
			continue
		}
		p := f.place(arg)
		if p == nil {
			continue
		}
		if p.kind == variable {
			p = p.of
		}
		f.composeOne(instr, in, o, p, arg, actual, before, st)
	}
}

func (f *frame) composeOne(instr ssa.Instruction, in *info, o *object, p *place, arg ssa.Value, actual map[ssa.Value]ssa.Value, before, st state) {
	was := before.of(p.obj)
	deep := p.kind == inner || p.kind == content && !isSlice(arg.Type()) && !isMap(arg.Type())
	at := func(path string) mask {
		if deep {
			return was.get(p.path)
		}
		if path == "" && isSlice(arg.Type()) {
			return f.held(before, arg)
		}
		return was.get(join(p.path, path))
	}
	part := func(path string) *place {
		if deep {
			return &place{obj: p.obj, path: p.path, kind: inner}
		}
		return &place{obj: p.obj, path: join(p.path, path), kind: address}
	}
	if f.record {
		for _, r := range in.reads {
			if r.obj == o && r.mask&old != 0 && at(r.path)&old != 0 {
				q := part(r.path)
				n := &read{obj: p.obj, path: q.path, mask: at(r.path), at: r.at, how: r.how, via: append(slices.Clip(r.via), instr.Pos())}
				for _, g := range r.guards {
					n.guards = append(n.guards, join(p.path, g))
				}
				f.info.reads = append(f.info.reads, n)
			}
		}
		for _, w := range in.writes {
			if w.obj == o {
				n := *w
				n.obj, n.path = p.obj, part(w.path).path
				f.info.writes = append(f.info.writes, &n)
			}
		}
		for _, w := range in.cleans {
			if w.obj == o {
				n := *w
				n.obj, n.path = p.obj, part(w.path).path
				f.info.cleans = append(f.info.cleans, &n)
			}
		}
		for _, e := range in.puts {
			if e.obj == o && !deep && p.path == "" {
				n := *e
				n.obj, n.from = p.obj, instr
				if f.way != nil {
					n.way = f.way
				}
				n.cells = overlay(was, e.cells, p.path)
				if isSlice(arg.Type()) {
					n.cells.base = through(f.held(before, arg), e.cells.get(""))
				}
				f.info.puts = append(f.info.puts, &n)
			}
		}
		for _, e := range in.escapes {
			if e.obj == o && !e.ret && !deep && p.path == "" {
				f.info.escapes = append(f.info.escapes, &escape{obj: p.obj, cells: overlay(was, e.cells, ""), at: instr})
			}
		}
		for _, d := range in.decodes {
			if d.obj == o && !deep && p.path == "" {
				f.info.decodes = append(f.info.decodes, &decode{p.obj, overlay(was, d.cells, ""), d.at})
			}
		}
	}
	after := in.final[o]
	if after == nil {
		return
	}
	c := st.of(p.obj)
	if deep {
		cleans, dirties := after.base == zero, after.base&used != 0
		for _, m := range after.at {
			cleans = cleans || m == zero
			dirties = dirties || m&used != 0
		}
		switch {
		case cleans && !dirties:
			c.wipe(p.obj, p.path, zero)
		case dirties:
			c.add(p.path, used)
		}
		return
	}
	if isSlice(arg.Type()) {
		if after.base&old == 0 {
			c.set(p.path, after.base)
		}
		return
	}
	n := overlay(was, after, p.path)
	for q := range n.at {
		n.at[q] = settle(p.obj, was.get(q), n.at[q])
	}
	n.base = settle(p.obj, was.base, n.base)
	c.base, c.at = n.base, n.at
	// What a reset is given to start with: Reset(nil).
	for _, w := range in.writes {
		if w.obj == o && w.param != nil && after.get(w.path) == used {
			if v, ok := actual[w.param]; ok && isZeroConst(peel(v)) {
				c.set(join(p.path, w.path), zero)
			}
		}
	}
}

// overlay is what an object holds behind code that found was in it and left
// after in its part at path.
func overlay(was, after *cells, path string) *cells {
	n := was.clone()
	if after.base != old {
		n.apply(path, func(m mask) mask { return through(m, after.base) })
	}
	for p, m := range after.at {
		full := join(path, p)
		from := was.get(full)
		// The parts inside of it that was knows hold their own.
		for q := range was.at {
			if q != full && within(q, full) {
				n.at[q] = through(was.at[q], after.get(trim(q, path)))
			}
		}
		n.at[full] = through(from, m)
	}
	return n
}

func trim(path, prefix string) string {
	if prefix == "" {
		return path
	}
	return path[len(prefix)+1:]
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
