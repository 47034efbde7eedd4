package objstate

import (
	"go/token"

	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/flow"
)

// exec does what an instruction does to the objects.
func (f *frame) exec(instr ssa.Instruction, st State) {
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
			st.of(p.Obj).add(p.path, Used)
			f.write(p, Used, instr, f.counted(instr, p))
		}
	case *ssa.UnOp:
		if instr.Op == token.MUL {
			f.loadAt(instr, st)
		}
	case *ssa.Slice:
		if p := f.place(instr); p != nil && IsSlice(instr.Type()) {
			m := f.held(st, instr.X)
			if IsConst(instr.High, 0) || instr.High != nil && instr.High == instr.Low {
				m = Zero
			} else if grows(instr) {
				f.read(p, m, instr, Takes)
			} else if f.resizes(instr, p) && m&Old != 0 {
				m = m&^Old | Used // to be filled
			}
			f.vals[instr] |= m
		}
	case *ssa.Phi:
		for _, o := range f.info.objs {
			if o.Origin == FromMemory && o.base == instr {
				delete(st, o) // another one in each round
			}
		}
		if IsSlice(instr.Type()) && f.place(instr) != nil {
			for _, e := range instr.Edges {
				if f.place(e) == nil {
					f.vals[instr] |= Zero
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
		} else if p := f.place(instr); p != nil && !p.added() && p.Obj.Root != instr && IsSlice(instr.Type()) {
			if call, ok := instr.Tuple.(*ssa.Call); ok {
				if fn, _ := f.actuals(&call.Call); fn != nil {
					f.vals[instr] |= f.returned(fn, instr.Index, f.argMask(call, p, st))
				}
			}
		} else if p != nil && p.added() {
			f.vals[instr] |= Used | f.argMask(instr.Tuple, p, st)
		} else if p != nil && p.Obj.Root == instr {
			f.init(p.Obj, instr, st)
		}
	case *ssa.Convert:
		if isUnsafe(instr.Type()) {
			f.byHand(instr.X, st)
		} else if p := f.place(instr.X); p != nil && p.kind == content && IsSlice(instr.X.Type()) {
			if IsSlice(instr.Type()) {
				f.copyVal(instr, instr.X)
			} else {
				f.read(p, f.held(st, instr.X), instr, Takes)
			}
		}
	case *ssa.Range:
		p := f.place(instr.X)
		if p == nil || p.kind != content {
			return
		}
		if deletesAll(f, instr, p) {
			st.of(p.Obj).wipe(p.Obj, p.path, Zero)
			return
		}
		f.read(p, st.of(p.Obj).Get(p.path), instr, Takes)
	case *ssa.Lookup:
		if p := f.place(instr.X); p != nil && p.kind == content && IsMap(instr.X.Type()) {
			f.read(p, st.of(p.Obj).Get(p.path), instr, Takes)
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
				if p := f.place(res); p != nil && p.path == "" && p.kind != inner && p.Obj.Origin != Made {
					f.info.Escapes = append(f.info.Escapes, &Escape{Obj: p.Obj, Cells: f.snapshot(st, p.Obj, res), At: instr, Ret: true})
				} else if p != nil && p.kind == content && IsMap(res.Type()) {
					f.read(p, st.of(p.Obj).Get(p.path), instr, Plain)
				}
			}
			f.info.Exits = append(f.info.Exits, Exit{instr, st.clone()})
		}
	}
}

