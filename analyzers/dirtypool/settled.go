package dirtypool

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/flow"
	"github.com/obslint/obslint/analyzers/internal/objstate"
)

// born reports whether what New makes holds, in a part, the one constant that
// is ever written to it: a recycled object is then as good as a new one.
func (p *pool) born(l *leaf) bool {
	for _, v := range p.Made {
		if constIn(objstate.Peel(v), l.field) != l.writes[0].Value {
			return false
		}
	}
	return len(p.Made) > 0
}

// constIn returns the constant that a literal has in a field, or "".
func constIn(v ssa.Value, field *types.Var) string {
	refs := v.Referrers()
	if _, ok := v.(*ssa.Alloc); !ok || refs == nil {
		return ""
	}
	for _, ref := range *refs {
		fa, ok := ref.(*ssa.FieldAddr)
		if !ok || flow.Field(fa) != field.Origin() {
			continue
		}
		for _, ref := range *fa.Referrers() {
			if st, ok := ref.(*ssa.Store); ok && st.Addr == fa {
				if c, ok := st.Val.(*ssa.Const); ok && c.Value != nil {
					return c.Value.ExactString()
				}
			}
		}
	}
	return ""
}

// isFlag reports whether a part of type t is true or false.
func isFlag(t types.Type) bool {
	b, ok := t.Underlying().(*types.Basic)
	return ok && b.Info()&types.IsBoolean != 0
}

// refills reports whether the function that cleans a part fills it from there on.
func refills(in *objstate.Info, clean *objstate.Write) bool {
	return slices.ContainsFunc(in.Writes, func(w *objstate.Write) bool {
		return w.Obj == clean.Obj && objstate.Touches(w.Path, clean.Path) && w.At.Parent() == in.Fn && flow.Reaches(clean.At, w.At, nil)
	})
}

// onDemand reports whether a part is emptied where another one is found empty,
// with which every use begins: by the first who asks, in each use.
func (a *program) onDemand(l *leaf, n *types.TypeName, leaves []*leaf) bool {
	when := a.demand[part{n, l.path}]
	return slices.ContainsFunc(leaves, func(m *leaf) bool {
		return slices.Contains(when, m.path) && len(m.writes) > 0 && (m.fresh || len(m.clean) > 0 && len(m.dirty)+len(m.mixed) == 0)
	})
}

// preparedByOthers reports whether a part is only ever set by methods that others
// call, and right where the object is got: each of the other uses may begin with
// such a method.
func (a *program) preparedByOthers(p *pool, l *leaf, n *types.TypeName) bool {
	first := func(w *objstate.Write) bool {
		return a.ofGetter(p, w) && flow.OnEveryPath(w.Obj.Get, func(i ssa.Instruction) bool { return i == w.At })
	}
	return slices.ContainsFunc(a.writes[n], func(w *objstate.Write) bool { return w.Path == l.path && a.calledByOthers(w) }) &&
		!slices.ContainsFunc(l.writes, func(w *objstate.Write) bool { return !first(w) && !a.calledByOthers(w) })
}

// calledByOthers reports whether a write sets a part to what is computed from the
// object, whenever its method is called: one without a name for other packages
// that nobody here calls by name, but by an interface or as a func value.
func (a *program) calledByOthers(w *objstate.Write) bool {
	fn := w.At.Parent()
	return w.Own && w.Anew && w.Value == "" && fn.Signature.Recv() != nil && objstate.Exportable(fn) == nil && a.Called[fn] == 0 &&
		flow.OnEveryPath(fn.Blocks[0].Instrs[0], func(i ssa.Instruction) bool { return i == w.At })
}

// marksPlace reports whether a part only ever is a place in a slice of the object
// up to which something was written, and is asked for nothing but to come back to
// that place: who asks has set it in the same use, as the slice is empty before.
func (l *leaf) marksPlace() bool {
	var finds func(v ssa.Value) bool
	finds = func(v ssa.Value) bool {
		return v != nil && !slices.ContainsFunc(*v.Referrers(), func(ref ssa.Instruction) bool {
			switch ref := ref.(type) {
			case *ssa.Slice, *ssa.IndexAddr, *ssa.DebugRef:
				return false
			case *ssa.BinOp: // from there on
				_, moved := ref.Y.(*ssa.Const)
				return ref.Op != token.ADD && ref.Op != token.SUB || !(moved && finds(ref)) && !objstate.IsSize(ref.X)
			}
			return true
		})
	}
	return len(l.reads) > 0 &&
		!slices.ContainsFunc(l.writes, func(w *objstate.Write) bool { return len(w.Of) == 0 }) &&
		!slices.ContainsFunc(l.reads, func(r *objstate.Read) bool {
			v, _ := r.At.(*ssa.UnOp)
			return v == nil || !finds(v)
		})
}

// sequence reports whether a part only ever counts up by one, and is read for
// nothing but to hand out the next number.
func (l *leaf) sequence() bool {
	for _, w := range l.writes {
		st, ok := w.At.(*ssa.Store)
		if !ok || w.Sign <= 0 {
			return false
		}
		if op, ok := st.Val.(*ssa.BinOp); !ok || !objstate.IsConst(op.Y, 1) {
			return false
		}
	}
	for _, r := range l.reads {
		v, ok := r.At.(ssa.Value)
		if !ok || v.Referrers() == nil {
			return false
		}
		for _, ref := range *v.Referrers() {
			switch ref := ref.(type) {
			case *ssa.Return, *ssa.DebugRef:
			case *ssa.BinOp:
				if ref.Op != token.ADD || !objstate.IsConst(ref.Y, 1) {
					return false
				}
			default:
				return false
			}
		}
	}
	return len(l.reads) > 0
}

// configured reports whether e hands out an object of a local pool behind a
// condition that decides, for all users of the pool alike, whether the part is
// written: each use then writes it, or none does.
func (l *leaf) configured(p *pool, e *objstate.Escape) bool {
	if _, ok := p.ID.(*ssa.Alloc); !ok {
		return false
	}
	for _, w := range l.writes {
		if w.Obj.Origin == objstate.FromPool && w.Obj.Pool != p.Pool {
			continue
		}
		if w.Obj != e.Obj || w.At.Parent() != e.At.Parent() {
			return false
		}
		settled := false
		for b := w.At.Block(); b.Idom() != nil && !settled; b = b.Idom() {
			cond, ok := b.Idom().Instrs[len(b.Idom().Instrs)-1].(*ssa.If)
			settled = ok && len(b.Preds) == 1 && b.Idom().Dominates(e.At.Block()) && captured(cond.Cond, 0)
		}
		if !settled {
			return false
		}
	}
	return len(l.writes) > 0
}

// captured reports whether v depends on nothing but variables that a closure
// has captured and does not write.
func captured(v ssa.Value, depth int) bool {
	if depth > 8 {
		return false
	}
	switch v := v.(type) {
	case *ssa.Const:
		return true
	case *ssa.FreeVar:
		for _, ref := range *v.Referrers() {
			if st, ok := ref.(*ssa.Store); ok && st.Addr == v {
				return false
			}
		}
		return true
	case *ssa.FieldAddr:
		for _, ref := range *v.Referrers() {
			if st, ok := ref.(*ssa.Store); ok && st.Addr == v {
				return false
			}
		}
		return captured(v.X, depth+1)
	case *ssa.Field:
		return captured(v.X, depth+1)
	case *ssa.UnOp:
		return (v.Op == token.MUL || v.Op == token.NOT) && captured(v.X, depth+1)
	case *ssa.BinOp:
		return captured(v.X, depth+1) && captured(v.Y, depth+1)
	}
	return false
}
