package flow

import (
	"golang.org/x/tools/go/ssa"
)

// maxStacks bounds the ways through a function that DeferStacks follows.
const maxStacks = 64

// DeferStacks returns the stacks of deferred calls that can stand when control
// reaches at, first deferred first: they run from the last to the first. A
// defer in a loop stands once. It is false if there are too many ways to
// follow.
func DeferStacks(at ssa.Instruction) (stacks [][]*ssa.Defer, ok bool) {
	f := at.Parent()
	if f.Recover == nil && !hasDefer(f) {
		return [][]*ssa.Defer{nil}, true
	}
	var path []*ssa.Defer
	onPath := make([]int, len(f.Blocks))
	seen := make(map[string]bool)
	steps := 0
	var visit func(b *ssa.BasicBlock) bool
	visit = func(b *ssa.BasicBlock) bool {
		if steps++; steps > 1<<12 || len(stacks) > maxStacks {
			return false
		}
		if onPath[b.Index] == 2 { // twice, so that a loop's second round is seen
			return true
		}
		onPath[b.Index]++
		depth := len(path)
		defer func() {
			onPath[b.Index]--
			path = path[:depth]
		}()
		for _, instr := range b.Instrs {
			if instr == at {
				if key := stackKey(path); !seen[key] {
					seen[key] = true
					stacks = append(stacks, append([]*ssa.Defer(nil), path...))
				}
			}
			if d, ok := instr.(*ssa.Defer); ok && !contains(path, d) {
				path = append(path, d)
			}
		}
		for _, succ := range b.Succs {
			if !visit(succ) {
				return false
			}
		}
		return true
	}
	ok = visit(f.Blocks[0])
	return stacks, ok
}

func hasDefer(f *ssa.Function) bool {
	for instr := range Instrs(f) {
		if _, ok := instr.(*ssa.Defer); ok {
			return true
		}
	}
	return false
}

func contains(path []*ssa.Defer, d *ssa.Defer) bool {
	for _, e := range path {
		if e == d {
			return true
		}
	}
	return false
}

func stackKey(path []*ssa.Defer) string {
	key := make([]byte, 0, 8*len(path))
	for _, d := range path {
		pos := d.Pos()
		key = append(key, byte(pos), byte(pos>>8), byte(pos>>16), byte(pos>>24), byte(pos>>32), ',')
	}
	return string(key)
}
