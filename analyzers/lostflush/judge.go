package lostflush

import (
	"time"

	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/closures"
	"github.com/obslint/obslint/analyzers/internal/ctxlife"
	"github.com/obslint/obslint/analyzers/internal/flow"
	"github.com/obslint/obslint/analyzers/internal/flushes"
	"github.com/obslint/obslint/analyzers/internal/lib"
)

// longest is the longest timeout that is taken for one of the start-up.
const longest = time.Hour

// A verdict says why a flush runs under a context that is over.
type verdict struct {
	category string
	node     *ctxlife.Ctx   // the context that is over
	ev       *ctxlife.Event // over, order: what ended it
	place    closures.Place // where that was decided
	owner    *ssa.Function  // scope: the function whose end cancels
	limit    ssa.Value      // expired: the timeout
	kept     *ssa.Store     // what has kept the context in a field
}

// judge returns why a flush is lost, or nil: on some way that leads to it,
// every context that it may run under is over.
func (c *checker) judge(fl flushes.Flush) *verdict {
	if len(fl.Nodes) == 0 {
		return nil
	}
	for _, path := range c.lits.Climb(fl.Call, fl.Async) {
		var first *verdict
		for _, n := range fl.Nodes {
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

func (c *checker) judgePath(fl flushes.Flush, path []closures.Place, n *ctxlife.Ctx) *verdict {
	if n.Kind == ctxlife.Alive || n.Kind == ctxlife.Unknown {
		return nil
	}
	watched := c.life.Watched(path, []*ctxlife.Ctx{n})
	for _, p := range path {
		if p.Out == nil {
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
		if c.listed(p) && flushes.Shuts(fl.Kind) {
			if v := c.overLater(n, p); v != nil {
				return v
			}
		}
		if (p.Async != nil || p.Out != nil) && !watched {
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
func (c *checker) overAt(n *ctxlife.Ctx, p closures.Place) *verdict {
	for m := n; m != nil; m = m.Parent {
		var now, all []*ctxlife.Event
		for _, ev := range c.life.Events(p.Fn) {
			if ev.Key != m.Key || ev.Kind == ctxlife.Served && c.life.UntilReturn(m) {
				continue
			}
			all = append(all, ev)
			if ev.Kind != ctxlife.CancelDeferred {
				now = append(now, ev)
			}
		}
		var from ssa.Instruction
		if m.Call != nil && m.Fn == p.Fn {
			from = m.Call
		}
		if ev := c.life.Past(p.Fn, from, ctxlife.Is(p.At), now); ev != nil {
			return &verdict{category: "over", node: m, ev: ev, place: p}
		}
		if !p.Deferred {
			continue
		}
		if ev := c.life.Past(p.Fn, p.At, flow.IsReturn, now); ev != nil {
			return &verdict{category: "over", node: m, ev: ev, place: p}
		}
		if ev := c.life.Past(p.Fn, p.At, flow.IsReturn, all); ev != nil {
			return &verdict{category: "order", node: m, ev: ev, place: p}
		}
	}
	return nil
}

// afterAt judges a literal that is only run when a context is over.
func (c *checker) afterAt(n *ctxlife.Ctx, p closures.Place) *verdict {
	call, ok := p.At.(ssa.CallInstruction)
	if !ok {
		return nil
	}
	row, ok := lib.Starters.Lookup(flow.CalleeObject(call.Common()))
	_, args := flow.Args(call.Common())
	if !ok || row.When < 0 || row.When >= len(args) {
		return nil
	}
	key, ok := c.life.Sure(args[row.When], call)
	for m := n; m != nil && ok; m = m.Parent {
		if m.Key == key {
			ev := &ctxlife.Event{Kind: ctxlife.Waited, At: call, Key: key, Call: call}
			return &verdict{category: "over", node: m, ev: ev, place: p}
		}
	}
	return nil
}

// expiredAt judges a place by the time that goes by: the program serves or
// waits between the making of a timeout and the flush.
func (c *checker) expiredAt(n *ctxlife.Ctx, p closures.Place) *verdict {
	for m := n; m != nil; m = m.Parent {
		if m.Kind != ctxlife.Made || m.Row.Kind != lib.CtxTimeout || m.Fn != p.Fn {
			continue
		}
		limit := c.life.Limit(m)
		if d, ok := ctxlife.Duration(limit); ok && d >= longest {
			continue
		}
		var waits []*ctxlife.Event
		for instr := range flow.Instrs(p.Fn) {
			if c.life.LongWait(instr, m) {
				waits = append(waits, &ctxlife.Event{Kind: ctxlife.Waited, At: instr, Fails: c.life.MayFail(instr)})
			}
		}
		ev := c.life.Past(p.Fn, m.Call, ctxlife.Is(p.At), waits)
		if ev == nil && p.Deferred {
			from := p.At
			if !flow.Reaches(m.Call, p.At, nil) {
				from = m.Call // the variable was set behind the defer
			}
			ev = c.life.Past(p.Fn, from, flow.IsReturn, waits)
		}
		if ev != nil {
			return &verdict{category: "expired", node: m, ev: ev, place: p, limit: limit}
		}
	}
	return nil
}

// scopeAt judges a place whose flush outlives its function: does the
// function's end end the context?
func (c *checker) scopeAt(n *ctxlife.Ctx, p closures.Place) *verdict {
	for m := n; m != nil; m = m.Parent {
		if m.Fn != p.Fn {
			continue
		}
		switch m.Kind {
		case ctxlife.Request:
			if p.Out != nil {
				return nil
			}
			return &verdict{category: "scope", node: m, place: p, owner: p.Fn}
		case ctxlife.Made:
			if ev := c.life.Ends(m); ev != nil && c.shortLived(n, m, p) {
				return &verdict{category: "scope", node: m, ev: ev, place: p, owner: p.Fn}
			}
			if m.Row.Kind == lib.CtxTimeout && p.Out != nil && p.Out.Kind == closures.Returned {
				limit := c.life.Limit(m)
				if d, ok := ctxlife.Duration(limit); !ok || d < longest {
					return &verdict{category: "expired", node: m, place: p, limit: limit}
				}
			}
		}
	}
	return nil
}

// shortLived reports whether a function is sure to end before what it leaves
// behind at p: it serves a request, or the context is limited to a short time
// and nothing is waited for, or what it leaves can only run later.
func (c *checker) shortLived(n, m *ctxlife.Ctx, p closures.Place) bool {
	if p.Out != nil {
		return p.Out.Kind == closures.Returned || c.storedAway(p)
	}
	for a := n; a != nil; a = a.Parent {
		if a.Kind == ctxlife.Request && a.Fn == p.Fn {
			return true
		}
	}
	if m.Row.Kind != lib.CtxTimeout || isMain(p.Fn) {
		return false
	}
	return !ctxlife.Walk{}.Reaches(p.Fn, p.At, func(instr ssa.Instruction) bool { return c.life.LongWait(instr, m) })
}

// storedAway reports whether the func that p stores outlives p's function,
// which runs no func that is read back from there.
func (c *checker) storedAway(p closures.Place) bool {
	switch s := p.Out.At.(type) {
	case *ssa.Store:
		return flow.Escapes(s.Addr) && !c.lits.ReadsBack(s, p.Fn)
	case *ssa.MapUpdate:
		return flow.Leaves(s.Map)
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
