package objstate

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/flow"
)

// A Leaving hands pooled memory to somebody who may keep it: a return, a send,
// a store, a go statement.
type Leaving struct {
	Obj   *Object
	At    ssa.Instruction
	By    *ssa.BasicBlock // the way on which a variable holds it, or nil
	Whole bool            // the object, and not just its memory
	val   ssa.Value
}

// leave notes that v goes where at sends it, if it is pooled memory.
func (f *frame) leave(v ssa.Value, at ssa.Instruction) { f.leaveBy(v, at, nil) }

// leaveBy is leave for what a variable holds on the way that comes from by.
func (f *frame) leaveBy(v ssa.Value, at ssa.Instruction, by *ssa.BasicBlock) {
	if !f.record {
		return
	}
	phi, ok := Peel(v).(*ssa.Phi)
	if ok {
		for i, e := range phi.Edges {
			if _, again := e.(*ssa.Phi); !again {
				f.leaveBy(e, at, phi.Block().Preds[i])
			}
		}
		return
	}
	if mc, ok := flow.Source(Peel(v)).(*ssa.MakeClosure); ok {
		if _, stored := at.(*ssa.Store); !stored {
			f.captured(mc, at)
		}
		return
	}
	p := f.place(v)
	if p != nil && p.kind == variable {
		p = p.of
	}
	if p == nil || p.Obj.Origin != FromPool || p.weak || p.path != "" && !p.alias {
		return
	}
	if iface, ok := v.Type().Underlying().(*types.Interface); ok && !p.alias && p.kind == address && !types.Implements(types.NewPointer(flow.Deref(p.Obj.Type)), iface) {
		return // something else that a function returns along with it
	}
	l := &Leaving{Obj: p.Obj, At: at, By: by, val: v}
	switch {
	case p.alias:
		if !refers(v.Type()) && !isString(v.Type()) {
			return // an element
		}
	case p.kind == content && (IsSlice(v.Type()) || IsMap(v.Type())):
	case p.kind == address && isMemory(p.Obj.Type):
		l.Whole = true
	default:
		return
	}
	f.info.Leaves = append(f.info.Leaves, l)
}

// isMemory reports whether an object of type t is known to be memory that others
// may write to.
func isMemory(t types.Type) bool {
	_, basic := t.Underlying().(*types.Basic)
	return !basic && (!types.IsInterface(t) || t.Underlying().(*types.Interface).NumMethods() > 0)
}

func isString(t types.Type) bool {
	b, ok := t.Underlying().(*types.Basic)
	return ok && b.Info()&types.IsString != 0
}

// Bound reports whether every way to b, or every way from a, has both, so that
// no condition keeps them apart.
func Bound(a, b ssa.Instruction) bool {
	return flow.Precedes(a, b) || flow.OnEveryPath(a, func(i ssa.Instruction) bool { return i == b })
}

// StillHolds reports whether what leaves may be what a call before it was given:
// not where a variable holds something else on the ways that come from the call.
func (l *Leaving) StillHolds(call ssa.CallInstruction) bool {
	given := make(map[ssa.Value]bool)
	var from func(v ssa.Value)
	from = func(v ssa.Value) {
		if v = stem(v); given[v] {
			return
		}
		given[v] = true
		if phi, ok := v.(*ssa.Phi); ok {
			for _, e := range phi.Edges {
				if def, ok := e.(ssa.Instruction); !ok || !phi.Block().Dominates(def.Block()) {
					from(e) // and not what the next round has instead
				}
			}
		}
	}
	for _, arg := range call.Common().Args {
		from(arg)
	}
	seen := make(map[ssa.Value]bool)
	var is func(v ssa.Value) bool
	is = func(v ssa.Value) bool {
		if v = stem(v); given[v] {
			phi, ok := v.(*ssa.Phi)
			if !ok || !behind(call, phi.Block()) {
				return true
			}
		}
		if seen[v] || !refers(v.Type()) && !isString(v.Type()) {
			return false
		}
		seen[v] = true
		switch v := v.(type) {
		case *ssa.Phi:
			later := behind(call, v.Block())
			for i, e := range v.Edges {
				if pred := v.Block().Preds[i]; later && pred != call.Block() && !behind(call, pred) {
					continue
				}
				if is(e) {
					return true
				}
			}
			return false
		case *ssa.Call:
			recv, args := flow.Args(&v.Call)
			may := func(v ssa.Value) bool {
				return (IsContent(v.Type()) || types.Identical(flow.Deref(v.Type()), flow.Deref(l.Obj.Type))) && is(v)
			}
			return recv != nil && may(recv) || slices.ContainsFunc(args, may)
		case *ssa.Parameter, *ssa.Const, *ssa.MakeSlice:
			return false
		}
		return true // who knows
	}
	return is(l.val)
}

// behind reports whether a path leads from an instruction to the head of a block.
func behind(from ssa.Instruction, b *ssa.BasicBlock) bool {
	return flow.Reaches(from, b.Instrs[0], nil)
}

// stem is the value that v is a slice, a conversion or a longer one of.
func stem(v ssa.Value) ssa.Value {
	for {
		switch x := v.(type) {
		case *ssa.Slice:
			v = x.X
		case *ssa.Convert:
			v = x.X
		case *ssa.TypeAssert:
			v = x.X
		case *ssa.Call:
			b, ok := x.Call.Value.(*ssa.Builtin)
			if !ok || b.Name() != "append" {
				return v
			}
			v = x.Call.Args[0]
		default:
			if p := Peel(v); p != v {
				v = p
				continue
			}
			return v
		}
	}
}
