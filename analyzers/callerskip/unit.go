package callerskip

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

// A unit is the package that is checked, and who calls whom in it.
type unit struct {
	pass  *analysis.Pass
	index *calls.Index
	flow  *flow.Package

	sites     map[*ssa.Function][]ssa.CallInstruction // the static calls of each function
	taken     map[*ssa.Function]bool                  // used as a value
	kept      map[*ssa.Function]bool                  // returned, or held in a field or variable of this package, for others to call
	syntax    map[token.Pos]*ast.CallExpr             // by the left parenthesis
	skips     map[*lib.Logging]bool                   // the package gives a logger of the library a skip somewhere
	stores    map[*types.Var][]*ssa.Store             // into fields and package variables that hold loggers
	others    map[*types.Var][]*ssa.Store             // into those of other types; nil before the first question
	cells     map[*types.Var][]ssa.Value              // the loggers that atomic variables and maps are given
	globals   map[*types.Func][]ssa.Value             // what the functions are given that set a logger for all
	exprs     map[token.Pos]ast.Expr                  // what is stored, by the store's position; nil before the first question
	invokes   []ssa.CallInstruction
	converted typeutil.Map          // by the interface: the types that are converted to it
	own       map[*lib.Logging]bool // the package finds the callers of its entries itself
	asks      []string              // the libraries that are asked to record callers
	off       map[*lib.Logging]bool // the package turns the recording off
}

func newUnit(pass *analysis.Pass, asks []string) *unit {
	u := &unit{
		asks:    asks,
		pass:    pass,
		index:   pass.ResultOf[calls.Analyzer].(*calls.Index),
		flow:    pass.ResultOf[flow.Analyzer].(*flow.Package),
		sites:   make(map[*ssa.Function][]ssa.CallInstruction),
		taken:   make(map[*ssa.Function]bool),
		kept:    make(map[*ssa.Function]bool),
		syntax:  make(map[token.Pos]*ast.CallExpr),
		stores:  make(map[*types.Var][]*ssa.Store),
		cells:   make(map[*types.Var][]ssa.Value),
		globals: make(map[*types.Func][]ssa.Value),
		skips:   make(map[*lib.Logging]bool),
		own:     make(map[*lib.Logging]bool),
		off:     make(map[*lib.Logging]bool),
	}
	for cur := range u.index.Inspector().Root().Preorder((*ast.CallExpr)(nil)) {
		call := cur.Node().(*ast.CallExpr)
		u.syntax[call.Lparen] = call
	}
	for s := range u.index.All() {
		if row, ok := lib.LogOptions.Lookup(s.Callee); ok && row.Skip >= 0 {
			u.skips[lib.LoggingOf(row.Path)] = true
		}
		if row, ok := lib.LogFroms.Lookup(s.Callee); ok && row.Skip >= 0 {
			u.skips[lib.LoggingOf(row.Path)] = true
		}
	}
	for _, fn := range u.all() {
		for instr := range flow.Instrs(fn) {
			u.note(instr)
		}
	}
	for _, call := range u.invokes {
		if fn := u.dispatch(call); fn != nil {
			u.sites[fn] = append(u.sites[fn], call)
		}
	}
	return u
}

// skipsOf reports whether the package gives a logger of l, or one that can be
// behind a logger of l, a skip somewhere.
func (u *unit) skipsOf(l *lib.Logging) bool {
	for s := range u.skips {
		if s == l || !s.OnRequest && !l.OnRequest {
			return true
		}
	}
	return false
}

// all returns the functions of the package, and that which initializes its
// variables.
func (u *unit) all() []*ssa.Function {
	fns := u.flow.Funcs()
	if init := u.flow.SSA().Func("init"); init != nil {
		fns = append(fns[:len(fns):len(fns)], init)
	}
	return fns
}

// storesOf returns the stores into a field or package variable that holds no
// logger.
func (u *unit) storesOf(v *types.Var) []*ssa.Store {
	if u.others == nil {
		u.others = make(map[*types.Var][]*ssa.Store)
		for _, fn := range u.all() {
			for instr := range flow.Instrs(fn) {
				if s, ok := instr.(*ssa.Store); ok && !report.InTest(u.pass.Fset, s.Pos()) {
					if obj := stored(s.Addr); obj != nil {
						u.others[obj] = append(u.others[obj], s)
					}
				}
			}
		}
	}
	return u.others[v]
}

// dispatch returns the method that an interface call reaches, if this package
// converts but one type to that interface, one of its own; else nil.
func (u *unit) dispatch(call ssa.CallInstruction) *ssa.Function {
	common := call.Common()
	if !common.IsInvoke() {
		return nil
	}
	found := u.converted.At(common.Value.Type())
	list, _ := found.([]types.Type)
	if len(list) != 1 {
		return nil
	}
	sel := u.flow.SSA().Prog.MethodSets.MethodSet(list[0]).Lookup(common.Method.Pkg(), common.Method.Name())
	if sel == nil {
		return nil
	}
	obj, _ := sel.Obj().(*types.Func)
	if obj == nil || obj.Pkg() != u.pass.Pkg {
		return nil
	}
	return u.flow.Func(obj)
}

// argsOf returns the arguments of a call as the parameters of its callee, the
// receiver first.
func argsOf(call *ssa.CallCommon) []ssa.Value {
	if call.IsInvoke() {
		return append([]ssa.Value{call.Value}, call.Args...)
	}
	return call.Args
}

