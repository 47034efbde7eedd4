package dirtypool

import (
	"go/types"
	"slices"
	"strings"

	"github.com/obslint/obslint/analyzers/internal/flow"
	"github.com/obslint/obslint/analyzers/internal/lib"
)

// A leaf is a part of a pooled struct that is judged by itself.
type leaf struct {
	path    string
	typ     types.Type
	field   *types.Var
	writes  []*write
	reads   []*read // that may see what the last user left
	dirty   []*put  // that put it back with something in it
	clean   []*put  // that put it back zeroed
	mixed   []*put  // that do one or the other
	fresh   bool    // assigned after every Get
	out     bool    // handed to other packages with the old value
	unread  bool    // by this package
	present bool    // where another part says so
	hidden  bool    // from encoders
}

// judge decides about one pool.
func (a *program) judge(p *pool) {
	if p.leaks || len(p.gets) == 0 || len(p.puts) == 0 {
		return
	}
	t := p.gets[0].typ
	for _, o := range p.gets {
		if o.typ == nil || !types.Identical(flow.Deref(o.typ), flow.Deref(t)) {
			return // of several types
		}
	}
	for _, e := range p.puts {
		if e.obj == nil && !isContent(t) {
			return // something that was not followed
		}
		if e.later && a.cleanedBefore(p, e) {
			return // in time, for all that can be seen
		}
	}
	p.lent = a.contract(p)
	all := p.puts
	defer func() { p.puts = all }() // for the facts
	p.puts = slices.DeleteFunc(slices.Clone(p.puts), func(e *put) bool { return e.obj == nil || p.lent && a.lends(e.from.Parent()) })
	if len(p.puts) == 0 {
		return
	}
	a.judgeDecode(p)
	switch t.Underlying().(type) {
	case *types.Struct:
		if n := nameOf(t); n != nil && !lib.HoldsContent(t) {
			a.judgeStruct(p, t, n)
			return
		}
	}
	if lib.HoldsContent(t) || isSlice(flow.Deref(t)) || isMap(flow.Deref(t)) {
		a.judgeContent(p)
	}
}

// cleanedBefore reports whether somebody who has an object of p cleans it, and
// not the literal that gives it back.
func (a *program) cleanedBefore(p *pool, e *put) bool {
	return slices.ContainsFunc(p.gets, func(o *object) bool {
		in := a.infos[o.get.Parent()]
		return in != nil && slices.ContainsFunc(in.cleans, func(w *write) bool { return w.obj == o && w.at.Parent() != e.at.Parent() })
	})
}

// leaves returns the parts of a struct: its fields, and those of structs of
// this package that it holds by value.
func (a *program) leaves(t types.Type, prefix string, depth int) []*leaf {
	st, ok := t.Underlying().(*types.Struct)
	if !ok {
		return nil
	}
	var out []*leaf
	for i := range st.NumFields() {
		field := st.Field(i)
		path, hidden := join(prefix, field.Name()), !encoded(field, st.Tag(i))
		ft := types.Unalias(field.Type())
		if _, isStruct := ft.Underlying().(*types.Struct); isStruct && depth < 4 {
			n, named := ft.(*types.Named)
			if !named || n.Obj().Pkg() == a.pass.Pkg {
				for _, l := range a.leaves(ft, path, depth+1) {
					l.hidden = l.hidden || hidden
					out = append(out, l)
				}
				continue
			}
		}
		if kept(ft) || field.Pkg() != a.pass.Pkg && !field.Exported() {
			continue
		}
		out = append(out, &leaf{path: path, typ: ft, field: field, hidden: hidden})
	}
	return out
}

// divided reports whether a part of type t is judged by its own parts.
func (a *program) divided(t types.Type, p *place) bool {
	if _, ok := t.Underlying().(*types.Struct); !ok {
		return false
	}
	n, named := types.Unalias(t).(*types.Named)
	return p.path == "" || !named || n.Obj().Pkg() == a.pass.Pkg
}

