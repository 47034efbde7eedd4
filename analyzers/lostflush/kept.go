package lostflush

import (
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/closures"
	"github.com/obslint/obslint/analyzers/internal/ctxlife"
	"github.com/obslint/obslint/analyzers/internal/flow"
	"github.com/obslint/obslint/analyzers/internal/flushes"
	"github.com/obslint/obslint/analyzers/internal/lib"
)

// keptAt judges a flush under a context that is kept in a field: each of those
// that this package stores in it ends with the function that stores it.
func (c *checker) keptAt(fl flushes.Flush, n *ctxlife.Ctx) *verdict {
	root := n.Root()
	field := root.Field
	if root.Kind != ctxlife.Field && root.Kind != ctxlife.Unknown || field == nil || field.Pkg() != c.pass.Pkg || field.Exported() {
		return nil
	}
	var first *verdict
	for _, s := range c.flow.StoresIn(field) {
		if flow.IsNil(s.Val) {
			continue
		}
		v := c.keptFrom(fl, s, field)
		if v == nil {
			return nil
		}
		if first == nil {
			first = v
		}
	}
	return first
}

// keptFrom judges a flush under a context that s stores in field.
func (c *checker) keptFrom(fl flushes.Flush, s *ssa.Store, field *types.Var) *verdict {
	f := s.Parent()
	if f == fl.Call.Parent() || !flow.Escapes(s.Addr) {
		return nil
	}
	p := closures.Place{Fn: f, At: s, Out: &closures.Use{Kind: closures.Stored, At: s}}
	var first *verdict
	for _, n := range c.life.Contexts(s.Val, s) {
		v := c.endsWith(n, p)
		if v == nil && flushes.Shuts(fl.Kind) && c.pipe.MakesProvider(f) {
			v = c.startsIn(n, p)
		}
		if v == nil {
			return nil
		}
		if first == nil {
			first = v
			first.kept = s
		}
	}
	if first == nil || c.lits.Runs(f, func(g *ssa.Function) bool { return g == fl.Call.Parent() }) {
		return nil
	}
	return first
}

// endsWith reports that the end of p's function ends the context n.
func (c *checker) endsWith(n *ctxlife.Ctx, p closures.Place) *verdict {
	for m := n; m != nil; m = m.Parent {
		if m.Fn != p.Fn {
			continue
		}
		if m.Kind == ctxlife.Request {
			return &verdict{category: "scope", node: m, place: p, owner: p.Fn}
		}
		if m.Kind == ctxlife.Made {
			if ev := c.life.Ends(m); ev != nil {
				return &verdict{category: "scope", node: m, ev: ev, place: p, owner: p.Fn}
			}
		}
	}
	return nil
}

// startsIn reports that the time of n starts in p's function.
func (c *checker) startsIn(n *ctxlife.Ctx, p closures.Place) *verdict {
	for m := n; m != nil; m = m.Parent {
		if m.Fn == p.Fn && m.Kind == ctxlife.Made && m.Row.Kind == lib.CtxTimeout {
			limit := c.life.Limit(m)
			if d, ok := ctxlife.Duration(limit); !ok || d < longest {
				return &verdict{category: "expired", node: m, place: p, limit: limit}
			}
		}
	}
	return nil
}
