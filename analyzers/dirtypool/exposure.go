package dirtypool

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/flow"
)

// assigned reports whether a part is assigned after every Get, before it is
// read or goes out of sight.
func (a *program) assigned(p *pool, l *leaf) bool {
	for _, o := range p.gets {
		in := a.infos[o.get.Parent()]
		if in == nil {
			continue
		}
		always := slices.ContainsFunc(in.writes, func(w *write) bool {
			return w.obj == o && within(l.path, w.path) && w.at.Parent() == in.fn && flow.OnEveryPath(o.get, func(i ssa.Instruction) bool { return i == w.at })
		})
		if slices.ContainsFunc(in.reads, func(r *read) bool {
			return r.obj == o && r.sees(l) && !(always && r.at.Parent() != in.fn && !surely(r.at))
		}) {
			return false
		}
		hidden := a.private(in.fn) || a.lends(in.fn) && (p.lent || a.prepared(p, in.fn))
		if slices.ContainsFunc(in.escapes, func(e *escape) bool {
			return e.obj == o && !(e.ret && hidden) && e.cells.get(l.path)&old != 0 && !l.configured(p, e)
		}) {
			return false
		}
	}
	return true
}

// confined reports whether the objects of p go nowhere but to functions that
// were looked into, so that all that is written to them has been seen.
func (a *program) confined(p *pool) bool {
	return !slices.ContainsFunc(p.gets, func(o *object) bool {
		in := a.infos[o.get.Parent()]
		return in == nil || slices.ContainsFunc(in.escapes, func(e *escape) bool {
			return e.obj == o && !(e.ret && a.private(in.fn))
		})
	})
}

// during reports whether a write is to an object from p where it was got.
func (a *program) during(p *pool, w *write) bool {
	return slices.Contains(p.gets, w.obj)
}

// setAtGet reports whether a part is set once in each use, where the object is
// got, to what the user brings: it says nothing about a part that is written
// elsewhere.
func (a *program) setAtGet(p *pool, l, other *leaf) bool {
	atGet := func(w *write) bool { return a.during(p, w) && w.obj.get.Parent() == w.at.Parent() }
	return l.fresh && !slices.ContainsFunc(other.writes, atGet) &&
		!slices.ContainsFunc(l.writes, func(w *write) bool { return !atGet(w) || w.value != "" })
}

// prepared reports whether this package's own users of fn, which hands out the
// objects of p as they are, all reset them: so that is what users have to do.
func (a *program) prepared(p *pool, fn *ssa.Function) bool {
	users := 0
	for _, o := range p.gets {
		call, ok := o.get.(*ssa.Call)
		if callee, _ := flow.Callee(call.Common()); !ok || callee != fn {
			continue
		}
		in := a.infos[call.Parent()]
		if in == nil || !slices.ContainsFunc(in.cleans, func(w *write) bool { return w.obj == o && !a.putsInto(p, w.at.Parent()) }) {
			return false
		}
		users++
	}
	return users > 0
}

// putsInto reports whether fn belongs to the way back into p.
func (a *program) putsInto(p *pool, fn *ssa.Function) bool {
	return slices.ContainsFunc(p.puts, func(e *put) bool { return e.in == fn || a.calls(e.in, fn, 2) })
}

// readAfterGet reports whether a function that gets an object reads a part.
func (a *program) readAfterGet(p *pool, l *leaf) bool {
	return slices.ContainsFunc(p.gets, func(o *object) bool {
		in := a.infos[o.get.Parent()]
		return in != nil && slices.ContainsFunc(in.reads, func(r *read) bool { return r.obj == o && touches(r.path, l.path) })
	})
}
