package lostflush

import (
	"go/constant"
	"go/token"
	"go/types"
	"time"

	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/flow"
	"github.com/obslint/obslint/analyzers/internal/lib"
)

// A verdict says why a flush runs under a context that is over.
type verdict struct {
	category string
	node     *node         // the context that is over
	ev       *event        // over, order: what ended it
	place    place         // where that was decided
	owner    *ssa.Function // scope: the function whose end cancels
	limit    ssa.Value     // expired: the timeout
	kept     *ssa.Store    // what has kept the context in a field
}

// judge returns why a flush is lost, or nil: on some way that leads to it,
// every context that it may run under is over.
func (c *checker) judge(fl flush) *verdict {
	if len(fl.nodes) == 0 {
		return nil
	}
	for _, path := range c.climb(fl.call, fl.async) {
		var first *verdict
		for _, n := range fl.nodes {
			v := c.judgePath(fl, path, n)
			if v == nil {
				first = nil
				break
			}
			if first == nil {
				first = v
			}
		}
		if first != nil {
			return first
		}
	}
	return nil
}

func (c *checker) judgePath(fl flush, path []place, n *node) *verdict {
	if n.kind == nodeAlive || n.kind == nodeUnknown {
		return nil
	}
	watched := c.watched(path, []*node{n})
	for _, p := range path {
		if p.out == nil {
			if v := c.overAt(n, p); v != nil {
				return v
			}
			if v := c.afterAt(n, p); v != nil {
				return v
			}
			if v := c.expiredAt(n, p); v != nil {
				return v
			}
		}
		if c.listed(p) && shuts(fl.kind) {
			if v := c.overLater(n, p); v != nil {
				return v
			}
		}
		if (p.async != nil || p.out != nil) && !watched {
			if v := c.scopeAt(n, p); v != nil {
				return v
			}
		}
	}
	if !watched {
		return c.keptAt(fl, n)
	}
	return nil
}

// overAt judges a place in a function by what happens there.
func (c *checker) overAt(n *node, p place) *verdict {
	for m := n; m != nil; m = m.parent {
		var now, all []*event
		for _, ev := range c.events(p.f) {
			if ev.keys[0] != m.key {
				continue
			}
			all = append(all, ev)
			if ev.kind != eventDefer {
				now = append(now, ev)
			}
		}
		var from ssa.Instruction
		if m.call != nil && m.fn == p.f {
			from = m.call
		}
		if ev := c.past(p.f, from, is(p.at), now); ev != nil {
			return &verdict{category: "over", node: m, ev: ev, place: p}
		}
		if !p.deferred {
			continue
		}
		if ev := c.past(p.f, p.at, isReturn, now); ev != nil {
			return &verdict{category: "over", node: m, ev: ev, place: p}
		}
		if ev := c.past(p.f, p.at, isReturn, all); ev != nil {
			return &verdict{category: "order", node: m, ev: ev, place: p}
		}
	}
	return nil
}

// afterAt judges a literal that is only run when a context is over.
func (c *checker) afterAt(n *node, p place) *verdict {
	call, ok := p.at.(ssa.CallInstruction)
	if !ok {
		return nil
	}
	row, ok := lib.Starters.Lookup(flow.CalleeObject(call.Common()))
	_, args := flow.Args(call.Common())
	if !ok || row.When < 0 || row.When >= len(args) {
		return nil
	}
	keys := c.sureKeys(args[row.When], call)
	for m := n; m != nil && keys != nil; m = m.parent {
		if m.key == keys[0] {
			ev := &event{kind: eventWait, at: call, keys: keys, name: c.text(call)}
			return &verdict{category: "over", node: m, ev: ev, place: p}
		}
	}
	return nil
}

// stops walks the ways that meet none of the events.
func stops(evs []*event) walk { return stopsAt(evs, false) }

// stopsNormal walks the ways on which nothing goes wrong and that meet none of
// the events.
func stopsNormal(evs []*event) walk { return stopsAt(evs, true) }

func stopsAt(evs []*event, normal bool) walk {
	return walk{
		normal: normal,
		stopAt: func(instr ssa.Instruction) bool {
			for _, ev := range evs {
				if ev.edge == nil && ev.at == instr && (normal || !ev.fails) {
					return true
				}
			}
			return false
		},
		stopEdge: func(e edge) bool {
			for _, ev := range evs {
				if ev.edge != nil && *ev.edge == e {
					return true
				}
			}
			return false
		},
	}
}

// past returns an event that lies on every way from behind from to a target,
// or on every way on which nothing went wrong, or nil.
func (c *checker) past(f *ssa.Function, from ssa.Instruction, target func(ssa.Instruction) bool, evs []*event) *event {
	if len(evs) == 0 {
		return nil
	}
	if !(walk{}).reaches(f, from, target) {
		return nil
	}
	normal := stops(evs).reaches(f, from, target)
	if normal && (!(walk{normal: true}).reaches(f, from, target) || stopsNormal(evs).reaches(f, from, target)) {
		return nil
	}
	for _, ev := range evs {
		if target(ev.at) {
			continue
		}
		after := walk{normal: normal}
		if after.reaches(f, ev.at, target) && (from == nil || from == ev.at || after.reaches(f, from, is(ev.at))) {
			return ev
		}
	}
	return nil
}

// longest is the longest timeout that is taken for one of the start-up.
const longest = time.Hour

