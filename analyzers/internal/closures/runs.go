package closures

import (
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/flow"
)

// Runs reports whether f calls or defers, itself or in what it calls, in this
// package, a function for which is is true, or starts one that it waits for.
func (l *Literals) Runs(f *ssa.Function, is func(*ssa.Function) bool) bool {
	seen := make(map[*ssa.Function]bool)
	var visit func(g *ssa.Function) bool
	visit = func(g *ssa.Function) bool {
		if seen[g] {
			return false
		}
		seen[g] = true
		for instr := range flow.Instrs(g) {
			call, ok := instr.(ssa.CallInstruction)
			if !ok {
				continue
			}
			if _, ok := call.(*ssa.Go); ok && !l.Awaited(call) {
				continue
			}
			if h, _ := flow.Callee(call.Common()); h != nil && (is(h) || visit(h)) {
				return true
			}
			// A literal or method that is handed on may be called.
			_, args := flow.Args(call.Common())
			for _, a := range args {
				if mc, ok := flow.Source(a).(*ssa.MakeClosure); ok {
					if h := mc.Fn.(*ssa.Function); is(h) || visit(h) {
						return true
					}
				}
			}
		}
		return false
	}
	return visit(f)
}

// ReadsBack reports whether f, or what it runs, reads funcs out of a field in
// which it stores one: it may call them then.
func (l *Literals) ReadsBack(s *ssa.Store, f *ssa.Function) bool {
	fields := make(map[*types.Var]bool)
	funcsIn := func(t types.Type) bool {
		switch t := t.Underlying().(type) {
		case *types.Signature:
			return true
		case *types.Slice:
			_, ok := t.Elem().Underlying().(*types.Signature)
			return ok
		case *types.Map:
			_, ok := t.Elem().Underlying().(*types.Signature)
			return ok
		}
		return false
	}
	for instr := range flow.Instrs(f) {
		if st, ok := instr.(*ssa.Store); ok {
			if fa, ok := st.Addr.(*ssa.FieldAddr); ok && flow.Field(fa) != nil && funcsIn(flow.Field(fa).Type()) {
				fields[flow.Field(fa)] = true
			}
		}
	}
	reads := func(g *ssa.Function) bool {
		for instr := range flow.Instrs(g) {
			load, ok := instr.(*ssa.UnOp)
			if !ok || load.Op != token.MUL {
				continue
			}
			fa, ok := load.X.(*ssa.FieldAddr)
			if ok && fields[flow.Field(fa)] && !onlyAppended(load) {
				return true
			}
		}
		return false
	}
	return reads(f) || l.Runs(f, reads)
}

// onlyAppended reports whether a slice is loaded to be appended to.
func onlyAppended(load *ssa.UnOp) bool {
	for _, ref := range *load.Referrers() {
		call, ok := ref.(*ssa.Call)
		if !ok {
			return false
		}
		b, ok := call.Call.Value.(*ssa.Builtin)
		if !ok || b.Name() != "append" || call.Call.Args[0] != load {
			return false
		}
	}
	return true
}
