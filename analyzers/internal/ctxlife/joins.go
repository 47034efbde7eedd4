package ctxlife

import (
	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/flow"
	"github.com/obslint/obslint/analyzers/internal/lib"
)

// joined returns the events past wait, a call that waits for the goroutines of
// group: what one of them, started on every way to wait, has seen end before
// it is done.
func (l *Life) joined(wait ssa.CallInstruction, group ssa.Value) []*Event {
	var out []*Event
	f := wait.Parent()
	for instr := range flow.Instrs(f) {
		call, ok := instr.(ssa.CallInstruction)
		if !ok || call == wait || (Walk{StopAt: Is(call)}).Reaches(f, nil, Is(wait)) {
			continue
		}
		switch call := call.(type) {
		case *ssa.Go:
			fn, _ := flow.Callee(&call.Call)
			if fn == nil || !l.counts(call, fn, group) {
				continue
			}
			if fn.Parent() != nil {
				out = append(out, l.endsPast(fn, wait)...)
			} else if ev := l.waited(call, wait); ev != nil {
				out = append(out, ev)
			}
		case *ssa.Call:
			recv, args := flow.Args(&call.Call)
			row, ok := lib.Starters.Lookup(flow.CalleeObject(&call.Call))
			if !ok || recv == nil || !flow.SamePlace(recv, group) || row.Fn >= len(args) {
				continue
			}
			if fn, _ := flow.Callee(&ssa.CallCommon{Value: args[row.Fn]}); fn != nil && fn.Parent() != nil {
				out = append(out, l.endsPast(fn, wait)...)
			}
		}
	}
	return out
}

// joinedParent returns the events past wait, which waits for a group that was
// made with the context n: if one of its goroutines ends only past the end of
// n, and none has failed, it is the parent of n that has ended.
func (l *Life) joinedParent(wait ssa.CallInstruction, group ssa.Value, n *Ctx) []*Event {
	out := l.joined(wait, group)
	for _, ev := range out {
		_, args := flow.Args(&n.Call.Call)
		if ev.Key != n.Key || n.Row.Parent >= len(args) {
			continue
		}
		if key, ok := l.Sure(args[n.Row.Parent], n.Call); ok && looksAtError(wait) {
			return append(out, &Event{Kind: Waited, At: wait, Key: key, Call: wait, Fails: true})
		}
	}
	return out
}

// counts reports whether the goroutine that runs fn tells group, in a deferred
// call, that it is done, and nowhere else.
func (l *Life) counts(start *ssa.Go, fn *ssa.Function, group ssa.Value) bool {
	same := func(v ssa.Value) bool {
		if p, ok := v.(*ssa.Parameter); ok && p.Parent() == fn {
			_, args := flow.Args(&start.Call)
			i := flow.ParamIndex(p)
			return 0 <= i && i < len(args) && flow.SamePlace(args[i], group)
		}
		return flow.SamePlace(v, group)
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

// endsPast returns the events that lie on every way through fn, as events at
// the instruction at, which waits for fn.
func (l *Life) endsPast(fn *ssa.Function, at ssa.Instruction) []*Event {
	return l.before(fn, at, flow.IsReturn)
}

// before returns the events that lie on every way through fn to a target, as
// events at the instruction at.
func (l *Life) before(fn *ssa.Function, at ssa.Instruction, target func(ssa.Instruction) bool) []*Event {
	var out []*Event
	seen := make(map[flow.Key]bool)
	for _, ev := range l.Events(fn) {
		if ev.Kind == CancelDeferred || seen[ev.Key] {
			continue
		}
		seen[ev.Key] = true
		var same []*Event
		for _, e := range l.Events(fn) {
			if e.Kind != CancelDeferred && e.Key == ev.Key {
				same = append(same, e)
			}
		}
		normal := stops(same).Reaches(fn, nil, target)
		if call, ok := at.(*ssa.Call); normal && (!ok || !looksAtError(call) ||
			!(Walk{normal: true}).Reaches(fn, nil, target) || stopsNormal(same).Reaches(fn, nil, target)) {
			continue
		}
		up := *ev
		up.At, up.edge, up.Kind, up.Call = at, nil, Waited, nil
		up.Fails = normal
		if call, ok := at.(ssa.CallInstruction); ok {
			up.Call = call
		}
		out = append(out, &up)
	}
	return out
}

// released returns the events past recv, which receives from a channel of this
// function's own: what all that send on it, or close it, have seen end before.
func (l *Life) released(recv *ssa.UnOp) []*Event {
	ch, ok := flow.Source(recv.X).(*ssa.MakeChan)
	if !ok || ch.Parent() != recv.Parent() {
		return nil
	}
	var out []*Event
	first := true
	for _, f := range l.flow.Funcs() {
		if flow.Outermost(f) != flow.Outermost(ch.Parent()) {
			continue
		}
		for instr := range flow.Instrs(f) {
			switch uses, releases := usesChan(instr, ch); {
			case releases && f != ch.Parent():
				target := Is(instr)
				if _, ok := instr.(*ssa.Defer); ok {
					target = flow.IsReturn
				}
				evs := l.before(f, recv, target)
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
func both(a, b []*Event) []*Event {
	var out []*Event
	for _, x := range a {
		for _, y := range b {
			if x.Key == y.Key {
				out = append(out, x)
				break
			}
		}
	}
	return out
}
