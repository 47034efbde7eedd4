package objstate

import (
	"go/types"

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
	l := &Leaving{Obj: p.Obj, At: at, By: by}
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
