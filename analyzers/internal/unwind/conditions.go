package unwind

import (
	"fmt"
	"go/token"

	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/flow"
)

// assume returns the state in which cond is as taken. It is false if cond can
// not be.
func (m *Machine[S]) assume(fr *Frame, st State[S], cond ssa.Value, taken bool) (State[S], bool) {
	if t := m.eval(fr, st, cond); t != Unknown {
		return st, t == truth(taken)
	}
	base, want := base(cond, truth(taken))
	if load, ok := base.(*ssa.UnOp); ok && load.Op == token.MUL {
		if a := m.variable(fr, load.X); a != nil && tracked(a) {
			return m.set(st, a, a.Parent(), want), true
		}
	}
	if key, ok := m.tested[base]; ok {
		return m.set(st, key, nil, want), true
	}
	return st, true
}

// base strips negations and comparisons with nil from a condition.
func base(cond ssa.Value, want Truth) (ssa.Value, Truth) {
	for {
		switch c := cond.(type) {
		case *ssa.UnOp:
			if c.Op != token.NOT {
				return cond, want
			}
			cond, want = c.X, want.not()
		case *ssa.BinOp:
			if c.Op != token.EQL && c.Op != token.NEQ {
				return cond, want
			}
			k, ok := c.Y.(*ssa.Const)
			if !ok || k.Value != nil || !testable(k.Type()) {
				return cond, want
			}
			cond = c.X
			if c.Op == token.EQL {
				want = want.not()
			}
		default:
			return cond, want
		}
	}
}

// look finds the conditions that fn and the functions around and in it test
// more than once.
func (m *Machine[S]) look(fn *ssa.Function) {
	for fn.Parent() != nil {
		fn = fn.Parent()
	}
	if m.looked[fn] {
		return
	}
	m.looked[fn] = true
	count := make(map[string]int)
	keys := make(map[ssa.Value]string)
	var visit func(*ssa.Function)
	visit = func(fn *ssa.Function) {
		for _, b := range fn.Blocks {
			if len(b.Instrs) == 0 {
				continue
			}
			cond, ok := b.Instrs[len(b.Instrs)-1].(*ssa.If)
			if !ok {
				continue
			}
			v, _ := base(cond.Cond, Yes)
			if instr, ok := v.(ssa.Instruction); ok && flow.InLoop(instr) {
				continue
			}
			if _, ok := keys[v]; !ok {
				keys[v] = key(v, 0)
			}
			count[keys[v]]++
		}
		for _, anon := range fn.AnonFuncs {
			visit(anon)
		}
	}
	visit(fn)
	for v, k := range keys {
		if count[k] > 1 {
			m.tested[v] = k
		}
	}
}

// key names a value such that values of one name are taken to be equal.
func key(v ssa.Value, depth int) string {
	if depth < 8 {
		switch v := v.(type) {
		case *ssa.Const:
			return v.String()
		case *ssa.Global:
			return v.String()
		case *ssa.ChangeType:
			return key(v.X, depth+1)
		case *ssa.ChangeInterface:
			return key(v.X, depth+1)
		case *ssa.MakeInterface:
			return key(v.X, depth+1)
		case *ssa.FieldAddr:
			return fmt.Sprintf("%s.%d", key(v.X, depth+1), v.Field)
		case *ssa.Field:
			return fmt.Sprintf("%s.%d", key(v.X, depth+1), v.Field)
		case *ssa.FreeVar:
			if b := flow.Bindings(v); len(b) == 1 {
				return key(b[0], depth+1)
			}
		case *ssa.UnOp:
			if v.Op == token.MUL {
				if src := flow.Source(v); src != nil && src != ssa.Value(v) {
					return key(src, depth+1)
				}
			}
			return v.Op.String() + key(v.X, depth+1)
		case *ssa.BinOp:
			return "(" + key(v.X, depth+1) + v.Op.String() + key(v.Y, depth+1) + ")"
		case *ssa.Extract:
			return fmt.Sprintf("%s#%d", key(v.Tuple, depth+1), v.Index)
		case *ssa.Call:
			if fn := flow.CalleeObject(&v.Call); fn != nil {
				s := fn.FullName() + "("
				if v.Call.IsInvoke() {
					s += key(v.Call.Value, depth+1) + ","
				}
				for _, arg := range v.Call.Args {
					s += key(arg, depth+1) + ","
				}
				return s + ")"
			}
			if flow.Builtin(&v.Call) == "len" {
				return "len(" + key(v.Call.Args[0], depth+1) + ")"
			}
		}
	}
	return fmt.Sprintf("%p", v)
}
