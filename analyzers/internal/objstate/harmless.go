package objstate

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/flow"
	"github.com/obslint/obslint/analyzers/internal/lib"
)

// memo reports whether a read belongs to a cache that is kept on purpose: one
// part of the object is the key and is compared with what this user brings,
// and the other parts are read only where the key is the same.
func (f *frame) memo(at ssa.Instruction, p *place) bool {
	if v, ok := at.(ssa.Value); ok {
		if x, y, _ := equality(v); x != nil && f.isKey(x, y, p.Obj, p.path) {
			return true
		}
		if refs := v.Referrers(); refs != nil && len(*refs) > 0 {
			all := true
			for _, ref := range *refs {
				c, _ := ref.(ssa.Value)
				x, y, _ := equality(c)
				all = all && x != nil && f.isKey(x, y, p.Obj, p.path)
			}
			if all {
				return true
			}
		}
	}
	for b := at.Block(); b.Idom() != nil; b = b.Idom() {
		d := b.Idom()
		cond, ok := d.Instrs[len(d.Instrs)-1].(*ssa.If)
		if !ok {
			continue
		}
		x, y, same := equality(cond.Cond)
		if x == nil || !f.isKey(x, y, p.Obj, "") {
			continue
		}
		hit := d.Succs[1]
		if same {
			hit = d.Succs[0]
		}
		if len(hit.Preds) == 1 && hit.Dominates(b) {
			return true
		}
	}
	return false
}

// equality returns what v compares, and whether v is true if they are equal.
func equality(v ssa.Value) (x, y ssa.Value, same bool) {
	switch v := v.(type) {
	case *ssa.BinOp:
		if v.Op == token.EQL || v.Op == token.NEQ {
			return v.X, v.Y, v.Op == token.EQL
		}
	case *ssa.Call:
		if _, ok := lib.Equalities.Lookup(flow.CalleeObject(&v.Call)); ok && len(v.Call.Args) == 2 {
			return v.Call.Args[0], v.Call.Args[1], true
		}
	}
	return nil, nil, false
}

// isKey reports whether one side of a comparison is a part of o (the one at
// path, if that is not empty) and the other is what the user brings: neither a
// constant nor a part of o.
func (f *frame) isKey(x, y ssa.Value, o *Object, path string) bool {
	part := func(v ssa.Value) bool {
		found := false
		f.partsIn(v, o, 0, func(p string) { found = found || path == "" || p == path })
		return found
	}
	brought := func(v ssa.Value) bool {
		if _, ok := Peel(v).(*ssa.Const); ok {
			return false
		}
		none := true
		f.partsIn(v, o, 0, func(string) { none = false })
		return none
	}
	return part(x) && brought(y) || part(y) && brought(x)
}

// copied reports whether a read appends the bytes of a field to the same field
// of another object of the type, and nothing else: what is stale here is no
// staler there, and is judged where it is read.
func copied(at ssa.Instruction) bool {
	v, ok := at.(*ssa.Call)
	if !ok || len(*v.Referrers()) == 0 {
		return false
	}
	if b, ok := v.Call.Value.(*ssa.Builtin); !ok || b.Name() != "append" || len(v.Call.Args) != 2 {
		return false
	}
	load, ok := v.Call.Args[1].(*ssa.UnOp)
	if !ok || load.Op != token.MUL {
		return false
	}
	from, ok := load.X.(*ssa.FieldAddr)
	if !ok {
		return false
	}
	for _, ref := range *v.Referrers() {
		st, ok := ref.(*ssa.Store)
		if !ok || st.Val != v {
			return false
		}
		to, ok := st.Addr.(*ssa.FieldAddr)
		if !ok || to.X == from.X || to.Field != from.Field || !types.Identical(to.X.Type(), from.X.Type()) {
			return false
		}
	}
	return true
}

// emptied reports whether v, which is or measures a part, is only looked at to
// see whether the part has to be emptied: if len(o.p) > 0 { o.p = o.p[:0] }.
func (f *frame) emptied(v ssa.Value, p *place) bool {
	refs := v.Referrers()
	if refs == nil || len(*refs) == 0 {
		return false
	}
	for _, ref := range *refs {
		cond, ok := ref.(*ssa.If)
		if op, cmp := ref.(*ssa.BinOp); cmp && len(*op.Referrers()) == 1 {
			cond, ok = (*op.Referrers())[0].(*ssa.If)
		}
		if !ok {
			return false
		}
		q, zeroIf, ok := f.zeroTest(cond.Cond)
		if !ok || q.Obj != p.Obj || q.path != p.path {
			return false
		}
		branch := cond.Block().Succs[0]
		if zeroIf {
			branch = cond.Block().Succs[1]
		}
		if len(branch.Preds) != 1 || !slices.ContainsFunc(branch.Instrs, func(i ssa.Instruction) bool {
			st, ok := i.(*ssa.Store)
			if !ok {
				return false
			}
			to := f.place(st.Addr)
			return to != nil && to.Obj == p.Obj && to.path == p.path && to.kind == address && f.empties(st.Val)
		}) && !f.cleansOnly(branch, p.Obj) {
			return false
		}
	}
	return true
}

