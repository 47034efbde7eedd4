package dupmetric

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/again"
	"github.com/obslint/obslint/analyzers/internal/flow"
)

// before returns what the functions around the literal f have certainly
// registered by the time that they make it: what is there whenever f runs,
// however often that is.
func (x *checker) before(f *ssa.Function) []family {
	p := f.Parent()
	if p == nil || len(x.undone(p)) > 0 {
		return nil
	}
	out := x.before(p)
	uses := usesOfLiteral(f)
	if len(uses) == 0 {
		return out
	}
	evs := x.events(p)
	for i := range evs {
		ev := &evs[i]
		if ev.here.rng == nil || len(ev.If)+len(ev.When) > 0 || ev.each || ev.Mode == expects || slices.ContainsFunc(uses, func(use ssa.Instruction) bool {
			return !flow.Precedes(ev.here.call, use) || again.AfterFailure(ev.here.call, use) || ev.Reg.Varies(ev.here.call, use)
		}) {
			continue
		}
		if fam, ok := x.familyOf(ev); ok && !x.unregisters(fam) && (x.reassigned == 0 || !x.isPreset(fam)) {
			out = append(out, fam)
		}
	}
	return out
}

// usesOfLiteral returns the instructions of the function around the literal f
// that use it, or make a closure of it.
func usesOfLiteral(f *ssa.Function) []ssa.Instruction {
	var out []ssa.Instruction
	for instr := range flow.Instrs(f.Parent()) {
		var ops [8]*ssa.Value
		for _, op := range instr.Operands(ops[:0]) {
			if *op == f {
				out = append(out, instr)
				break
			}
		}
	}
	return out
}
