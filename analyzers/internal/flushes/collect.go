package flushes

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/closures"
	"github.com/obslint/obslint/analyzers/internal/flow"
)

// called stands in an effect for the method of a func: that it is called.
const called = "()"

// through returns what the call that e speaks of does, if the func that is
// called does in.
func through(e Effect, in bound) bound {
	return bound{Effect: Effect{Kind: in.Kind, Param: e.Param, Async: e.Async || in.Async}}
}

// funcsIn returns the effects of the funcs that v is, or is a slice of, under
// their own parameter.
func (c *Catalog) funcsIn(v ssa.Value) []bound {
	var out []bound
	var list []bound
	switch v.Type().Underlying().(type) {
	case *types.Signature:
		list = c.funcEffects(v, nil, 0)
	case *types.Slice:
		list = c.elementEffects(v, nil, 0)
	}
	for _, in := range list {
		if in.Param == 0 && in.Field == "" && in.Method == "" && in.ctx == nil {
			out = append(out, in)
		}
	}
	return out
}

// collection returns the path of the receiver's field whose element a func is
// that is called, or "".
func collection(v ssa.Value) string {
	load, ok := flow.Source(v).(*ssa.UnOp)
	if !ok || load.Op != token.MUL {
		return ""
	}
	ia, ok := load.X.(*ssa.IndexAddr)
	if !ok {
		return ""
	}
	slice, ok := flow.Source(ia.X).(*ssa.UnOp)
	if !ok {
		return ""
	}
	return fieldOfReceiver(slice.X)
}

// fieldOfReceiver returns the path of the receiver's field at addr, or "".
func fieldOfReceiver(addr ssa.Value) string {
	fa, ok := addr.(*ssa.FieldAddr)
	if !ok {
		return ""
	}
	if k, ok := flow.FieldKey(fa); ok && flow.IsReceiver(k.V) {
		return k.Path
	}
	return ""
}

// hold notes the funcs that flush which a store keeps in a field or a package
// variable.
func (c *Catalog) hold(s *ssa.Store) {
	v := flow.VarAt(s.Addr)
	if v == nil {
		return
	}
	var list []bound
	switch t := v.Type().Underlying().(type) {
	case *types.Signature:
		list = c.funcEffects(s.Val, s, 0)
	case *types.Slice:
		if _, ok := t.Elem().Underlying().(*types.Signature); ok {
			list = c.elementEffects(s.Val, s, 0)
		}
	}
	var h Holds
	c.fact(v, &h)
	for _, b := range list {
		if b.ctx == nil && !slices.Contains(h.Effects, b.Effect) && len(h.Effects) < 8 {
			h.Effects = append(slices.Clip(h.Effects), b.Effect)
			c.changed = true
			c.setFact(v, &h)
		}
	}
}

// collected returns the effects of the funcs that this package has collected,
// by a method, in a field of recv.
func (c *Catalog) collected(recv ssa.Value, path string) []bound {
	if recv == nil {
		return nil
	}
	var out []bound
	for _, f := range c.flow.Funcs() {
		for instr := range flow.Instrs(f) {
			call, ok := instr.(ssa.CallInstruction)
			if !ok {
				continue
			}
			var col closures.Collects
			obj := flow.CalleeObject(call.Common())
			if obj == nil || !c.pass.ImportObjectFact(obj, &col) || col.Field != path {
				continue
			}
			other, args := flow.Args(call.Common())
			if other != nil && col.Param < len(args) && flow.SamePlace(recv, other) {
				out = append(out, c.funcsIn(args[col.Param])...)
			}
		}
	}
	return unique(out)
}
