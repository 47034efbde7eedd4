package flushes

import (
	"go/token"
	"go/types"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/ctxlife"
	"github.com/obslint/obslint/analyzers/internal/flow"
)

// fieldOf returns the contexts that a field of v, a struct or a pointer to
// one, holds: path is the field, or a field of a field. What is not seen is
// identified by the variable that it is a field of.
func (c *Catalog) fieldOf(v ssa.Value, path string, at ssa.Instruction) []*ctxlife.Ctx {
	if v == nil {
		return nil
	}
	if load, ok := v.(*ssa.UnOp); ok && load.Op == token.MUL {
		if _, ok := load.X.(*ssa.Alloc); ok {
			v = load.X // the struct itself
		}
	}
	src := flow.Source(v)
	if src == nil {
		return nil
	}
	name, rest, _ := strings.Cut(path[1:], ".")
	field, index := structFieldNamed(src.Type(), name)
	if field == nil {
		return nil
	}
	if rest != "" {
		rest = "." + rest
	}
	switch s := src.(type) {
	case *ssa.Alloc:
		var out []*ctxlife.Ctx
		for _, st := range flow.PartStores(s, index) {
			if rest != "" {
				out = append(out, c.fieldOf(st.Val, rest, st)...)
			} else {
				out = append(out, c.life.Contexts(st.Val, st)...)
			}
		}
		if len(out) > 0 {
			return out
		}
		if stores, _ := flow.Stores(s); len(stores) == 1 {
			return c.fieldOf(stores[0].Val, path, stores[0])
		}
		return c.keptBy(s, path)
	case *ssa.Call, *ssa.Extract:
		if nodes := append(c.kept(s, path), c.keptBy(s, path)...); nodes != nil {
			return nodes
		}
		return []*ctxlife.Ctx{{Kind: ctxlife.Field, Key: flow.Key{V: s, Path: path}, Fn: s.(ssa.Instruction).Parent(), Field: field}}
	case *ssa.Parameter:
		return []*ctxlife.Ctx{{Kind: ctxlife.Field, Key: flow.Key{V: s, Path: path}, Fn: s.Parent(), Field: field}}
	case *ssa.UnOp:
		if fa, ok := s.X.(*ssa.FieldAddr); ok && s.Op == token.MUL {
			if k, ok := flow.FieldKey(fa); ok {
				k.Path += path
				return []*ctxlife.Ctx{{Kind: ctxlife.Field, Key: k, Fn: fa.Parent(), Field: field}}
			}
		}
	}
	return []*ctxlife.Ctx{{Kind: ctxlife.Unknown, Field: field}}
}

// structFieldNamed returns a field of a struct, or of what t points to, and
// its index.
func structFieldNamed(t types.Type, name string) (*types.Var, int) {
	if p, ok := t.Underlying().(*types.Pointer); ok {
		t = p.Elem()
	}
	s, ok := t.Underlying().(*types.Struct)
	if !ok {
		return nil, -1
	}
	for i := range s.NumFields() {
		if s.Field(i).Name() == name {
			return s.Field(i).Origin(), i
		}
	}
	return nil, -1
}

// kept returns the contexts in a field of what a constructor returned that has
// kept one.
func (c *Catalog) kept(v ssa.Value, path string) []*ctxlife.Ctx {
	call := flow.CallOf(v)
	if call == nil {
		return nil
	}
	obj := flow.CalleeObject(&call.Call)
	var k Keeps
	if obj == nil || !c.Known(obj, &k) || k.Recv || k.Field != path {
		return nil
	}
	_, args := flow.Args(&call.Call)
	if k.Param >= len(args) {
		return nil
	}
	return c.life.Contexts(args[k.Param], call)
}
