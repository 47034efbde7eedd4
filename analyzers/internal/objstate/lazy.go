package objstate

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/lib"
)

// isLazy reports whether a store makes something that is kept from then on: a
// fresh value, or one that is computed from other parts of the object, where
// the part was found to be nil.
func (f *frame) isLazy(p *place, at ssa.Instruction, val ssa.Value) (lazy bool, from []string) {
	switch v := Peel(val).(type) {
	case *ssa.Call, *ssa.Alloc, *ssa.MakeMap, *ssa.MakeSlice, *ssa.MakeChan, *ssa.MakeClosure:
		if lib.IsError(v.Type()) {
			return false, nil
		}
		if call, ok := v.(*ssa.Call); ok && f.goesOn(call, p) {
			return true, nil
		}
	case *ssa.Extract:
		call, ok := v.Tuple.(*ssa.Call)
		return ok && v.Index == 0 && f.goesOn(call, p), nil
	default:
		if val == nil || !f.computed(val, p.Obj, 0, &from) || len(from) == 0 {
			return false, nil
		}
	}
	return f.found(p, at, true), from
}

// goesOn reports whether a call is given the object that a part points to and
// makes, or makes anew, what the part is to point to: p.x = f(p.x).
func (f *frame) goesOn(call *ssa.Call, p *place) bool {
	_, pointer := partType(p).(*types.Pointer)
	return pointer && slices.ContainsFunc(call.Call.Args, func(v ssa.Value) bool {
		q := f.place(v)
		return q != nil && q.Obj == p.Obj && q.path == p.path && q.kind == content
	})
}

// computed reports whether v depends on nothing but constants, package
// variables and parts of an object, which it adds to from.
func (f *frame) computed(v ssa.Value, o *Object, depth int, from *[]string) bool {
	if depth > 6 {
		return false
	}
	switch v := v.(type) {
	case *ssa.Const:
		return true
	case *ssa.UnOp:
		if v.Op != token.MUL {
			return false
		}
		if _, ok := v.X.(*ssa.Global); ok {
			return true
		}
		p := f.place(v)
		if p == nil || p.Obj != o || p.kind != content {
			return false
		}
		*from = append(*from, p.path)
		return true
	case *ssa.Phi:
		for _, e := range v.Edges {
			if !f.computed(e, o, depth+1, from) {
				return false
			}
		}
		return true
	case *ssa.Convert:
		return f.computed(v.X, o, depth+1, from)
	case *ssa.ChangeType:
		return f.computed(v.X, o, depth+1, from)
	case *ssa.MakeInterface:
		return f.computed(v.X, o, depth+1, from)
	}
	return false
}

// found reports whether an instruction is reached only where a part was found
// to be zero, or not to be.
func (f *frame) found(p *place, at ssa.Instruction, zero bool) bool {
	for b := at.Block(); b.Idom() != nil; b = b.Idom() {
		d := b.Idom()
		cond, ok := d.Instrs[len(d.Instrs)-1].(*ssa.If)
		if !ok {
			continue
		}
		if q, zeroIf, ok := f.zeroTest(cond.Cond); ok && q.Obj == p.Obj && q.path == p.path {
			branch := d.Succs[1]
			if zeroIf == zero {
				branch = d.Succs[0]
			}
			if (zero || len(branch.Preds) == 1) && branch.Dominates(at.Block()) {
				return true
			}
		}
	}
	return false
}

// onceIn returns the parts of an object that are empty where an instruction cleans
// another one, if nothing but they and that one decides whether it does: where
// each use begins with them empty, the first to come there cleans it.
func (f *frame) onceIn(p *place, at ssa.Instruction) []string {
	var parts []string
	for b := at.Block(); b.Idom() != nil; b = b.Idom() {
		d := b.Idom()
		cond, ok := d.Instrs[len(d.Instrs)-1].(*ssa.If)
		if !ok || len(b.Preds) != 1 {
			continue // whichever way it came
		}
		q, zeroIf, ok := f.zeroTest(cond.Cond)
		switch {
		case !ok || q.Obj != p.Obj:
			return nil
		case q.path == p.path:
		case zeroIf == (d.Succs[0] == b):
			parts = append(parts, q.path)
		default:
			return nil
		}
	}
	return parts
}

// counted returns what is stored for a key if it is computed from what was
// there for it: a count of something that comes and goes, which may be kept
// from falling below a constant.
func (f *frame) counted(m *ssa.MapUpdate, p *place) ssa.Value {
	val := m.Value
	if phi, ok := val.(*ssa.Phi); ok {
		isConst := func(v ssa.Value) bool { _, ok := v.(*ssa.Const); return ok }
		if edges := slices.DeleteFunc(slices.Clone(phi.Edges), isConst); len(edges) == 1 {
			val = edges[0]
		}
	}
	op, ok := val.(*ssa.BinOp)
	if !ok || op.Op != token.ADD && op.Op != token.SUB {
		return nil
	}
	l, ok := op.X.(*ssa.Lookup)
	if !ok {
		return nil
	}
	if q := f.place(l.X); q == nil || q.Obj != p.Obj || q.path != p.path {
		return nil
	}
	return op
}

// boundTo reports whether v is a method of an object, bound to that object.
func (f *frame) boundTo(v ssa.Value, o *Object) bool {
	mc, ok := Peel(v).(*ssa.MakeClosure)
	return ok && len(mc.Bindings) > 0 && !slices.ContainsFunc(mc.Bindings, func(b ssa.Value) bool {
		p := f.place(b)
		return p == nil || p.Obj != o
	})
}

// measured reports whether a part is cleaned for what it holds, and not because
// a use begins or ends: a batch that was full.
func (f *frame) measured(p *place, at ssa.Instruction) bool {
	for b := at.Block(); b.Idom() != nil; b = b.Idom() {
		d := b.Idom()
		cond, ok := d.Instrs[len(d.Instrs)-1].(*ssa.If)
		if !ok || testsZero(cond.Cond) {
			continue
		}
		op, ok := cond.Cond.(*ssa.BinOp)
		if !ok || isZeroConst(op.Y) || isZeroConst(op.X) {
			continue
		}
		own := false
		f.partsIn(op, p.Obj, 0, func(path string) { own = own || path == p.path })
		if own {
			return true
		}
	}
	return false
}
