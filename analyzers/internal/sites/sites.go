// Package sites says who calls whom in the package that is checked, and what is
// put into its variables, as far as the package itself shows it.
//
// A pass that asks what a parameter is given, or what a field may hold, must
// know the places where that happens, and whether there can be others: a
// function that is exported, or used as a value, is called from where nobody
// can look. An [Index] is made by one walk over the package's SSA form, so a
// pass asks for it only when syntax has found something to look at. Test files
// have no part.
package sites

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"
	"golang.org/x/tools/go/types/typeutil"

	"github.com/obslint/obslint/analyzers/internal/calls"
	"github.com/obslint/obslint/analyzers/internal/flow"
	"github.com/obslint/obslint/analyzers/internal/lib"
	"github.com/obslint/obslint/analyzers/internal/report"
)

// An Index knows the calls and the stores of one package.
type Index struct {
	Pass *analysis.Pass
	Walk *calls.Index
	Flow *flow.Package

	calls     map[*ssa.Function][]ssa.CallInstruction
	taken     map[*ssa.Function]bool
	kept      map[*ssa.Function]bool
	stores    map[*types.Var][]*ssa.Store
	cells     map[*types.Var][]ssa.Value
	twins     map[*types.Var][]*types.Var
	converted typeutil.Map                // by the interface: the types that are converted to it
	syntax    map[token.Pos]*ast.CallExpr // by the left parenthesis
	exprs     map[token.Pos]ast.Expr      // nil before the first question
}

// New indexes the package of a pass that requires the analyzers of calls and
// of flow.
func New(pass *analysis.Pass) *Index {
	x := &Index{
		Pass:   pass,
		Walk:   pass.ResultOf[calls.Analyzer].(*calls.Index),
		Flow:   pass.ResultOf[flow.Analyzer].(*flow.Package),
		calls:  make(map[*ssa.Function][]ssa.CallInstruction),
		taken:  make(map[*ssa.Function]bool),
		kept:   make(map[*ssa.Function]bool),
		stores: make(map[*types.Var][]*ssa.Store),
		cells:  make(map[*types.Var][]ssa.Value),
		twins:  make(map[*types.Var][]*types.Var),
		syntax: make(map[token.Pos]*ast.CallExpr),
	}
	for cur := range x.Walk.Inspector().Root().Preorder((*ast.CallExpr)(nil)) {
		call := cur.Node().(*ast.CallExpr)
		x.syntax[call.Lparen] = call
	}
	var invokes []ssa.CallInstruction
	for _, fn := range x.Funcs() {
		for instr := range flow.Instrs(fn) {
			if call, ok := instr.(ssa.CallInstruction); ok && call.Common().IsInvoke() {
				invokes = append(invokes, call)
			}
			x.note(instr)
		}
	}
	for _, call := range invokes {
		if fn := x.method(call, x.only(call)); fn != nil {
			x.calls[fn] = append(x.calls[fn], call)
		}
	}
	return x
}

// Funcs returns the functions of the package, and the one that initializes its
// variables.
func (x *Index) Funcs() []*ssa.Function {
	fns := x.Flow.Funcs()
	if init := x.Flow.SSA().Func("init"); init != nil {
		fns = append(fns[:len(fns):len(fns)], init)
	}
	return fns
}

// Calls returns the calls of fn in this package, and whether there are no
// others.
func (x *Index) Calls(fn *ssa.Function) (list []ssa.CallInstruction, all bool) {
	list = x.calls[fn]
	if x.taken[fn] || len(list) == 0 {
		return list, false
	}
	obj, ok := fn.Object().(*types.Func)
	if !ok {
		return list, true // a literal
	}
	return list, !obj.Exported() || x.Pass.Pkg.Name() == "main" && obj.Signature().Recv() == nil
}

// Taken reports whether fn is used as a value, so that others may call it.
func (x *Index) Taken(fn *ssa.Function) bool { return x.taken[fn] }

// Kept reports whether fn is returned, or held in a field or a variable of this
// package, for others to call.
func (x *Index) Kept(fn *ssa.Function) bool { return x.kept[fn] }

// Stores returns the stores of this package into a field or a package variable.
func (x *Index) Stores(v *types.Var) []*ssa.Store { return x.stores[v] }

// Cell returns what this package puts into an atomic variable or a map, by the
// rows of [lib.CellStores].
func (x *Index) Cell(v *types.Var) []ssa.Value { return x.cells[v] }

// Twins returns the fields of other structs that become the field v where a
// struct is converted to v's type.
func (x *Index) Twins(v *types.Var) []*types.Var { return x.twins[v] }

// only returns the type of the value that an interface call is made on, if
// this package converts but one to that interface; else nil.
func (x *Index) only(call ssa.CallInstruction) types.Type {
	if list := x.implementers(call); len(list) == 1 {
		return list[0]
	}
	return nil
}

// Next returns the type that an interface call in a method of the same name
// forwards to, if this package converts it and the method's own type to that
// interface, and no other; else nil.
func (x *Index) Next(call ssa.CallInstruction) types.Type {
	list := x.implementers(call)
	recv := call.Parent().Signature.Recv()
	if len(list) != 2 || recv == nil || call.Parent().Name() != call.Common().Method.Name() {
		return nil
	}
	for i, t := range list {
		if types.Identical(flow.Deref(t), flow.Deref(recv.Type())) {
			return list[1-i]
		}
	}
	return nil
}

