package flow

import (
	"slices"

	"golang.org/x/tools/go/ssa"
)

// Precedes reports whether a runs before b on every way to b: a dominates b.
// Both are of one function.
func Precedes(a, b ssa.Instruction) bool {
	if a.Block() == b.Block() {
		return slices.Index(a.Block().Instrs, a) < slices.Index(b.Block().Instrs, b)
	}
	return a.Block().Dominates(b.Block())
}

// Reaches reports whether a path leads from behind from to to without meeting
// an instruction for which stop is true. A nil stop stops nowhere. Both are of
// one function; paths around a loop count, so an instruction in a loop reaches
// itself.
func Reaches(from, to ssa.Instruction, stop func(ssa.Instruction) bool) bool {
	return Follow(from, func(instr ssa.Instruction) Step {
		switch {
		case instr == to:
			return Found
		case stop != nil && stop(instr):
			return Stop
		}
		return Go
	})
}

// A Step tells Follow how to go on behind an instruction.
type Step int

const (
	Go    Step = iota // follow the path further
	Stop              // give this path up
	Found             // end: the search has its answer
)

// Follow visits the instructions on all paths that start behind from, each
// block once, and reports whether visit returned Found anywhere.
func Follow(from ssa.Instruction, visit func(ssa.Instruction) Step) bool {
	b := from.Block()
	return follow(b, slices.Index(b.Instrs, from)+1, visit)
}

// FollowFunc is Follow from the entry of f.
func FollowFunc(f *ssa.Function, visit func(ssa.Instruction) Step) bool {
	return len(f.Blocks) > 0 && follow(f.Blocks[0], 0, visit)
}

func follow(b *ssa.BasicBlock, start int, visit func(ssa.Instruction) Step) bool {
	type place struct {
		b     *ssa.BasicBlock
		start int
	}
	seen := make([]bool, len(b.Parent().Blocks))
	todo := []place{{b, start}}
	if start == 0 {
		seen[b.Index] = true
	}
next:
	for len(todo) > 0 {
		p := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		for _, instr := range p.b.Instrs[p.start:] {
			switch visit(instr) {
			case Found:
				return true
			case Stop:
				continue next
			}
		}
		for _, succ := range p.b.Succs {
			if !seen[succ.Index] {
				seen[succ.Index] = true
				todo = append(todo, place{succ, 0})
			}
		}
	}
	return false
}

// OnEveryPath reports whether every path from behind from to a return of the
// function meets an instruction for which meets is true. Paths that end in a
// panic, in a call that never returns or in an endless loop do not count.
func OnEveryPath(from ssa.Instruction, meets func(ssa.Instruction) bool) bool {
	return !Follow(from, func(instr ssa.Instruction) Step {
		if meets(instr) {
			return Stop
		}
		if _, ok := instr.(*ssa.Return); ok {
			return Found
		}
		return Go
	})
}

// InLoop reports whether instr can run more than once in one call of its
// function.
func InLoop(instr ssa.Instruction) bool { return Reaches(instr, instr, nil) }
