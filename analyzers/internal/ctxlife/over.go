package ctxlife

import (
	"go/constant"
	"go/token"
	"go/types"
	"time"

	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/closures"
	"github.com/obslint/obslint/analyzers/internal/comeback"
	"github.com/obslint/obslint/analyzers/internal/flow"
	"github.com/obslint/obslint/analyzers/internal/lib"
)

// stops walks the ways that meet none of the events.
func stops(evs []*Event) Walk { return stopsAt(evs, false) }

// stopsNormal walks the ways on which nothing goes wrong and that meet none of
// the events.
func stopsNormal(evs []*Event) Walk { return stopsAt(evs, true) }

func stopsAt(evs []*Event, normal bool) Walk {
	return Walk{
		normal: normal,
		StopAt: func(instr ssa.Instruction) bool {
			for _, ev := range evs {
				if ev.edge == nil && ev.At == instr && (normal || !ev.Fails) {
					return true
				}
			}
			return false
		},
		stopEdge: func(e Edge) bool {
			for _, ev := range evs {
				if ev.edge != nil && *ev.edge == e {
					return true
				}
			}
			return false
		},
	}
}

// Past returns an event that lies on every way from behind from to a target,
// or on every way on which nothing went wrong, or nil.
func (l *Life) Past(f *ssa.Function, from ssa.Instruction, target func(ssa.Instruction) bool, evs []*Event) *Event {
	if len(evs) == 0 {
		return nil
	}
	if !(Walk{}).Reaches(f, from, target) {
		return nil
	}
	normal := stops(evs).Reaches(f, from, target)
	if normal && (!(Walk{normal: true}).Reaches(f, from, target) || stopsNormal(evs).Reaches(f, from, target)) {
		return nil
	}
	for _, ev := range evs {
		if target(ev.At) {
			continue
		}
		after := Walk{normal: normal}
		if after.Reaches(f, ev.At, target) && (from == nil || from == ev.At || after.Reaches(f, from, Is(ev.At))) {
			return ev
		}
	}
	return nil
}

// Limit returns the argument that limits a context's time.
func (l *Life) Limit(m *Ctx) ssa.Value {
	_, args := flow.Args(&m.Call.Call)
	if m.Row.Limit < 0 || m.Row.Limit >= len(args) {
		return nil
	}
	return args[m.Row.Limit]
}

// Duration returns the constant time that v is, and whether it is one.
func Duration(v ssa.Value) (time.Duration, bool) {
	k, ok := v.(*ssa.Const)
	if !ok || k.Value == nil || k.Value.Kind() != constant.Int {
		return 0, false
	}
	n, exact := constant.Int64Val(k.Value)
	return time.Duration(n), exact
}

// LongWait reports whether instr comes back only when the program is about to
// end: it serves, or waits for a signal or for a context that is not made of m.
func (l *Life) LongWait(instr ssa.Instruction, m *Ctx) bool {
	other := func(ch ssa.Value) bool {
		if lib.IsSignalChan(ch.Type()) {
			return true
		}
		call, ok := flow.Source(ch).(*ssa.Call)
		if !ok || !Asks(call, true) {
			return false
		}
		nodes := l.Contexts(call.Call.Value, call)
		for _, n := range nodes {
			if !lasting(n) || n.EndsWith(m.Key) {
				return false
			}
		}
		return len(nodes) > 0
	}
	switch instr := instr.(type) {
	case *ssa.UnOp:
		return instr.Op == token.ARROW && other(instr.X)
	case *ssa.Select:
		if !instr.Blocking {
			return false
		}
		long := false
		for _, st := range instr.States {
			ch, ok := st.Chan.Type().Underlying().(*types.Chan)
			if !ok || st.Dir != types.RecvOnly {
				return false
			}
			if other(st.Chan) {
				long = true
			} else if !lib.IsError(ch.Elem()) {
				return false
			}
		}
		return long
	case *ssa.Call:
		obj := flow.CalleeObject(&instr.Call)
		if obj == nil {
			return false
		}
		if _, ok := lib.Serves.Lookup(obj); ok {
			return true
		}
		var w comeback.Works
		if l.pass.ImportObjectFact(obj, &w) && w.Serves {
			return true
		}
		var waits comeback.Waits
		_, args := flow.Args(&instr.Call)
		if l.pass.ImportObjectFact(obj, &waits) && waits.Param < len(args) {
			for _, n := range l.Contexts(args[waits.Param], instr) {
				if !lasting(n) || n.EndsWith(m.Key) {
					return false
				}
			}
			return true
		}
	}
	return false
}

// MayFail reports whether instr calls what waits for a context or fails.
func (l *Life) MayFail(instr ssa.Instruction) bool {
	call, ok := instr.(*ssa.Call)
	if !ok {
		return false
	}
	var w comeback.Waits
	obj := flow.CalleeObject(&call.Call)
	return obj != nil && l.pass.ImportObjectFact(obj, &w) && w.Fails
}

// lasting reports whether a context lives until a signal or its maker ends it.
func lasting(n *Ctx) bool {
	for ; n != nil; n = n.Parent {
		if n.Kind == Unknown || n.Kind == Request || n.Kind == Made && n.Row.Kind == lib.CtxTimeout {
			return false
		}
		if n.Kind == Made && n.Row.Kind == lib.CtxSignal {
			return true
		}
	}
	return false
}

// Ends returns the event that ends m whenever its function returns: its cancel
// function is deferred, or called on every way.
func (l *Life) Ends(m *Ctx) *Event {
	var evs []*Event
	for _, ev := range l.Events(m.Fn) {
		if ev.Key == m.Key && (ev.Kind == CancelDeferred || ev.Kind == Cancelled) {
			evs = append(evs, ev)
		}
	}
	if len(evs) == 0 {
		return nil
	}
	return l.Past(m.Fn, m.Call, flow.IsReturn, evs)
}

// UntilReturn reports whether nothing ends m before its function returns: its
// cancel function is deferred there and goes nowhere else, and what it is made
// of does not end. A server that such a context ends comes back by itself.
func (l *Life) UntilReturn(m *Ctx) bool {
	for ; m != nil && m.Kind != Alive; m = m.Parent {
		if m.Kind != Made || m.Row.Kind != lib.CtxCancel {
			return false
		}
		for _, ref := range *m.Call.Referrers() {
			ext, ok := ref.(*ssa.Extract)
			if !ok || ext.Index != m.Row.Cancel {
				continue
			}
			for _, use := range *ext.Referrers() {
				if d, ok := use.(*ssa.Defer); !ok || d.Call.Value != ext {
					return false
				}
			}
		}
	}
	return true
}

// Watched reports whether a function on the way to a flush looks itself
// whether the context is over: it is meant to end with it.
func (l *Life) Watched(path []closures.Place, nodes []*Ctx) bool {
	for _, p := range path {
		for _, ev := range l.Events(p.Fn) {
			if ev.Kind != Done {
				continue
			}
			for _, n := range nodes {
				if n.EndsWith(ev.Key) {
					return true
				}
			}
		}
	}
	return false
}
