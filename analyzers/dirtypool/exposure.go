package dirtypool

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/flow"
)

func (a *program) assigned(p *pool, l *leaf) bool {
	for _, o := range p.gets {
		in := a.infos[o.get.Parent()]
		if in == nil {
			continue
		}
		if slices.ContainsFunc(in.reads, func(r *read) bool { return r.obj == o && touches(r.path, l.path) }) {
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

func (a *program) confined(p *pool) bool {
	return !slices.ContainsFunc(p.gets, func(o *object) bool {
		in := a.infos[o.get.Parent()]
		return in == nil || slices.ContainsFunc(in.escapes, func(e *escape) bool {
			return e.obj == o && !(e.ret && a.private(in.fn))
		})
	})
}

func (a *program) during(p *pool, w *write) bool {
	return slices.Contains(p.gets, w.obj)
}

func (a *program) setAtGet(p *pool, l, other *leaf) bool {
	return l.fresh && !slices.ContainsFunc(other.writes, func(w *write) bool { return a.during(p, w) && w.obj.get.Parent() == w.at.Parent() }) && !slices.ContainsFunc(l.writes, func(w *write) bool { return !a.during(p, w) || w.value != "" || w.obj.get.Parent() != w.at.Parent() })
}

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

func (a *program) putsInto(p *pool, fn *ssa.Function) bool {
	return slices.ContainsFunc(p.puts, func(e *put) bool { return e.in == fn || a.calls(e.in, fn, 2) })
}

func (a *program) readAfterGet(p *pool, l *leaf) bool {
	return slices.ContainsFunc(p.gets, func(o *object) bool {
		in := a.infos[o.get.Parent()]
		return in != nil && slices.ContainsFunc(in.reads, func(r *read) bool { return r.obj == o && touches(r.path, l.path) })
	})
}
