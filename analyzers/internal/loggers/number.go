package loggers

import (
	"go/token"

	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/flow"
)

// Number reads a skip: a number that adds up from constants, a parameter, and
// package variables that have one value.
func (p *Package) Number(v ssa.Value) Options { return p.sum(v, 0) }

func (p *Package) sum(v ssa.Value, depth int) Options {
	if n, ok := flow.Int(v); ok {
		return Options{Skip: n}
	}
	if depth > 6 {
		return Options{Unknown: true}
	}
	switch v := v.(type) {
	case *ssa.Parameter:
		return Options{Param: v}
	case *ssa.BinOp:
		switch v.Op {
		case token.ADD:
			return p.sum(v.X, depth+1).Then(p.sum(v.Y, depth+1))
		case token.SUB:
			if n, ok := flow.Int(v.Y); ok {
				return p.sum(v.X, depth+1).Then(Options{Skip: -n})
			}
		}
		return Options{Unknown: true}
	}
	values := flow.Sources(v)
	if len(values) == 1 && values[0] == v {
		load, ok := v.(*ssa.UnOp)
		if !ok || load.Op != token.MUL {
			return Options{Unknown: true}
		}
		obj := flow.VarAt(load.X)
		if obj == nil || obj.IsField() || obj.Exported() || obj.Pkg() != p.Pass.Pkg {
			return Options{Unknown: true}
		}
		values = values[:0]
		for _, s := range p.Stores(obj) {
			values = append(values, s.Val)
		}
	}
	var out []Options
	for _, src := range values {
		out = append(out, p.sum(src, depth+1))
	}
	return either(out)
}
