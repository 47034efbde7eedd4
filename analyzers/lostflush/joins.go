package lostflush

import (
	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/flow"
	"github.com/obslint/obslint/analyzers/internal/lib"
)

// joined returns the events past wait, a call that waits for the goroutines of
// group: what one of them, started on every way to wait, has seen end before
// it is done.
func (c *checker) joined(wait ssa.CallInstruction, group ssa.Value) []*event {
	var out []*event
	f := wait.Parent()
	for instr := range flow.Instrs(f) {
		call, ok := instr.(ssa.CallInstruction)
		if !ok || call == wait || (walk{stopAt: is(call)}).reaches(f, nil, is(wait)) {
			continue
		}
		switch call := call.(type) {
		case *ssa.Go:
			fn, _ := flow.Callee(&call.Call)
			if fn == nil || !c.counts(call, fn, group) {
				continue
			}
			if fn.Parent() != nil {
				out = append(out, c.endsPast(fn, wait)...)
			} else if ev := c.waited(call, wait); ev != nil {
				out = append(out, ev)
			}
		case *ssa.Call:
			recv, args := flow.Args(&call.Call)
			row, ok := lib.Starters.Lookup(flow.CalleeObject(&call.Call))
			if !ok || recv == nil || !sameGroup(recv, group) || row.Fn >= len(args) {
				continue
			}
			if fn, _ := flow.Callee(&ssa.CallCommon{Value: args[row.Fn]}); fn != nil && fn.Parent() != nil {
				out = append(out, c.endsPast(fn, wait)...)
			}
		}
	}
	return out
}

// joinedParent returns the events past wait, which waits for a group that was
// made with the context n: if one of its goroutines ends only past the end of
// n, and none has failed, it is the parent of n that has ended.
func (c *checker) joinedParent(wait ssa.CallInstruction, group ssa.Value, n *node) []*event {
	out := c.joined(wait, group)
	for _, ev := range out {
		_, args := flow.Args(&n.call.Call)
		if ev.keys[0] != n.key || n.row.Parent >= len(args) {
			continue
		}
		if keys := c.sureKeys(args[n.row.Parent], n.call); keys != nil && looksAtError(wait) {
			return append(out, &event{kind: eventWait, at: wait, keys: keys, name: c.text(wait), fails: true})
		}
	}
	return out
}

// counts reports whether the goroutine that runs fn tells group, in a deferred
// call, that it is done, and nowhere else.
func (c *checker) counts(start *ssa.Go, fn *ssa.Function, group ssa.Value) bool {
	same := func(v ssa.Value) bool {
		if p, ok := v.(*ssa.Parameter); ok && p.Parent() == fn {
			_, args := flow.Args(&start.Call)
			i := paramIndex(p)
			return 0 <= i && i < len(args) && sameGroup(args[i], group)
		}
		return sameGroup(v, group)
	}
	found := false
	for instr := range flow.Instrs(fn) {
		call, ok := instr.(ssa.CallInstruction)
		if !ok {
			continue
		}
		recv, _ := flow.Args(call.Common())
		if _, ok := lib.Counts.Lookup(flow.CalleeObject(call.Common())); !ok || recv == nil || !same(recv) {
			continue
		}
		if _, ok := call.(*ssa.Defer); !ok {
			return false
		}
		found = true
	}
	return found
}

// sameGroup reports whether a and b are one variable, or its address.
func sameGroup(a, b ssa.Value) bool {
	if x := flow.Variable(a); x != nil {
		return x == flow.Variable(b)
	}
	fa, ok1 := a.(*ssa.FieldAddr)
	fb, ok2 := b.(*ssa.FieldAddr)
	if ok1 && ok2 {
		ka, ok1 := fieldKey(fa)
		kb, ok2 := fieldKey(fb)
		return ok1 && ok2 && ka == kb
	}
	return sameVariable(a, b)
}

// endsPast returns the events that lie on every way through fn, as events at
// the instruction at, which waits for fn.
func (c *checker) endsPast(fn *ssa.Function, at ssa.Instruction) []*event {
	return c.before(fn, at, isReturn)
}

// before returns the events that lie on every way through fn to a target, as
// events at the instruction at.
func (c *checker) before(fn *ssa.Function, at ssa.Instruction, target func(ssa.Instruction) bool) []*event {
	var out []*event
	seen := make(map[key]bool)
	for _, ev := range c.events(fn) {
		if ev.kind == eventDefer || seen[ev.keys[0]] {
			continue
		}
		seen[ev.keys[0]] = true
		var same []*event
		for _, e := range c.events(fn) {
			if e.kind != eventDefer && e.keys[0] == ev.keys[0] {
				same = append(same, e)
			}
		}
		normal := stops(same).reaches(fn, nil, target)
		if call, ok := at.(*ssa.Call); normal && (!ok || !looksAtError(call) ||
			!(walk{normal: true}).reaches(fn, nil, target) || stopsNormal(same).reaches(fn, nil, target)) {
			continue
		}
		up := *ev
		up.at, up.edge, up.kind, up.name = at, nil, eventWait, ""
		up.fails = normal
		if call, ok := at.(ssa.CallInstruction); ok {
			up.name = c.text(call)
		}
		out = append(out, &up)
	}
	return out
}

// released returns the events past recv, which receives from a channel of this
// function's own: what all that send on it, or close it, have seen end before.
func (c *checker) released(recv *ssa.UnOp) []*event {
	ch, ok := flow.Source(recv.X).(*ssa.MakeChan)
	if !ok || ch.Parent() != recv.Parent() {
		return nil
	}
	var out []*event
	first := true
	for _, f := range c.flow.Funcs() {
		if outermost(f) != outermost(ch.Parent()) {
			continue
		}
		for instr := range flow.Instrs(f) {
			switch uses, releases := usesChan(instr, ch); {
			case releases && f != ch.Parent():
				target := is(instr)
				if _, ok := instr.(*ssa.Defer); ok {
					target = isReturn
				}
				evs := c.before(f, recv, target)
				if first {
					out = evs
				}
				out = both(out, evs)
				first = false
			case uses || releases:
				return nil // who knows who else sends
			}
		}
	}
	return out
}

// usesChan reports whether instr does anything with ch but receive from it,
// and whether it is sending on it or closing it.
func usesChan(instr ssa.Instruction, ch *ssa.MakeChan) (uses, releases bool) {
	isCh := func(v ssa.Value) bool { return v != nil && flow.Source(v) == ch }
	switch instr := instr.(type) {
	case *ssa.Send:
		return isCh(instr.X), isCh(instr.Chan)
	case *ssa.Select:
		for _, st := range instr.States {
			if isCh(st.Chan) && st.Send != nil || isCh(st.Send) {
				return true, false
			}
		}
	case ssa.CallInstruction:
		b, builtin := instr.Common().Value.(*ssa.Builtin)
		for _, a := range instr.Common().Args {
			if isCh(a) {
				return !builtin, builtin && b.Name() == "close"
			}
		}
	case *ssa.Store:
		return isCh(instr.Val) && flow.Variable(instr.Addr) == nil, false
	case *ssa.Return:
		for _, r := range instr.Results {
			if isCh(r) {
				return true, false
			}
		}
	case *ssa.MapUpdate:
		return isCh(instr.Value), false
	}
	return false, false
}

// both returns the events of a whose contexts are over in b, too.
func both(a, b []*event) []*event {
	var out []*event
	for _, x := range a {
		for _, y := range b {
			if x.keys[0] == y.keys[0] {
				out = append(out, x)
				break
			}
		}
	}
	return out
}
