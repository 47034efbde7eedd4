package loggers

import (
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/flow"
	"github.com/obslint/obslint/analyzers/internal/lib"
)

// Held returns the loggers of a library that the interface of a call may hold,
// as far as this package puts them there, and the method that is called; nil
// if there are none, or if those that there are have different methods.
func (p *Package) Held(site ssa.CallInstruction) (*types.Func, []Logger) {
	call := site.Common()
	if !call.IsInvoke() {
		return p.heldFunc(call.Value)
	}
	if !lib.IsLogMethod(call.Method.Name()) {
		return nil, nil
	}
	var method *types.Func
	var list []Logger
	var from types.Object // the variable that the interface stands in
	if v := flow.Loaded(flow.Source(call.Value)); v != nil && v.Pkg() == p.Pass.Pkg {
		from = v
	}
	for _, v := range p.holds(call.Value, make(map[ssa.Value]bool)) {
		obj, _, _ := types.LookupFieldOrMethod(v.Type(), true, p.Pass.Pkg, call.Method.Name())
		m, ok := obj.(*types.Func)
		if !ok || method != nil && method != m.Origin() {
			return nil, nil
		}
		method = m.Origin()
		if _, ok := lib.LogCalls.Lookup(method); !ok {
			return nil, nil
		}
		for _, l := range p.Resolve(v) {
			if l.Key == nil {
				l.Key = from
			}
			list = Append(list, l)
		}
	}
	if method == nil {
		return p.promoted(site)
	}
	return method, list
}

// promoted is held for a call that forwards to the next of a chain, whose method
// is that of a logger which it embeds.
func (p *Package) promoted(site ssa.CallInstruction) (*types.Func, []Logger) {
	next := p.Next(site)
	if next == nil {
		return nil, nil
	}
	obj, index, _ := types.LookupFieldOrMethod(next, true, p.Pass.Pkg, site.Common().Method.Name())
	method, _ := obj.(*types.Func)
	if _, ok := lib.LogCalls.Lookup(method); !ok || len(index) != 2 {
		return nil, nil
	}
	return method, p.Variable(flow.FieldOf(next, index[0]))
}

// heldFunc is held for a func value: what the variable, the field or the map
// that it is taken from holds are methods of loggers.
func (p *Package) heldFunc(v ssa.Value) (method *types.Func, list []Logger) {
	seen := make(map[ssa.Value]bool)
	var look func(v ssa.Value) bool
	look = func(v ssa.Value) bool {
		for _, src := range flow.Sources(v) {
			if seen[src] {
				continue
			}
			seen[src] = true
			if c, ok := src.(*ssa.Const); ok && c.IsNil() {
				continue
			}
			if values, ok := p.puts(src); ok {
				for _, v := range values {
					if !look(v) {
						return false
					}
				}
				continue
			}
			call := &ssa.CallCommon{Value: src}
			m := flow.CalleeObject(call)
			row, ok := lib.LogCalls.Lookup(m)
			if !ok || row.Depth >= 0 || method != nil && !sameMessage(method, m) {
				return false
			}
			method = m
			recv, _ := flow.Args(call)
			if recv == nil {
				list = Append(list, Logger{})
				continue
			}
			for _, l := range p.Callers(p.Resolve(recv)) {
				list = Append(list, l)
			}
		}
		return true
	}
	if !look(v) {
		return nil, nil
	}
	return method, list
}

// sameMessage reports whether two functions of one library have their messages
// in the same place.
func sameMessage(f, g *types.Func) bool {
	x, _ := lib.LogCalls.Lookup(f)
	y, _ := lib.LogCalls.Lookup(g)
	return x.Message == y.Message && lib.LoggingOf(x.Path) == lib.LoggingOf(y.Path)
}

// puts returns the values that this package puts where v, a func value, is
// loaded from: a field, a package variable, a map in one of these, or a
// parameter of a function whose callers can all be seen.
func (p *Package) puts(v ssa.Value) (values []ssa.Value, ok bool) {
	if e, isExtract := v.(*ssa.Extract); isExtract {
		v = e.Tuple.(ssa.Value)
	}
	switch v := v.(type) {
	case *ssa.UnOp, *ssa.Field:
		obj := flow.Loaded(v)
		if obj == nil || obj.Pkg() != p.Pass.Pkg || obj.Exported() {
			return nil, false
		}
		for _, s := range p.Stores(obj) {
			values = append(values, s.Val)
		}
	case *ssa.Lookup:
		for _, m := range flow.Sources(v.X) {
			made, known := []ssa.Value{m}, true
			if _, ok := m.(*ssa.MakeMap); !ok {
				made, known = p.puts(m)
			}
			if !known {
				return nil, false
			}
			for _, m := range made {
				for _, m := range flow.Sources(m) {
					for _, ref := range *m.Referrers() {
						if up, ok := ref.(*ssa.MapUpdate); ok {
							values = append(values, up.Value)
						}
					}
				}
			}
		}
	case *ssa.Parameter:
		sites, all := p.Calls(v.Parent())
		if !all {
			return nil, false
		}
		for _, site := range sites {
			if args := flow.Actuals(site.Common()); flow.Position(v) < len(args) {
				values = append(values, args[flow.Position(v)])
			}
		}
	}
	return values, len(values) > 0
}

// holds returns the loggers, as values of their own types, that an interface
// value may hold.
func (p *Package) holds(v ssa.Value, seen map[ssa.Value]bool) []ssa.Value {
	var out []ssa.Value
	for _, src := range flow.Sources(v) {
		if seen[src] || len(seen) > 1000 {
			continue
		}
		seen[src] = true
		if lib.IsLogger(src.Type()) {
			out = append(out, src)
			continue
		}
		if !types.IsInterface(src.Type()) {
			continue
		}
		var obj *types.Var
		switch src := src.(type) {
		case *ssa.UnOp:
			obj = flow.VarAt(src.X)
		case *ssa.Field:
			obj = flow.FieldOf(src.X.Type(), src.Field)
		case *ssa.Call:
			out = append(out, p.holdsResult(src, 0, seen)...)
		case *ssa.Extract:
			if call, ok := src.Tuple.(*ssa.Call); ok {
				out = append(out, p.holdsResult(call, src.Index, seen)...)
			}
		case *ssa.Parameter:
			sites, _ := p.Calls(src.Parent())
			for _, site := range sites {
				if args := flow.Actuals(site.Common()); flow.Position(src) < len(args) {
					out = append(out, p.holds(args[flow.Position(src)], seen)...)
				}
			}
		}
		if obj == nil || obj.Pkg() != p.Pass.Pkg {
			continue
		}
		for _, s := range p.Stores(obj) {
			out = append(out, p.holds(s.Val, seen)...)
		}
	}
	return out
}

// holdsResult is holds for result i of a call of a function of this package.
func (p *Package) holdsResult(call *ssa.Call, i int, seen map[ssa.Value]bool) []ssa.Value {
	fn, _ := flow.Callee(&call.Call)
	if fn == nil {
		return nil
	}
	var out []ssa.Value
	for instr := range flow.Instrs(flow.Origin(fn)) {
		if ret, ok := instr.(*ssa.Return); ok && i < len(ret.Results) {
			out = append(out, p.holds(ret.Results[i], seen)...)
		}
	}
	return out
}
