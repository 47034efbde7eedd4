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
		if obj == nil || obj.Exported() || obj.Pkg() != p.Pass.Pkg || p.loose(obj) {
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

// loose reports whether a field or a package variable may hold what no store of
// this package puts there: its address goes elsewhere, or a struct is made
// without a word about the field.
func (p *Package) loose(v *types.Var) bool {
	for _, fn := range p.Funcs() {
		for instr := range flow.Instrs(fn) {
			if alloc, ok := instr.(*ssa.Alloc); ok && v.IsField() && hasField(alloc.Type(), v) && !sets(alloc, v) {
				return true
			}
			for _, op := range instr.Operands(nil) {
				if *op != nil && flow.VarAt(*op) == v && !reads(instr, *op) {
					return true
				}
			}
		}
	}
	for _, m := range p.Flow.SSA().Members {
		if g, ok := m.(*ssa.Global); ok && v.IsField() && hasField(g.Type(), v) {
			return true // what is stored into it may be set later
		}
	}
	return false
}

// reads reports whether an instruction loads from addr, or stores to it.
func reads(instr ssa.Instruction, addr ssa.Value) bool {
	switch instr := instr.(type) {
	case *ssa.Store:
		return instr.Addr == addr && instr.Val != addr
	case *ssa.UnOp, *ssa.DebugRef:
		return true
	}
	return false
}

// hasField reports whether ptr points to a struct with the field.
func hasField(ptr types.Type, field *types.Var) bool {
	st, ok := flow.Deref(ptr).Underlying().(*types.Struct)
	if !ok {
		return false
	}
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
