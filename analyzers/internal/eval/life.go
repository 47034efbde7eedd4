package eval

import (
	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/flow"
)

// BornIn reports whether a registry is made in f, so that each call has its
// own.
func (v *Val) BornIn(f *ssa.Function) bool {
	if v.K == Local {
		if instr := v.MadeAt(); instr == nil || instr.Parent() == f {
			return true
		}
	}
	for _, p := range v.V {
		if p.BornIn(f) {
			return true
		}
	}
	return false
}

// Varies reports whether the registry is another one by the time that control
// gets from a to b.
func (v *Val) Varies(a, b ssa.Instruction) bool {
	if v.K == Local {
		def := v.MadeAt()
		if def == nil || def.Parent() != a.Parent() {
			return def == nil
		}
		if def == b {
			return true // made by what registers with it
		}
		return !flow.Reaches(a, b, func(i ssa.Instruction) bool { return i == def })
	}
	for _, p := range v.V {
		if p.Varies(a, b) {
			return true
		}
	}
	return false
}
