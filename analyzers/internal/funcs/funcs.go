// Package funcs orders the functions of a package callees first, so that the
// summary of a callee is there when its caller needs it.
package funcs

import (
	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/flow"
)

// BottomUp returns the given functions in groups: every function stands in a
// later group than the functions that it calls, defers, starts or makes a
// closure of. Functions that call one another stand in one group. The order is
// stable.
func BottomUp(fns []*ssa.Function) [][]*ssa.Function {
	t := &tarjan{in: make(map[*ssa.Function]bool, len(fns)), index: make(map[*ssa.Function]int), low: make(map[*ssa.Function]int), onStack: make(map[*ssa.Function]bool)}
	for _, f := range fns {
		t.in[f] = true
	}
	for _, f := range fns {
		if t.index[f] == 0 {
			t.visit(f)
		}
	}
	return t.groups
}

// tarjan finds the strongly connected components of the call graph; they come
// out callees first.
type tarjan struct {
	in      map[*ssa.Function]bool
	index   map[*ssa.Function]int // from 1; 0 is not visited
	low     map[*ssa.Function]int
	stack   []*ssa.Function
	onStack map[*ssa.Function]bool
	groups  [][]*ssa.Function
}

func (t *tarjan) visit(f *ssa.Function) {
	n := len(t.index) + 1
	t.index[f], t.low[f] = n, n
	t.stack = append(t.stack, f)
	t.onStack[f] = true
	for _, g := range callees(f) {
		if !t.in[g] {
			continue
		}
		if t.index[g] == 0 {
			t.visit(g)
			t.low[f] = min(t.low[f], t.low[g])
		} else if t.onStack[g] {
			t.low[f] = min(t.low[f], t.index[g])
		}
	}
	if t.low[f] != t.index[f] {
		return
	}
	var group []*ssa.Function
	for {
		g := t.stack[len(t.stack)-1]
		t.stack = t.stack[:len(t.stack)-1]
		t.onStack[g] = false
		group = append(group, g)
		if g == f {
			break
		}
	}
	t.groups = append(t.groups, group)
}

// callees returns the functions that f reaches by a static call, and the
// literals in it.
func callees(f *ssa.Function) []*ssa.Function {
	out := append([]*ssa.Function(nil), f.AnonFuncs...)
	for instr := range flow.Instrs(f) {
		if call, ok := instr.(ssa.CallInstruction); ok {
			if g, _ := flow.Callee(call.Common()); g != nil {
				if o := g.Origin(); o != nil {
					g = o
				}
				out = append(out, g)
			}
		}
	}
	return out
}
