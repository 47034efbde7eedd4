package loggers

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/flow"
	"github.com/obslint/obslint/analyzers/internal/lib"
)

// Resolve returns the loggers that v may be, those that are a parameter of v's
// function as such.
func (p *Package) Resolve(v ssa.Value) []Logger {
	var out []Logger
	for _, src := range flow.Sources(v) {
		for _, l := range p.source(src) {
			out = Append(out, l)
		}
	}
	return out
}

func (p *Package) source(v ssa.Value) []Logger {
	switch v := v.(type) {
	case *ssa.Const:
		return nil // a nil logger writes nothing
	case *ssa.Parameter:
		return []Logger{{Param: v, Key: v.Object()}}
	case *ssa.Call:
		return p.result(v, 0)
	case *ssa.Extract:
		if call, ok := v.Tuple.(*ssa.Call); ok {
			return p.result(call, v.Index)
		}
	case *ssa.UnOp:
		if v.Op == token.MUL {
			return p.at(v.X)
		}
	case *ssa.Field:
		return p.Variable(flow.FieldOf(v.X.Type(), v.Field))
	case *ssa.Alloc, *ssa.FieldAddr, *ssa.Global:
		return p.at(v) // a method of the variable's value
	}
	return []Logger{{Outside: true, Opaque: true}}
}

// at returns the loggers that a variable may hold, by its address.
func (p *Package) at(addr ssa.Value) []Logger {
	switch addr := addr.(type) {
	case *ssa.Alloc:
		return p.local(addr)
	case *ssa.FieldAddr, *ssa.Global:
		return p.Variable(flow.VarAt(addr))
	case *ssa.Parameter, *ssa.Call: // a pointer to a logger: the logger that it points to
		return p.Resolve(addr)
	}
	return []Logger{{Outside: true, Opaque: true}}
}

// local returns what a local variable that holds a logger may hold. Methods
// that take its address do not change which logger it is.
func (p *Package) local(alloc *ssa.Alloc) []Logger {
	if p.pending[alloc] {
		return nil
	}
	p.pending[alloc] = true
	defer delete(p.pending, alloc)
	var out []Logger
	for _, addr := range flow.Addresses(alloc) {
		for _, ref := range *addr.Referrers() {
			if s, ok := ref.(*ssa.Store); ok && s.Addr == addr {
				for _, l := range p.Resolve(s.Val) {
					out = Append(out, l)
				}
			}
		}
	}
	if len(out) == 0 {
		return []Logger{{Outside: true, Opaque: true}}
	}
	return out
}

// Variable returns what a field or a package variable may hold: what this
// package stores into it, or what a summary says of another package's.
func (p *Package) Variable(obj *types.Var) []Logger {
	if obj == nil {
		return []Logger{{Outside: true}}
	}
	if obj.Pkg() != p.Pass.Pkg {
		l := Logger{Key: obj, Outside: true}
		if s, ok := p.outside.Logger(obj); ok {
			l.Skip, l.Unknown, l.Mute = s.Skip, s.Unknown, s.Mute
		}
		return []Logger{l}
	}
	if vals, ok := p.values[obj]; ok {
		return vals
	}
	if p.pending[obj] {
		return []Logger{{Key: obj, Grows: true}} // taken from itself: the store below settles it
	}
	p.pending[obj] = true
	var out []Logger
	open := false
	for _, store := range p.Stores(obj) {
		for _, l := range p.Callers(p.Resolve(store.Val)) {
			if p.unsettled(l) && l.Key != obj {
				open, out = true, Append(out, l)
				continue
			}
			if l.Key == obj && l.Grows {
				if l.Skip == 0 && !l.Unknown {
					continue // the same logger, stored again
				}
				l.Grows, l.Unknown = l.Skip > 0 && !l.Unknown, true
			} else {
				l.Grows = false
			}
			l.Key, l.Site = obj, store
			out = Append(out, l)
		}
	}
	for _, twin := range p.Twins(obj) {
		for _, l := range p.Variable(twin) {
			if p.unsettled(l) {
				open = true
				continue
			}
			l.Key, l.Site = obj, nil
			out = Append(out, l)
		}
	}
	delete(p.pending, obj)
	if len(out) == 0 && !open && !p.nilOnly(obj) {
		out = []Logger{{Key: obj, Outside: true}}
	}
	if !open {
		p.values[obj] = out
	}
	return out
}

// nilOnly reports whether this package stores into a variable, and nothing but
// nil.
func (p *Package) nilOnly(obj *types.Var) bool {
	for _, s := range p.Stores(obj) {
		if !flow.IsNil(s.Val) {
			return false
		}
	}
	return len(p.Stores(obj)) > 0
}

