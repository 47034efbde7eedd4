package callerskip

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/flow"
	"github.com/obslint/obslint/analyzers/internal/lib"
)

// A logger is what is known of one logger that a value may be.
type logger struct {
	skip    int            // frames that it skips beside the library's own
	unknown bool           // the skip depends on what the package does not show
	mute    bool           // it records no caller
	outside bool           // where it is made can not be seen
	opaque  bool           // nor where it comes from
	param   *ssa.Parameter // it is this parameter, and skip is added to it
	depth   *ssa.Parameter // the value of this parameter is added to the skip
	key     types.Object   // the variable, field, parameter or function it was last taken from
	site    *ssa.Store     // the store into key
	added   ssa.CallInstruction
	root    ssa.CallInstruction // the call that made the logger
	library *lib.Logging        // whose function made it, or made it of another library's
	decided bool                // whether it records a caller does not depend on what the program asks for
	grows   bool                // each round through the code that stores it adds to its skip
}

// A resolver knows the loggers of a package.
type resolver struct {
	*unit
	values  map[*types.Var][]logger
	results map[resultOf][]logger
	pending map[any]bool // fields, variables and functions that are being resolved
}

// A resultOf is a result of a call.
type resultOf struct {
	call  *ssa.Call
	index int
}

// maxLoggers bounds what a value may be: beyond it, it is unknown.
const maxLoggers = 16

// resolve returns what v may be.
func (r *resolver) resolve(v ssa.Value) []logger {
	var out []logger
	for _, src := range flow.Sources(v) {
		for _, l := range r.source(src) {
			out = appendLogger(out, l)
		}
	}
	return out
}

func appendLogger(list []logger, l logger) []logger {
	for _, m := range list {
		if m == l {
			return list
		}
	}
	if len(list) == maxLoggers {
		return append(list, logger{unknown: true})
	}
	if len(list) > maxLoggers {
		return list
	}
	return append(list, l)
}

func (r *resolver) source(v ssa.Value) []logger {
	switch v := v.(type) {
	case *ssa.Const:
		return nil // a nil logger writes nothing
	case *ssa.Parameter:
		return []logger{{param: v, key: v.Object()}}
	case *ssa.Call:
		return r.result(v, 0)
	case *ssa.Extract:
		if call, ok := v.Tuple.(*ssa.Call); ok {
			return r.result(call, v.Index)
		}
	case *ssa.UnOp:
		if v.Op == token.MUL {
			switch addr := v.X.(type) {
			case *ssa.Alloc:
				return r.local(addr)
			case *ssa.FieldAddr:
				return r.variable(flow.FieldOf(addr.X.Type(), addr.Field))
			case *ssa.Global:
				if g, ok := addr.Object().(*types.Var); ok {
					return r.variable(g)
				}
			case *ssa.Parameter, *ssa.Call: // a pointer to a logger: the logger that it points to
				return r.resolve(addr)
			}
		}
	case *ssa.Alloc: // a method of the variable's value
		return r.local(v)
	case *ssa.Field:
		return r.variable(flow.FieldOf(v.X.Type(), v.Field))
	case *ssa.FieldAddr:
		return r.variable(flow.FieldOf(v.X.Type(), v.Field)) // a method of the field's value
	case *ssa.Global:
		if g, ok := v.Object().(*types.Var); ok {
			return r.variable(g)
		}
	}
	return []logger{{outside: true, opaque: true}}
}

// local returns what a local variable that holds a logger may hold. Methods
// that take its address do not change which logger it is.
func (r *resolver) local(alloc *ssa.Alloc) []logger {
	if r.pending[alloc] {
		return nil
	}
	r.pending[alloc] = true
	defer delete(r.pending, alloc)
	var out []logger
	for _, addr := range flow.Addresses(alloc) {
		for _, ref := range *addr.Referrers() {
			if s, ok := ref.(*ssa.Store); ok && s.Addr == addr {
				for _, l := range r.resolve(s.Val) {
					out = appendLogger(out, l)
				}
			}
		}
	}
	if len(out) == 0 {
		return []logger{{outside: true, opaque: true}}
	}
	return out
}

