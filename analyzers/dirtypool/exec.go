package dirtypool

import (
	"go/token"

	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/flow"
)

// exec does what an instruction does to the objects.
func (f *frame) exec(instr ssa.Instruction, st state) {
	switch instr := instr.(type) {
	case *ssa.Store:
		f.store(instr, st)
	case *ssa.MapUpdate: // an entry more
		if interns(instr) {
			return
		}
		f.leave(instr.Value, instr)
		f.leave(instr.Key, instr)
		if p := f.place(instr.Map); p != nil && p.kind != variable {
			st.of(p.obj).add(p.path, used)
			f.write(p, used, instr, f.counted(instr, p))
		}
	case *ssa.UnOp:
		if instr.Op == token.MUL {
			f.loadAt(instr, st)
		}
	case *ssa.Slice:
		if p := f.place(instr); p != nil && isSlice(instr.Type()) {
			m := f.held(st, instr.X)
			if isConst(instr.High, 0) || instr.High != nil && instr.High == instr.Low {
				m = zero
			} else if grows(instr) {
				f.read(p, m, instr, takes)
			} else if f.resizes(instr, p) && m&old != 0 {
				m = m&^old | used // to be filled
			}
			f.vals[instr] |= m
		}
	case *ssa.Phi:
		for _, o := range f.info.objs {
			if o.origin == fromMemory && o.base == instr {
				delete(st, o) // another one in each round
			}
		}
		if isSlice(instr.Type()) && f.place(instr) != nil {
			for _, e := range instr.Edges {
				if f.place(e) == nil {
					f.vals[instr] |= zero
				} else {
					f.vals[instr] |= f.vals[e]
				}
			}
		}
	case *ssa.TypeAssert:
		f.copyVal(instr, instr.X)
	case *ssa.ChangeType:
		f.copyVal(instr, instr.X)
	case *ssa.MakeInterface:
		f.copyVal(instr, instr.X)
	case *ssa.Extract:
		if ta, ok := instr.Tuple.(*ssa.TypeAssert); ok {
			f.copyVal(instr, ta.X)
		} else if p := f.place(instr); p != nil && !p.weak && p.obj.root != instr && isSlice(instr.Type()) {
			if call, ok := instr.Tuple.(*ssa.Call); ok {
				if fn, _ := f.actuals(&call.Call); fn != nil {
					f.vals[instr] |= f.returned(fn, instr.Index, f.argMask(call, p, st))
				}
			}
		} else if p != nil && p.weak {
			f.vals[instr] |= used | f.argMask(instr.Tuple, p, st)
		} else if p != nil && p.obj.root == instr {
			f.init(p.obj, instr, st)
		}
	case *ssa.Convert:
		if p := f.place(instr.X); p != nil && p.kind == content && isSlice(instr.X.Type()) {
			if isSlice(instr.Type()) {
				f.copyVal(instr, instr.X)
			} else {
				f.read(p, f.held(st, instr.X), instr, takes)
			}
		}
	case *ssa.Range:
		p := f.place(instr.X)
		if p == nil || p.kind != content {
			return
		}
		if deletesAll(f, instr, p) {
			st.of(p.obj).wipe(p.obj, p.path, zero)
			return
		}
		f.read(p, st.of(p.obj).get(p.path), instr, takes)
	case *ssa.Lookup:
		if p := f.place(instr.X); p != nil && p.kind == content && isMap(instr.X.Type()) {
			f.read(p, st.of(p.obj).get(p.path), instr, takes)
		}
	case *ssa.Send:
		f.escape(instr.X, instr, st)
		f.leave(instr.X, instr)
	case *ssa.Select:
		for _, s := range instr.States {
			if s.Send != nil {
				f.escape(s.Send, instr, st)
				f.leave(s.Send, instr)
			}
		}
	case *ssa.Call:
		f.call(instr, st)
	case *ssa.Go:
		f.goes(instr, st)
	case *ssa.MakeClosure:
		f.closure(instr, st)
	case *ssa.RunDefers:
		f.runDefers(instr, st)
	case *ssa.Return:
		if f.record {
			for _, res := range instr.Results {
				f.leave(res, instr)
				if p := f.place(res); p != nil && p.path == "" && p.kind != inner && p.obj.origin != made {
					f.info.escapes = append(f.info.escapes, &escape{obj: p.obj, cells: f.snapshot(st, p.obj, res), at: instr, ret: true})
				} else if p != nil && p.kind == content && isMap(res.Type()) {
					f.read(p, st.of(p.obj).get(p.path), instr, plain)
				}
			}
			f.info.exits = append(f.info.exits, exit{instr, st.clone()})
		}
	}
}

// init starts an object that comes into view at v.
func (f *frame) init(o *object, v ssa.Value, st state) {
	delete(st, o)
	m := st.of(o).get("")
	if isSlice(v.Type()) || o.typ != nil && isSlice(o.typ) {
		f.vals[v] |= m
	}
}

func (f *frame) copyVal(to, from ssa.Value) {
	if _, ok := f.vals[from]; ok {
		f.vals[to] |= f.vals[from]
	}
}

