package lostflush

import (
	"go/token"

	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/comeback"
	"github.com/obslint/obslint/analyzers/internal/ctxlife"
	"github.com/obslint/obslint/analyzers/internal/flow"
	"github.com/obslint/obslint/analyzers/internal/lib"
)

// works reports whether an instruction starts a span or comes back from
// serving or waiting.
func (c *checker) works(instr ssa.Instruction) bool {
	switch instr := instr.(type) {
	case *ssa.UnOp:
		return instr.Op == token.ARROW && (waitsForEnd(instr.X) || c.awaitsServer(instr, instr.X))
	case *ssa.Select:
		for _, st := range instr.States {
			if instr.Blocking && (waitsForEnd(st.Chan) || c.awaitsServer(instr, st.Chan)) {
				return true
			}
		}
	case *ssa.Call:
		if _, ok := lib.Joins.Lookup(flow.CalleeObject(&instr.Call)); ok {
			return c.awaitsServer(instr, nil)
		}
		return c.callWorks(instr)
	}
	return false
}

// waitsForEnd reports whether something arrives on ch when the program is to
// end.
func waitsForEnd(ch ssa.Value) bool {
	if lib.IsSignalChan(ch.Type()) {
		return true
	}
	call, ok := flow.Source(ch).(*ssa.Call)
	return ok && ctxlife.Asks(call, true)
}

func (c *checker) callWorks(call *ssa.Call) bool {
	if obj := flow.CalleeObject(&call.Call); obj != nil {
		_, starts := lib.SpanStarts.Lookup(obj)
		_, runs := lib.Programs.Lookup(obj)
		return starts || runs || c.serves(call) || c.pass.ImportObjectFact(obj, new(comeback.Works)) || c.pass.ImportObjectFact(obj, new(comeback.Waits))
	}
	fn, _ := flow.Callee(&call.Call)
	if fn == nil || fn.Parent() == nil || c.working[fn] {
		return false
	}
	c.working[fn] = true
	defer delete(c.working, fn)
	for instr := range flow.Instrs(fn) {
		if inner, ok := instr.(*ssa.Call); ok && c.callWorks(inner) {
			return true
		}
	}
	return false
}

// serves reports whether a call serves as long as the program runs.
func (c *checker) serves(call *ssa.Call) bool {
	obj := flow.CalleeObject(&call.Call)
	if obj == nil {
		return false
	}
	if _, ok := lib.Serves.Lookup(obj); ok {
		return true
	}
	var w comeback.Works
	return c.pass.ImportObjectFact(obj, &w) && w.Serves
}

// awaitsServer reports whether wait, which receives from ch or waits for a group,
// comes back when a goroutine of its function has served.
func (c *checker) awaitsServer(wait ssa.Instruction, ch ssa.Value) bool {
	for instr := range flow.Instrs(wait.Parent()) {
		call, ok := instr.(ssa.CallInstruction)
		if !ok {
			continue
		}
		fn, _ := flow.Callee(call.Common())
		if _, isGo := call.(*ssa.Go); !isGo {
			row, ok := lib.Starters.Lookup(flow.CalleeObject(call.Common()))
			_, args := flow.Args(call.Common())
			if !ok || row.Fn >= len(args) {
				continue
			}
			fn, _ = flow.Callee(&ssa.CallCommon{Value: args[row.Fn]})
		}
		if fn != nil && fn.Parent() != nil && c.tellsServed(fn, ch) {
			return true
		}
	}
	return false
}

// tellsServed reports whether fn, which runs in a goroutine, serves, and sends on
// ch, unless that is nil, when it has. Where it tells the errors of serving
// apart, it sends those that come up at the start.
func (c *checker) tellsServed(fn *ssa.Function, ch ssa.Value) bool {
	for instr := range flow.Instrs(fn) {
		serve, ok := instr.(*ssa.Call)
		if !ok || !c.serves(serve) {
			continue
		}
		if ch == nil {
			return true
		}
		for in := range flow.Instrs(fn) {
			send, ok := in.(*ssa.Send)
			if ok && flow.SameVariable(send.Chan, ch) && flow.Reaches(serve, send, nil) && !tellsApart(send, serve) {
				return true
			}
		}
	}
	return false
}
