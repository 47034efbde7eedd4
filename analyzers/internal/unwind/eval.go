package unwind

import (
	"go/constant"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/flow"
	"github.com/obslint/obslint/analyzers/internal/lib"
)

// Eval returns what is known of v, a value of fr's function, in a state.
func (m *Machine[S]) Eval(fr *Frame, st State[S], v ssa.Value) Truth { return m.eval(fr, st, v) }

// EvalAt returns what is known of the variable that addr is the address of.
func (m *Machine[S]) EvalAt(fr *Frame, st State[S], addr ssa.Value) Truth {
	if a := m.variable(fr, addr); a != nil && tracked(a) {
		if t := m.get(st, a); t != either {
			return t
		}
	}
	return Unknown
}

// eval returns what is known of v.
func (m *Machine[S]) eval(fr *Frame, st State[S], v ssa.Value) Truth {
	switch t := m.get(st, v); t {
	case Unknown:
	case either:
		return Unknown
	default:
		if _, ok := v.(*ssa.Alloc); !ok { // an Alloc's atom is the variable
			return t
		}
	}
	if key, ok := m.tested[v]; ok {
		if t := m.get(st, key); t != Unknown {
			return t
		}
	}
	if m.Value != nil {
		if t := m.Value(fr, v, st.Own); t != Unknown {
			return t
		}
	}
	switch v := v.(type) {
	case *ssa.Const:
		switch {
		case v.Value == nil && testable(v.Type()):
			return No
		case v.Value != nil && v.Value.Kind() == constant.Bool:
			return truth(constant.BoolVal(v.Value))
		}
	case *ssa.Alloc, *ssa.MakeClosure, *ssa.Function, *ssa.MakeInterface, *ssa.FieldAddr, *ssa.IndexAddr, *ssa.MakeMap, *ssa.MakeChan:
		return Yes
	case *ssa.ChangeInterface:
		return m.eval(fr, st, v.X)
	case *ssa.ChangeType:
		return m.eval(fr, st, v.X)
	case *ssa.TypeAssert:
		if !v.CommaOk {
			return Yes
		}
	case *ssa.Extract:
		if ta, ok := v.Tuple.(*ssa.TypeAssert); ok && v.Index == 1 {
			switch {
			case m.eval(fr, st, ta.X) == No:
				return No
			case m.recovered(fr, st, ta.X):
				return crash(ta.AssertedType)
			}
		}
	case *ssa.Parameter:
		if arg, caller := fr.argument(v); arg != nil {
			return m.eval(caller, st, arg)
		}
	case *ssa.UnOp:
		switch v.Op {
		case token.NOT:
			return m.eval(fr, st, v.X).not()
		case token.MUL:
			if a := m.variable(fr, v.X); a != nil && tracked(a) {
				t := m.get(st, a)
				if t == either {
					t = Unknown
				}
				return t
			}
		}
	case *ssa.BinOp:
		if v.Op != token.EQL && v.Op != token.NEQ {
			return Unknown
		}
		t := m.equal(fr, st, v.X, v.Y)
		if v.Op == token.NEQ {
			t = t.not()
		}
		return t
	}
	return Unknown
}

func truth(b bool) Truth {
	if b {
		return Yes
	}
	return No
}

func (m *Machine[S]) equal(fr *Frame, st State[S], x, y ssa.Value) Truth {
	if c, ok := x.(*ssa.Const); ok {
		x, y = y, c
	}
	if c, ok := y.(*ssa.Const); ok {
		if e := codeOf(x); e != nil && c.Value != nil && c.Value.Kind() == constant.Int {
			// The code is zero where the error is nil.
			isNil, zero := m.eval(fr, st, e).not(), constant.Sign(c.Value) == 0
			switch {
			case zero:
				return isNil
			case isNil == Yes:
				return No
			}
			return Unknown
		}
		switch t := m.eval(fr, st, c); t {
		case No:
			return m.eval(fr, st, x).not()
		case Yes:
			return m.eval(fr, st, x)
		}
	}
	// The panic that a run is about is none that the program knows by name.
	if m.recovered(fr, st, x) || m.recovered(fr, st, y) {
		return No
	}
	return Unknown
}

// codeOf returns the error that a code is made of, or nil.
func codeOf(v ssa.Value) ssa.Value {
	for range 3 {
		v = flow.Source(v)
		if ex, ok := v.(*ssa.Extract); ok && ex.Index == 0 {
			v = ex.Tuple
		}
		call, ok := v.(*ssa.Call)
		if !ok {
			return nil
		}
		row, ok := lib.ErrorCodes.Lookup(flow.CalleeObject(&call.Call))
		if !ok {
			return nil
		}
		if row.Err >= 0 {
			return call.Call.Args[row.Err]
		}
		if v, _ = flow.Args(&call.Call); v == nil {
			return nil
		}
	}
	return nil
}

// recovered reports whether v is what recover returned when it stopped a panic.
func (m *Machine[S]) recovered(fr *Frame, st State[S], v ssa.Value) bool {
	for _, src := range Sources(fr, v) {
		if call, ok := src.(*ssa.Call); !ok || !IsRecover(call) || m.get(st, call) != Yes {
			return false
		}
	}
	return true
}

// IsRecover reports whether instr calls recover.
func IsRecover(instr ssa.Instruction) bool {
	call, ok := instr.(*ssa.Call)
	return ok && flow.Builtin(&call.Call) == "recover"
}

// crash returns whether a panic that the program does not raise on purpose has
// a value of type t: it may be any error, is one of the runtime's, and is none of
// a type of the program's own.
func crash(t types.Type) Truth {
	switch u := t.Underlying().(type) {
	case *types.Interface:
		if lib.IsRuntimeError(t) {
			return Yes
		}
		return Unknown
	case *types.Basic:
		if u == t {
			return Unknown
		}
	}
	return No
}