func (u *unit) note(instr ssa.Instruction) {
	var callee ssa.Value
	switch instr := instr.(type) {
	case *ssa.Store:
		if report.InTest(u.pass.Fset, instr.Pos()) {
			return // the init of package variables is that of all files
		}
		if obj := stored(instr.Addr); obj != nil && lib.IsLogger(obj.Type()) {
			u.stores[obj] = append(u.stores[obj], instr)
		}
		if obj := stored(instr.Addr); obj != nil && obj.Pkg() == u.pass.Pkg {
			u.keep(instr.Val)
		}
		if l := ownCaller(instr); l != nil {
			u.own[l] = true
		}
	case *ssa.Return:
		for _, res := range instr.Results {
			u.keep(res)
		}
	case *ssa.MakeInterface:
		list, _ := u.converted.At(instr.Type()).([]types.Type)
		if !slices.ContainsFunc(list, func(t types.Type) bool { return types.Identical(t, instr.X.Type()) }) {
			u.converted.Set(instr.Type(), append(list, instr.X.Type()))
		}
	case ssa.CallInstruction:
		if instr.Common().IsInvoke() {
			u.invokes = append(u.invokes, instr)
		} else {
			callee = instr.Common().Value
		}
		if row, ok := lib.CellStores.Lookup(flow.CalleeObject(instr.Common())); ok {
			recv, args := flow.Args(instr.Common())
			if cell := stored(recv); cell != nil && row.Value < len(args) && isLogger(args[row.Value]) && !report.InTest(u.pass.Fset, instr.Pos()) {
				u.cells[cell] = append(u.cells[cell], args[row.Value])
			}
		}
		if obj := flow.CalleeObject(instr.Common()); obj != nil {
			_, args := flow.Args(instr.Common())
			if row, ok := lib.LogGlobals.Lookup(obj); ok && row.Logger < len(args) && !report.InTest(u.pass.Fset, instr.Pos()) {
				u.globals[obj] = append(u.globals[obj], args[row.Logger])
			}
		}
		if fn, _ := flow.Callee(instr.Common()); fn != nil {
			fn = origin(fn)
			u.sites[fn] = append(u.sites[fn], instr)
		}
	}
	for _, op := range instr.Operands(nil) {
		if fn, ok := (*op).(*ssa.Function); ok && ssa.Value(fn) != callee {
			if _, closure := instr.(*ssa.MakeClosure); !closure {
				u.taken[origin(fn)] = true
			}
		}
	}
	if mc, ok := instr.(*ssa.MakeClosure); ok {
		fn := mc.Fn.(*ssa.Function)
		if obj, ok := fn.Object().(*types.Func); ok && fn.Synthetic != "" {
			// A method value: it counts as taken unless it is only called.
			if decl := fn.Prog.FuncValue(obj); decl != nil {
				for _, ref := range *mc.Referrers() {
					if call, ok := ref.(ssa.CallInstruction); !ok || call.Common().Value != ssa.Value(mc) {
						u.taken[origin(decl)] = true
					}
				}
			}
		}
	}
}

// keep notes the functions that a func value may be.
func (u *unit) keep(v ssa.Value) {
	if _, ok := v.Type().Underlying().(*types.Signature); !ok {
		return
	}
	for _, src := range flow.Sources(v) {
		if fn, _ := flow.Callee(&ssa.CallCommon{Value: src}); fn != nil {
			u.kept[origin(fn)] = true
		}
	}
}

// isLogger reports whether v is a logger, or one in an interface.
func isLogger(v ssa.Value) bool {
	for _, src := range flow.Sources(v) {
		if lib.IsLogger(src.Type()) {
			return true
		}
	}
	return false
}

// stored returns the field or the package variable that addr is the address of.
func stored(addr ssa.Value) *types.Var {
	switch addr := addr.(type) {
	case *ssa.FieldAddr:
		return flow.FieldOf(addr.X.Type(), addr.Field)
	case *ssa.Global:
		v, _ := addr.Object().(*types.Var)
		return v
	}
	return nil
}

// callSites returns the calls of fn in this package, and whether there are no
// others.
func (u *unit) callSites(fn *ssa.Function) (sites []ssa.CallInstruction, all bool) {
	sites = u.sites[fn]
	if u.taken[fn] || len(sites) == 0 {
		return sites, false
	}
	obj, ok := fn.Object().(*types.Func)
	if !ok {
		return sites, true // a literal
	}
	return sites, !obj.Exported() || u.pass.Pkg.Name() == "main" && obj.Signature().Recv() == nil
}

// call returns the syntax of a call, or nil.
func (u *unit) call(instr ssa.CallInstruction) *ast.CallExpr { return u.syntax[instr.Common().Pos()] }

// name is how a message names a function: "logf", "Logger.Infof", or "the
// function literal".
func name(fn *ssa.Function) string {
	obj, ok := fn.Object().(*types.Func)
	if !ok {
		return "the function literal"
	}
	return funcName(obj)
}

func funcName(obj *types.Func) string {
	if recv := obj.Signature().Recv(); recv != nil {
		if t := lib.TypeName(recv.Type()); t != "" {
			return t + "." + obj.Name()
		}
	}
	return obj.Name()
}
