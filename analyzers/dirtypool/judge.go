package dirtypool

import (
	"go/types"
	"slices"
	"strings"

	"github.com/obslint/obslint/analyzers/internal/flow"
	"github.com/obslint/obslint/analyzers/internal/lib"
	"github.com/obslint/obslint/analyzers/internal/objstate"
)

// A leaf is a part of a pooled struct that is judged by itself.
type leaf struct {
	path    string
	typ     types.Type
	field   *types.Var
	writes  []*objstate.Write
	reads   []*objstate.Read // that may see what the last user left
	dirty   []*objstate.Put  // that put it back with something in it
	clean   []*objstate.Put  // that put it back zeroed
	mixed   []*objstate.Put  // that do one or the other
	fresh   bool             // assigned after every Get
	out     bool             // handed to other packages with the old value
	unread  bool             // by this package
	present bool             // where another part says so
	hidden  bool             // from encoders
}

// A pool is one that is judged.
type pool struct {
	*objstate.Pool
	puts []*objstate.Put // that count
	lent bool            // by exported functions, which leave the cleaning to their callers
}

// judge decides about one pool.
func (a *program) judge(p *pool) {
	if p.Leaks || len(p.Gets) == 0 || len(p.Puts) == 0 {
		return
	}
	t := p.Gets[0].Type
	for _, o := range p.Gets {
		if o.Type == nil || !types.Identical(flow.Deref(o.Type), flow.Deref(t)) {
			return // of several types
		}
	}
	for _, e := range p.Puts {
		if e.Obj == nil && !objstate.IsContent(t) {
			return // something that was not followed
		}
		if e.Later && a.cleanedBefore(p, e) {
			return // in time, for all that can be seen
		}
	}
	p.lent = a.contract(p)
	p.puts = slices.DeleteFunc(slices.Clone(p.Puts), func(e *objstate.Put) bool { return e.Obj == nil || p.lent && a.lends(e.From.Parent()) })
	if len(p.puts) == 0 {
		return
	}
	a.judgeDecode(p)
	switch t.Underlying().(type) {
	case *types.Struct:
		if n := objstate.NameOf(t); n != nil && !lib.HoldsContent(t) {
			a.judgeStruct(p, t, n)
			return
		}
	}
	if lib.HoldsContent(t) || objstate.IsSlice(flow.Deref(t)) || objstate.IsMap(flow.Deref(t)) {
		a.judgeContent(p)
	}
}

