// Package unwind runs a function abstractly: along its paths, through the
// functions that it calls, and through its deferred calls, last-in, first-out,
// when it returns and when a call in it panics.
//
// What a run knows is small: which variables and conditions are nil or false
// and which are not, whether a panic is in flight, and a state of the pass's
// own. A condition that it does not know is taken both ways, but one that is
// tested again goes the way that it went before.
package unwind

import (
	"go/token"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/flow"
	"github.com/obslint/obslint/analyzers/internal/lib"
)

// A Truth is what is known of a value.
type Truth byte

const (
	Unknown Truth = iota
	No            // nil or false
	Yes           // neither nil nor false
	either        // known to be unknown: a copy made before the original changed
)

func (t Truth) not() Truth {
	switch t {
	case No:
		return Yes
	case Yes:
		return No
	}
	return Unknown
}

// A State is where a run stands, apart from the place in the code.
type State[S comparable] struct {
	Own       S
	Panicking bool   // a panic is in flight
	env       string // a Truth for each atom, the unknown ones at the end left out
}

// A Frame is one call of a function.
type Frame struct {
	Fn     *ssa.Function
	Call   ssa.CallInstruction // nil where the function is not seen to be called
	Caller *Frame
	// Direct tells that a panic runs the call, as a deferred one: recover
	// stops the panic here, and only here.
	Direct bool

	root bool // the run began with it
}

// Top returns the frame that the run began with, and the call in it that fr is
// part of, which is nil if fr is the top itself.
func (fr *Frame) Top() (top *Frame, call ssa.CallInstruction) {
	for fr.Caller != nil && !fr.root {
		call, fr = fr.Call, fr.Caller
	}
	return fr, call
}

// A Machine runs functions for a pass, whose state is S. The funcs may be nil.
type Machine[S comparable] struct {
	// Call is the effect of a call that the pass knows, one state for each way
	// in which it can come out. direct tells that a panic runs it as a
	// deferred call. It is false for calls that the pass knows nothing of.
	Call func(fr *Frame, call ssa.CallInstruction, direct bool, st State[S]) ([]State[S], bool)
	// Enter reports whether to run the body of fn, which is of this package,
	// for a call that the pass knows nothing of.
	Enter func(fr *Frame, call ssa.CallInstruction, fn *ssa.Function) bool
	// Value is what the pass knows of a value.
	Value func(fr *Frame, v ssa.Value, own S) Truth
	// Recovered is the state behind a call of recover that stopped a panic.
	Recovered func(fr *Frame, own S) S

	// MayPanic tells where the function that the run begins with may panic.
	// Explicit panics are asked for, too.
	MayPanic func(at ssa.Instruction, own S) bool
	// Panicked hears what comes of a panic there: the states behind all
	// deferred calls. The stack is of the calls deferred then, first first.
	Panicked func(at ssa.Instruction, st State[S], stack []*ssa.Defer, ends []State[S])
	// Returned hears of a return of the function that the run begins with,
	// behind its deferred calls.
	Returned func(at *ssa.Return, st State[S])

	steps  int
	failed bool
	atoms  map[any]int
	owner  []*ssa.Function // of each atom, or nil
	tested map[ssa.Value]string
	looked map[*ssa.Function]bool
	stacks map[stack]*stack
	done   map[unwinding[S]][]State[S]
}

// What a run gives up at.
const (
	maxSteps = 1 << 15
	maxDepth = 8
)

// A stack is the calls that a frame has deferred.
type stack struct {
	top   *ssa.Defer
	below *stack
}

type unwinding[S comparable] struct {
	fr     *Frame
	stack  *stack
	panics bool
	st     State[S]
}

// Run runs the body of fr.Fn from a state and returns the states behind it and
// its deferred calls, those of panics that MayPanic told of not included. It
// is false if there is too much to run.
func (m *Machine[S]) Run(fr *Frame, st State[S]) (ends []State[S], ok bool) {
	if m.atoms == nil {
		m.atoms = make(map[any]int)
		m.tested = make(map[ssa.Value]string)
		m.looked = make(map[*ssa.Function]bool)
		m.stacks = make(map[stack]*stack)
	}
	m.done = make(map[unwinding[S]][]State[S])
	m.steps, m.failed = 0, false
	fr.root = true
	ends = m.body(fr, st, true)
	return ends, !m.failed
}

