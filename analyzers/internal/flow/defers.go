package flow

import (
	"encoding/binary"
	"slices"

	"golang.org/x/tools/go/ssa"
)

// What DeferStacks gives up at: stacks that it returns, and pairs of a block
// and a stack that it meets on the way.
const (
	maxStacks = 64
	maxStates = 1 << 12
)

// DeferStacks returns the stacks of deferred calls that can stand when control
// reaches at, first deferred first: they run from the last to the first. A
// defer in a loop stands once. It is false if there are too many ways to
// follow, or if the body of a range over a func defers.
func DeferStacks(at ssa.Instruction) (stacks [][]*ssa.Defer, ok bool) {
	f := at.Parent()
	if defersElsewhere(f) {
		return nil, false
	}
	if !HasDefer(f) {
		return [][]*ssa.Defer{nil}, true
	}
	type state struct {
		b     *ssa.BasicBlock
		stack []*ssa.Defer // at the block's start
	}
	seen := make(map[string]bool) // states met, and the stacks found under block -1
	meet := func(block int, stack []*ssa.Defer) bool {
		key := stackKey(block, stack)
		defer func() { seen[key] = true }()
		return !seen[key]
	}
	todo := []state{{b: f.Blocks[0]}}
	for len(todo) > 0 {
		s := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if !meet(s.b.Index, s.stack) {
			continue
		}
		if len(seen) > maxStates {
			return nil, false
		}
		stack := s.stack
		for _, instr := range s.b.Instrs {
			if instr == at && meet(-1, stack) {
				if stacks = append(stacks, stack); len(stacks) > maxStacks {
					return nil, false
				}
			}
			if d, ok := instr.(*ssa.Defer); ok && !slices.Contains(stack, d) {
				stack = append(slices.Clip(stack), d)
			}
		}
		for _, succ := range slices.Backward(s.b.Succs) {
			todo = append(todo, state{succ, stack})
		}
	}
	return stacks, true
}

// defersElsewhere reports whether the body of a range over a func in f, a
// function of its own here, defers into f's stack, or f is such a body.
func defersElsewhere(f *ssa.Function) bool {
	return IsYield(f) || yieldDefers(f)
}

// yieldDefers reports whether a range over a func in f has a body that defers.
func yieldDefers(f *ssa.Function) bool {
	return slices.ContainsFunc(f.AnonFuncs, func(y *ssa.Function) bool {
		return IsYield(y) && (HasDefer(y) || yieldDefers(y))
	})
}

// IsYield reports whether f is the body of a range over a func.
func IsYield(f *ssa.Function) bool { return f.Synthetic == "range-over-func yield" }

// HasDefer reports whether f itself defers anything.
func HasDefer(f *ssa.Function) bool {
	for instr := range Instrs(f) {
		if _, ok := instr.(*ssa.Defer); ok {
			return true
		}
	}
	return false
}

func stackKey(block int, stack []*ssa.Defer) string {
	key := binary.AppendVarint(nil, int64(block))
	for _, d := range stack {
		key = binary.AppendVarint(key, int64(d.Block().Index))
		key = binary.AppendVarint(key, int64(slices.Index(d.Block().Instrs, ssa.Instruction(d))))
	}
	return string(key)
}
