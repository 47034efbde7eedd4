package spans

import (
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/flow"
	"github.com/obslint/obslint/analyzers/internal/lib"
)

// method looks where a method value of the span goes: one that is called or
// deferred here is a call like another.
func (t *Trail) method(mc *ssa.MakeClosure) {
	fn := mc.Fn.(*ssa.Function)
	obj, _ := fn.Object().(*types.Func)
	if obj != nil {
		if _, ok := lib.SpanEnds.Lookup(obj); !ok && !t.p.touches[fn] {
			if decl := fn.Prog.FuncValue(obj.Origin()); decl == nil || !t.p.touches[decl] {
				return
			}
		}
	}
	t.goes(mc)
}

// goes looks where a func value goes that ends the span.
func (t *Trail) goes(mc *ssa.MakeClosure) {
	if onlyCalled(mc, nil) {
		return
	}
	refs := *mc.Referrers()
	if len(refs) > 0 {
		for i, ref := range refs {
			ret, ok := ref.(*ssa.Return)
			if !ok {
				break
			}
			for j, res := range ret.Results {
				if res == mc {
					t.enders[j] = mc
				}
			}
			if i == len(refs)-1 {
				return
			}
		}
	}
	t.Kept = true
}

// captured looks where a literal goes that has the span in a variable.
func (t *Trail) captured(fn *ssa.Function) {
	if t.seen[fn] {
		return
	}
	t.seen[fn] = true
	if !t.isFunc && !t.p.endsIn(fn) || fn.Parent() == nil {
		return
	}
	for instr := range flow.Instrs(fn.Parent()) {
		if mc, ok := instr.(*ssa.MakeClosure); ok && mc.Fn == fn {
			t.goes(mc)
		}
	}
}

// endsIn reports whether fn or a literal in it ends spans.
func (p *Package) endsIn(fn *ssa.Function) bool {
	for instr := range flow.Instrs(fn) {
		call, ok := instr.(ssa.CallInstruction)
		if !ok {
			continue
		}
		obj := flow.CalleeObject(call.Common())
		if _, ok := lib.SpanEnds.Lookup(obj); ok {
			return true
		}
		if f := p.handles(obj); f != nil {
			return true
		}
		if g, _ := flow.Callee(call.Common()); g != nil && p.touches[g] {
			return true
		}
	}
	for _, anon := range fn.AnonFuncs {
		if p.endsIn(anon) {
			return true
		}
	}
	return false
}

// onlyCalled reports whether a func value is only called or deferred, in the
// function that makes it or in literals in that.
func onlyCalled(v ssa.Value, seen map[ssa.Value]bool) bool {
	if seen[v] {
		return true
	}
	if seen == nil {
		seen = make(map[ssa.Value]bool)
	}
	seen[v] = true
	for _, ref := range *v.Referrers() {
		switch ref := ref.(type) {
		case *ssa.Call:
			if ref.Call.Value != v {
				return false
			}
		case *ssa.Defer:
			if ref.Call.Value != v {
				return false
			}
		case *ssa.DebugRef:
		case *ssa.Phi:
			if !onlyCalled(ref, seen) {
				return false
			}
		case *ssa.Store:
			a := flow.Variable(ref.Addr)
			if a == nil {
				return false
			}
			for _, addr := range flow.Addresses(a) {
				for _, ref := range *addr.Referrers() {
					if load, ok := ref.(*ssa.UnOp); ok && !onlyCalled(load, seen) {
						return false
					}
				}
			}
		default:
			return false
		}
	}
	return true
}

// isOuter reports whether outer is around fn.
func isOuter(Outer, fn *ssa.Function) bool {
	for f := fn.Parent(); f != nil; f = f.Parent() {
		if f == Outer {
			return true
		}
	}
	return false
}