// kept reports whether a value of type t stays in a pooled object on purpose.
func kept(t types.Type) bool {
	switch t := t.Underlying().(type) {
	case *types.Chan, *types.Array:
		return true
	case *types.Basic:
		return t.Kind() == types.UnsafePointer
	}
	return lib.KeptTypes[lib.TypeOf(t)]
}

// gather finds the reads and writes of the parts of n and of the structs that
// it holds, as paths of the outermost one.
func (a *program) gather(t types.Type, prefix string, depth int, read func(string, *read), write func(string, *write)) {
	n := nameOf(t)
	if n != nil {
		for _, r := range a.reads[n] {
			read(join(prefix, r.path), r)
		}
		for _, w := range a.writes[n] {
			write(join(prefix, w.path), w)
		}
	}
	st, ok := t.Underlying().(*types.Struct)
	if !ok || depth > 4 {
		return
	}
	for field := range st.Fields() {
		if m := nameOf(field.Type()); m != nil && a.inside[m] {
			a.gather(field.Type(), join(prefix, field.Name()), depth+1, read, write)
		}
	}
}

func touches(a, b string) bool { return within(a, b) || within(b, a) }

func (a *program) judgeStruct(p *pool, t types.Type, n *types.TypeName) {
	leaves := a.leaves(t, "", 0)
	type at struct {
		path string
		r    *read
	}
	var reads []at
	confined, apart := a.confined(p), a.elsewhere[n] && !a.handsOut(p)
	a.gather(t, "", 0, func(path string, r *read) {
		reads = append(reads, at{path, r})
	}, func(path string, w *write) {
		if w.sign >= 0 && confined && !a.during(p, w) || apart && !a.ofGetter(p, w) {
			return
		}
		for _, l := range leaves {
			if touches(path, l.path) {
				l.writes = append(l.writes, w)
			}
		}
	})
	settle := func(path string, w *write) {
		for _, from := range w.from {
			from = join(strings.TrimSuffix(path[:len(path)-len(w.path)], "."), from)
			if slices.ContainsFunc(leaves, func(l *leaf) bool { return touches(l.path, from) && len(l.writes) > 0 }) {
				w.lazy = false // computed from what users set
			}
		}
	}
	a.gather(t, "", 0, func(string, *read) {}, settle)
	for _, l := range leaves {
		a.puts(p, l)
		l.fresh = a.assigned(p, l)
		l.unread = !slices.ContainsFunc(reads, func(x at) bool { return touches(x.path, l.path) })
	}
	dirty := func(path string) bool {
		for _, l := range leaves {
			if within(l.path, path) && len(l.writes) > 0 && len(l.clean) == 0 && !l.fresh {
				return true
			}
		}
		return false
	}
	says := func(g guard, path string, l *leaf) bool {
		if g.mode && slices.ContainsFunc(leaves, func(m *leaf) bool { return m.path == path && a.setAtGet(p, m, l) }) {
			return false
		}
		return !g.zero || !slices.ContainsFunc(leaves, func(m *leaf) bool { return m.path == path && hollow(m, l) })
	}
	guarded := func(r *read, prefix string, l *leaf) bool {
		return slices.ContainsFunc(r.guards, func(g guard) bool {
			path := join(prefix, g.path)
			if dirty(path) || !says(g, path, l) {
				return false
			}
			l.present = l.present || a.present(l, path)
			return true
		})
	}
	for _, l := range leaves {
		if len(l.dirty)+len(l.mixed) == 0 || l.fresh {
			continue // nothing is left in it, whoever reads it
		}
		reached := false
		for _, o := range p.gets {
			in := a.infos[o.get.Parent()]
			if in == nil {
				continue
			}
			hidden := a.private(in.fn) || a.lends(in.fn) && (p.lent || a.prepared(p, in.fn))
			for _, r := range in.reads {
				if r.obj == o && r.sees(l) {
					if !guarded(r, "", l) {
						l.reads = append(l.reads, r)
					}
				}
			}
			for _, e := range in.escapes {
				if e.obj == o && !(e.ret && hidden) && e.cells.get(l.path)&old != 0 {
					reached, l.out = true, l.out || e.ret
				}
			}
		}
		if !reached {
			continue
		}
		for _, x := range reads {
			if touches(x.path, l.path) && !x.r.encoded && !guarded(x.r, x.path[:len(x.path)-len(x.r.path)], l) {
				l.reads = append(l.reads, x.r)
			}
		}
	}
	a.decide(p, n, leaves)
}

