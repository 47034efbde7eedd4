package spans

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/flow"
	"github.com/obslint/obslint/analyzers/internal/lib"
	"github.com/obslint/obslint/analyzers/internal/unwind"
)

// Private reports, of a span that is no field of a struct, whether only the span's function, and functions of which it is
// known, can end it, and only where the run came by: neither the span nor its
// context goes elsewhere, but for contexts that are given to calls.
func (r *Run) Private() bool {
	t := r.Trail
	return r.Value != nil && isSpanType(r.Value.Type()) && !r.Shared && !t.Kept && !t.Outer && !t.lent && len(t.Results) == 0 && len(t.enders) == 0 && !r.leaves(r.Fn)
}

// leaves reports whether fn, or a literal in it, returns or stores the span's
// context, or what was made of it, or ends the span where the run did not come by.
func (r *Run) leaves(fn *ssa.Function) bool {
	fr := &unwind.Frame{Fn: fn}
	for instr := range flow.Instrs(fn) {
		var vals []ssa.Value
		switch instr := instr.(type) {
		case *ssa.Return:
			vals = instr.Results
		case *ssa.MapUpdate:
			vals = append(vals, instr.Value)
		case *ssa.Send:
			vals = append(vals, instr.X)
		case *ssa.Store:
			a := flow.Variable(instr.Addr)
			if ia, ok := instr.Addr.(*ssa.IndexAddr); ok {
				a, _ = ia.X.(*ssa.Alloc) // a variadic argument
			}
			given := false // to a call, by its address
			if a != nil && isSpanType(instr.Val.Type()) {
				_, ok := flow.Stores(a)
				given = !ok
			}
			if a == nil || given || !flow.Encloses(r.Fn, a.Parent()) {
				vals = append(vals, instr.Val)
			}
		case ssa.CallInstruction:
			common := instr.Common()
			if _, ok := lib.SpanEnds.Lookup(flow.CalleeObject(common)); ok {
				recv, _ := flow.Args(common)
				if _, seen := r.ended[instr]; !seen && r.Is(fn, recv) {
					return true
				}
			}
		}
		for _, v := range vals {
			if r.relation(fr, v) != unrelated {
				return true
			}
		}
	}
	return slices.ContainsFunc(fn.AnonFuncs, r.leaves)
}
