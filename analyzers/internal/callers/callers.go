// Package callers finds where the functions of a package are called in it.
//
// A call that names its function is found by that. Any other goes by way of a
// place that holds functions: a parameter, a field, a package variable, what is
// in one of these, or a method of an interface of the package. One that calls
// what it finds in a place may call each function that the package puts there,
// itself or from another place.
// Places are known by their declarations, so that two values of one type share
// their fields.
package callers

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/flow"
	"github.com/obslint/obslint/analyzers/internal/report"
)

// An Index knows the calls of one package.
type Index struct {
	flow   *flow.Package
	pkg    *types.Package
	direct map[*ssa.Function][]ssa.CallInstruction
	held   map[*ssa.Function][]any // the places that hold a function
	goes   map[any][]any           // the places that what a place holds goes to
	calls  map[any][]ssa.CallInstruction
	handed map[*ssa.Function][]Handing
}

// A Handing is a call that gives a function to one of another package, or to
// one that is not known.
type Handing struct {
	Call ssa.CallInstruction
	Arg  int // of the signature of what is called
}

// New indexes the functions of p and the initializers of its variables.
func New(p *flow.Package) *Index {
	x := &Index{
		flow:   p,
		pkg:    p.SSA().Pkg,
		direct: make(map[*ssa.Function][]ssa.CallInstruction),
		held:   make(map[*ssa.Function][]any),
		goes:   make(map[any][]any),
		calls:  make(map[any][]ssa.CallInstruction),
		handed: make(map[*ssa.Function][]Handing),
	}
	for _, fn := range slices.Concat(p.Funcs(), []*ssa.Function{p.SSA().Func("init")}) {
		for instr := range flow.Instrs(fn) {
			if fn.Synthetic != "" && report.InTest(fn.Prog.Fset, instr.Pos()) {
				continue // the package initializer is of all files
			}
			switch instr := instr.(type) {
			case ssa.CallInstruction:
				x.call(instr)
			case *ssa.Store:
				x.hold(instr.Val, placeOf(instr.Addr))
			case *ssa.MapUpdate:
				x.hold(instr.Value, placeOf(instr.Map))
			case *ssa.Send:
				x.hold(instr.X, placeOf(instr.Chan))
			case *ssa.Select:
				for _, st := range instr.States {
					if st.Dir == types.SendOnly {
						x.hold(st.Send, placeOf(st.Chan))
					}
				}
			case *ssa.MakeInterface:
				x.implement(instr)
			}
		}
	}
	return x
}

// Calls returns the calls of fn, the direct ones first. What calls others of
// its kind, as the links of a chain do, has only direct ones: which of the
// others calls it is not known.
func (x *Index) Calls(fn *ssa.Function) []ssa.CallInstruction {
	calls := slices.Clip(x.direct[fn])
	places := slices.Clone(x.held[fn])
	for i := 0; i < len(places); i++ {
		at := places[i]
		if slices.ContainsFunc(x.calls[at], func(call ssa.CallInstruction) bool { return flow.Outermost(call.Parent()) == fn }) {
			continue
		}
		calls = append(calls, x.calls[at]...)
		for _, to := range x.goes[at] {
			if !slices.Contains(places, to) {
				places = append(places, to)
			}
		}
	}
	return calls
}

// Handings returns the calls that give fn away.
func (x *Index) Handings(fn *ssa.Function) []Handing { return x.handed[fn] }

// call notes what a call calls, and the functions that it passes on.
func (x *Index) call(call ssa.CallInstruction) {
	common := call.Common()
	callee, _ := flow.Callee(common)
	switch {
	case common.IsInvoke():
		x.calls[common.Method.Origin()] = append(x.calls[common.Method.Origin()], call)
	case callee == nil:
		if at := placeOf(common.Value); at != nil {
			x.calls[at] = append(x.calls[at], call)
		}
	case len(callee.Blocks) > 0:
		x.direct[callee] = append(x.direct[callee], call)
		for _, param := range callee.Params {
			if arg := flow.Argument(call, param); arg != nil {
				x.hold(arg, param)
			}
		}
		return
	}
	_, args := flow.Args(common)
	if b := flow.Builtin(common); b != "" {
		if b == "append" && len(args) == 2 {
			x.hold(args[1], placeOf(args[0]))
		}
		return
	}
	for i, arg := range args {
		if fn := x.funcOf(arg); fn != nil {
			x.handed[fn] = append(x.handed[fn], Handing{call, i})
		}
	}
}