// puts sorts the ways back into the pool by what they leave in a part.
func (a *program) puts(p *pool, l *leaf) {
	if len(l.writes) == 0 {
		return
	}
	constant := onlyConstant(l.writes) && !p.born(l)
	for _, e := range p.puts {
		if e.obj.origin == made {
			continue
		}
		m := e.cells.get(l.path)
		dirt := used | unknown
		if constant {
			dirt |= konst
		}
		if e.obj.origin != fromPool {
			dirt |= old
		}
		switch {
		case m&dirt != 0 && m&zero != 0:
			l.mixed = append(l.mixed, e)
		case m&dirt != 0:
			l.dirty = append(l.dirty, e)
		case m&(zero|konst) != 0:
			l.clean = append(l.clean, e)
		}
	}
}

// onlyConstant reports whether all that is ever written to a part is one
// constant: a flag that is only ever set.
func onlyConstant(writes []*write) bool {
	for _, w := range writes {
		if !w.truth || w.value != writes[0].value {
			return false
		}
	}
	return true
}

// matters reports whether the reads of a part are worth a word: the part is
// not one that the users of the object wire up themselves each time.
func (l *leaf) matters(p *pool) bool {
	if isStructPtr(l.typ) && !lib.HoldsContent(l.typ) && !l.resized() {
		return false // what happens in another object is that one's concern
	}
	if len(l.writes) == 0 {
		return false
	}
	if len(l.reads) == 0 {
		// What this package writes for others to read.
		return l.out && l.unread && l.field.Exported() &&
			!slices.ContainsFunc(l.writes, func(w *write) bool { return w.setter })
	}
	if l.present || l.keptOnPurpose(p) || l.sequence() {
		return false
	}
	how := use(0)
	for _, r := range l.reads {
		if r.how == sized && !l.resized() {
			continue
		}
		how |= r.how
	}
	if how&(takes|tests|plain|modifies|getter|sized|ordered) == 0 {
		return false // only where it must not be nil, so that somebody sets it
	}
	collaborator := false
	switch l.typ.Underlying().(type) {
	case *types.Interface, *types.Pointer, *types.Signature:
		collaborator = true
	}
	if collaborator && how&^(getter|derefs) == 0 &&
		!slices.ContainsFunc(l.writes, func(w *write) bool { return !w.setter }) {
		return false
	}
	return true
}

// resized reports whether something else than what is inside of a part is
// written.
func (l *leaf) resized() bool {
	return slices.ContainsFunc(l.writes, func(w *write) bool { return !w.inside })
}

// keptOnPurpose reports whether what is written to a part is meant to stay: it
// is made once, copied from the settings of something that lives longer, or a
// count or a registry that goes up and down.
func (l *leaf) keptOnPurpose(p *pool) bool {
	up, down, lazy, rest := false, false, false, false
	for _, w := range l.writes {
		up = up || w.sign > 0
		down = down || w.sign < 0
		lazy = lazy || w.lazy && w.sign >= 0
		rest = rest || !w.lazy && !w.same && !(w.owner != nil && holds(w.owner, p))
	}
	if !rest {
		return true
	}
	switch l.typ.Underlying().(type) {
	case *types.Map:
		return down
	case *types.Slice:
		return down
	case *types.Basic, *types.Struct:
		return up && down
	}
	return lazy
}

// holds reports whether a pool is a field of the struct n.
func holds(n *types.TypeName, p *pool) bool {
	st, ok := n.Type().Underlying().(*types.Struct)
	if !ok {
		return false
	}
	for field := range st.Fields() {
		if types.Object(field.Origin()) == p.id {
			return true
		}
	}
	return false
}
