package dirtypool

import (
	"fmt"
	"slices"

	"golang.org/x/tools/go/ssa"
)

// compose does what a function of this package does to its arguments.
func (f *frame) compose(instr ssa.Instruction, in *info, actual map[ssa.Value]ssa.Value, st state) {
	before := st.clone()
	for _, o := range in.objs {
		if o.origin == fromMemory && o.base != nil && isContent(o.typ) {
			if p, arg := f.heldBy(o, actual, instr); p != nil {
				f.composeOne(instr, in, o, p, arg, actual, before, st)
			}
			continue
		}
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

// heldBy finds the object that a function of this package finds in a field of
// what it is given: a buffer in a writer.
func (f *frame) heldBy(o *object, actual map[ssa.Value]ssa.Value, at ssa.Instruction) (*place, ssa.Value) {
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
		held = &object{root: o.root, origin: fromMemory, typ: o.typ, base: root, way: way, holder: o.holder}
		f.info.objs = append(f.info.objs, held)
		f.locs[key] = held
	}
	return f.whole(held, o.root.Type()), o.root
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
				n := read{obj: p.obj, path: part(r.path).path, mask: at(r.path), at: r.at, how: r.how, encoded: r.encoded}
				if r.cells != nil && !deep {
					n.cells = overlay(was, r.cells, p.path)
				}
				for _, g := range r.guards {
					g.path = join(p.path, g.path)
					n.guards = append(n.guards, g)
				}
				if f.news(told{n.obj, n.path, n.at, n.mask, n.how, fmt.Sprint(n.guards)}) {
					n.via = append(slices.Clip(r.via), instr.Pos())
					f.info.reads = append(f.info.reads, &n)
				}
			}
		}
		tell := func(ws []*write, kind string, to *[]*write) {
			for _, w := range ws {
				n := *w
				n.obj, n.path = p.obj, part(w.path).path
				if w.obj == o && f.news(told{obj: n.obj, path: n.path, at: n.at, guards: kind}) {
					*to = append(*to, &n)
				}
			}
		}
		tell(in.writes, "writes", &f.info.writes)
		tell(in.cleans, "cleans", &f.info.cleans)
		for _, e := range in.puts {
			if e.obj == o && !deep && p.path == "" {
				n := *e
				n.obj, n.from = p.obj, instr
				n.sure = e.sure && surely(e.from)
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
				f.info.escapes = append(f.info.escapes, &escape{obj: p.obj, cells: overlay(was, e.cells, ""), at: instr, kept: e.kept})
			}
		}
		for _, d := range in.decodes {
			if d.obj == o && !deep && p.path == "" {
				f.info.decodes = append(f.info.decodes, &decode{p.obj, overlay(was, d.cells, ""), d.at})
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

// A told is a read or write of a callee that a function has heard of.
type told struct {
	obj    *object
	path   string
	at     ssa.Instruction
	mask   mask
	how    use
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
