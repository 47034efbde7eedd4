package flushes

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/flow"
	"github.com/obslint/obslint/analyzers/internal/lib"
)

// funcEffects returns the effects of calling the func that v may be.
func (c *Catalog) funcEffects(v ssa.Value, at ssa.Instruction, depth int) []bound {
	if depth > 4 {
		return nil
	}
	var out []bound
	for _, src := range flow.Sources(v) {
		switch src := src.(type) {
		case *ssa.Function, *ssa.MakeClosure:
			out = append(out, c.literalEffects(src)...)
		case *ssa.Call:
			if row, ok := lib.Wrappers.Lookup(flow.CalleeObject(&src.Call)); ok && row.Fn < len(src.Call.Args) {
				out = append(out, c.funcEffects(src.Call.Args[row.Fn], at, depth+1)...)
				continue
			}
			out = append(out, c.returnedEffects(src, 0)...)
		case *ssa.Extract:
			switch tuple := src.Tuple.(type) {
			case *ssa.Call:
				out = append(out, c.returnedEffects(tuple, src.Index)...)
			case *ssa.Next: // a range over a map
				if r, ok := tuple.Iter.(*ssa.Range); ok && src.Index == 2 {
					out = append(out, c.elementEffects(r.X, at, depth)...)
				}
			}
		case *ssa.UnOp:
			if src.Op == token.MUL {
				out = append(out, c.heldEffects(src.X, at, depth)...)
			}
		case *ssa.Lookup:
			out = append(out, c.elementEffects(src.X, at, depth)...)
		}
	}
	return unique(out)
}

func unique(list []bound) []bound {
	var out []bound
	for _, b := range list {
		if !slices.Contains(out, b) {
			out = append(out, b)
		}
	}
	return out
}

// literalEffects returns the effects of a func literal, of a declared function
// or of a method value.
func (c *Catalog) literalEffects(v ssa.Value) []bound {
	call := ssa.CallCommon{Value: v}
	fn, recv := flow.Callee(&call)
	if fn == nil {
		return nil
	}
	if obj, ok := fn.Object().(*types.Func); ok {
		var out []bound
		for _, e := range c.methodEffects(obj.Origin(), recv) {
			if e.Field == "" {
				out = append(out, e)
			}
		}
		return out
	}
	var out []bound
	if s := c.sums[fn]; s != nil {
		for _, e := range s.effects {
			out = append(out, bound{Effect: e})
		}
	}
	return out
}

// returnedEffects returns the effects of calling result index of call.
func (c *Catalog) returnedEffects(call *ssa.Call, index int) []bound {
	fn, _ := flow.Callee(&call.Call)
	var r Returns
	switch {
	case fn != nil && fn.Parent() != nil:
		if s := c.sums[fn]; s != nil {
			r.Funcs = s.returned
		}
	default:
		obj := flow.CalleeObject(&call.Call)
		if obj == nil || !c.Known(obj, &r) {
			return nil
		}
	}
	_, args := flow.Args(&call.Call)
	var out []bound
	for _, f := range r.Funcs {
		if f.Result != index {
			continue
		}
		b := bound{Effect: f.Effect}
		if f.From >= 0 && f.From < len(args) {
			b.ctx, b.where = args[f.From], call
		}
		if f.Beside >= 0 {
			for _, ref := range *call.Referrers() {
				if ext, ok := ref.(*ssa.Extract); ok && ext.Index == f.Beside {
					b.ctx, b.where = ext, call
				}
			}
		}
		out = append(out, b)
	}
	return out
}

// heldEffects returns the effects of calling what stands at an address.
func (c *Catalog) heldEffects(addr ssa.Value, at ssa.Instruction, depth int) []bound {
	switch addr := addr.(type) {
	case *ssa.FieldAddr:
		if alloc := flow.Variable(addr.X); alloc != nil {
			var out []bound
			for _, s := range flow.PartStores(alloc, addr.Field) {
				out = append(out, c.funcEffects(s.Val, s, depth+1)...)
			}
			if len(out) > 0 {
				return out
			}
		}
		return c.holds(flow.Field(addr))
	case *ssa.Global:
		v, _ := addr.Object().(*types.Var)
		return c.holds(v)
	case *ssa.IndexAddr:
		return c.elementEffects(addr.X, at, depth)
	}
	return nil
}

func (c *Catalog) holds(v *types.Var) []bound {
	var h Holds
	if v == nil || !c.Known(v, &h) {
		return nil
	}
	var out []bound
	for _, e := range h.Effects {
		out = append(out, bound{Effect: e})
	}
	return out
}

// elementEffects returns the effects of calling an element of a slice, an
// array or a map.
func (c *Catalog) elementEffects(v ssa.Value, at ssa.Instruction, depth int) []bound {
	if depth > 4 {
		return nil
	}
	var out []bound
	for _, src := range flow.Sources(v) {
		switch src := src.(type) {
		case *ssa.Call: // append(s, f...)
			if b, ok := src.Call.Value.(*ssa.Builtin); ok && b.Name() == "append" {
				for _, a := range src.Call.Args {
					out = append(out, c.elementEffects(a, at, depth+1)...)
				}
			}
		case *ssa.Slice:
			out = append(out, c.elementEffects(src.X, at, depth+1)...)
		case *ssa.Alloc:
			for _, s := range flow.ElementStores(src) {
				out = append(out, c.funcEffects(s.Val, s, depth+1)...)
			}
		case *ssa.UnOp:
			if src.Op == token.MUL {
				if fa, ok := src.X.(*ssa.FieldAddr); ok {
					out = append(out, c.holds(flow.Field(fa))...)
				}
				if g, ok := src.X.(*ssa.Global); ok {
					v, _ := g.Object().(*types.Var)
					out = append(out, c.holds(v)...)
				}
				if alloc := flow.Variable(src.X); alloc != nil {
					out = append(out, c.filled(alloc, depth)...)
				}
			}
		case *ssa.MakeMap:
			for _, ref := range *src.Referrers() {
				if mu, ok := ref.(*ssa.MapUpdate); ok {
					out = append(out, c.funcEffects(mu.Value, mu, depth+1)...)
				}
			}
		}
	}
	return unique(out)
}

// filled returns the effects of the funcs in a slice, a local variable, whose
// address functions of this package are given, to append to it.
func (c *Catalog) filled(alloc *ssa.Alloc, depth int) []bound {
	var out []bound
	stored := func(addr ssa.Value) {
		for _, ref := range *addr.Referrers() {
			if s, ok := ref.(*ssa.Store); ok && s.Addr == addr {
				out = append(out, c.elementEffects(s.Val, s, depth+1)...)
			}
		}
	}
	for _, addr := range flow.Addresses(alloc) {
		stored(addr)
		for _, ref := range *addr.Referrers() {
			call, ok := ref.(*ssa.Call)
			if !ok {
				continue
			}
			fn, _ := flow.Callee(&call.Call)
			for i, a := range call.Call.Args {
				if fn != nil && a == addr && i < len(fn.Params) {
					stored(fn.Params[i])
				}
			}
		}
	}
	return out
}