// held is what a slice holds: what was put into it, unless its memory was
// cleaned since.
func (f *frame) held(st state, v ssa.Value) mask {
	p := f.place(v)
	if p == nil {
		return zero
	}
	now := st.of(p.obj).get(p.path)
	m := f.vals[v]
	if m == 0 {
		return now
	}
	if now&^(zero|empty) == 0 && !p.obj.boxed && p.obj.typ != nil && isSlice(p.obj.typ) {
		return zero // cleared where it lies
	}
	if now&old == 0 {
		m &^= old
	}
	if m == 0 {
		return now
	}
	return m
}

func (f *frame) argMask(tuple ssa.Value, p *place, st state) mask {
	call, ok := tuple.(*ssa.Call)
	if !ok {
		return 0
	}
	var m mask
	_, args := flow.Args(call.Common())
	for _, arg := range args {
		if q := f.place(arg); q != nil && q.obj == p.obj && q.path == p.path && q.kind == content {
			m |= f.held(st, arg)
		}
	}
	return m
}

func (f *frame) store(instr *ssa.Store, st state) {
	if p := f.place(instr.Val); p != nil && p.kind == address && p.path == "" && f.elsewhere(instr.Addr, p.obj) {
		if fa, ok := instr.Addr.(*ssa.FieldAddr); ok && f.record && p.obj.origin == fromPool && isContent(p.obj.typ) {
			f.info.stored = append(f.info.stored, &stored{p.obj, flow.Field(fa), st.of(p.obj).get("")})
		}
		if !passing(instr.Addr) {
			n := len(f.info.escapes)
			f.escape(instr.Val, instr, st)
			for _, e := range f.info.escapes[n:] {
				e.kept = true
			}
		}
	}
	if fa, ok := instr.Addr.(*ssa.FieldAddr); ok && f.record && isStructPtr(instr.Val.Type()) && f.a.pooled(instr.Val.Type()) && !isZeroConst(instr.Val) {
		p, field := f.place(instr.Val), flow.Field(fa)
		h := f.a.holds[field]
		if p != nil && p.obj.origin == made && p.path == "" {
			h.made = true
		} else {
			h.other = true
		}
		f.a.holds[field] = h
	}
	p := f.place(instr.Addr)
	if p == nil {
		f.leave(instr.Val, instr)
	}
	if p != nil && p.kind == content && p.path != "" { // *o.p = (*o.p)[:0]
		if m := f.classify(instr.Val, p, st); m == zero {
			st.of(p.obj).wipe(p.obj, p.path, m)
			f.clean(p, instr)
		}
	}
	if p == nil || p.kind == variable || p.kind == content {
		return
	}
	c := st.of(p.obj)
	if p.kind == inner {
		if !isZeroConst(instr.Val) {
			if !f.wiped(instr) {
				c.add(p.path, used)
			}
			f.write(p, used, instr, nil)
		}
		return
	}
	if f.a.divided(flow.Deref(instr.Addr.Type()), p) {
		c.wipe(p.obj, p.path, zero)
		f.clean(p, instr)
		if src, ok := instr.Val.(*ssa.UnOp); ok { // a literal that was made beside
			f.literal(p, src.X, st)
		}
		return
	}
	m := f.classify(instr.Val, p, st)
	if f.record && f.pops(instr.Val, p) {
		f.info.writes = append(f.info.writes, &write{obj: p.obj, path: p.path, at: instr, sign: -1, lazy: true})
	}
	c.wipe(p.obj, p.path, m)
	if m == zero {
		f.clean(p, instr)
	}
	if m&(used|konst|unknown) != 0 && !wholeMemory(instr.Val) {
		f.write(p, m, instr, instr.Val)
	}
}

// passing reports whether addr is a local variable, or in what a loop is about,
// of which each round has another.
func passing(addr ssa.Value) bool {
	root, _ := locate(addr)
	_, local := addr.(*ssa.Alloc)
	_, loop := root.(*ssa.Phi)
	return local || loop
}

// elsewhere reports whether addr is in none of the objects in hand but o: not
// known, or in an object that the caller or the memory holds.
func (f *frame) elsewhere(addr ssa.Value, o *object) bool {
	p := f.place(addr)
	return p == nil || p.kind == address && p.obj != o && p.path != ""
}

// literal keeps what a composite literal takes over from the object itself.
func (f *frame) literal(p *place, from ssa.Value, st state) {
	alloc, ok := from.(*ssa.Alloc)
	if !ok {
		return
	}
	for _, ref := range *alloc.Referrers() {
		fa, ok := ref.(*ssa.FieldAddr)
		if !ok {
			continue
		}
		for _, r := range *fa.Referrers() {
			if s, ok := r.(*ssa.Store); ok && s.Addr == fa {
				part := &place{obj: p.obj, path: join(p.path, fieldName(fa.X.Type(), fa.Field)), kind: address}
				m := f.classify(s.Val, part, st)
				if _, call := s.Val.(*ssa.Call); call && f.a.divided(s.Val.Type(), part) {
					m = zero // a new value of its own
				}
				st.of(p.obj).wipe(p.obj, part.path, m)
			}
		}
	}
}