// init starts an object that comes into view at v.
func (f *frame) init(o *Object, v ssa.Value, st State) {
	delete(st, o)
	m := st.of(o).Get("")
	if IsSlice(v.Type()) || o.Type != nil && IsSlice(o.Type) {
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
func (f *frame) held(st State, v ssa.Value) Mask {
	p := f.place(v)
	if p == nil {
		return Zero
	}
	now := st.of(p.Obj).Get(p.path)
	m := f.vals[v]
	if m == 0 {
		return now
	}
	if now&^(Zero|Empty) == 0 && !p.Obj.boxed && p.Obj.Type != nil && IsSlice(p.Obj.Type) {
		return Zero // cleared where it lies
	}
	if now&Old == 0 {
		m &^= Old
	}
	if m == 0 {
		return now
	}
	return m
}

func (f *frame) argMask(tuple ssa.Value, p *place, st State) Mask {
	call, ok := tuple.(*ssa.Call)
	if !ok {
		return 0
	}
	var m Mask
	_, args := flow.Args(call.Common())
	for _, arg := range args {
		if q := f.place(arg); q != nil && q.Obj == p.Obj && q.path == p.path && q.kind == content {
			m |= f.held(st, arg)
		}
	}
	return m
}

func (f *frame) store(instr *ssa.Store, st State) {
	if p := f.place(instr.Val); p != nil && p.kind == address && p.path == "" && f.elsewhere(instr.Addr, p.Obj) {
		if fa, ok := instr.Addr.(*ssa.FieldAddr); ok && f.record && p.Obj.Origin == FromPool && IsContent(p.Obj.Type) {
			f.info.Stored = append(f.info.Stored, &Stored{p.Obj, flow.Field(fa), st.of(p.Obj).Get("")})
		}
		if !passing(instr.Addr) {
			if e := f.escape(instr.Val, instr, st); e != nil {
				e.kept = true
			}
		}
	}
	if fa, ok := instr.Addr.(*ssa.FieldAddr); ok && f.record && IsStructPtr(instr.Val.Type()) && f.a.Pooled(instr.Val.Type()) && !isZeroConst(instr.Val) {
		p, field := f.place(instr.Val), flow.Field(fa)
		h := f.a.holds[field]
		if p != nil && p.Obj.Origin == Made && p.path == "" {
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
		if m := f.classify(instr.Val, p, st); m == Zero {
			st.of(p.Obj).wipe(p.Obj, p.path, m)
			f.clean(p, instr)
		}
	}
	if p == nil || p.kind == variable || p.kind == content {
		return
	}
	c := st.of(p.Obj)
	if p.kind == inner {
		if !isZeroConst(instr.Val) {
			if !f.wiped(instr) {
				c.add(p.path, Used)
			}
			f.write(p, Used, instr, nil)
		}
		return
	}
	if f.a.divided(flow.Deref(instr.Addr.Type()), p) {
		before := c.clone()
		c.wipe(p.Obj, p.path, Zero)
		f.clean(p, instr)
		if src, ok := instr.Val.(*ssa.UnOp); ok { // a literal that was made beside
			f.literal(p, src.X, before, st)
		}
		return
	}
	m := f.classify(instr.Val, p, st)
	if load := loadedFrom(instr); load != nil && f.vals[load] != 0 {
		m = f.vals[load] // what was there
	}
	if f.record && f.pops(instr.Val, p) {
		f.info.Writes = append(f.info.Writes, &Write{Obj: p.Obj, Path: p.path, At: instr, Sign: -1, Lazy: true})
	}
	c.wipe(p.Obj, p.path, m)
	if m == Zero {
		f.clean(p, instr)
	}
	if m&(Used|Const|Unknown) != 0 && !wholeMemory(instr.Val) {
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
func (f *frame) elsewhere(addr ssa.Value, o *Object) bool {
	p := f.place(addr)
	return p == nil || p.kind == address && p.Obj != o && p.path != ""
}

// literal keeps what a composite literal takes over from the object itself, of
// which it was before.
func (f *frame) literal(p *place, from ssa.Value, before *Cells, st State) {
	alloc, ok := from.(*ssa.Alloc)
	if !ok {
		return
	}
	c := st.of(p.Obj)
	for _, ref := range *alloc.Referrers() {
		fa, ok := ref.(*ssa.FieldAddr)
		if !ok {
			continue
		}
		for _, r := range *fa.Referrers() {
			s, ok := r.(*ssa.Store)
			if !ok || s.Addr != fa {
				continue
			}
			part := &place{Obj: p.Obj, path: Join(p.path, FieldName(fa.X.Type(), fa.Field)), kind: address}
			if load, ok := s.Val.(*ssa.UnOp); ok && f.a.divided(s.Val.Type(), part) {
				if q := f.place(load); q != nil && q.Obj == p.Obj && q.path == part.path {
					c.copyPart(before, part.path)
					continue
				}
				if _, made := load.X.(*ssa.Alloc); made { // a literal in the literal
					f.literal(part, load.X, before, st)
					continue
				}
			}
			m := f.classify(s.Val, part, st)
			if _, call := s.Val.(*ssa.Call); call && f.a.divided(s.Val.Type(), part) {
				m = Zero // a new value of its own
			}
			c.wipe(p.Obj, part.path, m)
		}
	}
}