// unsettled reports whether l is taken from a variable that is being resolved:
// what it is can not be said yet.
func (p *Package) unsettled(l Logger) bool { return l.Grows && p.pending[l.Key] }

// cell returns what an atomic variable or a map may hold: what this package
// puts into it.
func (p *Package) cell(obj *types.Var) []Logger {
	if vals, ok := p.values[obj]; ok {
		return vals
	}
	if p.pending[obj] {
		return nil // put back
	}
	values := slices.DeleteFunc(slices.Clone(p.Cell(obj)), func(v ssa.Value) bool { return !isLogger(v) })
	if len(values) == 0 {
		return []Logger{{Key: obj, Outside: true, Opaque: true}}
	}
	p.pending[obj] = true
	var out []Logger
	for _, v := range values {
		for _, l := range p.Callers(p.Resolve(v)) {
			l.Key = obj
			out = Append(out, l)
		}
	}
	delete(p.pending, obj)
	p.values[obj] = out
	return out
}

// isLogger reports whether v is a logger, or one in an interface.
func isLogger(v ssa.Value) bool {
	return slices.ContainsFunc(flow.Sources(v), func(src ssa.Value) bool { return lib.IsLogger(src.Type()) })
}

// result returns what result i of a call may be. A call in a loop that is made
// of its own result adds nothing to what it may be.
func (p *Package) result(call *ssa.Call, i int) []Logger {
	key := resultOf{call, i}
	if out, ok := p.results[key]; ok {
		return out
	}
	p.results[key] = nil
	out := p.returns(call, i)
	if p.results[key] = out; slices.ContainsFunc(out, p.unsettled) {
		delete(p.results, key)
	}
	return out
}

func (p *Package) returns(call *ssa.Call, i int) []Logger {
	common := call.Common()
	obj := flow.CalleeObject(common)
	if row, ok := lib.LogFroms.Lookup(obj); ok {
		return p.from(call, row)
	}
	if _, ok := lib.CellLoads.Lookup(obj); ok {
		recv, _ := flow.Args(common)
		if cell := flow.VarAt(recv); cell != nil && i == 0 {
			return p.cell(cell)
		}
	}
	if obj != nil && obj.Pkg() != nil && obj.Pkg() != p.Pass.Pkg {
		return p.elsewhere(call, obj)
	}
	fn, _ := flow.Callee(common)
	if fn == nil {
		return []Logger{{Outside: true, Opaque: true}}
	}
	if len(fn.Blocks) == 0 || p.pending[fn] {
		return []Logger{{Outside: true, Opaque: true, Key: fn.Object()}}
	}
	var out []Logger
	for _, l := range p.Returned(fn, i) {
		for _, l := range p.Bind(l, fn, common.Args, call) {
			if l.Param != nil && l.Param.Parent() == fn {
				l.Param, l.Outside = nil, true
			}
			if l.Outside && l.Key == nil {
				l.Key = fn.Object()
			}
			out = Append(out, l)
		}
	}
	return out
}

// elsewhere returns what a call of another package's function returns.
func (p *Package) elsewhere(call *ssa.Call, obj *types.Func) []Logger {
	recv, args := flow.Args(call.Common())
	library := lib.LoggingOf(obj.Pkg().Path())
	if library != nil && recv != nil && lib.IsLogger(recv.Type()) {
		return p.Resolve(recv)
	}
	if library != nil || lib.IsStd(obj.Pkg().Path()) {
		return []Logger{{Outside: true, Opaque: true}}
	}
	l := Logger{Outside: true, Key: obj}
	s, ok := p.outside.Logger(obj)
	if !ok {
		return []Logger{l}
	}
	opts := Options{Skip: s.Skip}
	if n := s.Depth - 1; n >= len(args) {
		l.Unknown = true
		return []Logger{l}
	} else if n >= 0 {
		opts = opts.Then(p.Number(args[n]))
	}
	if opts.Skip != 0 || opts.Param != nil {
		opts.Added = call
	}
	if n := s.Param - 1; n >= 0 && n < len(args) {
		return opts.Apply(p.Resolve(args[n]))
	}
	if s.Receiver && recv != nil {
		return opts.Apply(p.Resolve(recv))
	}
	l.Unknown, l.Mute = s.Unknown, s.Mute
	if s.Depth == 0 {
		l.Root = call
	}
	return opts.Apply([]Logger{l})
}

// Returned returns what result i of fn may be, parameters unresolved.
func (p *Package) Returned(fn *ssa.Function, i int) []Logger {
	p.pending[fn] = true
	defer delete(p.pending, fn)
	var out []Logger
	for instr := range flow.Instrs(fn) {
		if ret, ok := instr.(*ssa.Return); ok && i < len(ret.Results) {
			for _, l := range p.Resolve(ret.Results[i]) {
				out = Append(out, l)
			}
		}
	}
	return out
}