// hold notes that a place holds what v is, if that is a function, or what is in
// it, if that is a slice made here: a literal, or variadic arguments.
func (x *Index) hold(v ssa.Value, at any) {
	if at == nil {
		return
	}
	if sl, ok := v.(*ssa.Slice); ok {
		if a, ok := sl.X.(*ssa.Alloc); ok {
			for _, store := range flow.ElementStores(a) {
				x.hold(store.Val, at)
			}
		}
		return
	}
	if fn := x.funcOf(v); fn != nil {
		if !slices.Contains(x.held[fn], at) {
			x.held[fn] = append(x.held[fn], at)
		}
		return
	}
	if !hasFuncs(v.Type()) {
		return
	}
	if from := placeOf(v); from != nil && from != at && !slices.Contains(x.goes[from], at) {
		x.goes[from] = append(x.goes[from], at)
	}
}

// hasFuncs reports whether t is of funcs, or of lists of them.
func hasFuncs(t types.Type) bool {
	for range 4 {
		switch u := t.Underlying().(type) {
		case *types.Signature:
			return true
		case *types.Slice:
			t = u.Elem()
		case *types.Array:
			t = u.Elem()
		case *types.Map:
			t = u.Elem()
		case *types.Chan:
			t = u.Elem()
		default:
			return false
		}
	}
	return false
}

// implement notes which methods of a type of the package stand for those of an
// interface of the package, which a value of it is made.
func (x *Index) implement(mi *ssa.MakeInterface) {
	iface, ok := mi.Type().Underlying().(*types.Interface)
	if !ok {
		return
	}
	for m := range iface.Methods() {
		if m.Pkg() != x.pkg {
			continue
		}
		obj, _, _ := types.LookupFieldOrMethod(mi.X.Type(), true, m.Pkg(), m.Name())
		if impl, ok := obj.(*types.Func); ok && impl.Pkg() == x.pkg {
			if fn := x.flow.Func(impl.Origin()); fn != nil && !slices.Contains(x.held[fn], any(m.Origin())) {
				x.held[fn] = append(x.held[fn], m.Origin())
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
			return fieldPlace(flow.Field(src))
		case *ssa.Field:
			return fieldPlace(flow.FieldOf(src.X.Type(), src.Field))
		case *ssa.UnOp:
			if src.Op != token.MUL && src.Op != token.ARROW {
				return nil
			}
			v = src.X
		case *ssa.IndexAddr, *ssa.Index, *ssa.Lookup:
			v = flow.Whole(src)
		case *ssa.Extract:
			switch tuple := src.Tuple.(type) {
			case *ssa.Select:
				return received(tuple, src.Index)
			case *ssa.Next:
				r, ok := tuple.Iter.(*ssa.Range)
				if !ok {
					return nil
				}
				v = r.X
			default:
				v = tuple
			}
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

// fieldPlace is f as a place: nil is none.
func fieldPlace(f *types.Var) any {
	if f == nil {
		return nil
	}
	return f
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

// funcOf returns the function that v is: a literal, a function or a method of
// the package; or nil.
func (x *Index) funcOf(v ssa.Value) *ssa.Function {
	if _, ok := v.Type().Underlying().(*types.Signature); !ok {
		return nil
	}
	var fn *ssa.Function
	switch v := flow.Source(v).(type) {
	case *ssa.MakeClosure:
		fn = v.Fn.(*ssa.Function)
	case *ssa.Function:
		fn = v
	}
	if fn != nil && fn.Synthetic != "" {
		if obj, ok := fn.Object().(*types.Func); ok && obj.Pkg() == x.pkg {
			return x.flow.Func(obj) // a method value
		}
	}
	return fn
}