// variable returns what a field or a package variable may hold: what this
// package stores into it, or what a fact says of another package's.
func (r *resolver) variable(obj *types.Var) []logger {
	if obj == nil {
		return []logger{{outside: true}}
	}
	if obj.Pkg() != r.pass.Pkg {
		l := logger{key: obj, outside: true}
		var fact loggerFact
		if r.pass.ImportObjectFact(obj, &fact) {
			fact.describe(&l)
		}
		return []logger{l}
	}
	if vals, ok := r.values[obj]; ok {
		return vals
	}
	if r.pending[obj] {
		return []logger{{key: obj, grows: true}} // taken from itself; stored(…) settles it
	}
	r.pending[obj] = true
	var out []logger
	open := false
	for _, store := range r.stores[obj] {
		for _, l := range r.callers(r.resolve(store.Val), nil) {
			if r.unsettled(l) && l.key != obj {
				open, out = true, appendLogger(out, l)
				continue
			}
			if l.key == obj && l.grows {
				if l.skip == 0 && !l.unknown {
					continue // the same logger, stored again
				}
				l.grows, l.unknown = l.skip > 0 && !l.unknown, true
			} else {
				l.grows = false
			}
			l.key, l.site = obj, store
			out = appendLogger(out, l)
		}
	}
	delete(r.pending, obj)
	if len(r.stores[obj]) == 0 {
		out = []logger{{key: obj, outside: true}}
	}
	if !open {
		r.values[obj] = out
	}
	return out
}

// unsettled reports whether l is taken from a variable that is being resolved:
// what it is can not be said yet.
func (r *resolver) unsettled(l logger) bool { return l.grows && r.pending[l.key] }

// cell returns what an atomic variable or a map may hold: what this package
// stores into it.
func (r *resolver) cell(obj *types.Var) []logger {
	if vals, ok := r.values[obj]; ok {
		return vals
	}
	if r.pending[obj] || len(r.cells[obj]) == 0 {
		return []logger{{key: obj, outside: true, opaque: true}}
	}
	r.pending[obj] = true
	var out []logger
	for _, v := range r.cells[obj] {
		for _, l := range r.callers(r.resolve(v), nil) {
			l.key = obj
			out = appendLogger(out, l)
		}
	}
	delete(r.pending, obj)
	r.values[obj] = out
	return out
}

// callers replaces the loggers that are a parameter by what the callers in
// this package pass. A parameter that others may fill is a logger from
// outside, which carries no skip unless a caller that can be seen gives it one.
func (r *resolver) callers(list []logger, seen []*ssa.Parameter) []logger {
	if len(seen) == 0 {
		list = r.depths(list, 0)
	}
	var out []logger
	for _, l := range list {
		p := l.param
		if p == nil {
			out = appendLogger(out, l)
			continue
		}
		open := true
		var passed []logger
		for _, s := range seen {
			if s == p {
				open, p = false, nil // recursion passes the same logger on
				break
			}
		}
		if p == nil {
			continue
		}
		fn := p.Parent()
		sites, all := r.callSites(fn)
		open = !all
		index := paramIndex(p)
		for _, call := range sites {
			args := argsOf(call.Common())
			if index >= len(args) {
				open = true
				continue
			}
			passed = append(passed, r.callers(r.depths(r.resolve(args[index]), 0), append(seen, p))...)
		}
		skipped := false
		for _, q := range passed {
			if q.skip != 0 || q.unknown {
				skipped = true
			}
			q = options{skip: l.skip, unknown: l.unknown, param: l.depth}.apply([]logger{q})[0]
			q.mute = q.mute || l.mute
			if !q.grows {
				q.key = l.key
			}
			if l.added != nil {
				q.added = l.added
			}
			out = appendLogger(out, q)
		}
		if open && !skipped {
			l.param, l.outside = nil, true
			out = appendLogger(out, l)
		}
	}
	return out
}

