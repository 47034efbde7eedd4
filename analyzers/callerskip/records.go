package callerskip

import (
	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/flow"
	"github.com/obslint/obslint/analyzers/internal/lib"
)

// recorded returns what a record whose caller is pc says of its maker fn, as if
// it were written through a logger: how many frames are skipped. It is false
// unless fn itself looks pc up, with a number that skips its own line.
func (a *wrappers) recorded(fn *ssa.Function, pc ssa.Value) (logger, bool) {
	var load *ssa.UnOp
	for _, src := range flow.Sources(pc) {
		if _, ok := src.(*ssa.Const); ok {
			continue // none is recorded
		}
		l, ok := src.(*ssa.UnOp)
		if !ok || load != nil {
			return logger{}, false
		}
		load = l
	}
	if load == nil {
		return logger{}, false
	}
	elem, ok := load.X.(*ssa.IndexAddr)
	if !ok {
		return logger{}, false
	}
	if i, ok := intConst(elem.Index); !ok || i != 0 {
		return logger{}, false
	}
	for instr := range flow.Instrs(fn) {
		call, ok := instr.(ssa.CallInstruction)
		if !ok {
			continue
		}
		row, ok := lib.PCsOf.Lookup(flow.CalleeObject(call.Common()))
		if !ok || array(call.Common().Args[row.Into]) != array(elem.X) {
			continue
		}
		if n, ok := intConst(call.Common().Args[row.Skip]); ok && n > row.Base {
			return logger{skip: n - row.Base, added: call, root: call, key: fn.Object(), decided: true}, true
		}
	}
	return logger{}, false
}

// array returns what a slice is a slice of.
func array(v ssa.Value) ssa.Value {
	for {
		s, ok := v.(*ssa.Slice)
		if !ok {
			return v
		}
		v = s.X
	}
}

// records reports whether fn looks up callers for a record that it makes.
func (a *wrappers) records(fn *ssa.Function) bool {
	for instr := range flow.Instrs(fn) {
		if call, ok := instr.(ssa.CallInstruction); ok {
			if row, ok := lib.LogRecords.Lookup(flow.CalleeObject(call.Common())); ok {
				_, args := flow.Args(call.Common())
				if _, ok := a.recorded(fn, args[row.PC]); ok {
					return true
				}
			}
		}
	}
	return false
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
		if row, l := lib.OwnCallerOf(stored(addr), typ); row != nil {
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

// byHandler says whether a handler records callers, or nil if that can not be
// seen.
func byHandler(v ssa.Value) *bool {
	call, ok := flow.Source(v).(*ssa.Call)
	if !ok {
		return nil
	}
	row, ok := lib.LogHandlers.Lookup(flow.CalleeObject(call.Common()))
	if !ok {
		return nil
	}
	on := false
	switch opts := flow.Source(call.Call.Args[row.Options]).(type) {
	case *ssa.Const:
		return &on
	case *ssa.Alloc:
		for _, ref := range *opts.Referrers() {
			fa, ok := ref.(*ssa.FieldAddr)
			if !ok {
				if ref != ssa.Instruction(call) {
					return nil
				}
				continue
			}
			if flow.Field(fa).Name() != row.Field {
				continue
			}
			for _, ref := range *fa.Referrers() {
				s, ok := ref.(*ssa.Store)
				if !ok {
					return nil
				}
				b, ok := boolConst(s.Val)
				if !ok {
					return nil
				}
				on = on || b
			}
		}
		return &on
	}
	return nil
}
