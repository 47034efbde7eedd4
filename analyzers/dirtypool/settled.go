package dirtypool

import (
	"go/token"
	"go/types"

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
