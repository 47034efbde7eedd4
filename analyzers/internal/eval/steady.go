package eval

import (
	"cmp"
	"fmt"
	"go/token"
	"go/types"
	"io"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/flow"
)

// Steady reports whether f neither keeps nor asks for anything but what its
// parameters give: what it makes is the same each time. Functions of other
// packages must be of those for which computes is true.
func (e *Eval) Steady(f *ssa.Function, computes func(*types.Package) bool) bool {
	return e.steady(f, computes, nil)
}

func (e *Eval) steady(f *ssa.Function, computes func(*types.Package) bool, in []*ssa.Function) bool {
	if slices.Contains(in, f) {
		return true
	}
	if len(in) > 8 {
		return false
	}
	in = append(in, f)
	for instr := range flow.Instrs(f) {
		var ops [8]*ssa.Value
		for _, op := range instr.Operands(ops[:0]) {
			if g, ok := (*op).(*ssa.Global); ok && !computes(g.Pkg.Pkg) && (g.Pkg != f.Pkg || !e.SetAtInit(g)) {
				return false
			}
		}
		switch instr := instr.(type) {
		case *ssa.Go, *ssa.Select, *ssa.Send:
			return false
		case *ssa.UnOp:
			if instr.Op == token.ARROW {
				return false
			}
		case ssa.CallInstruction:
			callee := instr.Common().StaticCallee()
			if callee == nil || callee.Pkg == nil || computes(callee.Pkg.Pkg) {
				continue // also what a parameter brings
			}
			if callee.Pkg != f.Pkg || !e.steady(callee, computes, in) {
				return false
			}
		}
	}
	return true
}

// Fixed reports whether a value is made of constants alone, also by functions
// of packages for which makes is true, and writes what it is.
func Fixed(w io.Writer, v ssa.Value, makes func(*types.Package) bool) bool {
	return fixed(w, v, makes, 12)
}

func fixed(w io.Writer, v ssa.Value, makes func(*types.Package) bool, depth int) bool {
	if depth == 0 {
		return false
	}
	all := func(vals []ssa.Value) bool {
		for _, v := range vals {
			if !fixed(w, v, makes, depth-1) {
				return false
			}
		}
		return true
	}
	fmt.Fprintf(w, "%T %s(", v, types.TypeString(v.Type(), nil))
	defer fmt.Fprint(w, ")")
	switch v := v.(type) {
	case *ssa.Const, *ssa.Function:
		fmt.Fprint(w, v)
		return true
	case *ssa.MakeInterface, *ssa.ChangeType, *ssa.Convert:
		return all([]ssa.Value{*v.(ssa.Instruction).Operands(nil)[0]})
	case *ssa.Call:
		fn := v.Common().StaticCallee()
		if fn == nil || fn.Object() == nil || !makes(fn.Object().Pkg()) || isBasic(v.Type()) {
			return false
		}
		fmt.Fprint(w, fn)
		return all(v.Common().Args)
	case *ssa.UnOp:
		switch from := v.X.(type) {
		case *ssa.Global:
			fmt.Fprint(w, from)
			return makes(from.Pkg.Pkg)
		case *ssa.Alloc:
			return all([]ssa.Value{from})
		}
	case *ssa.Slice:
		return v.Low == nil && v.High == nil && all([]ssa.Value{v.X})
	case *ssa.Alloc:
		vals, ok := filled(v, 3)
		return ok && all(vals)
	case *ssa.MakeMap:
		var vals []ssa.Value
		for _, ref := range *v.Referrers() {
			if up, ok := ref.(*ssa.MapUpdate); ok {
				vals = append(vals, up.Key, up.Value)
			}
		}
		return all(vals)
	}
	return false
}

// filled returns what a literal puts at an address and its parts, in their
// order. It is false if anything may change it, or if it is used more than once.
func filled(addr ssa.Value, depth int) (vals []ssa.Value, ok bool) {
	type part struct {
		index int
		vals  []ssa.Value
	}
	var parts []part
	uses := 0
	for _, ref := range *addr.Referrers() {
		var p part
		var sub ssa.Value
		switch ref := ref.(type) {
		case *ssa.Store:
			if ref.Addr != addr || slices.ContainsFunc(parts, func(p part) bool { return p.index < 0 }) {
				return nil, false
			}
			parts = append(parts, part{-1, []ssa.Value{ref.Val}})
			continue
		case *ssa.FieldAddr:
			p.index, sub = ref.Field, ref
		case *ssa.IndexAddr:
			c, isConst := ref.Index.(*ssa.Const)
			if !isConst {
				return nil, false
			}
			p.index, sub = int(c.Int64()), ref
		case *ssa.DebugRef:
			continue
		case *ssa.UnOp, *ssa.Slice, *ssa.MakeInterface, *ssa.Call:
			if uses++; uses > 1 || depth < 3 {
				return nil, false
			}
			continue
		default:
			return nil, false
		}
		if depth == 0 {
			return nil, false
		}
		if p.vals, ok = filled(sub, depth-1); !ok {
			return nil, false
		}
		parts = append(parts, p)
	}
	slices.SortStableFunc(parts, func(a, b part) int { return cmp.Compare(a.index, b.index) })
	for _, p := range parts {
		vals = append(vals, p.vals...)
	}
	return vals, true
}

func isBasic(t types.Type) bool {
	_, ok := t.Underlying().(*types.Basic)
	return ok
}
