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
	load, ok := flow.Source(pc).(*ssa.UnOp)
	if !ok {
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
