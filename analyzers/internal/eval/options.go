package eval

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/flow"
)

// setter returns what f sets, if it is a func that does nothing with the struct
// that it is given the address of but to set fields: an option. Else it returns nil.
func (e *Eval) setter(f *ssa.Function) *Val {
	if len(f.Params) != 1 || len(f.Blocks) != 1 {
		return nil
	}
	ptr, ok := f.Params[0].Type().Underlying().(*types.Pointer)
	if !ok || !isStruct(ptr.Elem()) {
		return nil
	}
	out := &Val{K: Sets}
	for _, ref := range *f.Params[0].Referrers() {
		addr, ok := ref.(*ssa.FieldAddr)
		if _, debug := ref.(*ssa.DebugRef); debug {
			continue
		} else if !ok {
			return nil
		}
		for _, use := range *addr.Referrers() {
			s, ok := use.(*ssa.Store)
			if !ok || s.Addr != addr {
				return nil
			}
			if v := e.Of(s.Val, s); e.optional(s.Val.Type()) {
				out = out.With(flow.Field(addr).Name(), v)
			}
		}
	}
	return out
}

// optional reports whether it counts what options set a field of type t to.
func (e *Eval) optional(t types.Type) bool { return isString(t) || e.domain.Handle(t) }

// chosen returns what stands in a field of a struct to which a function has
// applied the options that it is given, or nil.
func (e *Eval) chosen(alloc *ssa.Alloc, path []string, typ types.Type, at ssa.Instruction) *Val {
	if len(path) != 1 || alloc.Parent() != at.Parent() || !e.optional(typ) {
		return nil
	}
	isAlloc := func(i ssa.Instruction) bool { return i == alloc }
	acc := e.accessesOf(alloc)
	var applies *ssa.Call
	for _, esc := range acc.escapes {
		if esc == at || !flow.Reaches(esc, at, isAlloc) {
			continue
		}
		call, ok := esc.(*ssa.Call)
		if !ok || applies != nil || flow.Reaches(at, esc, isAlloc) {
			return nil
		}
		applies = call
	}
	if applies == nil {
		return nil
	}
	list := e.applied(applies, alloc)
	if list == nil {
		return nil
	}
	v := chosenOf(list, path[0], e.readPath(alloc, acc, path, typ, applies))
	for _, w := range acc.writes {
		if len(w.path) > 1 || len(w.path) == 1 && w.path[0] != path[0] ||
			!flow.Reaches(applies, w.store, isAlloc) || !flow.Reaches(w.store, at, isAlloc) {
			continue
		}
		alt := e.Of(w.store.Val, w.store)
		if alt.K != Preset || !e.replacesNil(w.store.Block(), v) {
			return nil
		}
		v = either(v, alt)
	}
	return v
}

// applied returns the list whose elements, options, a call applies one after
// another, or nil.
func (e *Eval) applied(call *ssa.Call, to *ssa.Alloc) *Val {
	common := call.Common()
	if len(common.Args) != 1 || common.Args[0] != to || common.StaticCallee() != nil || !everyElement(call) {
		return nil
	}
	switch option := e.Of(common.Value, call); option.K {
	case Elems:
		return option.V[0]
	case Each:
		return &Val{K: List, V: option.V}
	}
	return nil
}

// everyElement reports whether a call comes in each round of a range loop, but
// for elements that are nil.
func everyElement(call *ssa.Call) bool {
	d := call.Block().Idom()
	if d == nil || len(call.Block().Preds) != 1 {
		return false
	}
	if v, _ := flow.NilTest(d); v != nil {
		d = d.Idom()
	}
	if d == nil {
		return false
	}
	branch, ok := d.Instrs[len(d.Instrs)-1].(*ssa.If)
	if !ok {
		return false
	}
	cmp, ok := branch.Cond.(*ssa.BinOp)
	return ok && cmp.Op == token.LSS && RangeIndex(cmp.X)
}

// chosenOf is what the last of some options that sets a field has set it to, or
// what stands there before.
func chosenOf(options *Val, field string, before *Val) *Val {
	switch options.K {
	case Zero:
		return before
	case Param, Field:
		return &Val{K: Chosen, S: field, V: []*Val{options, before}}
	case List:
		for _, o := range slices.Backward(options.V) {
			if o.K != Sets {
				return NotKnown
			}
			if i, ok := slices.BinarySearch(o.L, field); ok {
				return o.V[i]
			}
		}
		return before
	}
	return NotKnown
}
