package spanrecover

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/flow"
	"github.com/obslint/obslint/analyzers/internal/lib"
	"github.com/obslint/obslint/analyzers/internal/spans"
)

// open finds a span that nobody but its function can end, and that is not ended
// there: on no path, or not on those that a branch takes to a return, or to the
// next start in a loop.
func (r *run) open() *verdict {
	if !r.started() || len(r.Left) == 0 && !r.Replaced || !r.Private() {
		return nil
	}
	v := &verdict{category: "open", s: r.Span, at: r.Start}
	if len(r.Plain) == 0 && len(r.Enders) == 0 {
		if !slices.ContainsFunc(r.Returns, func(e spans.State) bool { return e.Own.Phase != spans.Open || e.Own.Shared }) {
			return v
		}
		return nil
	}
	for _, b := range r.Fn.Blocks {
		if to := r.leaves(b); to != nil && (v.left == nil || posOf(to) < posOf(v.left)) {
			v.left = to
		}
	}
	if v.left == nil {
		return nil
	}
	return v
}

// started reports whether the span is one that its function starts, and not one
// that it may be given instead, or none with an error or a flag that says so.
func (r *run) started() bool {
	if r.Start == nil {
		return false
	}
	if _, ok := r.p.spans.Start(r.Start); !ok {
		return false // out of a context
	}
	for res := range r.Start.Common().Signature().Results().Variables() {
		if b, ok := res.Type().Underlying().(*types.Basic); ok && b.Kind() == types.Bool || lib.IsError(res.Type()) {
			return false
		}
	}
	return true
}

// leaves returns where a branch at the end of b leads that leaves the span
// open: to a return or to the start. The span is open at the branch, whatever
// was decided before, and behind it nothing ends it.
func (r *run) leaves(b *ssa.BasicBlock) ssa.Instruction {
	start := ssa.Instruction(r.Start)
	last := b.Instrs[len(b.Instrs)-1]
	if len(b.Succs) < 2 || !flow.Precedes(start, last) {
		return nil
	}
	for instr := range flow.Instrs(r.Fn) {
		if r.mayEnd(instr) && flow.Reaches(start, instr, nil) && flow.Reaches(instr, last, func(i ssa.Instruction) bool { return i == start }) {
			return nil
		}
	}
	for _, succ := range b.Succs {
		var to ssa.Instruction
		ended := flow.FollowBlock(succ, func(instr ssa.Instruction) flow.Step {
			if r.mayEnd(instr) {
				return flow.Found
			}
			ret, ok := instr.(*ssa.Return)
			if ok && slices.Contains(r.Left, ret) || instr == start && r.Replaced {
				to = instr
			}
			if instr == start {
				return flow.Stop
			}
			return flow.Go
		})
		if !ended && to != nil {
			return to
		}
	}
	return nil
}

// mayEnd reports whether an instruction of the span's function may end it, or
// defers what may: itself, or in a literal.
func (r *run) mayEnd(instr ssa.Instruction) bool {
	call, ok := instr.(ssa.CallInstruction)
	if !ok {
		return false
	}
	fn, _ := flow.Callee(call.Common())
	return slices.Contains(r.Plain, call) || r.Enders[call] || fn != nil && fn.Parent() != nil && r.p.spans.Handled(call)
}
