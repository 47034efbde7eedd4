package unwind

import (
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/flow"
)

// Sources returns what v may be a copy of, as [flow.Sources] does, and looks
// behind the parameters of the calls that the run is in.
func Sources(fr *Frame, v ssa.Value) []ssa.Value {
	var out []ssa.Value
	for _, src := range flow.Sources(v) {
		if p, ok := src.(*ssa.Parameter); ok {
			if arg, caller := fr.argument(p); arg != nil {
				out = append(out, Sources(caller, arg)...)
				continue
			}
		}
		out = append(out, src)
	}
	return out
}

// Callee returns the function that a call reaches, as [flow.Callee] does, also
// where a parameter of the calls that the run is in holds it.
func Callee(fr *Frame, call *ssa.CallCommon) *ssa.Function {
	if fn, _ := flow.Callee(call); fn != nil || call.IsInvoke() {
		return fn
	}
	srcs := Sources(fr, call.Value)
	if len(srcs) != 1 {
		return nil
	}
	switch v := srcs[0].(type) {
	case *ssa.Function:
		return v
	case *ssa.MakeClosure:
		if fn := v.Fn.(*ssa.Function); fn.Synthetic == "" {
			return fn
		}
	}
	return nil
}

// argument returns what a parameter is bound to, and the frame of that value.
func (fr *Frame) argument(p *ssa.Parameter) (ssa.Value, *Frame) {
	for fr != nil && fr.Fn != p.Parent() {
		fr = fr.Caller
	}
	if fr == nil || fr.Call == nil || fr.Caller == nil {
		return nil, nil
	}
	if arg := flow.Argument(fr.Call, p); arg != nil {
		return arg, fr.Caller
	}
	return nil, nil
}

// variable returns the local variable that addr is the address of, also where
// a closure captured it or a function was given it, or nil.
func (m *Machine[S]) variable(fr *Frame, addr ssa.Value) *ssa.Alloc {
	for range maxDepth * 4 {
		if a := flow.Variable(addr); a != nil {
			return a
		}
		src := flow.Source(addr)
		p, ok := src.(*ssa.Parameter)
		if !ok {
			a, _ := src.(*ssa.Alloc)
			return a
		}
		if addr, fr = fr.argument(p); addr == nil {
			return nil
		}
	}
	return nil
}

// tracked reports whether a variable is of a type whose nilness or truth a run
// follows.
func tracked(a *ssa.Alloc) bool { return testable(a.Type().Underlying().(*types.Pointer).Elem()) }

func testable(t types.Type) bool {
	switch t := t.Underlying().(type) {
	case *types.Basic:
		return t.Info()&types.IsBoolean != 0
	case *types.Interface, *types.Pointer, *types.Signature:
		return true
	}
	return false
}

func (m *Machine[S]) get(st State[S], atom any) Truth {
	if i, ok := m.atoms[atom]; ok && i < len(st.env) {
		return Truth(st.env[i])
	}
	return Unknown
}

// set notes what is known of an atom. An atom with an owner is forgotten when
// that returns.
func (m *Machine[S]) set(st State[S], atom any, owner *ssa.Function, t Truth) State[S] {
	i, ok := m.atoms[atom]
	if !ok {
		if t == Unknown {
			return st
		}
		i = len(m.atoms)
		m.atoms[atom] = i
		m.owner = append(m.owner, owner)
	}
	env := []byte(st.env)
	for len(env) <= i {
		env = append(env, 0)
	}
	env[i] = byte(t)
	return st.with(env)
}

func (st State[S]) with(env []byte) State[S] {
	n := len(env)
	for n > 0 && env[n-1] == 0 {
		n--
	}
	st.env = string(env[:n])
	return st
}

// forget drops what is known of the variables of fn.
func (m *Machine[S]) forget(fn *ssa.Function, st State[S]) State[S] {
	env := []byte(st.env)
	for i := range env {
		if m.owner[i] == fn {
			env[i] = 0
		}
	}
	return st.with(env)
}

// clobber forgets the variables that a call of unknown code may change: those
// that it is given the address of, directly or in a closure.
func (m *Machine[S]) clobber(fr *Frame, call ssa.CallInstruction, st State[S]) State[S] {
	common := call.Common()
	for _, arg := range append([]ssa.Value{common.Value}, common.Args...) {
		if arg == nil {
			continue
		}
		if _, ok := arg.Type().Underlying().(*types.Pointer); ok {
			if a := m.variable(fr, arg); a != nil && tracked(a) {
				st = m.set(st, a, a.Parent(), Unknown)
			}
			continue
		}
		if _, ok := arg.Type().Underlying().(*types.Signature); !ok {
			continue
		}
		for _, src := range flow.Sources(arg) {
			if mc, ok := src.(*ssa.MakeClosure); ok {
				st = m.clobberStores(fr, mc.Fn.(*ssa.Function), st)
			}
		}
	}
	return st
}

func (m *Machine[S]) clobberStores(fr *Frame, fn *ssa.Function, st State[S]) State[S] {
	for instr := range flow.Instrs(fn) {
		if s, ok := instr.(*ssa.Store); ok {
			if a := m.variable(fr, s.Addr); a != nil && a.Parent() != fn && tracked(a) {
				st = m.set(st, a, a.Parent(), Unknown)
			}
		}
	}
	for _, anon := range fn.AnonFuncs {
		st = m.clobberStores(fr, anon, st)
	}
	return st
}

// phis notes what is known of the phis of succ on the j-th edge out of b.
func (m *Machine[S]) phis(fr *Frame, b, succ *ssa.BasicBlock, j int, st State[S]) State[S] {
	if len(succ.Instrs) == 0 {
		return st
	}
	if _, ok := succ.Instrs[0].(*ssa.Phi); !ok {
		return st
	}
	edge, same := -1, 0
	for k := range j {
		if b.Succs[k] == succ {
			same++
		}
	}
	for k, pred := range succ.Preds {
		if pred == b {
			if same == 0 {
				edge = k
				break
			}
			same--
		}
	}
	if edge < 0 {
		return st
	}
	out := st
	for _, instr := range succ.Instrs {
		phi, ok := instr.(*ssa.Phi)
		if !ok {
			break
		}
		if testable(phi.Type()) && matters(phi, nil) {
			t := m.eval(fr, st, phi.Edges[edge])
			if t == Unknown {
				t = either
			}
			out = m.set(out, phi, fr.Fn, t)
		}
	}
	return out
}

// matters reports whether a condition or a variable depends on a phi.
func matters(v ssa.Value, seen map[ssa.Value]bool) bool {
	if seen[v] {
		return false
	}
	if seen == nil {
		seen = make(map[ssa.Value]bool)
	}
	seen[v] = true
	for _, ref := range *v.Referrers() {
		switch ref := ref.(type) {
		case *ssa.If, *ssa.Store, *ssa.Defer, *ssa.Call:
			return true
		case *ssa.Phi:
			if matters(ref, seen) {
				return true
			}
		case *ssa.UnOp:
			if ref.Op == token.NOT && matters(ref, seen) {
				return true
			}
		case *ssa.BinOp:
			if (ref.Op == token.EQL || ref.Op == token.NEQ) && matters(ref, seen) {
				return true
			}
		case *ssa.ChangeInterface:
			if matters(ref, seen) {
				return true
			}
		}
	}
	return false
}
