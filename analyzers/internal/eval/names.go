package eval

import (
	"go/types"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/flow"
)

// Stays reports whether a name, as f sees it, is made of constants and of
// parameters, or fields of parameters that nothing sets: it is the same one
// throughout a call of f, whatever it is.
func (e *Eval) Stays(v *Val, f *ssa.Function) bool {
	switch v.K {
	case Zero, Text:
		return true
	case Param:
		return v.fn != nil && flow.Encloses(v.fn, f)
	case Field:
		return e.fieldOf(v, f) != nil
	case Concat, Join:
		for _, p := range v.V {
			if !e.Stays(p, f) {
				return false
			}
		}
		return true
	}
	return false
}

// fieldOf returns the field that a Field is, if it is one of a parameter of f
// and only constructors set it.
func (e *Eval) fieldOf(v *Val, f *ssa.Function) *types.Var {
	var typ types.Type
	switch base := v.V[0]; {
	case base.K == Param && e.Stays(base, f):
		typ = base.fn.Params[base.N].Type()
	case base.K == Field:
		outer := e.fieldOf(base, f)
		if outer == nil {
			return nil
		}
		typ = outer.Type()
	default:
		return nil
	}
	obj, _, _ := types.LookupFieldOrMethod(typ, true, e.pkg, v.S)
	field, ok := obj.(*types.Var)
	if !ok {
		return nil
	}
	for _, s := range e.FieldStores(field.Origin()) {
		if !Constructs(s) {
			return nil
		}
	}
	return field.Origin()
}

// Spelled returns the name that v is, with parameters by their names in
// braces.
func (v *Val) Spelled() string {
	switch v.K {
	case Text:
		return v.S
	case Param, Field:
		return "{" + v.path() + "}"
	case Concat, Join:
		var parts []string
		for _, p := range v.V {
			if s := p.Spelled(); s != "" {
				parts = append(parts, s)
			}
		}
		if v.K == Join {
			return strings.Join(parts, "_")
		}
		return strings.Join(parts, "")
	}
	return ""
}

// path returns the parameter or field that v is as it is written.
func (v *Val) path() string {
	if v.K == Field {
		return v.V[0].path() + "." + v.S
	}
	if v.K == Param && v.fn != nil && v.N < len(v.fn.Params) {
		return v.fn.Params[v.N].Name()
	}
	return "?"
}
