package ctxlife

import (
	"go/token"

	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/comeback"
	"github.com/obslint/obslint/analyzers/internal/flow"
	"github.com/obslint/obslint/analyzers/internal/lib"
)

// An EventKind says why a context is over.
type EventKind uint8

const (
	Done           EventKind = iota // its Done channel was received from, its Err was not nil
	Cancelled                       // its cancel function was called
	CancelDeferred                  // its cancel function is deferred: over when the function ends
	Joined                          // its group was waited for
	Waited                          // a call came back that ends only when it is over
	Served                          // a server came back that is ended when it is over
)

// An Event is a place in a function past which a context is over: behind an
// instruction, or over an edge.
type Event struct {
	Kind EventKind
	At   ssa.Instruction     // the instruction, or the one that the edge decides on
	edge *Edge               // nil: behind at
	Key  flow.Key            // the context, for sure
	Call ssa.CallInstruction // that ended them, or nil

	// The call behind which they are over may fail, and they are over only where
	// it did not.
	Fails bool
}

// Events returns the events of f in source order of their blocks.
func (l *Life) Events(f *ssa.Function) []*Event {
	if evs, ok := l.eventsOf[f]; ok {
		return evs
	}
	l.eventsOf[f] = nil // f may call itself
	var evs []*Event
	for instr := range flow.Instrs(f) {
		switch instr := instr.(type) {
		case *ssa.UnOp:
			if instr.Op == token.ARROW {
				if key, ok := l.doneOf(instr.X, instr); ok {
					evs = append(evs, &Event{Kind: Done, At: instr, Key: key})
				} else {
					evs = append(evs, l.released(instr)...)
				}
			}
		case *ssa.If:
			if ev := l.branchEvent(instr); ev != nil {
				evs = append(evs, ev)
			}
		case *ssa.Call:
			evs = append(evs, l.callEvents(instr, Cancelled)...)
		case *ssa.Defer:
			evs = append(evs, l.callEvents(instr, CancelDeferred)...)
		}
	}
	l.eventsOf[f] = evs
	return evs
}

// doneOf returns the contexts whose Done channel v is.
func (l *Life) doneOf(v ssa.Value, at ssa.Instruction) (key flow.Key, ok bool) {
	call, ok := flow.Source(v).(*ssa.Call)
	if !ok || !Asks(call, true) {
		return key, false
	}
	return l.Sure(call.Call.Value, call)
}

// Asks reports whether call asks a context for its Done channel, or else for
// its error.
func Asks(call *ssa.Call, done bool) bool {
	if !call.Call.IsInvoke() {
		return false
	}
	row, ok := lib.CtxAsks.Lookup(call.Call.Method)
	return ok && row.Done == done
}

// Sure returns the context that v is, if it can be only one.
func (l *Life) Sure(v ssa.Value, at ssa.Instruction) (key flow.Key, ok bool) {
	for _, n := range l.Contexts(v, at) {
		if n.Kind == Unknown || n.Kind == Alive {
			return flow.Key{}, false
		}
		if ok && key != n.Key {
			return flow.Key{}, false
		}
		key, ok = n.Key, true
	}
	return key, ok
}

// branchEvent returns the event of a branch: the case of a select that
// receives from a Done channel, or an Err that is not nil.
func (l *Life) branchEvent(i *ssa.If) *Event {
	bin, ok := i.Cond.(*ssa.BinOp)
	if !ok {
		return nil
	}
	if st := selectCase(bin); st != nil {
		if key, ok := l.doneOf(st.Chan, i); ok {
			return &Event{Kind: Done, At: i, edge: &Edge{i.Block(), 0}, Key: key}
		}
		return nil
	}
	if bin.Op != token.NEQ && bin.Op != token.EQL || !flow.IsNil(bin.Y) {
		return nil
	}
	isErr := &Edge{i.Block(), 0}
	if bin.Op == token.EQL {
		isErr = &Edge{i.Block(), 1}
	}
	if call, ok := bin.X.(*ssa.Call); ok && Asks(call, false) {
		if key, ok := l.Sure(call.Call.Value, call); ok {
			return &Event{Kind: Done, At: i, edge: isErr, Key: key}
		}
	}
	return nil
}

// ErrorOf returns the call whose last result, an error, v is, or nil.
func ErrorOf(v ssa.Value) *ssa.Call {
	switch src := flow.Source(v).(type) {
	case *ssa.Call:
		if lib.IsError(src.Type()) {
			return src
		}
	case *ssa.Extract:
		if call, ok := src.Tuple.(*ssa.Call); ok && lib.IsError(src.Type()) && src.Index == call.Call.Signature().Results().Len()-1 {
			return call
		}
	}
	return nil
}

// waited returns the event of a call that waits for a context, at the
// instruction at, or nil.
func (l *Life) waited(call ssa.CallInstruction, at ssa.CallInstruction) *Event {
	obj := flow.CalleeObject(call.Common())
	var w comeback.Waits
	if obj == nil || !l.pass.ImportObjectFact(obj, &w) {
		return nil
	}
	_, args := flow.Args(call.Common())
	if w.Param >= len(args) {
		return nil
	}
	key, ok := l.Sure(args[w.Param], call)
	if !ok || w.Fails && (call != at || !looksAtError(call)) {
		return nil
	}
	return &Event{Kind: Waited, At: at, Key: key, Call: at, Fails: w.Fails}
}

