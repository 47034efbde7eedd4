package ctxlife

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/closures"
	"github.com/obslint/obslint/analyzers/internal/flow"
)

// reaching returns the stores into a variable whose value a load can see: all
// of them, if it is more than the function of the variable that stores.
func (l *Life) reaching(alloc *ssa.Alloc, stores []*ssa.Store, load *ssa.UnOp) []*ssa.Store {
	home := alloc.Parent()
	for _, s := range stores {
		if s.Parent() != home {
			return stores
		}
	}
	if len(stores) == 1 {
		return stores
	}
	var out []*ssa.Store
	froms, ok := l.moments(home, load)
	if !ok {
		// It runs at some time past the making of its literal.
		made := literalIn(home, load.Parent())
		if made == nil {
			return stores
		}
		froms = []ssa.Instruction{made}
		for _, s := range stores {
			if (Walk{}).Reaches(home, made, Is(s)) {
				out = append(out, s)
			}
		}
	}
	for _, from := range froms {
		for _, s := range lastStores(stores, from) {
			if !slices.Contains(out, s) {
				out = append(out, s)
			}
		}
	}
	if len(out) == 0 {
		return stores
	}
	return out
}

// literalIn returns the instruction of home that makes the literal fn, or the
// one that fn stands in, if there is one such instruction.
func literalIn(home, fn *ssa.Function) (made ssa.Instruction) {
	for fn.Parent() != nil && fn.Parent() != home {
		fn = fn.Parent()
	}
	for instr := range flow.Instrs(home) {
		if mc, ok := instr.(*ssa.MakeClosure); ok && mc.Fn == fn {
			if made != nil {
				return nil
			}
			made = mc
		}
	}
	return made
}

// moments returns the instructions of home at which the function of load runs:
// load itself, the calls of its literal, the returns for a deferred literal.
func (l *Life) moments(home *ssa.Function, load ssa.Instruction) ([]ssa.Instruction, bool) {
	at := load
	for range 8 {
		if at.Parent() == home {
			return []ssa.Instruction{at}, true
		}
		uses, ok := l.lits.Uses(at.Parent())
		if !ok || len(uses) != 1 {
			return nil, false
		}
		switch u := uses[0]; {
		case u.Kind == closures.Called && u.Direct:
			at = u.At
		case u.Kind == closures.Deferred && u.Direct:
			if u.At.Parent() != home {
				at = u.At
				continue
			}
			return exits(u.At), true
		default:
			return nil, false
		}
	}
	return nil, false
}

// exits returns the returns that can be reached from behind at: those on whose
// way nothing went wrong, if there are any.
func exits(at ssa.Instruction) []ssa.Instruction {
	var out []ssa.Instruction
	for _, normal := range []bool{true, false} {
		(Walk{normal: normal}).Reaches(at.Parent(), at, func(instr ssa.Instruction) bool {
			if flow.IsReturn(instr) {
				out = append(out, instr)
			}
			return false
		})
		if len(out) > 0 {
			break
		}
	}
	return out
}

// lastStores returns the stores that can be the last before at.
func lastStores(stores []*ssa.Store, at ssa.Instruction) []*ssa.Store {
	var out []*ssa.Store
	seen := make(map[*ssa.BasicBlock]bool)
	var back func(b *ssa.BasicBlock, end int)
	back = func(b *ssa.BasicBlock, end int) {
		for i := end - 1; i >= 0; i-- {
			if s, ok := b.Instrs[i].(*ssa.Store); ok && slices.Contains(stores, s) {
				if !slices.Contains(out, s) {
					out = append(out, s)
				}
				return
			}
		}
		for _, p := range b.Preds {
			if !seen[p] {
				seen[p] = true
				back(p, len(p.Instrs))
			}
		}
	}
	back(at.Block(), slices.Index(at.Block().Instrs, at))
	return out
}