// A place is where a path of a body goes on.
type place[S comparable] struct {
	b     *ssa.BasicBlock
	index int
	stack *stack
	st    State[S]
}

// body runs the body of a frame and its deferred calls.
func (m *Machine[S]) body(fr *Frame, in State[S], top bool) []State[S] {
	if len(fr.Fn.Blocks) == 0 || rangesOverFunc(fr.Fn) {
		m.failed = m.failed || top
		return []State[S]{in}
	}
	m.look(fr.Fn)
	var ends set[State[S]]
	seen := make(map[place[S]]bool)
	todo := []place[S]{{b: fr.Fn.Blocks[0], st: in}}
	for len(todo) > 0 && !m.failed {
		p := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if seen[p] {
			continue
		}
		seen[p] = true
		if m.steps++; m.steps > maxSteps {
			m.failed = true
		}
		todo = append(todo, m.path(fr, p, top, &ends)...)
	}
	for i, e := range ends.list {
		ends.list[i] = m.forget(fr.Fn, e)
	}
	return unique(ends.list)
}

// path runs a path from p up to where it forks, and returns where it goes on.
func (m *Machine[S]) path(fr *Frame, p place[S], top bool, ends *set[State[S]]) (next []place[S]) {
	st, stk := p.st, p.stack
	for i := p.index; i < len(p.b.Instrs); i++ {
		switch instr := p.b.Instrs[i].(type) {
		case *ssa.Alloc:
			if tracked(instr) {
				st = m.set(st, instr, instr.Parent(), No)
			}
		case *ssa.Store:
			if a := m.variable(fr, instr.Addr); a != nil && tracked(a) {
				st = m.set(st, a, a.Parent(), m.eval(fr, st, instr.Val))
			}
		case *ssa.Go:
			st = m.clobber(fr, instr, st)
		case *ssa.Defer:
			stk = m.push(stk, instr)
			for _, arg := range instr.Call.Args {
				if load, ok := arg.(*ssa.UnOp); ok && load.Op == token.MUL {
					t := m.eval(fr, st, load)
					if t == Unknown {
						t = either
					}
					st = m.set(st, load, fr.Fn, t)
				}
			}
		case *ssa.RunDefers:
			if stk != nil {
				for _, s := range m.unwind(fr, stk, false, st) {
					if s.Panicking && !st.Panicking {
						ends.add(s)
					} else {
						next = append(next, place[S]{p.b, i + 1, nil, s})
					}
				}
				return next
			}
		case *ssa.Return:
			if top && m.Returned != nil {
				m.Returned(instr, st)
			}
			ends.add(st)
		case *ssa.Panic:
			if !Raises(instr) {
				return nil
			}
			now := st
			now.Panicking = true
			after := m.unwind(fr, stk, true, now)
			if top && m.MayPanic != nil && m.MayPanic(instr, st.Own) {
				m.Panicked(instr, st, stk.list(), after)
			}
			for _, s := range after {
				ends.add(s)
			}
		case *ssa.Call:
			if b := flow.Builtin(&instr.Call); b != "" {
				if b == "recover" {
					st = m.recover(fr, instr, st)
				}
				continue
			}
			if top && m.MayPanic != nil && m.MayPanic(instr, st.Own) {
				now := st
				now.Panicking = true
				m.Panicked(instr, st, stk.list(), m.unwind(fr, stk, true, now))
			}
			outs := m.call(fr, instr, false, st)
			if len(outs) == 1 && outs[0].Panicking == st.Panicking {
				st = outs[0]
				continue
			}
			for _, s := range outs {
				if s.Panicking && !st.Panicking {
					for _, s := range m.unwind(fr, stk, true, s) {
						ends.add(s)
					}
				} else {
					next = append(next, place[S]{p.b, i + 1, stk, s})
				}
			}
			return next
		case *ssa.If:
			for j, succ := range p.b.Succs {
				if s, ok := m.assume(fr, st, instr.Cond, j == 0); ok {
					next = append(next, place[S]{succ, 0, stk, m.phis(fr, p.b, succ, j, s)})
				}
			}
		case *ssa.Jump:
			next = append(next, place[S]{p.b.Succs[0], 0, stk, m.phis(fr, p.b, p.b.Succs[0], 0, st)})
		}
	}
	return next
}