func paramIndex(p *ssa.Parameter) int {
	for i, q := range p.Parent().Params {
		if p == q {
			return i
		}
	}
	return -1
}

// result returns what result i of a call may be. A call in a loop that is made
// of its own result adds nothing to what it may be.
func (r *resolver) result(call *ssa.Call, i int) []logger {
	key := resultOf{call, i}
	if out, ok := r.results[key]; ok {
		return out
	}
	r.results[key] = nil
	out := r.returns(call, i)
	if r.results[key] = out; slices.ContainsFunc(out, r.unsettled) {
		delete(r.results, key)
	}
	return out
}

func (r *resolver) returns(call *ssa.Call, i int) []logger {
	common := call.Common()
	obj := flow.CalleeObject(common)
	if row, ok := lib.LogFroms.Lookup(obj); ok {
		return r.from(call, row)
	}
	if _, ok := lib.CellLoads.Lookup(obj); ok {
		recv, _ := flow.Args(common)
		if cell := stored(recv); cell != nil && i == 0 {
			return r.cell(cell)
		}
	}
	if obj != nil && obj.Pkg() != nil && obj.Pkg() != r.pass.Pkg {
		if lib.LoggingOf(obj.Pkg().Path()) != nil {
			if recv, _ := flow.Args(common); recv != nil && lib.IsLogger(recv.Type()) {
				return r.resolve(recv)
			}
		}
		if lib.IsStd(obj.Pkg().Path()) || lib.LoggingOf(obj.Pkg().Path()) != nil {
			return []logger{{outside: true, opaque: true}}
		}
		l := logger{outside: true, key: obj}
		var fact loggerFact
		if r.pass.ImportObjectFact(obj, &fact) {
			_, args := flow.Args(common)
			opts := options{skip: fact.Skip}
			if n := fact.Depth - 1; n >= 0 {
				if n >= len(args) {
					return []logger{{outside: true, key: obj, unknown: true}}
				}
				opts = opts.then(r.number(args[n]))
			}
			if opts.skip != 0 || opts.param != nil {
				opts.added = call
			}
			if n := fact.Param - 1; n >= 0 && n < len(args) {
				return opts.apply(r.resolve(args[n]))
			}
			fact.describe(&l)
			l.skip = 0
			return opts.apply([]logger{l})
		}
		return []logger{l}
	}
	fn, _ := flow.Callee(common)
	if fn == nil {
		return []logger{{outside: true, opaque: true}}
	}
	fn = origin(fn)
	if len(fn.Blocks) == 0 || r.pending[fn] {
		return []logger{{outside: true, opaque: true, key: fn.Object()}}
	}
	var out []logger
	for _, l := range r.returned(fn, i) {
		if l.depth != nil && l.depth.Parent() == fn {
			l = r.argument(l, common.Args, call)
		}
		if l.param != nil && l.param.Parent() == fn {
			if n := paramIndex(l.param); n < len(common.Args) && !common.IsInvoke() {
				for _, a := range r.resolve(common.Args[n]) {
					a = options{skip: l.skip, param: l.depth}.apply([]logger{a})[0]
					a.unknown = a.unknown || l.unknown
					a.mute = a.mute || l.mute
					if l.added != nil {
						a.added = l.added
					}
					out = appendLogger(out, a)
				}
				continue
			}
			l.param, l.outside = nil, true
		}
		if l.outside && l.key == nil {
			l.key = fn.Object()
		}
		out = appendLogger(out, l)
	}
	return out
}

// returned returns what result i of fn may be, parameters unresolved.
func (r *resolver) returned(fn *ssa.Function, i int) []logger {
	r.pending[fn] = true
	defer delete(r.pending, fn)
	var out []logger
	for instr := range flow.Instrs(fn) {
		if ret, ok := instr.(*ssa.Return); ok && i < len(ret.Results) {
			for _, l := range r.resolve(ret.Results[i]) {
				out = appendLogger(out, l)
			}
		}
	}
	return out
}
