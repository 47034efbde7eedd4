package lostflush

import (
	"go/token"
	"go/types"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/closures"
	"github.com/obslint/obslint/analyzers/internal/ctxlife"
	"github.com/obslint/obslint/analyzers/internal/flow"
	"github.com/obslint/obslint/analyzers/internal/lib"
)

// fieldOf returns the contexts that a field of v, a struct or a pointer to
// one, holds: path is the field, or a field of a field. What is not seen is
// identified by the variable that it is a field of.
func (c *checker) fieldOf(v ssa.Value, path string, at ssa.Instruction) []*ctxlife.Ctx {
	if v == nil {
		return nil
	}
	if load, ok := v.(*ssa.UnOp); ok && load.Op == token.MUL {
		if _, ok := load.X.(*ssa.Alloc); ok {
			v = load.X // the struct itself
		}
	}
	src := flow.Source(v)
	if src == nil {
		return nil
	}
	name, rest, _ := strings.Cut(path[1:], ".")
	field, index := structFieldNamed(src.Type(), name)
	if field == nil {
		return nil
	}
	if rest != "" {
		rest = "." + rest
	}
	switch s := src.(type) {
	case *ssa.Alloc:
		var out []*ctxlife.Ctx
		for _, st := range flow.PartStores(s, index) {
			if rest != "" {
				out = append(out, c.fieldOf(st.Val, rest, st)...)
			} else {
				out = append(out, c.life.Contexts(st.Val, st)...)
			}
		}
		if len(out) > 0 {
			return out
		}
		if stores, _ := flow.Stores(s); len(stores) == 1 {
			return c.fieldOf(stores[0].Val, path, stores[0])
		}
		return c.keptBy(s, path)
	case *ssa.Call, *ssa.Extract:
		if nodes := append(c.kept(s, path), c.keptBy(s, path)...); nodes != nil {
			return nodes
		}
		return []*ctxlife.Ctx{{Kind: ctxlife.Field, Key: flow.Key{V: s, Path: path}, Fn: s.(ssa.Instruction).Parent(), Field: field}}
	case *ssa.Parameter:
		return []*ctxlife.Ctx{{Kind: ctxlife.Field, Key: flow.Key{V: s, Path: path}, Fn: s.Parent(), Field: field}}
	case *ssa.UnOp:
		if fa, ok := s.X.(*ssa.FieldAddr); ok && s.Op == token.MUL {
			if k, ok := flow.FieldKey(fa); ok {
				k.Path += path
				return []*ctxlife.Ctx{{Kind: ctxlife.Field, Key: k, Fn: fa.Parent(), Field: field}}
			}
		}
	}
	return []*ctxlife.Ctx{{Kind: ctxlife.Unknown, Field: field}}
}

// structFieldNamed returns a field of a struct, or of what t points to, and
// its index.
func structFieldNamed(t types.Type, name string) (*types.Var, int) {
	if p, ok := t.Underlying().(*types.Pointer); ok {
		t = p.Elem()
	}
	s, ok := t.Underlying().(*types.Struct)
	if !ok {
		return nil, -1
	}
	for i := range s.NumFields() {
		if s.Field(i).Name() == name {
			return s.Field(i).Origin(), i
		}
	}
	return nil, -1
}

// kept returns the contexts in a field of what a constructor returned that has
// kept one.
func (c *checker) kept(v ssa.Value, path string) []*ctxlife.Ctx {
	call := flow.CallOf(v)
	if call == nil {
		return nil
	}
	obj := flow.CalleeObject(&call.Call)
	var k Keeps
	if obj == nil || !c.pass.ImportObjectFact(obj, &k) && !c.fact(obj, &k) || k.Recv || k.Field != path {
		return nil
	}
	_, args := flow.Args(&call.Call)
	if k.Param >= len(args) {
		return nil
	}
	return c.life.Contexts(args[k.Param], call)
}