// implementers returns the types that this package converts to the interface
// of a call.
func (x *Index) implementers(call ssa.CallInstruction) []types.Type {
	if !call.Common().IsInvoke() {
		return nil
	}
	list, _ := x.converted.At(call.Common().Value.Type()).([]types.Type)
	return list
}

// Dispatch returns the method of this package that an interface call reaches, if
// there is but one type that it can be of; else nil. The one that a decorator
// of the same interface forwards to is that of the other type.
func (x *Index) Dispatch(call ssa.CallInstruction) *ssa.Function {
	if t := x.Next(call); t != nil {
		return x.method(call, t)
	}
	return x.method(call, x.only(call))
}

// method returns the method of this package that an interface call reaches if
// the value is of type t, which may be nil.
func (x *Index) method(call ssa.CallInstruction, t types.Type) *ssa.Function {
	if t == nil {
		return nil
	}
	common := call.Common()
	sel := x.Flow.SSA().Prog.MethodSets.MethodSet(t).Lookup(common.Method.Pkg(), common.Method.Name())
	if sel == nil {
		return nil
	}
	obj, _ := sel.Obj().(*types.Func)
	if obj == nil || obj.Pkg() != x.Pass.Pkg {
		return nil
	}
	return x.Flow.Func(obj)
}

// Syntax returns the syntax of a call, or nil.
func (x *Index) Syntax(call ssa.CallInstruction) *ast.CallExpr { return x.CallAt(call.Common().Pos()) }

// CallAt returns the call whose left parenthesis stands at pos, or nil.
func (x *Index) CallAt(pos token.Pos) *ast.CallExpr { return x.syntax[pos] }

// note takes an instruction into the index.
func (x *Index) note(instr ssa.Instruction) {
	if report.InTest(x.Pass.Fset, instr.Pos()) {
		return // the initializer of package variables is that of all files
	}
	switch instr := instr.(type) {
	case *ssa.Store:
		if v := flow.VarAt(instr.Addr); v != nil {
			x.stores[v] = append(x.stores[v], instr)
			if v.Pkg() == x.Pass.Pkg {
				x.keep(instr.Val)
			}
		}
	case *ssa.Return:
		for _, res := range instr.Results {
			x.keep(res)
		}
	case *ssa.ChangeType:
		x.convert(instr.X.Type(), instr.Type())
	case *ssa.MakeInterface:
		list, _ := x.converted.At(instr.Type()).([]types.Type)
		if !slices.ContainsFunc(list, func(t types.Type) bool { return types.Identical(t, instr.X.Type()) }) {
			x.converted.Set(instr.Type(), append(list, instr.X.Type()))
		}
	case ssa.CallInstruction:
		common := instr.Common()
		if fn, _ := flow.Callee(common); fn != nil {
			fn = flow.Origin(fn)
			x.calls[fn] = append(x.calls[fn], instr)
		}
		if row, ok := lib.CellStores.Lookup(flow.CalleeObject(common)); ok {
			recv, args := flow.Args(common)
			if cell := flow.VarAt(recv); cell != nil && row.Value < len(args) {
				x.cells[cell] = append(x.cells[cell], args[row.Value])
			}
		}
	}
	x.take(instr)
}

// convert notes which fields become which where a struct, or a pointer to one,
// is converted to another type.
func (x *Index) convert(from, to types.Type) {
	t, ok := flow.Deref(to).Underlying().(*types.Struct)
	if !ok {
		return
	}
	for i := range t.NumFields() {
		v, w := flow.FieldOf(from, i), flow.FieldOf(to, i)
		if v != nil && w != nil && v != w && !slices.Contains(x.twins[w], v) {
			x.twins[w] = append(x.twins[w], v)
		}
	}
}

// take notes the functions that an instruction uses other than by a call.
func (x *Index) take(instr ssa.Instruction) {
	if mc, ok := instr.(*ssa.MakeClosure); ok {
		fn := mc.Fn.(*ssa.Function)
		obj, ok := fn.Object().(*types.Func)
		if !ok || fn.Synthetic == "" {
			return
		}
		// A method value: it counts as taken unless it is only called.
		if decl := fn.Prog.FuncValue(obj); decl != nil {
			for _, ref := range *mc.Referrers() {
				if call, ok := ref.(ssa.CallInstruction); !ok || call.Common().Value != ssa.Value(mc) {
					x.taken[flow.Origin(decl)] = true
				}
			}
		}
		return
	}
	var callee ssa.Value
	if call, ok := instr.(ssa.CallInstruction); ok && !call.Common().IsInvoke() {
		callee = call.Common().Value
	}
	for _, op := range instr.Operands(nil) {
		if fn, ok := (*op).(*ssa.Function); ok && ssa.Value(fn) != callee {
			x.taken[flow.Origin(fn)] = true
		}
	}
}

// keep notes the functions that a func value may be.
func (x *Index) keep(v ssa.Value) {
	if _, ok := v.Type().Underlying().(*types.Signature); !ok {
		return
	}
	for _, src := range flow.Sources(v) {
		if fn, _ := flow.Callee(&ssa.CallCommon{Value: src}); fn != nil {
			x.kept[flow.Origin(fn)] = true
		}
	}
}
