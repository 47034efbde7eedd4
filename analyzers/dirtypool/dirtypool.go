package dirtypool

import (
	_ "embed"
	"go/types"
	"slices"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/calls"
	"github.com/obslint/obslint/analyzers/internal/flow"
	"github.com/obslint/obslint/analyzers/internal/lib"
	"github.com/obslint/obslint/analyzers/internal/report"
)

//go:embed doc.go
var doc string

// Analyzer is the pass dirtypool.
var Analyzer = &analysis.Analyzer{
	Name:       "dirtypool",
	Doc:        report.Doc("dirtypool", doc),
	URL:        report.URL("dirtypool"),
	Requires:   []*analysis.Analyzer{calls.Analyzer, flow.Analyzer},
	ResultType: report.ResultType,
	FactTypes:  []analysis.Fact{new(resetFact), new(poolFact), new(paramFact)},
	Run:        run,
}

func run(pass *analysis.Pass) (any, error) {
	r := report.New(pass)
	if lib.IsStd(pass.Pkg.Path()) || len(pass.Files) == 0 {
		return r.Result(), nil
	}
	exportResets(pass)
	params := exportParams(pass)
	if usesPools(pass) {
		p := &program{
			pass:   pass,
			report: r,
			flow:   pass.ResultOf[flow.Analyzer].(*flow.Package),
			byID:   make(map[any]*pool),
			named:  make(map[*types.TypeName]bool),
			inside: make(map[*types.TypeName]bool),
			infos:  make(map[*ssa.Function]*info),
			called: make(map[*ssa.Function]int),
			sites:  make(map[*ssa.Function][]*ssa.CallCommon),
			valued: make(map[*ssa.Function]bool),
			reads:  make(map[*types.TypeName][]*read),
			writes: make(map[*types.TypeName][]*write),

			holds:     make(map[*types.Var]holding),
			full:      make(map[*types.Var]bool),
			params:    params,
			wrappers:  make(map[*types.Func]*poolFact),
			poolTypes: make(map[*types.TypeName]bool),
			lowered:   make(map[part]bool),
		}
		p.check()
	}
	return r.Result(), nil
}

// usesPools reports whether the package calls a pool's methods, or functions
// of another package that do so for it.
func usesPools(pass *analysis.Pass) bool {
	index := pass.ResultOf[calls.Analyzer].(*calls.Index)
	for range calls.In(index, lib.Pools) {
		return true
	}
	for _, f := range pass.AllObjectFacts() {
		fn, ok := f.Object.(*types.Func)
		if _, helps := f.Fact.(*poolFact); !ok || !helps || !imports(pass.Pkg, fn.Pkg()) {
			continue
		}
		for range index.To(fn) {
			return true
		}
	}
	return false
}

func imports(pkg, path *types.Package) bool { return slices.Contains(pkg.Imports(), path) }

// A program is the package as this pass sees it.
type program struct {
	pass   *analysis.Pass
	report *report.Reporter
	flow   *flow.Package

	pools []*pool
	byID  map[any]*pool

	types  []types.Type             // that are pooled
	named  map[*types.TypeName]bool // pooled structs
	owned  map[*types.Var]bool      // fields that hold what is made for them
	parts  []types.Type             // slices and maps in fields of pooled structs
	inside map[*types.TypeName]bool // structs that they hold
	infos  map[*ssa.Function]*info
	called map[*ssa.Function]int // static calls
	sites  map[*ssa.Function][]*ssa.CallCommon
	funcs  map[*types.Var][]ssa.Value // func values in fields
	valued map[*ssa.Function]bool     // used as a value
	reads  map[*types.TypeName][]*read
	writes map[*types.TypeName][]*write

	holds     map[*types.Var]holding // by unexported fields
	born      map[*types.Var]bool    // with a value of its own
	fixed     map[*types.Var]bool    // set where the object is made, and nowhere else
	full      map[*types.Var]bool    // emptied when it is full
	elsewhere map[*types.TypeName]bool
	lowered   map[part]bool // set to zero, wherever
	params    map[*types.Func]*paramFact
	wrappers  map[*types.Func]*poolFact
	poolTypes map[*types.TypeName]bool

	verdicts []*verdict
}