// looksAtError reports whether the function of a call looks at its error, or
// returns it: what goes on behind the call then knows that there is none, or
// there is nothing that goes on.
func looksAtError(call ssa.CallInstruction) bool {
	v, ok := call.(*ssa.Call)
	if !ok {
		return false
	}
	seen := make(map[ssa.Value]bool)
	var looks func(v ssa.Value) bool
	looks = func(v ssa.Value) bool {
		if seen[v] {
			return false
		}
		seen[v] = true
		for _, ref := range *v.Referrers() {
			switch ref := ref.(type) {
			case *ssa.Return:
				return true
			case *ssa.BinOp:
				if flow.IsNil(ref.X) || flow.IsNil(ref.Y) {
					return true
				}
			case *ssa.Phi:
				if looks(ref) {
					return true
				}
			case *ssa.Store:
				if alloc := flow.Variable(ref.Addr); alloc != nil && ref.Val == v {
					for _, addr := range flow.Addresses(alloc) {
						for _, r := range *addr.Referrers() {
							if load, ok := r.(*ssa.UnOp); ok && looks(load) {
								return true
							}
						}
					}
				}
			}
		}
		return false
	}
	results := v.Call.Signature().Results()
	if results.Len() == 1 {
		return looks(v)
	}
	for _, ref := range *v.Referrers() {
		if ext, ok := ref.(*ssa.Extract); ok && ext.Index == results.Len()-1 && looks(ext) {
			return true
		}
	}
	return false
}

// callEvents returns the events of a call, or of a deferred one: it cancels,
// joins, waits, or reaches a literal that does so on every path.
func (l *Life) callEvents(instr ssa.CallInstruction, kind EventKind) []*Event {
	call := instr.Common()
	if n := l.cancelled(call); n != nil {
		return []*Event{{Kind: kind, At: instr, Key: n.Key, Call: instr}}
	}
	obj := flow.CalleeObject(call)
	recv, _ := flow.Args(call)
	if _, ok := lib.Joins.Lookup(obj); ok && recv != nil {
		if n := l.group(recv); n != nil {
			k := Joined
			if kind == CancelDeferred {
				k = CancelDeferred
			}
			out := []*Event{{Kind: k, At: instr, Key: n.Key, Call: instr}}
			if k == Joined {
				out = append(out, l.joinedParent(instr, recv, n)...)
			}
			return out
		}
		if kind == CancelDeferred {
			return nil
		}
		return l.joined(instr, recv)
	}
	if _, ok := lib.Serves.Lookup(obj); ok && recv != nil && kind != CancelDeferred {
		if key, ok := l.serverEnds(instr, recv); ok {
			return []*Event{{Kind: Served, At: instr, Key: key, Call: instr}}
		}
		return nil
	}
	if call, ok := instr.(*ssa.Call); ok && obj != nil && l.pass.ImportObjectFact(obj, new(comeback.Waits)) {
		if ev := l.waited(call, instr); ev != nil {
			return []*Event{ev}
		}
		return nil
	}
	fn, _ := flow.Callee(call)
	if fn == nil || fn.Parent() == nil || len(fn.Blocks) == 0 {
		return nil
	}
	var out []*Event
	for _, ev := range l.Events(fn) {
		if ev.Kind == CancelDeferred && kind == CancelDeferred || ev.Fails {
			continue
		}
		// Past the call, what holds on every way through the literal holds.
		w := Walk{StopAt: func(in ssa.Instruction) bool { return in == ev.At && ev.edge == nil },
			stopEdge: func(e Edge) bool { return ev.edge != nil && e == *ev.edge }}
		if w.Reaches(fn, nil, flow.IsReturn) {
			continue
		}
		up := *ev
		up.At, up.edge, up.Call = instr, nil, nil
		if kind == CancelDeferred {
			up.Kind = CancelDeferred
		}
		out = append(out, &up)
	}
	return out
}

// serverEnds returns the context that is over when the server recv comes back:
// a goroutine of the function that serves waits for its end, or ends it, and
// then ends recv.
func (l *Life) serverEnds(serve ssa.CallInstruction, recv ssa.Value) (key flow.Key, ok bool) {
	for instr := range flow.Instrs(serve.Parent()) {
		g, ok := instr.(*ssa.Go)
		if !ok {
			continue
		}
		fn, _ := flow.Callee(&g.Call)
		if fn == nil {
			continue
		}
		_, args := flow.Args(&g.Call)
		given := func(v ssa.Value) ssa.Value { // what v, a parameter of fn, is given
			if p, ok := v.(*ssa.Parameter); ok && p.Parent() == fn {
				if i := flow.ParamIndex(p); 0 <= i && i < len(args) {
					return args[i]
				}
			}
			return nil
		}
		for in := range flow.Instrs(fn) {
			stop, ok := in.(ssa.CallInstruction)
			if !ok {
				continue
			}
			if _, ok := lib.ServerStops.Lookup(flow.CalleeObject(stop.Common())); !ok {
				continue
			}
			other, _ := flow.Args(stop.Common())
			if other == nil {
				continue
			}
			if v := given(flow.Source(other)); v != nil {
				other = v
			}
			if !flow.SameVariable(recv, other) {
				continue
			}
			for _, ev := range l.Events(fn) {
				if ev.Kind != Done && ev.Kind != Cancelled || l.Past(fn, nil, Is(stop), []*Event{ev}) == nil {
					continue
				}
				p, _ := ev.Key.V.(ssa.Value)
				if v := given(p); v != nil && ev.Key.Path == "" {
					if key, ok := l.Sure(v, g); ok {
						return key, true
					}
				} else {
					return ev.Key, true
				}
			}
		}
	}
	return key, false
}

// EventPos returns where an event is written.
func EventPos(ev *Event) token.Pos {
	if ev.edge != nil {
		if i, ok := ev.At.(*ssa.If); ok {
			if bin, ok := i.Cond.(*ssa.BinOp); ok {
				if st := selectCase(bin); st != nil {
					return st.Pos
				}
				if p := bin.Pos(); p.IsValid() {
					return p
				}
			}
		}
	}
	return ev.At.Pos()
}