// keptAt judges a flush under a context that is kept in a field: each of those
// that this package stores in it ends with the function that stores it.
func (c *checker) keptAt(fl flush, n *ctxlife.Ctx) *verdict {
	root := n.Root()
	field := root.Field
	if root.Kind != ctxlife.Field && root.Kind != ctxlife.Unknown || field == nil || field.Pkg() != c.pass.Pkg || field.Exported() {
		return nil
	}
	var first *verdict
	for _, s := range c.storesIn(field) {
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
func (c *checker) keptFrom(fl flush, s *ssa.Store, field *types.Var) *verdict {
	f := s.Parent()
	if f == fl.call.Parent() || !c.escapes(s.Addr, f) {
		return nil
	}
	p := closures.Place{Fn: f, At: s, Out: &closures.Use{Kind: closures.Stored, At: s}}
	var first *verdict
	for _, n := range c.life.Contexts(s.Val, s) {
		v := c.endsWith(n, p)
		if v == nil && shuts(fl.kind) && c.makesProvider(f) {
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
	if first == nil || c.runs(f, func(g *ssa.Function) bool { return g == fl.call.Parent() }) {
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

// makesProvider reports whether f makes a provider.
func (c *checker) makesProvider(f *ssa.Function) bool {
	for instr := range flow.Instrs(f) {
		if call, ok := instr.(*ssa.Call); ok {
			if row, ok := lib.Stages.Lookup(flow.CalleeObject(&call.Call)); ok && row.Kind == lib.Provider {
				return true
			}
		}
	}
	return false
}

// storesIn returns the stores of this package into a field.
func (c *checker) storesIn(field *types.Var) []*ssa.Store {
	c.stored(field)
	return c.fieldStores[field]
}

// escapes reports whether what is stored at addr, in f, stays when f has
// returned: in a variable that f did not make, or one that it returns, hands to
// a goroutine, or stores in turn.
func (c *checker) escapes(addr ssa.Value, f *ssa.Function) bool {
	for range 16 {
		switch a := addr.(type) {
		case *ssa.FieldAddr:
			addr = a.X
		case *ssa.IndexAddr:
			addr = a.X
		case *ssa.Global:
			return true
		case *ssa.Alloc:
			return c.leaves(a, make(map[ssa.Value]bool))
		case *ssa.FreeVar, *ssa.UnOp:
			src := flow.Source(a)
			if src == nil || src == a {
				_, captured := a.(*ssa.FreeVar)
				return !captured
			}
			addr = src
		case *ssa.Parameter:
			return true
		default:
			return false
		}
	}
	return false
}

// leaves reports whether v, or what holds it, is returned, sent, given to a
// goroutine or stored where f did not make it.
func (c *checker) leaves(v ssa.Value, seen map[ssa.Value]bool) bool {
	if seen[v] || v.Referrers() == nil {
		return false
	}
	seen[v] = true
	for _, ref := range *v.Referrers() {
		switch ref := ref.(type) {
		case *ssa.Return, *ssa.Go:
			return true
		case *ssa.Send:
			if ref.X == v {
				return true
			}
		case *ssa.Store:
			if ref.Val != v {
				continue
			}
			if alloc := flow.Variable(ref.Addr); alloc != nil {
				for _, a := range flow.Addresses(alloc) {
					for _, r := range *a.Referrers() {
						if load, ok := r.(*ssa.UnOp); ok && load.Op == token.MUL && c.leaves(load, seen) {
							return true
						}
					}
				}
				continue
			}
			if c.escapes(ref.Addr, ref.Parent()) {
				return true
			}
		case *ssa.Slice:
			if c.leaves(ref, seen) {
				return true
			}
		case *ssa.MakeInterface, *ssa.ChangeType, *ssa.ChangeInterface, *ssa.Phi:
			if c.leaves(ref.(ssa.Value), seen) {
				return true
			}
		case *ssa.UnOp:
			if ref.Op == token.MUL && c.leaves(ref, seen) {
				return true // a copy of the struct
			}
		case *ssa.Call:
			if b, ok := ref.Call.Value.(*ssa.Builtin); ok {
				if b.Name() == "append" && c.leaves(ref, seen) {
					return true
				}
				continue
			}
			// What a function of this package is given may stay there.
			if fn, _ := flow.Callee(&ref.Call); fn != nil && len(fn.Params) == len(ref.Call.Args) {
				for i, a := range ref.Call.Args {
					if a == v && c.leaves(fn.Params[i], seen) {
						return true
					}
				}
			}
		case *ssa.MapUpdate:
			if ref.Value == v && c.leaves(ref.Map, seen) {
				return true
			}
		}
	}
	return false
}

// runs reports whether f calls or defers, itself or in what it calls, in this
// package, a function for which is is true, or starts one that it waits for.
func (c *checker) runs(f *ssa.Function, is func(*ssa.Function) bool) bool {
	seen := make(map[*ssa.Function]bool)
	var visit func(g *ssa.Function) bool
	visit = func(g *ssa.Function) bool {
		if seen[g] {
			return false
		}
		seen[g] = true
		for instr := range flow.Instrs(g) {
			call, ok := instr.(ssa.CallInstruction)
			if !ok {
				continue
			}
			if _, ok := call.(*ssa.Go); ok && !c.lits.Awaited(call) {
				continue
			}
			if h, _ := flow.Callee(call.Common()); h != nil && (is(h) || visit(h)) {
				return true
			}
			// A literal or method that is handed on may be called.
			_, args := flow.Args(call.Common())
			for _, a := range args {
				if mc, ok := flow.Source(a).(*ssa.MakeClosure); ok {
					if h := mc.Fn.(*ssa.Function); is(h) || visit(h) {
						return true
					}
				}
			}
		}
		return false
	}
	return visit(f)
}

// readsBack reports whether f, or what it runs, reads funcs out of a field in
// which it stores one: it may call them then.
func (c *checker) readsBack(s *ssa.Store, f *ssa.Function) bool {
	fields := make(map[*types.Var]bool)
	funcsIn := func(t types.Type) bool {
		switch t := t.Underlying().(type) {
		case *types.Signature:
			return true
		case *types.Slice:
			_, ok := t.Elem().Underlying().(*types.Signature)
			return ok
		case *types.Map:
			_, ok := t.Elem().Underlying().(*types.Signature)
			return ok
		}
		return false
	}
	for instr := range flow.Instrs(f) {
		if st, ok := instr.(*ssa.Store); ok {
			if fa, ok := st.Addr.(*ssa.FieldAddr); ok && flow.Field(fa) != nil && funcsIn(flow.Field(fa).Type()) {
				fields[flow.Field(fa)] = true
			}
		}
	}
	reads := func(g *ssa.Function) bool {
		for instr := range flow.Instrs(g) {
			load, ok := instr.(*ssa.UnOp)
			if !ok || load.Op != token.MUL {
				continue
			}
			fa, ok := load.X.(*ssa.FieldAddr)
			if ok && fields[flow.Field(fa)] && !onlyAppended(load) {
				return true
			}
		}
		return false
	}
	return reads(f) || c.runs(f, reads)
}

// onlyAppended reports whether a slice is loaded to be appended to.
func onlyAppended(load *ssa.UnOp) bool {
	for _, ref := range *load.Referrers() {
		call, ok := ref.(*ssa.Call)
		if !ok {
			return false
		}
		b, ok := call.Call.Value.(*ssa.Builtin)
		if !ok || b.Name() != "append" || call.Call.Args[0] != load {
			return false
		}
	}
	return true
}
