package dirtypool

import (
	"go/types"
	"slices"
	"strings"

	"github.com/obslint/obslint/analyzers/internal/objstate"
)

// decide makes verdicts of the parts that nothing cleans, and reports those that
// are cleaned on some ways back only.
func (a *program) decide(p *pool, n *types.TypeName, leaves []*leaf) {
	var left []*leaf
	cleaned := 0
	byPut := make(map[*objstate.Put][]*leaf)
	var order []*objstate.Put
	for _, l := range leaves {
		if len(l.clean) > 0 && len(l.dirty)+len(l.mixed) == 0 || len(l.writes) > 0 && l.fresh {
			cleaned++
			continue
		}
		if !l.matters(p) || a.born[l.field.Origin()] || a.full[l.field.Origin()] || a.onDemand(l, n, leaves) {
			continue
		}
		switch {
		case len(l.mixed) > 0 || len(l.clean) > 0:
			for _, e := range append(slices.Clone(l.mixed), l.dirty...) {
				if e.Obj.Origin == objstate.FromMemory && e.Cells.Get(l.path) == objstate.Old {
					continue // who knows what was done to it
				}
				if byPut[e] == nil {
					order = append(order, e)
				}
				byPut[e] = append(byPut[e], l)
			}
		case len(l.dirty) > 0:
			left = append(left, l)
		}
	}
	if cleaned == 0 && slices.ContainsFunc(p.Gets, func(o *objstate.Object) bool { return a.lends(o.Get.Parent()) }) {
		left = nil // it is up to those who get one
	}
	if isRaw(n.Type()) || cleaned == 0 && a.behindInterface(p) {
		left = nil // memory that is taken care of by hand; what others have to prepare
	}
	if cleaned == 0 && !a.intended(p, leaves) && !slices.ContainsFunc(left, func(l *leaf) bool {
		return slices.ContainsFunc(l.writes, func(w *objstate.Write) bool { return !w.Own }) &&
			(len(l.reads) == 0 || slices.ContainsFunc(l.reads, func(r *objstate.Read) bool { return r.How&^(objstate.Ordered|objstate.Modifies) != 0 }))
	}) {
		left = nil // a state of their own
	}
	left = slices.DeleteFunc(left, func(l *leaf) bool {
		goesUpAndDown := isFlag(l.typ) || onlyConstant(l.writes)
		return goesUpAndDown && a.lowered[part{n, l.path}] || a.preparedByOthers(p, l, n)
	})
	left = slices.DeleteFunc(left, func(l *leaf) bool { return measures(l, leaves) })
	if cleaned == 0 {
		left = slices.DeleteFunc(left, func(l *leaf) bool { return len(l.reads) == 0 })
	}
	if len(left) > 0 {
		for i, l := range leaves { // the time of the first user, of all later ones
			if len(l.writes) == 0 && (!l.unread || a.readAfterGet(p, l)) && a.clocked(p, l.path) {
				at, _ := slices.BinarySearchFunc(left, i, func(m *leaf, i int) int { return slices.Index(leaves, m) - i })
				left = slices.Insert(left, at, l)
			}
		}
		a.verdicts = append(a.verdicts, &verdict{p, n, left, cleaned > 0})
	}
	if n.Pkg() != a.pass.Pkg {
		order = nil // the package of the struct may fill it anew after Get
	}
	for _, same := range byCall(order) {
		ls := byPut[same[0]]
		for _, e := range same[1:] {
			for _, l := range byPut[e] {
				if !slices.Contains(ls, l) {
					ls = append(ls, l)
				}
			}
		}
		a.reportPath(p, same[0], ls)
	}
}

// measures reports whether a part says how big other parts are, which nothing
// cleans: it goes with them.
func measures(l *leaf, leaves []*leaf) bool {
	return !slices.ContainsFunc(l.writes, func(w *objstate.Write) bool {
		return len(w.Of) == 0 || slices.ContainsFunc(w.Of, func(path string) bool {
			return slices.ContainsFunc(leaves, func(m *leaf) bool {
				return strings.HasSuffix(m.path, path) && len(m.clean)+len(m.mixed) > 0
			})
		})
	})
}

// A verdict is about parts that nothing cleans.
type verdict struct {
	pool    *pool
	name    *types.TypeName
	left    []*leaf
	partial bool
}

// state reports the verdicts. A part of a struct that other pooled structs
// hold is a mistake of its own reset, and reported there only.
func (a *program) state() {
	slices.SortStableFunc(a.verdicts, func(v, w *verdict) int { return v.depth() - w.depth() })
	told := make(map[*types.Var]bool)
	for _, v := range a.verdicts {
		v.left = slices.DeleteFunc(v.left, func(l *leaf) bool { return told[l.field] })
		if len(v.left) == 0 {
			continue
		}
		for _, l := range v.left {
			told[l.field] = true
		}
		if v.partial {
			a.reportPartial(v.pool, v.name, v.left)
		} else {
			a.reportStale(v.pool, v.name, v.left)
		}
	}
}

// depth is how far down the deepest of the parts is.
func (v *verdict) depth() int {
	n := 0
	for _, l := range v.left {
		n = max(n, strings.Count(l.path, "."))
	}
	return n
}

// isRaw reports whether a struct handles memory that has no type.
func isRaw(t types.Type) bool {
	st, ok := t.Underlying().(*types.Struct)
	if !ok {
		return false
	}
	for field := range st.Fields() {
		if b, ok := field.Type().Underlying().(*types.Basic); ok && b.Kind() == types.UnsafePointer {
			return true
		}
	}
	return false
}
