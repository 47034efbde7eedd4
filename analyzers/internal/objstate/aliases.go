package objstate

import (
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/flow"
)

// memory is the memory of a pooled object that v points into, under another
// name: as a string that was not copied, or in something that holds on to it.
func (f *frame) memory(v ssa.Value) *place {
	p := f.place(v)
	if p == nil || p.kind == variable || p.path != "" && !p.alias {
		return nil
	}
	if p.kind == address && !IsContent(p.Obj.Type) {
		return nil
	}
	return &place{Obj: p.Obj, path: p.path, kind: inner, alias: true}
}

// views reports whether a builtin makes a string or slice of memory without a
// copy of it.
func views(b *ssa.Builtin) bool {
	switch b.Name() {
	case "String", "Slice", "SliceData", "StringData": // of package unsafe
		return true
	}
	return false
}

// reinterpreted returns the slice whose header v reads as a string:
// *(*string)(unsafe.Pointer(&b)).
func reinterpreted(v *ssa.UnOp) ssa.Value {
	if !types.Identical(v.Type().Underlying(), types.Typ[types.String]) {
		return nil
	}
	to, ok := v.X.(*ssa.Convert)
	if !ok {
		return nil
	}
	from, ok := to.X.(*ssa.Convert)
	if !ok {
		return nil
	}
	alloc, ok := from.X.(*ssa.Alloc)
	if !ok || !IsSlice(flow.Deref(alloc.Type())) {
		return nil
	}
	var bytes ssa.Value
	for _, ref := range *alloc.Referrers() {
		if st, ok := ref.(*ssa.Store); ok && st.Addr == alloc {
			if bytes != nil {
				return nil
			}
			bytes = st.Val
		}
	}
	return bytes
}

// captured notes that the memory that a literal works on leaves with it, where
// the literal itself does not give it back.
func (f *frame) captured(mc *ssa.MakeClosure, at ssa.Instruction) {
	fn, ok := mc.Fn.(*ssa.Function)
	if !ok {
		return
	}
	in := f.a.analyze(fn)
	if in == nil || len(in.Puts) > 0 {
		return
	}
	for i, fv := range fn.FreeVars {
		p := f.place(mc.Bindings[i])
		if p != nil && p.kind == variable {
			p = p.of
		}
		if p == nil || p.Obj.Origin != FromPool || p.path != "" || !IsContent(p.Obj.Type) || len(*fv.Referrers()) == 0 {
			continue
		}
		f.info.Leaves = append(f.info.Leaves, &Leaving{Obj: p.Obj, At: at})
	}
}

// Outlives reports whether what is stored at st lasts longer than the
// function: in memory that others have, or in what is returned or sent.
func Outlives(st *ssa.Store) bool {
	switch addr := st.Addr.(type) {
	case *ssa.Global:
		return true
	case *ssa.FieldAddr:
		for instr := range flow.Instrs(st.Parent()) {
			if other, ok := instr.(*ssa.Store); ok && other != st {
				if fa, ok := other.Addr.(*ssa.FieldAddr); ok && fa.Field == addr.Field && types.Identical(fa.X.Type(), addr.X.Type()) && !(advances(other) && !flow.Reaches(st, other, nil)) {
					return false // taken back, or one of many
				}
			}
		}
		return GoesOut(addr.X, 0)
	case *ssa.IndexAddr:
		return GoesOut(addr.X, 0)
	}
	return false
}

// advances reports whether a field keeps a part of what it had.
func advances(st *ssa.Store) bool {
	sl, ok := st.Val.(*ssa.Slice)
	if !ok {
		return false
	}
	load, ok := sl.X.(*ssa.UnOp)
	return ok && flow.SamePlace(load.X, st.Addr)
}

// GoesOut reports whether v is, or becomes a part of, what a function returns
// or sends, or of memory that its caller has.
func GoesOut(v ssa.Value, depth int) bool {
	switch v := v.(type) {
	case *ssa.Global, *ssa.Parameter:
		return depth == 0
	case *ssa.FieldAddr:
		return GoesOut(v.X, depth)
	case *ssa.UnOp:
		if v.Op == token.MUL && depth == 0 {
			if fa, ok := v.X.(*ssa.FieldAddr); ok && GoesOut(fa.X, 0) {
				return true
			}
			if _, ok := v.X.(*ssa.Global); ok {
				return true
			}
		}
	case *ssa.Alloc, *ssa.MakeInterface, *ssa.Slice, *ssa.Phi, *ssa.MakeMap, *ssa.MakeSlice, *ssa.MakeClosure, *ssa.Call:
	default:
		return false
	}
	if depth > 6 || v.Referrers() == nil {
		return false
	}
	for _, ref := range *v.Referrers() {
		switch ref := ref.(type) {
		case *ssa.Return:
			return true
		case *ssa.Send:
			if ref.X == v {
				return true
			}
		case *ssa.MakeInterface, *ssa.UnOp, *ssa.Slice, *ssa.Phi:
			if GoesOut(ref.(ssa.Value), depth+1) {
				return true
			}
		case *ssa.Store:
			if ref.Val != v || depth > 4 {
				continue
			}
			if local, ok := ref.Addr.(*ssa.Alloc); ok && GoesOut(local, depth+1) || outlivesPart(ref, depth+1) {
				return true
			}
		case *ssa.Call:
			if b, ok := ref.Call.Value.(*ssa.Builtin); ok && b.Name() == "append" && GoesOut(ref, depth+1) {
				return true
			}
		}
	}
	return false
}

// outlivesPart is outlives for a part of what is stored.
func outlivesPart(st *ssa.Store, depth int) bool {
	switch addr := st.Addr.(type) {
	case *ssa.Global:
		return true
	case *ssa.FieldAddr:
		return GoesOut(addr.X, depth)
	case *ssa.IndexAddr:
		return GoesOut(addr.X, depth)
	}
	return false
}

// byHand is what becomes of an object when the address of a part is taken by
// package unsafe: who knows how far what is done there goes.
func (f *frame) byHand(addr ssa.Value, st State) {
	if ia, ok := addr.(*ssa.IndexAddr); ok && !IsSlice(ia.X.Type()) {
		addr = ia.X // an element of an array in the object
	}
	if p := f.place(addr); p != nil && p.kind == address {
		st.of(p.Obj).wipe(p.Obj, "", Empty)
	}
}

func isUnsafe(t types.Type) bool {
	b, ok := t.Underlying().(*types.Basic)
	return ok && b.Kind() == types.UnsafePointer
}
