package lostflush

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/flow"
	"github.com/obslint/obslint/analyzers/internal/lib"
)

// called stands in an effect for the method of a func: that it is called.
const called = "()"

// takesContext reports whether t is a func that is given a context, no more,
// and returns an error or nothing.
func takesContext(t types.Type) bool {
	sig, ok := t.Underlying().(*types.Signature)
	if !ok || sig.Params().Len() != 1 || !lib.IsContext(sig.Params().At(0).Type()) {
		return false
	}
	return sig.Results().Len() == 0 || sig.Results().Len() == 1 && isError(sig.Results().At(0).Type())
}

// through returns what the call that e speaks of does, if the func that is
// called does in.
func through(e Effect, in bound) bound {
	return bound{Effect: Effect{Kind: in.Kind, Param: e.Param, Async: e.Async || in.Async}}
}

// funcsIn returns the effects of the funcs that v is, or is a slice of, under
// their own parameter.
func (c *checker) funcsIn(v ssa.Value) []bound {
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
	if k, ok := fieldKey(fa); ok && isReceiver(k.v) {
		return k.path
	}
	return ""
}

// hold notes the funcs that flush which a store keeps in a field or a package
// variable.
func (c *checker) hold(s *ssa.Store) {
	v := variableAt(s.Addr)
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

// collects notes that a method appends a func that it is given to a field of
// its receiver.
func (c *checker) collects(s *ssa.Store) {
	path := fieldOfReceiver(s.Addr)
	obj, ok := s.Parent().Object().(*types.Func)
	call, isCall := s.Val.(*ssa.Call)
	if path == "" || !ok || !isCall || len(call.Call.Args) < 2 || c.fact(obj, new(Collects)) {
		return
	}
	if b, ok := call.Call.Value.(*ssa.Builtin); !ok || b.Name() != "append" {
		return
	}
	for _, v := range append(c.elements(call.Call.Args[1], 0), call.Call.Args[1]) {
		if p, ok := flow.Source(v).(*ssa.Parameter); ok && paramIndex(p) >= 0 {
			t := p.Type()
			if slice, ok := t.Underlying().(*types.Slice); ok {
				t = slice.Elem()
			}
			if takesContext(t) {
				c.setFact(obj, &Collects{Param: paramIndex(p), Field: path})
				c.changed = true
				return
			}
		}
	}
}

// collected returns the effects of the funcs that this package has collected,
// by a method, in a field of recv.
func (c *checker) collected(recv ssa.Value, path string) []bound {
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
			obj := flow.CalleeObject(call.Common())
			var col Collects
			if obj == nil || !c.pass.ImportObjectFact(obj, &col) && !c.fact(obj, &col) || col.Field != path {
				continue
			}
			other, args := flow.Args(call.Common())
			if other != nil && col.Param < len(args) && sameGroup(recv, other) {
				out = append(out, c.funcsIn(args[col.Param])...)
			}
		}
	}
	return unique(out)
}
