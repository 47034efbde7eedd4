package loggers

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/flow"
)

// Number reads a skip: a number that adds up from constants, a parameter, and
// package variables and fields that have one value.
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
		obj := flow.Loaded(v)
		if obj == nil || obj.Exported() || obj.Pkg() != p.Pass.Pkg || obj.IsField() && p.leftZero(obj) {
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

// leftZero reports whether this package makes a struct without a word about the
// field.
func (p *Package) leftZero(field *types.Var) bool {
	for _, fn := range p.Funcs() {
		for instr := range flow.Instrs(fn) {
			alloc, ok := instr.(*ssa.Alloc)
			if !ok {
				continue
			}
			if st, ok := flow.Deref(alloc.Type()).Underlying().(*types.Struct); ok && hasField(st, field) && !sets(alloc, field) {
				return true
			}
		}
	}
	for _, m := range p.Flow.SSA().Members {
		if g, ok := m.(*ssa.Global); ok {
			if st, ok := flow.Deref(g.Type()).Underlying().(*types.Struct); ok && hasField(st, field) {
				return true // what is stored into it may be set later
			}
		}
	}
	return false
}

func hasField(st *types.Struct, field *types.Var) bool {
	for f := range st.Fields() {
		if f == field {
			return true
		}
	}
	return false
}

// sets reports whether the struct at alloc is a copy, or its field is stored.
func sets(alloc *ssa.Alloc, field *types.Var) bool {
	for _, ref := range *alloc.Referrers() {
		switch ref := ref.(type) {
		case *ssa.Store:
			if ref.Addr == alloc {
				return true
			}
		case *ssa.FieldAddr:
			if flow.Field(ref) == field && slices.ContainsFunc(*ref.Referrers(), func(r ssa.Instruction) bool { s, ok := r.(*ssa.Store); return ok && s.Addr == ref }) {
				return true
			}
		}
	}
	return false
}
