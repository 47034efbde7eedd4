package frames

import (
	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/flow"
	"github.com/obslint/obslint/analyzers/internal/lib"
	"github.com/obslint/obslint/analyzers/internal/loggers"
)

// recorded returns what a record whose caller is pc says of its maker fn, as if
// it were written through a logger: how many frames are skipped. It is false
// unless fn itself looks pc up, with a number that names its own line or one above.
func recorded(fn *ssa.Function, pc ssa.Value) (loggers.Logger, bool) {
	var load *ssa.UnOp
	for _, src := range flow.Sources(pc) {
		if _, ok := src.(*ssa.Const); ok {
			continue // none is recorded
		}
		l, ok := src.(*ssa.UnOp)
		if !ok || load != nil {
			return loggers.Logger{}, false
		}
		load = l
	}
	if load == nil {
		return loggers.Logger{}, false
	}
	elem, ok := load.X.(*ssa.IndexAddr)
	if !ok {
		return loggers.Logger{}, false
	}
	if i, ok := flow.Int(elem.Index); !ok || i != 0 {
		return loggers.Logger{}, false
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
		if n, ok := flow.Int(call.Common().Args[row.Skip]); ok && n >= row.Base {
			return loggers.Logger{Skip: n - row.Base, Added: call, Root: call, Key: fn.Object(), Decided: true}, true
		}
	}
	return loggers.Logger{}, false
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
func records(fn *ssa.Function) bool {
	for instr := range flow.Instrs(fn) {
		if call, ok := instr.(ssa.CallInstruction); ok {
			if row, ok := lib.LogRecords.Lookup(flow.CalleeObject(call.Common())); ok {
				_, args := flow.Args(call.Common())
				if _, ok := recorded(fn, args[row.PC]); ok {
					return true
				}
			}
		}
	}
	return false
}
