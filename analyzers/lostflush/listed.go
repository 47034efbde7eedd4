package lostflush

import (
	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/flow"
)

// listed reports whether a func is added at p to a list that p's function was
// given, and does nothing else with: it is run by who gave it, past the
// function's return. What is stored in a receiver may be run at any time.
func (c *checker) listed(p place) bool {
	if p.out == nil {
		return false
	}
	add, ok := p.out.at.(*ssa.Call)
	if !ok {
		return false
	}
	recv, _ := flow.Args(&add.Call)
	list, ok := flow.Source(recv).(*ssa.Parameter)
	return ok && paramIndex(list) >= 0 && !c.used(add, recv)
}

// overLater judges a func that is added to a list at p and run when p's
// function has returned: it waits for the context's end before it does.
func (c *checker) overLater(n *node, p place) *verdict {
	for m := n; m != nil; m = m.parent {
		var now []*event
		for _, ev := range c.events(p.f) {
			if ev.keys[0] == m.key && ev.kind != eventDefer {
				now = append(now, ev)
			}
		}
		if ev := c.past(p.f, p.at, isReturn, now); ev != nil {
			return &verdict{category: "over", node: m, ev: ev, place: p}
		}
	}
	return nil
}

// used reports whether something else than adding is done with the list that
// recv points to, in the function of add or a literal of it: it may run what
// has been added.
func (c *checker) used(add *ssa.Call, recv ssa.Value) bool {
	for _, f := range c.flow.Funcs() {
		if outermost(f) != outermost(add.Parent()) {
			continue
		}
		for instr := range flow.Instrs(f) {
			call, ok := instr.(ssa.CallInstruction)
			if !ok {
				continue
			}
			if obj := flow.CalleeObject(call.Common()); obj != nil && c.pass.ImportObjectFact(obj, new(Collects)) {
				continue
			}
			other, args := flow.Args(call.Common())
			for _, v := range append(args, other) {
				if v != nil && sameVariable(v, recv) {
					return true
				}
			}
		}
	}
	return false
}