// cleanedBefore reports whether somebody who has an object of p cleans it, and
// not the literal that gives it back.
func (a *program) cleanedBefore(p *pool, e *objstate.Put) bool {
	return slices.ContainsFunc(p.Gets, func(o *objstate.Object) bool {
		in := a.Infos[o.Get.Parent()]
		return in != nil && slices.ContainsFunc(in.Cleans, func(w *objstate.Write) bool { return w.Obj == o && w.At.Parent() != e.At.Parent() })
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
		path, hidden := objstate.Join(prefix, field.Name()), !lib.Encoded(field, st.Tag(i))
		ft := types.Unalias(field.Type())
		if _, isStruct := ft.Underlying().(*types.Struct); isStruct && depth < 4 {
			n, named := ft.(*types.Named)
			if !named || n.Obj().Pkg() == a.pass.Pkg || objstate.IsPlain(ft) {
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
func (a *program) gather(t types.Type, prefix string, depth int, read func(string, *objstate.Read), write func(string, *objstate.Write)) {
	n := objstate.NameOf(t)
	if n != nil {
		for _, r := range a.reads[n] {
			read(objstate.Join(prefix, r.Path), r)
		}
		for _, w := range a.writes[n] {
			write(objstate.Join(prefix, w.Path), w)
		}
	}
	st, ok := t.Underlying().(*types.Struct)
	if !ok || depth > 4 {
		return
	}
	for field := range st.Fields() {
		if m := objstate.NameOf(field.Type()); m != nil && a.Inside[m] && a.exposed(field.Origin()) {
			a.gather(field.Type(), objstate.Join(prefix, field.Name()), depth+1, read, write)
		}
	}
}

func (a *program) judgeStruct(p *pool, t types.Type, n *types.TypeName) {
	leaves := a.leaves(t, "", 0)
	type at struct {
		path string
		r    *objstate.Read
	}
	var reads []at
	confined, apart := a.confined(p), a.elsewhere[n] && !a.handsOut(p, false)
	inner := a.elsewhere[n] && !a.handsOut(p, true)
	a.gather(t, "", 0, func(path string, r *objstate.Read) {
		reads = append(reads, at{path, r})
	}, func(path string, w *objstate.Write) {
		if w.Sign >= 0 && confined && !a.during(p, w) || apart && !a.ofGetter(p, w) || inner && !a.during(p, w) {
			return
		}
		for _, l := range leaves {
			if objstate.Touches(path, l.path) {
				l.writes = append(l.writes, w)
			}
		}
	})
	settle := func(path string, w *objstate.Write) {
		for _, from := range w.From {
			from = objstate.Join(strings.TrimSuffix(path[:len(path)-len(w.Path)], "."), from)
			if slices.ContainsFunc(leaves, func(l *leaf) bool { return objstate.Touches(l.path, from) && len(l.writes) > 0 }) {
				w.Lazy = false // computed from what users set
			}
		}
	}
	a.gather(t, "", 0, func(string, *objstate.Read) {}, settle)
	for _, l := range leaves {
		a.puts(p, l)
		l.fresh = a.assigned(p, l)
		l.unread = !slices.ContainsFunc(reads, func(x at) bool { return objstate.Touches(x.path, l.path) })
	}
	dirty := func(path string) bool {
		for _, l := range leaves {
			if objstate.Within(l.path, path) && len(l.writes) > 0 && len(l.clean) == 0 && !l.fresh {
				return true
			}
		}
		return false
	}
	says := func(g objstate.Guard, path string, l *leaf) bool {
		if g.Mode && slices.ContainsFunc(leaves, func(m *leaf) bool { return m.path == path && a.setAtGet(p, m, l) }) {
			return false
		}
		return !g.Zero || !slices.ContainsFunc(leaves, func(m *leaf) bool { return m.path == path && hollow(m, l) })
	}
	guarded := func(r *objstate.Read, prefix string, l *leaf) bool {
		return slices.ContainsFunc(r.Guards, func(g objstate.Guard) bool {
			path := objstate.Join(prefix, g.Path)
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
		for _, o := range p.Gets {
			in := a.Infos[o.Get.Parent()]
			if in == nil {
				continue
			}
			hidden := a.Stays(in.Fn) || a.lends(in.Fn) && (p.lent || a.prepared(p, in.Fn))
			for _, r := range in.Reads {
				if r.Obj == o && sees(r, l) {
					if !guarded(r, "", l) {
						l.reads = append(l.reads, r)
					}
				}
			}
			for _, e := range in.Escapes {
				if e.Obj == o && !(e.Ret && hidden) && e.Cells.Get(l.path)&objstate.Old != 0 {
					reached, l.out = true, l.out || e.Ret
				}
			}
		}
		if !reached {
			continue
		}
		for _, x := range reads {
			if objstate.Touches(x.path, l.path) && !x.r.Encoded && !guarded(x.r, strings.TrimSuffix(x.path[:len(x.path)-len(x.r.Path)], "."), l) {
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
		m := e.Cells.Get(l.path)
		if e.Obj.Origin == objstate.Made || e.Obj.Origin == objstate.FromMemory && m == objstate.Old && a.cleared[part{objstate.NameOf(e.Obj.Type), l.path}] {
			continue
		}
		dirt := objstate.Used | objstate.Unknown
		if constant {
			dirt |= objstate.Const
		}
		if e.Obj.Origin != objstate.FromPool {
			dirt |= objstate.Old
		}
		switch {
		case restored(p, l, e):
			l.clean = append(l.clean, e)
		case m&dirt != 0 && m&objstate.Zero != 0:
			l.mixed = append(l.mixed, e)
		case m&dirt != 0:
			l.dirty = append(l.dirty, e)
		case m&(objstate.Zero|objstate.Const) != 0:
			l.clean = append(l.clean, e)
		}
	}
}

// restored reports whether the last that is written to a part, where it goes back,
// is a setting of the struct that holds the pool.
func restored(p *pool, l *leaf, e *objstate.Put) bool {
	return slices.ContainsFunc(l.writes, func(w *objstate.Write) bool {
		return w.Owner != nil && holds(w.Owner, p) && w.At.Parent() == e.At.Parent() && flow.Precedes(w.At, e.At) &&
			!slices.ContainsFunc(l.writes, func(x *objstate.Write) bool {
				return x.At != w.At && x.At.Parent() == w.At.Parent() && flow.Reaches(w.At, x.At, nil)
			})
	})
}

// onlyConstant reports whether all that is ever written to a part is one
// constant: a flag that is only ever set.
func onlyConstant(writes []*objstate.Write) bool {
	for _, w := range writes {
		if !w.Truth || w.Value != writes[0].Value {
			return false
		}
	}
	return true
}

// matters reports whether the reads of a part are worth a word: the part is
// not one that the users of the object wire up themselves each time.
func (l *leaf) matters(p *pool) bool {
	if objstate.IsStructPtr(l.typ) && !lib.HoldsContent(l.typ) && !l.resized() {
		return false // what happens in another object is that one's concern
	}
	if len(l.writes) == 0 {
		return false
	}
	if len(l.reads) == 0 {
		// What this package writes for others to read.
		return l.out && l.unread && l.field.Exported() &&
			!slices.ContainsFunc(l.writes, func(w *objstate.Write) bool { return w.Setter })
	}
	if l.present || l.keptOnPurpose(p) || l.sequence() || l.marksPlace() {
		return false
	}
	how := objstate.Use(0)
	for _, r := range l.reads {
		if r.How == objstate.Sized && !l.resized() {
			continue
		}
		how |= r.How
	}
	if how&(objstate.Takes|objstate.Tests|objstate.Plain|objstate.Modifies|objstate.Getter|objstate.Sized|objstate.Ordered) == 0 {
		return false // only where it must not be nil, so that somebody sets it
	}
	collaborator := false
	switch l.typ.Underlying().(type) {
	case *types.Interface, *types.Pointer, *types.Signature:
		collaborator = true
	}
	if collaborator && how&^(objstate.Getter|objstate.Derefs) == 0 &&
		!slices.ContainsFunc(l.writes, func(w *objstate.Write) bool { return !w.Setter }) {
		return false
	}
	return true
}

// resized reports whether something else than what is inside of a part is
// written.
func (l *leaf) resized() bool {
	return slices.ContainsFunc(l.writes, func(w *objstate.Write) bool { return !w.Inside })
}

// keptOnPurpose reports whether what is written to a part is meant to stay: it
// is made once, copied from the settings of something that lives longer, or a
// count or a registry that goes up and down.
func (l *leaf) keptOnPurpose(p *pool) bool {
	up, down, lazy, rest := false, false, false, false
	for _, w := range l.writes {
		up = up || w.Sign > 0
		down = down || w.Sign < 0
		lazy = lazy || w.Lazy && w.Sign >= 0
		rest = rest || !w.Lazy && !w.Same && !(w.Owner != nil && holds(w.Owner, p))
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
		if types.Object(field.Origin()) == p.ID {
			return true
		}
	}
	return false
}