func (a *program) check() {
	a.findWrappers()
	a.findPools()
	a.findTypes()
	a.findCallers()
	a.findBorn()
	a.findElsewhere()
	fns := a.flow.Funcs()
	for _, fn := range fns {
		a.analyze(fn)
	}
	for _, fn := range fns {
		if in := a.infos[fn]; in != nil {
			a.collect(in)
			a.judgeEscapes(in)
			a.judgeEnded(in)
			a.judgeAfter(in)
		}
	}
	for _, p := range a.pools {
		a.judge(p)
	}
	a.exportHelpers()
	a.exportWrappers()
	a.state()
}

// findTypes notes the types of what comes out of the pools and goes into them.
func (a *program) findTypes() {
	for _, fn := range a.flow.Funcs() {
		for instr := range flow.Instrs(fn) {
			call, ok := instr.(ssa.CallInstruction)
			if !ok {
				continue
			}
			acc, ok := a.access(call.Common())
			if !ok {
				if p, put, ok := a.helper(flow.CalleeObject(call.Common())); ok && !put && call.Value() != nil {
					p.typ = call.Value().Type()
				}
				continue
			}
			if acc.put {
				if v := peel(acc.obj); !types.IsInterface(v.Type()) {
					a.addType(v.Type())
				}
			} else if v, ok := call.(*ssa.Call); ok {
				if t := assertedType(v, 0); t != nil {
					a.addType(t)
				} else if !types.IsInterface(v.Type()) {
					a.addType(v.Type())
				}
			}
		}
	}
	for _, p := range a.pools {
		if p.typ != nil {
			a.addType(p.typ)
		}
	}
}

func (a *program) addType(t types.Type) {
	if _, ok := types.Unalias(t).(*types.TypeParam); ok {
		return
	}
	for _, u := range a.types {
		if types.Identical(t, u) {
			return
		}
	}
	a.types = append(a.types, t)
	if n := structOf(t); n != nil {
		a.named[n] = true
		a.addInside(n, 0)
	}
}

// addInside notes the structs of this package that a struct holds by value.
func (a *program) addInside(n *types.TypeName, depth int) {
	a.inside[n] = true
	st, ok := n.Type().Underlying().(*types.Struct)
	if !ok || depth > 4 {
		return
	}
	for field := range st.Fields() {
		if t := field.Type(); (isSlice(t) || isMap(t)) && n.Pkg() == a.pass.Pkg {
			a.parts = append(a.parts, t)
		}
		if named, ok := types.Unalias(field.Type()).(*types.Named); ok {
			if _, ok := named.Underlying().(*types.Struct); ok && named.Obj().Pkg() == a.pass.Pkg {
				a.addInside(named.Origin().Obj(), depth+1)
			}
		}
	}
}

// structOf returns the name of the struct that t points to, or nil.
func structOf(t types.Type) *types.TypeName {
	p, ok := types.Unalias(t).(*types.Pointer)
	if !ok {
		return nil
	}
	n, ok := types.Unalias(p.Elem()).(*types.Named)
	if !ok {
		return nil
	}
	if _, ok := n.Underlying().(*types.Struct); !ok {
		return nil
	}
	return n.Origin().Obj()
}

// pooled reports whether values of type t come out of a pool.
func (a *program) pooled(t types.Type) bool {
	if n := structOf(t); n != nil {
		return a.named[n]
	}
	for _, u := range a.types {
		if types.Identical(t, u) {
			return true
		}
	}
	return false
}

// tracked reports whether a value of type t can be a pooled object, or a part
// of one.
func (a *program) tracked(t types.Type) bool {
	if a.pooled(t) {
		return true
	}
	if n := structOf(t); n != nil {
		return a.inside[n]
	}
	if (isSlice(t) || isMap(t)) && slices.ContainsFunc(a.parts, func(u types.Type) bool { return types.Identical(t, u) }) {
		return true
	}
	for _, u := range a.types {
		if p, ok := u.Underlying().(*types.Pointer); ok && types.Identical(t, p.Elem()) {
			return isSlice(t) || isMap(t)
		}
		if p, ok := t.Underlying().(*types.Pointer); ok && types.Identical(p.Elem(), u) && isSlice(u) {
			return true
		}
	}
	return false
}

