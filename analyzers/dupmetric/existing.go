package dupmetric

import (
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/flow"
	"github.com/obslint/obslint/analyzers/internal/lib"
)

// errorMode says what becomes of the error of a call that registers.
func (x *checker) errorMode(call *ssa.Call) mode {
	var err ssa.Value = call
	if tuple, ok := call.Type().(*types.Tuple); ok {
		err = nil
		for _, ref := range *call.Referrers() {
			if e, ok := ref.(*ssa.Extract); ok && e.Index == tuple.Len()-1 {
				err = e
			}
		}
		if tuple.Len() == 0 || !isError(tuple.At(tuple.Len()-1).Type()) {
			return returns
		}
	} else if !isError(call.Type()) {
		return returns
	}
	used := false
	if err != nil {
		for _, ref := range *err.Referrers() {
			if _, ok := ref.(*ssa.DebugRef); ok {
				continue
			}
			used = true
			if c, ok := ref.(*ssa.Call); ok {
				if fn, _ := flow.Callee(c.Common()); fn != nil && fn.Pkg == call.Parent().Pkg && x.expectsDuplicate(fn) {
					return expects
				}
			}
		}
	}
	switch {
	case !used:
		return drops
	case x.expectsDuplicate(call.Parent()):
		return expects
	}
	return returns
}

// expectsDuplicate reports whether f speaks of the error of a registration of
// what is registered already.
func (x *checker) expectsDuplicate(f *ssa.Function) bool {
	for instr := range flow.Instrs(f) {
		switch instr := instr.(type) {
		case *ssa.TypeAssert:
			if isType(instr.AssertedType, lib.MetricTypes.Duplicate) {
				return true
			}
		case *ssa.Alloc:
			if isType(instr.Type(), lib.MetricTypes.Duplicate) || isType(deref(instr.Type()), lib.MetricTypes.Duplicate) {
				return true
			}
		case *ssa.MakeInterface:
			if isType(instr.X.Type(), lib.MetricTypes.Duplicate) {
				return true
			}
		case *ssa.Call:
			// A generic function that looks for the error.
			if isType(instr.Type(), lib.MetricTypes.Duplicate) {
				return true
			}
			if t, ok := instr.Type().(*types.Tuple); ok && t.Len() > 0 && isType(t.At(0).Type(), lib.MetricTypes.Duplicate) {
				return true
			}
		}
	}
	for _, anon := range f.AnonFuncs {
		if x.expectsDuplicate(anon) {
			return true
		}
	}
	return false
}

func (x *checker) checkExisting(f *ssa.Function, own []family, known *groups) {}
