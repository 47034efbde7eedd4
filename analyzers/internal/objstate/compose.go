package objstate

import (
	"fmt"

	"golang.org/x/tools/go/ssa"
)

// compose does what a function of this package does to its arguments.
func (f *frame) compose(instr ssa.Instruction, in *Info, actual map[ssa.Value]ssa.Value, st State) {
	before := st.clone()
	for _, o := range in.objs {
		if o.Origin == FromMemory && o.base != nil && IsContent(o.Type) {
			if p, arg := f.heldBy(o, actual, instr); p != nil {
				f.composeOne(instr, in, o, p, arg, actual, before, st)
			}
			continue
		}
		arg, ok := actual[o.Root]
		if !ok || o.Origin != FromCaller {
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

// heldBy finds the object that a function of this package finds in a field of
// what it is given: a buffer in a writer.
func (f *frame) heldBy(o *Object, actual map[ssa.Value]ssa.Value, at ssa.Instruction) (*place, ssa.Value) {
	arg := actual[o.base]
	if _, global := o.base.(*ssa.Global); global || arg == nil {
		return nil, nil
	}
	root, way := locate(arg)
	if root == nil {
		root = arg
	}
	way += o.way
	key := f.holding(root.Name()+way, at)
	held := f.locs[key]
	if held == nil {
		if len(way) > 20 {
			return nil, nil // recursion
		}
		held = &Object{Root: o.Root, Origin: FromMemory, Type: o.Type, base: root, way: way, Holder: o.Holder}
		f.info.objs = append(f.info.objs, held)
		f.locs[key] = held
	}
	return f.whole(held, o.Root.Type()), o.Root
}

func (f *frame) composeOne(instr ssa.Instruction, in *Info, o *Object, p *place, arg ssa.Value, actual map[ssa.Value]ssa.Value, before, st State) {
	was := before.of(p.Obj)
	deep := p.kind == inner || p.kind == content && !IsSlice(arg.Type()) && !IsMap(arg.Type())
	at := func(path string) Mask {
		if deep {
			return was.Get(p.path)
		}
		if path == "" && IsSlice(arg.Type()) {
			return f.held(before, arg)
		}
		return was.Get(Join(p.path, path))
	}
	part := func(path string) *place {
		if deep {
			return &place{Obj: p.Obj, path: p.path, kind: inner}
		}
		return &place{Obj: p.Obj, path: Join(p.path, path), kind: address}
	}
	if f.record {
		for _, r := range in.Reads {
			if r.Obj == o && r.mask&Old != 0 && at(r.Path)&Old != 0 {
				n := Read{Obj: p.Obj, Path: part(r.Path).path, mask: at(r.Path), At: r.At, How: r.How, Encoded: r.Encoded}
				if r.Cells != nil && !deep {
					n.Cells = overlay(was, r.Cells, p.path)
				}
				for _, g := range r.Guards {
					g.Path = Join(p.path, g.Path)
					n.Guards = append(n.Guards, g)
				}
				if f.news(told{n.Obj, n.Path, n.At, n.mask, n.How, fmt.Sprint(n.Guards)}) {
					f.info.Reads = append(f.info.Reads, &n)
				}
			}
		}
		tell := func(ws []*Write, kind string, to *[]*Write) {
			for _, w := range ws {
				n := *w
				n.Obj, n.Path = p.Obj, part(w.Path).path
				if w.Obj == o && f.news(told{obj: n.Obj, path: n.Path, at: n.At, guards: kind}) {
					*to = append(*to, &n)
				}
			}
		}
		tell(in.Writes, "writes", &f.info.Writes)
		tell(in.Cleans, "cleans", &f.info.Cleans)
		for _, e := range in.Puts {
			if e.Obj == o && !deep && p.path == "" {
				n := *e
				n.Obj, n.From = p.Obj, instr
				n.Sure = e.Sure && Surely(e.From)
				if f.way != nil {
					n.Way = f.way
				}
				n.Cells = overlay(was, e.Cells, p.path)
				if IsSlice(arg.Type()) {
					n.Cells.base = through(f.held(before, arg), e.Cells.Get(""))
				}
				f.info.Puts = append(f.info.Puts, &n)
			}
		}
		for _, e := range in.Escapes {
			if e.Obj == o && !e.Ret && !deep && p.path == "" {
				f.info.Escapes = append(f.info.Escapes, &Escape{Obj: p.Obj, Cells: overlay(was, e.Cells, ""), At: instr, kept: e.kept, given: e.given})
			}
		}
		for _, d := range in.Decodes {
			if d.Obj == o && !deep && p.path == "" {
				f.info.Decodes = append(f.info.Decodes, &Decode{p.Obj, overlay(was, d.Cells, ""), d.At})
			}
		}
	}
	after := in.final[o]
	if instr == f.tested && in.well != nil && in.badly != nil && after != nil {
		after = in.well.of(o)
		if f.failed {
			after = in.badly.of(o)
		}
	}
	if after == nil {
		return
	}
	if p.kind == address && p.path != "" && !isReceiver(o) {
		after = after.given()
	}
	c := st.of(p.Obj)
	if deep {
		cleans, dirties := after.base == Zero, after.base&Used != 0
		for _, m := range after.At {
			cleans = cleans || m == Zero
			dirties = dirties || m&Used != 0
		}
		switch {
		case cleans && !dirties:
			c.wipe(p.Obj, p.path, Zero)
		case dirties:
			c.add(p.path, Used)
		}
		return
	}
	if IsSlice(arg.Type()) {
		if after.base&Old == 0 {
			c.set(p.path, after.base)
		}
		return
	}
	n := overlay(was, after, p.path)
	for q := range n.At {
		n.put(q, settle(p.Obj, was.Get(q), n.At[q]))
	}
	n.base = settle(p.Obj, was.base, n.base)
	*c = *n
	// What a reset is given to start with: Reset(nil).
	for _, w := range in.Writes {
		if w.Obj == o && w.param != nil && after.Get(w.Path) == Used {
			if v, ok := actual[w.param]; ok && isZeroConst(Peel(v)) {
				c.set(Join(p.path, w.Path), Zero)
			}
		}
	}
}

// given is what a part holds behind a function that is given its address: where
// it may write there, it is taken to do so, since the caller asks for it.
func (c *Cells) given() *Cells {
	n := c.clone()
	if n.base&Used != 0 {
		n.base &^= Old
	}
	for path, m := range n.At {
		if m&Used != 0 {
			n.put(path, m&^Old)
		}
	}
	return n
}

// isReceiver reports whether an object is the receiver of its function.
func isReceiver(o *Object) bool {
	par, ok := o.Root.(*ssa.Parameter)
	return ok && par.Parent().Signature.Recv() != nil && par == par.Parent().Params[0]
}

// A told is a read or write of a callee that a function has heard of.
type told struct {
	obj    *Object
	path   string
	at     ssa.Instruction
	mask   Mask
	how    Use
	guards string
}

// news reports whether t comes for the first time: one callee may be called
// from many places, and its reads, through others, come by many ways.
func (f *frame) news(t told) bool {
	if f.heard[t] {
		return false
	}
	f.heard[t] = true
	return true
}

// overlay is what an object holds behind code that found was in it and left
// after in its part at path.
func overlay(was, after *Cells, path string) *Cells {
	n := was.clone()
	if after.base != Old {
		n.apply(path, func(m Mask) Mask { return through(m, after.base) })
	}
	for p, m := range after.At {
		full := Join(path, p)
		from := was.Get(full)
		// The parts inside of it that was knows hold their own.
		for q := range was.At {
			if q != full && Within(q, full) {
				n.put(q, through(was.At[q], after.Get(trim(q, path))))
			}
		}
		n.put(full, through(from, m))
	}
	return n
}

func trim(path, prefix string) string {
	if prefix == "" {
		return path
	}
	return path[len(prefix)+1:]
}
