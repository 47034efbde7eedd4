package closures

import (
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/flow"
	"github.com/obslint/obslint/analyzers/internal/lib"
)

// Awaited reports whether a function may wait, past at, for what it starts
// there: it receives from a channel, joins a group, or hands either on.
func (l *Literals) Awaited(at ssa.Instruction) bool {
	return l.deferredWait(at) || flow.Follow(at, func(instr ssa.Instruction) flow.Step {
		if l.mayWait(instr) {
			return flow.Found
		}
		return flow.Go
	})
}

// deferredWait reports whether a deferred call of the function may wait.
func (l *Literals) deferredWait(at ssa.Instruction) bool {
	for instr := range flow.Instrs(at.Parent()) {
		if d, ok := instr.(*ssa.Defer); ok && l.mayWait(d) {
			return true
		}
	}
	return false
}

// mayWait reports whether instr may wait for a goroutine.
func (l *Literals) mayWait(instr ssa.Instruction) bool {
	switch instr := instr.(type) {
	case *ssa.UnOp:
		return instr.Op == token.ARROW
	case *ssa.Select:
		return instr.Blocking
	case *ssa.Go:
		return false
	case ssa.CallInstruction:
		call := instr.Common()
		if _, ok := call.Value.(*ssa.Builtin); ok {
			return false
		}
		obj := flow.CalleeObject(call)
		if _, ok := lib.Starters.Lookup(obj); ok {
			return false
		}
		recv, args := flow.Args(call)
		if recv != nil && obj != nil && canWait(recv.Type()) && waitMethod(recv.Type()) == obj {
			return true
		}
		for _, a := range args {
			if canWait(a.Type()) {
				return true
			}
		}
		if fn, _ := flow.Callee(call); fn != nil && fn.Parent() != nil && !l.busy[fn] {
			l.busy[fn] = true
			defer delete(l.busy, fn)
			for in := range flow.Instrs(fn) {
				if l.mayWait(in) {
					return true
				}
			}
		}
	}
	return false
}

// canWait reports whether t is something to wait for: a channel, or a type
// with a method Wait.
func canWait(t types.Type) bool {
	if ch, ok := t.Underlying().(*types.Chan); ok {
		return ch.Dir() != types.SendOnly
	}
	return waitMethod(t) != nil
}

// waitMethod returns the method Wait of t, or nil.
func waitMethod(t types.Type) *types.Func {
	if t == nil {
		return nil // a package
	}
	obj, _, _ := types.LookupFieldOrMethod(t, true, nil, "Wait")
	fn, _ := obj.(*types.Func)
	if fn == nil {
		return nil
	}
	return fn.Origin()
}
