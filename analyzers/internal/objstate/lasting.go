package objstate

import (
	"go/constant"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/flow"
)

// Objects may have a state that is meant to outlast their users: the place in a
// block of memory, the strings seen so far, the size that was needed last time.
// What is here tells it from what a user has left behind.

// ownState reports whether v is computed from nothing but the object itself,
// constants and fresh memory, or moves on from what was in the part p.
func (f *frame) ownState(v ssa.Value, p *place, depth int) bool {
	if v == nil || depth > 6 {
		return false
	}
	if q := f.place(v); q != nil && q.Obj == p.Obj {
		return true
	}
	own := func(vs ...ssa.Value) bool {
		return !slices.ContainsFunc(vs, func(x ssa.Value) bool { return x != v && !f.ownState(x, p, depth+1) })
	}
	switch v := v.(type) {
	case *ssa.Const, *ssa.Function, *ssa.MakeSlice, *ssa.MakeMap, *ssa.MakeChan:
		return true
	case *ssa.Alloc:
		return !filled(v)
	case *ssa.UnOp:
		if _, global := v.X.(*ssa.Global); v.Op == token.MUL {
			return global
		}
		return own(v.X)
	case *ssa.BinOp:
		if v.Op == token.ADD || v.Op == token.SUB {
			if q := f.place(v.X); q != nil && q.Obj == p.Obj && q.path == p.path {
				return true
			}
		}
		return own(v.X, v.Y)
	case *ssa.Convert:
		return own(v.X)
	case *ssa.ChangeType:
		return own(v.X)
	case *ssa.MakeInterface:
		return own(v.X)
	case *ssa.Slice:
		return own(v.X)
	case *ssa.Extract:
		return own(v.Tuple)
	case *ssa.Phi:
		return own(v.Edges...)
	case *ssa.Call:
		if _, builtin := v.Call.Value.(*ssa.Builtin); !builtin && v.Call.StaticCallee() == nil {
			return !v.Call.IsInvoke() && own(append([]ssa.Value{v.Call.Value}, v.Call.Args...)...) // its own clock
		}
		return len(v.Call.Args) > 0 && own(v.Call.Args...)
	}
	return false
}

// sizesIn returns the parts of an object whose length or capacity v is computed
// from.
func (f *frame) sizesIn(v ssa.Value, o *Object) []string {
	var out []string
	seen := make(map[ssa.Value]bool)
	var visit func(v ssa.Value)
	visit = func(v ssa.Value) {
		if seen[v] {
			return
		}
		seen[v] = true
		switch v := v.(type) {
		case *ssa.BinOp:
			visit(v.X)
			visit(v.Y)
		case *ssa.Convert:
			visit(v.X)
		case *ssa.Call:
			b, ok := v.Call.Value.(*ssa.Builtin)
			if !ok || b.Name() != "len" && b.Name() != "cap" {
				return
			}
			if p := f.place(v.Call.Args[0]); p != nil && p.Obj == o && p.kind == content {
				out = append(out, p.path)
			}
		}
	}
	visit(v)
	return out
}

// forNext reports whether the store of a size into a part is followed, with no
// other use of the object in between, by the call that puts it back: it is left
// there for the next user.
func (f *frame) forNext(p *place, at ssa.Instruction) bool {
	b := at.Block()
	for _, instr := range b.Instrs[slices.Index(b.Instrs, at)+1:] {
		switch instr := instr.(type) {
		case *ssa.UnOp:
			if q := f.place(instr.X); instr.Op == token.MUL && q != nil && q.Obj == p.Obj {
				return false
			}
		case ssa.CallInstruction:
			common := instr.Common()
			if acc, ok := f.a.Access(common); ok && acc.Put {
				q := f.place(Peel(acc.Obj))
				return q != nil && q.Obj == p.Obj
			}
			if slices.ContainsFunc(common.Args, func(v ssa.Value) bool {
				q := f.place(v)
				return q != nil && q.Obj == p.Obj && refers(v.Type())
			}) {
				return false
			}
		}
	}
	return false
}