// unwind runs deferred calls, the last first. panics tells that a panic of the
// frame runs them, not its return.
func (m *Machine[S]) unwind(fr *Frame, stk *stack, panics bool, st State[S]) []State[S] {
	key := unwinding[S]{fr, stk, panics, st}
	if ends, ok := m.done[key]; ok {
		return ends
	}
	states := []State[S]{st}
	for d := stk; d != nil && !m.failed; d = d.below {
		var next set[State[S]]
		for _, s := range states {
			for _, out := range m.call(fr, d.top, panics && s.Panicking, s) {
				next.add(out)
			}
		}
		states = next.list
	}
	m.done[key] = states
	return states
}

// call runs a call or a deferred call.
func (m *Machine[S]) call(fr *Frame, call ssa.CallInstruction, direct bool, st State[S]) []State[S] {
	if m.steps++; m.steps > maxSteps {
		m.failed = true
	}
	if m.Call != nil {
		if outs, ok := m.Call(fr, call, direct, st); ok {
			for i := range outs {
				outs[i] = m.clobber(fr, call, outs[i])
			}
			return outs
		}
	}
	fn := Callee(fr, call.Common())
	if fn == nil || len(fn.Blocks) == 0 || m.Enter != nil && !m.Enter(fr, call, fn) || !enterable(fr, fn) {
		return []State[S]{m.clobber(fr, call, st)}
	}
	return m.body(&Frame{Fn: fn, Call: call, Caller: fr, Direct: direct}, st, false)
}

func enterable(fr *Frame, fn *ssa.Function) bool {
	depth := 0
	for f := fr; f != nil; f = f.Caller {
		if depth++; f.Fn == fn || depth > maxDepth {
			return false
		}
	}
	return true
}

func (m *Machine[S]) recover(fr *Frame, call *ssa.Call, st State[S]) State[S] {
	if !fr.Direct || !st.Panicking {
		return m.set(st, call, fr.Fn, No)
	}
	st.Panicking = false
	if m.Recovered != nil {
		st.Own = m.Recovered(fr, st.Own)
	}
	return m.set(st, call, fr.Fn, Yes)
}

func (m *Machine[S]) push(stk *stack, d *ssa.Defer) *stack {
	for s := stk; s != nil; s = s.below {
		if s.top == d {
			return stk // a defer in a loop stands once
		}
	}
	key := stack{d, stk}
	if m.stacks[key] == nil {
		m.stacks[key] = &key
	}
	return m.stacks[key]
}

func (s *stack) list() []*ssa.Defer {
	if s == nil {
		return nil
	}
	return append(s.below.list(), s.top)
}

// Raises reports whether a panic instruction is a call of panic: others stand
// behind a call that does not return, or a select without a default.
func Raises(p *ssa.Panic) bool {
	instrs := p.Block().Instrs
	for i := slices.Index(instrs, ssa.Instruction(p)); i > 0; i-- {
		if call, ok := instrs[i-1].(*ssa.Call); ok {
			if _, exits := lib.NoReturns.Lookup(flow.CalleeObject(&call.Call)); exits && call.Pos() == p.Pos() {
				return false
			}
			break
		}
	}
	return p.Pos().IsValid()
}

// rangesOverFunc reports whether the body of a range over a func in fn, a
// function of its own here, may defer into fn's stack, or fn is such a body.
func rangesOverFunc(fn *ssa.Function) bool {
	const yield = "range-over-func yield"
	if fn.Synthetic == yield {
		return true
	}
	for _, anon := range fn.AnonFuncs {
		if anon.Synthetic == yield {
			return true
		}
	}
	return false
}
