package dirtypool

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/flow"
	"github.com/obslint/obslint/analyzers/internal/objstate"
)

// assigned reports whether a part is assigned after every Get, before it is
// read or goes out of sight.
func (a *program) assigned(p *pool, l *leaf) bool {
	for _, o := range p.Gets {
		in := a.Infos[o.Get.Parent()]
		if in == nil {
			continue
		}
		always := slices.ContainsFunc(in.Writes, func(w *objstate.Write) bool {
			return w.Obj == o && objstate.Within(l.path, w.Path) && w.At.Parent() == in.Fn && flow.OnEveryPath(o.Get, func(i ssa.Instruction) bool { return i == w.At })
		})
		if slices.ContainsFunc(in.Reads, func(r *objstate.Read) bool {
			return r.Obj == o && sees(r, l) && !(always && r.At.Parent() != in.Fn && !objstate.Surely(r.At))
		}) {
			return false
		}
		hidden := a.Stays(in.Fn) || a.lends(in.Fn) && (p.lent || a.prepared(p, in.Fn))
		if slices.ContainsFunc(in.Escapes, func(e *objstate.Escape) bool {
			return e.Obj == o && !(e.Ret && hidden) && e.Cells.Get(l.path)&objstate.Old != 0 && !l.configured(p, e)
		}) {
			return false
		}
	}
	return true
}

// confined reports whether the objects of p go nowhere but to functions that
// were looked into, so that all that is written to them has been seen.
func (a *program) confined(p *pool) bool {
	return !slices.ContainsFunc(p.Gets, func(o *objstate.Object) bool {
		in := a.Infos[o.Get.Parent()]
		return in == nil || slices.ContainsFunc(in.Escapes, func(e *objstate.Escape) bool {
			return e.Obj == o && !(e.Ret && a.Stays(in.Fn))
		})
	})
}

// during reports whether a write is to an object from p where it was got.
func (a *program) during(p *pool, w *objstate.Write) bool {
	return slices.Contains(p.Gets, w.Obj)
}

// setAtGet reports whether a part is set once in each use, where the object is
// got, to what the user brings: it says nothing about a part that is written
// elsewhere.
func (a *program) setAtGet(p *pool, l, other *leaf) bool {
	atGet := func(w *objstate.Write) bool { return a.during(p, w) && w.Obj.Get.Parent() == w.At.Parent() }
	return l.fresh && !slices.ContainsFunc(other.writes, atGet) &&
		!slices.ContainsFunc(l.writes, func(w *objstate.Write) bool { return !atGet(w) || w.Value != "" })
}

// prepared reports whether this package's own users of fn, which hands out the
// objects of p as they are, all reset them: so that is what users have to do.
func (a *program) prepared(p *pool, fn *ssa.Function) bool {
	users := 0
	for _, o := range p.Gets {
		call, ok := o.Get.(*ssa.Call)
		if callee, _ := flow.Callee(call.Common()); !ok || callee != fn {
			continue
		}
		in := a.Infos[call.Parent()]
		if in == nil || !slices.ContainsFunc(in.Cleans, func(w *objstate.Write) bool { return w.Obj == o && !a.putsInto(p, w.At.Parent()) }) {
			return false
		}
		users++
	}
	return users > 0
}

// putsInto reports whether fn belongs to the way back into p.
func (a *program) putsInto(p *pool, fn *ssa.Function) bool {
	return slices.ContainsFunc(p.puts, func(e *objstate.Put) bool { return e.In == fn || a.calls(e.In, fn, 2) })
}

// readAfterGet reports whether a function that gets an object reads a part.
func (a *program) readAfterGet(p *pool, l *leaf) bool {
	return slices.ContainsFunc(p.Gets, func(o *objstate.Object) bool {
		in := a.Infos[o.Get.Parent()]
		return in != nil && slices.ContainsFunc(in.Reads, func(r *objstate.Read) bool { return r.Obj == o && objstate.Touches(r.Path, l.path) })
	})
}
