package callerskip

import (
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/flow"
	"github.com/obslint/obslint/analyzers/internal/lib"
)

// held returns the loggers of a library that the interface of a call may hold,
// as far as this package puts them there, and the method that is called; nil
// if there are none, or if those that there are have different methods.
func (r *resolver) held(call *ssa.CallCommon) (*types.Func, []logger) {
	if !lib.IsLogMethod(call.Method.Name()) {
		return nil, nil
	}
	var method *types.Func
	var list []logger
	for _, v := range r.holds(call.Value, make(map[ssa.Value]bool)) {
		obj, _, _ := types.LookupFieldOrMethod(v.Type(), true, r.pass.Pkg, call.Method.Name())
		m, ok := obj.(*types.Func)
		if !ok || method != nil && method != m.Origin() {
			return nil, nil
		}
		method = m.Origin()
		if _, ok := lib.LogCalls.Lookup(method); !ok {
			return nil, nil
		}
		for _, l := range r.resolve(v) {
			list = appendLogger(list, l)
		}
	}
	return method, list
}

// holds returns the loggers, as values of their own types, that an interface
// value may hold.
func (r *resolver) holds(v ssa.Value, seen map[ssa.Value]bool) []ssa.Value {
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
			obj = stored(src.X)
		case *ssa.Field:
			obj = flow.FieldOf(src.X.Type(), src.Field)
		case *ssa.Parameter:
			sites, _ := r.callSites(src.Parent())
			for _, site := range sites {
				if args := argsOf(site.Common()); paramIndex(src) < len(args) {
					out = append(out, r.holds(args[paramIndex(src)], seen)...)
				}
			}
		}
		if obj == nil || obj.Pkg() != r.pass.Pkg {
			continue
		}
		for _, s := range r.storesOf(obj) {
			out = append(out, r.holds(s.Val, seen)...)
		}
	}
	return out
}
