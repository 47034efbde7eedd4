package objstate

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"
)

// guards returns the other parts of the object that decide whether a read is
// reached, or which element it reads.
func (f *frame) guards(at ssa.Instruction, p *place) []Guard {
	var out []Guard
	add := func(v ssa.Value) {
		f.partsIn(v, p.Obj, 0, func(path string) {
			if g := (Guard{path, testsZero(v), testsMode(v)}); path != p.path && !slices.Contains(out, g) {
				out = append(out, g)
			}
		})
	}
	for b := at.Block(); b.Idom() != nil; b = b.Idom() {
		d := b.Idom()
		if cond, ok := d.Instrs[len(d.Instrs)-1].(*ssa.If); ok && !over(d, b) {
			if d.Succs[0].Dominates(b) != d.Succs[1].Dominates(b) || len(d.Succs[0].Preds) > 1 != (len(d.Succs[1].Preds) > 1) {
				add(cond.Cond)
			}
		}
	}
	for _, op := range at.Operands(nil) {
		if s, ok := (*op).(*ssa.Slice); ok {
			add(s.Low)
			add(s.High)
		}
	}
	if v, ok := at.(ssa.Value); ok {
		if load, ok := v.(*ssa.UnOp); ok {
			if ia, ok := load.X.(*ssa.IndexAddr); ok {
				add(ia.Index)
			}
		}
		if v.Referrers() != nil {
			for _, ref := range *v.Referrers() {
				switch ref := ref.(type) {
				case *ssa.IndexAddr:
					add(ref.Index)
				case *ssa.Slice:
					add(ref.Low)
					add(ref.High)
				case *ssa.Call: // what goes along with it may tell
					for _, arg := range ref.Call.Args {
						if b, ok := arg.Type().Underlying().(*types.Basic); ok && arg != v && b.Info()&(types.IsInteger|types.IsBoolean) != 0 {
							add(arg)
						}
					}
				}
			}
		}
	}
	return out
}

// over reports whether a block stands behind the loop that a condition is the head
// of: it is reached however often that was gone through.
func over(head, b *ssa.BasicBlock) bool {
	return isHead(head) && head.Succs[1].Dominates(b) && !behind(b.Instrs[0], head)
}

// A Guard is a part of an object that decides whether a read is reached, or
// what it sees.
type Guard struct {
	Path string
	Zero bool // by whether it is zero, and no more
	Mode bool // by whether it is some other constant
}

func testsMode(cond ssa.Value) bool {
	op, ok := cond.(*ssa.BinOp)
	if !ok || op.Op != token.EQL && op.Op != token.NEQ || isZeroConst(op.Y) {
		return false
	}
	_, ok = op.Y.(*ssa.Const)
	return ok
}

func testsZero(cond ssa.Value) bool {
	switch v := cond.(type) {
	case *ssa.BinOp:
		return (v.Op == token.EQL || v.Op == token.NEQ) && isZeroConst(v.Y)
	case *ssa.UnOp:
		return v.Op == token.MUL || v.Op == token.NOT && testsZero(v.X)
	}
	return false
}

// partsIn finds the parts of an object that an expression reads.
func (f *frame) partsIn(v ssa.Value, o *Object, depth int, found func(path string)) {
	if v == nil || depth > 5 {
		return
	}
	if p := f.place(v); p != nil && p.Obj == o && p.kind == content {
		found(p.path)
	}
	switch v := v.(type) {
	case *ssa.BinOp:
		f.partsIn(v.X, o, depth+1, found)
		f.partsIn(v.Y, o, depth+1, found)
	case *ssa.UnOp:
		if v.Op != token.MUL {
			f.partsIn(v.X, o, depth+1, found)
		} else if p := f.place(v.X); p != nil && p.Obj == o && p.kind == address && p.path != "" && f.a.Pooled(v.Type()) {
			found(p.path) // which holds another object
		}
	case *ssa.Convert:
		f.partsIn(v.X, o, depth+1, found)
	case *ssa.Phi:
		for _, e := range v.Edges {
			if e != ssa.Value(v) {
				f.partsIn(e, o, depth+2, found)
			}
		}
	case *ssa.Call:
		if p := f.atomicLoad(v); p != nil && p.Obj == o {
			found(p.path)
		}
		if b, ok := v.Call.Value.(*ssa.Builtin); ok && b.Name() == "len" {
			f.partsIn(v.Call.Args[0], o, depth+1, found)
		}
		for _, arg := range v.Call.Args {
			f.partsIn(arg, o, depth+1, found)
		}
	}
}