// expiredAt judges a place by the time that goes by: the program serves or
// waits between the making of a timeout and the flush.
func (c *checker) expiredAt(n *node, p place) *verdict {
	for m := n; m != nil; m = m.parent {
		if m.kind != nodeMade || m.row.Kind != lib.CtxTimeout || m.fn != p.f {
			continue
		}
		limit := c.limit(m)
		if d, ok := duration(limit); ok && d >= longest {
			continue
		}
		var waits []*event
		for instr := range flow.Instrs(p.f) {
			if c.longWait(instr, m) {
				waits = append(waits, &event{kind: eventWait, at: instr, fails: c.mayFail(instr)})
			}
		}
		ev := c.past(p.f, m.call, is(p.at), waits)
		if ev == nil && p.deferred {
			ev = c.past(p.f, p.at, isReturn, waits)
		}
		if ev != nil {
			return &verdict{category: "expired", node: m, ev: ev, place: p, limit: limit}
		}
	}
	return nil
}

// limit returns the argument that limits a context's time.
func (c *checker) limit(m *node) ssa.Value {
	_, args := flow.Args(&m.call.Call)
	if m.row.Limit < 0 || m.row.Limit >= len(args) {
		return nil
	}
	return args[m.row.Limit]
}

func duration(v ssa.Value) (time.Duration, bool) {
	k, ok := v.(*ssa.Const)
	if !ok || k.Value == nil || k.Value.Kind() != constant.Int {
		return 0, false
	}
	n, exact := constant.Int64Val(k.Value)
	return time.Duration(n), exact
}

// longWait reports whether instr comes back only when the program is about to
// end: it serves, or waits for a signal or for a context that is not made of m.
func (c *checker) longWait(instr ssa.Instruction, m *node) bool {
	other := func(ch ssa.Value) bool {
		if lib.IsSignalChan(ch.Type()) {
			return true
		}
		call, ok := flow.Source(ch).(*ssa.Call)
		if !ok || !asks(call, true) {
			return false
		}
		nodes := c.contexts(call.Call.Value, call)
		for _, n := range nodes {
			if !lasting(n) || n.keys()[m.key] {
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
		var w Works
		if c.pass.ImportObjectFact(obj, &w) && w.Serves {
			return true
		}
		var waits Waits
		_, args := flow.Args(&instr.Call)
		if c.pass.ImportObjectFact(obj, &waits) && waits.Param < len(args) {
			for _, n := range c.contexts(args[waits.Param], instr) {
				if !lasting(n) || n.keys()[m.key] {
					return false
				}
			}
			return true
		}
	}
	return false
}

// mayFail reports whether instr calls what waits for a context or fails.
func (c *checker) mayFail(instr ssa.Instruction) bool {
	call, ok := instr.(*ssa.Call)
	if !ok {
		return false
	}
	var w Waits
	obj := flow.CalleeObject(&call.Call)
	return obj != nil && c.pass.ImportObjectFact(obj, &w) && w.Fails
}

// lasting reports whether a context lives until a signal or its maker ends it.
func lasting(n *node) bool {
	for ; n != nil; n = n.parent {
		if n.kind == nodeUnknown || n.kind == nodeRequest || n.kind == nodeMade && n.row.Kind == lib.CtxTimeout {
			return false
		}
		if n.kind == nodeMade && n.row.Kind == lib.CtxSignal {
			return true
		}
	}
	return false
}

// scopeAt judges a place whose flush outlives its function: does the
// function's end end the context?
func (c *checker) scopeAt(n *node, p place) *verdict {
	for m := n; m != nil; m = m.parent {
		if m.fn != p.f {
			continue
		}
		switch m.kind {
		case nodeRequest:
			if p.out != nil {
				return nil
			}
			return &verdict{category: "scope", node: m, place: p, owner: p.f}
		case nodeMade:
			if ev := c.ends(m); ev != nil && c.shortLived(n, m, p) {
				return &verdict{category: "scope", node: m, ev: ev, place: p, owner: p.f}
			}
			if m.row.Kind == lib.CtxTimeout && p.out != nil && p.out.kind == useReturn {
				limit := c.limit(m)
				if d, ok := duration(limit); !ok || d < longest {
					return &verdict{category: "expired", node: m, place: p, limit: limit}
				}
			}
		}
	}
	return nil
}

// ends returns the event that ends m whenever its function returns: its cancel
// function is deferred, or called on every way.
func (c *checker) ends(m *node) *event {
	var evs []*event
	for _, ev := range c.events(m.fn) {
		if ev.keys[0] == m.key && (ev.kind == eventDefer || ev.kind == eventCancel) {
			evs = append(evs, ev)
		}
	}
	if len(evs) == 0 {
		return nil
	}
	return c.past(m.fn, m.call, isReturn, evs)
}

// shortLived reports whether a function is sure to end before what it leaves
// behind at p: it serves a request, or the context is limited to a short time
// and nothing is waited for, or what it leaves can only run later.
func (c *checker) shortLived(n, m *node, p place) bool {
	if p.out != nil {
		return p.out.kind == useReturn || c.storedAway(p)
	}
	for a := n; a != nil; a = a.parent {
		if a.kind == nodeRequest && a.fn == p.f {
			return true
		}
	}
	if m.row.Kind != lib.CtxTimeout || isMain(p.f) {
		return false
	}
	return !walk{}.reaches(p.f, p.at, func(instr ssa.Instruction) bool { return c.longWait(instr, m) })
}

// storedAway reports whether the func that p stores outlives p's function,
// which runs no func that is read back from there.
func (c *checker) storedAway(p place) bool {
	switch s := p.out.at.(type) {
	case *ssa.Store:
		return c.escapes(s.Addr, p.f) && !c.readsBack(s, p.f)
	case *ssa.MapUpdate:
		return c.leaves(s.Map, make(map[ssa.Value]bool))
	case *ssa.Call: // of a method that collects
		return c.listed(p)
	}
	return false
}

func isMain(f *ssa.Function) bool {
	for f.Parent() != nil {
		f = f.Parent()
	}
	return f.Name() == "main" && f.Pkg != nil && f.Pkg.Pkg.Name() == "main"
}