// cleansOnly reports whether all that a branch does, before it is over, is to
// clean parts of an object.
func (f *frame) cleansOnly(b *ssa.BasicBlock, o *Object) bool {
	if len(b.Preds) != 1 || len(b.Succs) != 1 || !slices.Contains(b.Preds[0].Succs, b.Succs[0]) {
		return false
	}
	cleans := false
	for _, instr := range b.Instrs {
		switch instr := instr.(type) {
		case *ssa.FieldAddr, *ssa.IndexAddr, *ssa.UnOp, *ssa.Slice, *ssa.Jump, *ssa.DebugRef:
		case *ssa.Store:
			to := f.place(instr.Addr)
			if to == nil || to.Obj != o || !f.empties(instr.Val) {
				return false
			}
			cleans = true
		case *ssa.Call:
			builtin, ok := instr.Call.Value.(*ssa.Builtin)
			if !ok || builtin.Name() != "clear" {
				return false
			}
			if p := f.place(instr.Call.Args[0]); p == nil || p.Obj != o {
				return false
			}
			cleans = true
		default:
			return false
		}
	}
	return cleans
}

func (f *frame) empties(v ssa.Value) bool {
	if s, ok := v.(*ssa.Slice); ok {
		_, fixed := s.High.(*ssa.Const)
		return fixed
	}
	return isZeroConst(v)
}

// carried reports whether a part is read for nothing but to have it in the
// literal that its object is set to: *o = T{p: o.p}.
func carried(v *ssa.UnOp) bool {
	refs := *v.Referrers()
	if len(refs) != 1 {
		return false
	}
	st, ok := refs[0].(*ssa.Store)
	if !ok || st.Val != v {
		return false
	}
	to, ok := st.Addr.(*ssa.FieldAddr)
	if !ok {
		return false
	}
	from, ok := v.X.(*ssa.FieldAddr)
	_, literal := to.X.(*ssa.Alloc)
	return ok && literal && to.Field == from.Field && types.Identical(to.X.Type(), from.X.Type())
}

// undone reports whether a store into a field is taken back, by a store of the
// zero value or of what was there, on every path to a return of the function: a
// mark for the time of a call.
func undone(at ssa.Instruction) bool {
	st, ok := at.(*ssa.Store)
	if !ok {
		return false
	}
	field, ok := st.Addr.(*ssa.FieldAddr)
	if !ok {
		return false
	}
	takesBack := func(i ssa.Instruction) bool {
		back, ok := i.(*ssa.Store)
		if !ok {
			return false
		}
		to, ok := back.Addr.(*ssa.FieldAddr)
		if !ok || !sameObject(to.X, field.X) || to.Field != field.Field {
			return false
		}
		if load := loadedFrom(back); load != nil {
			return load.Parent() == at.Parent() && flow.Precedes(load, at) // what was there before
		}
		return isZeroConst(back.Val)
	}
	for instr := range flow.Instrs(at.Parent()) {
		d, ok := instr.(*ssa.Defer)
		if !ok || !flow.Precedes(d, at) && !flow.OnEveryPath(at, func(i ssa.Instruction) bool { return i == d }) {
			continue
		}
		if fn, _ := flow.Callee(&d.Call); fn != nil && fn.Parent() == at.Parent() && len(fn.Blocks) > 0 &&
			!flow.FollowFunc(fn, func(i ssa.Instruction) flow.Step {
				if takesBack(i) {
					return flow.Stop
				}
				if _, ok := i.(*ssa.Return); ok {
					return flow.Found
				}
				return flow.Go
			}) {
			return true
		}
	}
	return flow.OnEveryPath(at, takesBack)
}

// loadedFrom returns the load of the field that a store stores in, of the same
// object, if that is what it stores: also by way of a local variable, or nil.
func loadedFrom(st *ssa.Store) *ssa.UnOp {
	to, ok := st.Addr.(*ssa.FieldAddr)
	if !ok {
		return nil
	}
	load, ok := flow.Source(st.Val).(*ssa.UnOp)
	if !ok {
		return nil
	}
	from, ok := load.X.(*ssa.FieldAddr)
	if !ok || from.Field != to.Field || !sameObject(from.X, to.X) {
		return nil
	}
	return load
}

// sameObject reports whether two pointers are the same, by way of a variable.
func sameObject(v, w ssa.Value) bool {
	if v == w {
		return true
	}
	s := flow.Source(v)
	return s != nil && s == flow.Source(w)
}
