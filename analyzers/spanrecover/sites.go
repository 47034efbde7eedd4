package spanrecover

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/flow"
	"github.com/obslint/obslint/analyzers/internal/report"
)

// sites is where the functions of a package are called in it: directly, or by
// way of a place that holds them. Such a place is a parameter, a field, a
// package variable, what is in one of these, or a method of an interface.
type sites struct {
	direct map[*ssa.Function][]ssa.CallInstruction
	held   map[*ssa.Function][]any // the places that hold a function
	calls  map[any][]ssa.CallInstruction
	run    map[*ssa.Function]ssa.CallInstruction // what hands a function to another package's, which stops its panics
}

// of returns the calls of fn. What calls others of its kind, as the links of a
// chain do, may have one behind it that recovers: only direct calls count.
func (s *sites) of(fn *ssa.Function) []ssa.CallInstruction {
	calls := slices.Clip(s.direct[fn])
	for _, at := range s.held[fn] {
		if !slices.ContainsFunc(s.calls[at], func(call ssa.CallInstruction) bool { return outermost(call) == fn }) {
			calls = append(calls, s.calls[at]...)
		}
	}
	return calls
}

// outermost returns the declared function that a call stands in.
func outermost(call ssa.CallInstruction) *ssa.Function {
	fn := call.Parent()
	for fn.Parent() != nil {
		fn = fn.Parent()
	}
	return fn
}

func (p *pkg) findSites() {
	s := &p.sites
	s.direct = make(map[*ssa.Function][]ssa.CallInstruction)
	s.held = make(map[*ssa.Function][]any)
	s.calls = make(map[any][]ssa.CallInstruction)
	s.run = make(map[*ssa.Function]ssa.CallInstruction)
	for _, fn := range slices.Concat(p.flow.Funcs(), []*ssa.Function{p.flow.SSA().Func("init")}) {
		for instr := range flow.Instrs(fn) {
			if fn.Synthetic != "" && report.InTest(p.pass.Fset, instr.Pos()) {
				continue // the package initializer is of all files
			}
			switch instr := instr.(type) {
			case ssa.CallInstruction:
				p.callSite(instr)
			case *ssa.Store:
				p.hold(instr.Val, placeOf(instr.Addr))
			case *ssa.MapUpdate:
				p.hold(instr.Value, placeOf(instr.Map))
			case *ssa.Send:
				p.hold(instr.X, placeOf(instr.Chan))
			case *ssa.Select:
				for _, st := range instr.States {
					if st.Dir == types.SendOnly {
						p.hold(st.Send, placeOf(st.Chan))
					}
				}
			case *ssa.MakeInterface:
				p.implement(instr)
			}
		}
	}
}

// callSite notes what a call calls, and the functions that it passes on.
func (p *pkg) callSite(call ssa.CallInstruction) {
	s, common := &p.sites, call.Common()
	g, _ := flow.Callee(common)
	switch {
	case common.IsInvoke():
		s.calls[common.Method.Origin()] = append(s.calls[common.Method.Origin()], call)
	case g == nil:
		if at := placeOf(common.Value); at != nil {
			s.calls[at] = append(s.calls[at], call)
		}
	case len(g.Blocks) > 0:
		s.direct[g] = append(s.direct[g], call)
		for _, param := range g.Params {
			if arg := boundTo(call, param); arg != nil {
				p.hold(arg, param)
			}
		}
		return
	}
	_, args := flow.Args(common)
	for _, i := range p.runners(flow.CalleeObject(common)) {
		if i < len(args) {
			if fn := p.funcOf(args[i]); fn != nil {
				s.run[fn] = call
			}
		}
	}
}

// hold notes that a place holds what v is, if that is a function.
func (p *pkg) hold(v ssa.Value, at any) {
	if _, ok := v.Type().Underlying().(*types.Signature); !ok || at == nil {
		return
	}
	if fn := p.funcOf(v); fn != nil && !slices.Contains(p.sites.held[fn], at) {
		p.sites.held[fn] = append(p.sites.held[fn], at)
	}
}

// implement notes which methods of a type of this package stand for those of
// an interface of this package, which a value of it is made.
func (p *pkg) implement(mi *ssa.MakeInterface) {
	iface, ok := mi.Type().Underlying().(*types.Interface)
	if !ok {
		return
	}
	for m := range iface.Methods() {
		if m.Pkg() != p.pass.Pkg {
			continue
		}
		obj, _, _ := types.LookupFieldOrMethod(mi.X.Type(), true, m.Pkg(), m.Name())
		if impl, ok := obj.(*types.Func); ok && impl.Pkg() == p.pass.Pkg {
			if fn := p.flow.Func(impl.Origin()); fn != nil && !slices.Contains(p.sites.held[fn], any(m.Origin())) {
				p.sites.held[fn] = append(p.sites.held[fn], m.Origin())
			}
		}
	}
}

// placeOf returns the place that v, a value or an address, is of, or nil.
func placeOf(v ssa.Value) any {
	for range 4 { // elements of elements
		switch src := flow.Source(v).(type) {
		case *ssa.Parameter:
			return src
		case *ssa.Global:
			return src
		case *ssa.FieldAddr:
			if f := flow.Field(src); f != nil {
				return f
			}
			return nil
		case *ssa.Field:
			if f := flow.FieldOf(src.X.Type(), src.Field); f != nil {
				return f
			}
			return nil
		case *ssa.UnOp:
			if src.Op != token.MUL && src.Op != token.ARROW {
				return nil
			}
			v = src.X
		case *ssa.IndexAddr:
			v = src.X
		case *ssa.Lookup:
			v = src.X
		case *ssa.Extract:
			if sel, ok := src.Tuple.(*ssa.Select); ok {
				return received(sel, src.Index)
			}
			v = src.Tuple
		case *ssa.MakeMap:
			// Where a literal is stored.
			for _, ref := range *src.Referrers() {
				if store, ok := ref.(*ssa.Store); ok {
					return placeOf(store.Addr)
				}
			}
			return nil
		default:
			return nil
		}
	}
	return nil
}

// received returns the place that result i of a select is received from.
func received(sel *ssa.Select, i int) any {
	for _, st := range sel.States {
		if st.Dir != types.RecvOnly {
			continue
		}
		if i == 2 { // behind the index of the case, and whether it received
			return placeOf(st.Chan)
		}
		i--
	}
	return nil
}

// funcOf returns the function that a func value is: a literal, a function or a
// method of this package; or nil.
func (p *pkg) funcOf(v ssa.Value) *ssa.Function {
	var fn *ssa.Function
	switch v := flow.Source(v).(type) {
	case *ssa.MakeClosure:
		fn = v.Fn.(*ssa.Function)
	case *ssa.Function:
		fn = v
	}
	if fn != nil && fn.Synthetic != "" {
		if obj, ok := fn.Object().(*types.Func); ok && obj.Pkg() == p.pass.Pkg {
			return p.flow.Func(obj) // a method value
		}
	}
	return fn
}
