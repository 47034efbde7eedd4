package callerskip

import (
	"go/token"

	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/flow"
)

// number reads a skip: a number that adds up from constants, a parameter, and
// package variables that have one value.
func (r *resolver) number(v ssa.Value) options { return r.sum(v, 0) }

func (r *resolver) sum(v ssa.Value, depth int) options {
	if n, ok := intConst(v); ok {
		return options{skip: n}
	}
	if depth > 6 {
		return options{unknown: true}
	}
	switch v := v.(type) {
	case *ssa.Parameter:
		return options{param: v}
	case *ssa.BinOp:
		switch v.Op {
		case token.ADD:
			return r.sum(v.X, depth+1).then(r.sum(v.Y, depth+1))
		case token.SUB:
			if n, ok := intConst(v.Y); ok {
				return r.sum(v.X, depth+1).then(options{skip: -n})
			}
		}
		return options{unknown: true}
	}
	values := flow.Sources(v)
	if len(values) == 1 && values[0] == v {
		load, ok := v.(*ssa.UnOp)
		if !ok || load.Op != token.MUL {
			return options{unknown: true}
		}
		obj := stored(load.X)
		if obj == nil || obj.IsField() || obj.Exported() || obj.Pkg() != r.pass.Pkg {
			return options{unknown: true}
		}
		values = values[:0]
		for _, s := range r.storesOf(obj) {
			values = append(values, s.Val)
		}
	}
	out := options{unknown: len(values) == 0}
	for i, src := range values {
		o := r.sum(src, depth+1)
		if i > 0 && !o.same(out) {
			return options{unknown: true}
		}
		out = o
	}
	return out
}

// argument replaces the parameter that is added to the skip of a logger by what
// args, the arguments of a call of the parameter's function, give for it.
func (r *resolver) argument(l logger, args []ssa.Value, call ssa.CallInstruction) logger {
	if l.depth == nil {
		return l
	}
	n := paramIndex(l.depth)
	l.depth = nil
	if n < 0 || n >= len(args) {
		l.unknown = true
		return l
	}
	o := r.number(args[n])
	o.added = call
	return o.apply([]logger{l})[0]
}

// depths replaces the parameters that are added to skips by what the callers
// in this package give; what others give is unknown.
func (r *resolver) depths(list []logger, round int) []logger {
	var out []logger
	for _, l := range list {
		if l.depth == nil {
			out = appendLogger(out, l)
			continue
		}
		sites, all := r.callSites(l.depth.Parent())
		if !all || round > 4 {
			m := l
			m.depth, m.unknown = nil, true
			out = appendLogger(out, m)
		}
		if round > 4 {
			continue
		}
		var given []logger
		for _, call := range sites {
			given = appendLogger(given, r.argument(l, argsOf(call.Common()), call))
		}
		for _, m := range r.depths(given, round+1) {
			out = appendLogger(out, m)
		}
	}
	return out
}