// findCallers counts the static calls of the package's functions, and notes
// those that are used as values.
func (a *program) findCallers() {
	for _, fn := range a.flow.Funcs() {
		for instr := range flow.Instrs(fn) {
			var callee *ssa.Function
			if call, ok := instr.(ssa.CallInstruction); ok {
				callee, _ = flow.Callee(call.Common())
				if callee != nil {
					if o := callee.Origin(); o != nil {
						callee = o
					}
					a.called[callee]++
					a.sites[callee] = append(a.sites[callee], call.Common())
				}
			}
			for _, op := range instr.Operands(nil) {
				if f, ok := (*op).(*ssa.Function); ok {
					if call, ok := instr.(ssa.CallInstruction); !ok || call.Common().Value != f {
						a.valued[f] = true
						if obj, ok := f.Object().(*types.Func); ok && f.Syntax() == nil && obj.Pkg() == a.pass.Pkg {
							if method := a.flow.Func(obj); method != nil { // bound
								a.valued[method] = true
							}
						}
					}
				}
			}
		}
	}
}

// private reports whether every call of fn is a static one of this package, so
// that what it does is seen at its callers.
func (a *program) private(fn *ssa.Function) bool {
	if fn.Parent() != nil {
		return !a.valued[fn] && len(fn.Params) == 0
	}
	obj, ok := fn.Object().(*types.Func)
	return ok && !obj.Exported() && !a.valued[fn] && (a.called[fn] > 0 || fn.Signature.Recv() == nil)
}

// local reports whether an event of an object is judged at the callers of the
// function that it is in.
func (a *program) local(fn *ssa.Function, o *object) bool {
	if o.origin != fromCaller {
		return false
	}
	if _, free := o.root.(*ssa.FreeVar); free {
		return true
	}
	return a.private(fn)
}

// collect gathers what the uses of objects read and write, by type.
func (a *program) collect(in *info) {
	for _, r := range in.reads {
		if a.valued[in.fn] && a.called[in.fn] == 0 && in.fn.Signature.Recv() != nil && r.obj.root == in.fn.Params[0] {
			continue // of a method that is called as a value: who knows when
		}
		if n := nameOf(r.obj.typ); n != nil && r.obj.origin != fromPool && !a.local(in.fn, r.obj) && !a.apart(r.obj) {
			a.reads[n] = append(a.reads[n], r)
		}
	}
	for _, w := range in.writes {
		if n := nameOf(w.obj.typ); n != nil && !a.local(in.fn, w.obj) && !a.apart(w.obj) {
			a.writes[n] = append(a.writes[n], w)
		}
	}
	for _, w := range in.cleans {
		if n := nameOf(w.obj.typ); n != nil && w.at.Parent() == in.fn {
			a.lowered[part{n, w.path}] = true
		}
	}
	for _, e := range in.puts {
		if e.obj == nil || !a.local(in.fn, e.obj) {
			e.pool.puts = append(e.pool.puts, e)
		}
	}
}

// A part is one of a struct, by its path.
type part struct {
	of   *types.TypeName
	path string
}

// A holding says where the objects in a field come from.
type holding struct{ made, other bool }

// apart reports whether an object is in a field that holds nothing but objects
// which were made for it, none from a pool.
func (a *program) apart(o *object) bool {
	if o.origin != fromMemory || o.holder == nil || o.holder.Exported() {
		return false
	}
	h := a.holds[o.holder]
	return h.made && !h.other
}

func nameOf(t types.Type) *types.TypeName {
	if t == nil {
		return nil
	}
	if n, ok := types.Unalias(t).(*types.Named); ok {
		return n.Origin().Obj()
	}
	return nil
}