// highest reports whether v is stored in a part where it is more than what is
// there: the part keeps the highest that it ever was.
func (f *frame) highest(p *place, at ssa.Instruction, v ssa.Value) bool {
	part := func(x ssa.Value) bool {
		q := f.place(x)
		return q != nil && q.Obj == p.Obj && q.path == p.path && q.kind == content
	}
	if call, ok := v.(*ssa.Call); ok {
		if b, ok := call.Call.Value.(*ssa.Builtin); ok && b.Name() == "max" {
			return slices.ContainsFunc(call.Call.Args, part)
		}
	}
	for b := at.Block(); b.Idom() != nil; b = b.Idom() {
		d := b.Idom()
		cond, ok := d.Instrs[len(d.Instrs)-1].(*ssa.If)
		if !ok || len(b.Preds) != 1 {
			continue
		}
		op, ok := cond.Cond.(*ssa.BinOp)
		if !ok {
			continue
		}
		more := d.Succs[0] == b
		switch op.Op {
		case token.GTR, token.GEQ:
			if more && f.same(op.X, v) && part(op.Y) {
				return true
			}
		case token.LSS, token.LEQ:
			if more && f.same(op.Y, v) && part(op.X) {
				return true
			}
		}
	}
	return false
}

// same reports whether two values are the same, or the length of the same.
func (f *frame) same(v, w ssa.Value) bool {
	a, ok := v.(*ssa.Call)
	b, also := w.(*ssa.Call)
	if !ok || !also || flow.Builtin(&a.Call) != "len" || flow.Builtin(&b.Call) != "len" {
		return v == w
	}
	p, q := f.place(a.Call.Args[0]), f.place(b.Call.Args[0])
	return a.Call.Args[0] == b.Call.Args[0] || p != nil && q != nil && p.Obj == q.Obj && p.path == q.path && p.kind == q.kind
}

// wholeMemory reports whether v is a slice of all the memory that it has: what
// matters of it is how much that is.
func wholeMemory(v ssa.Value) bool {
	s, ok := v.(*ssa.Slice)
	if !ok {
		return false
	}
	call, ok := s.High.(*ssa.Call)
	if !ok {
		return false
	}
	b, ok := call.Call.Value.(*ssa.Builtin)
	return ok && b.Name() == "cap"
}

// lengthens reports whether what is appended is fresh memory: room to be filled.
func lengthens(args []ssa.Value) bool {
	if len(args) != 2 {
		return false
	}
	_, fresh := args[1].(*ssa.MakeSlice)
	return fresh && !filled(args[1])
}

// interns reports whether a map keeps a key as its own value: which users have
// put it there makes no difference.
func interns(m *ssa.MapUpdate) bool {
	key, val := m.Key, m.Value
	if key == val {
		return true
	}
	k, ok := key.(*ssa.Convert)
	v, also := val.(*ssa.Convert)
	return ok && also && k.X == v.X && types.Identical(k.Type(), v.Type())
}

// pops reports whether a slice that is stored in a part is the same without its
// last element, which is no character or number: a stack or a list of what is
// free.
func (f *frame) pops(v ssa.Value, p *place) bool {
	s, ok := v.(*ssa.Slice)
	if !ok || s.Low != nil || !IsSlice(s.Type()) {
		return false
	}
	if _, basic := s.Type().Underlying().(*types.Slice).Elem().Underlying().(*types.Basic); basic {
		return false
	}
	op, ok := s.High.(*ssa.BinOp)
	if !ok || op.Op != token.SUB || !IsConst(op.Y, 1) {
		return false
	}
	q := f.place(s.X)
	return q != nil && q.Obj == p.Obj && q.path == p.path
}

// isMark reports whether v is true, or has a bit more than what it is made of.
func isMark(v ssa.Value) bool {
	if op, ok := v.(*ssa.BinOp); ok {
		return op.Op == token.OR
	}
	c, ok := v.(*ssa.Const)
	return ok && c.Value != nil && c.Value.Kind() == constant.Bool && constant.BoolVal(c.Value)
}
