package callerskip

import (
	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/flow"
	"github.com/obslint/obslint/analyzers/internal/lib"
	"github.com/obslint/obslint/analyzers/internal/report"
)

// findsItself reports whether the package finds the callers of a library's
// entries in a way of its own.
func (a *judge) findsItself(l *lib.Logging) bool {
	if a.own == nil {
		a.own = make(map[*lib.Logging]bool)
		for _, fn := range a.Funcs() {
			for instr := range flow.Instrs(fn) {
				if s, ok := instr.(*ssa.Store); ok && !report.InTest(a.Pass.Fset, s.Pos()) {
					if l := ownCaller(s); l != nil {
						a.own[l] = true
					}
				}
			}
		}
	}
	return a.own[l]
}

// ownCaller returns the library whose entries get a caller that this package
// finds itself, if a store is what makes it so.
func ownCaller(s *ssa.Store) *lib.Logging {
	for addr := s.Addr; ; {
		typ := ""
		fa, isField := addr.(*ssa.FieldAddr)
		if isField {
			typ = lib.TypeName(fa.X.Type())
		}
		if row, l := lib.OwnCallerOf(flow.VarAt(addr), typ); row != nil {
			if row.Finds && !looksUp(s.Val) || isField && !row.Finds && !handed(fa.X) {
				return nil
			}
			return l
		}
		if !isField {
			return nil
		}
		addr = fa.X
	}
}

// handed reports whether the struct at addr is one that the function was given,
// or a copy of it.
func handed(addr ssa.Value) bool {
	alloc, ok := addr.(*ssa.Alloc)
	if !ok {
		return true
	}
	for _, ref := range *alloc.Referrers() {
		if s, ok := ref.(*ssa.Store); ok && s.Addr == alloc {
			if _, ok := flow.Source(s.Val).(*ssa.Parameter); ok {
				return true
			}
		}
	}
	return false
}

// looksUp reports whether v is a function that looks at the stack.
func looksUp(v ssa.Value) bool {
	fn, _ := flow.Callee(&ssa.CallCommon{Value: v})
	if fn == nil {
		return false
	}
	for instr := range flow.Instrs(fn) {
		if call, ok := instr.(ssa.CallInstruction); ok {
			if _, ok := lib.Frames.Lookup(flow.CalleeObject(call.Common())); ok {
				return true
			}
		}
	}
	return false
}
