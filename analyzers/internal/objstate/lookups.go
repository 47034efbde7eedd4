package objstate

import (
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/flow"
	"github.com/obslint/obslint/analyzers/internal/lib"
	"github.com/obslint/obslint/analyzers/internal/paramuse"
)

// resets returns what a method of another package zeroes, or nil.
func (a *Program) resets(fn *types.Func) *paramuse.Reset {
	if fn == nil || fn.Pkg() == nil || fn.Pkg() == a.pkg {
		return nil
	}
	return a.facts.Resets(fn.Origin())
}

// applyFact zeroes what a method is known to zero.
func (f *frame) applyFact(p *place, fact *paramuse.Reset, st State) {
	c := st.of(p.Obj)
	if t := partType(p); fact.All || p.path != "" && t != nil && !f.a.divided(flow.Deref(t), p) {
		c.wipe(p.Obj, p.path, Zero)
		return
	}
	for _, name := range fact.Fields {
		c.wipe(p.Obj, Join(p.path, name), Zero)
	}
}

// paramFact returns what a function does to its parameters, or nil.
func (a *Program) paramFact(fn *types.Func) *paramuse.Params {
	if fn == nil || fn.Pkg() == nil {
		return nil
	}
	return a.facts.Params(fn.Origin())
}

// fills reports whether a function of another package writes behind what is in
// the buffer that is its i-th parameter.
func (a *Program) fills(fn *types.Func, i int) bool {
	fact := a.paramFact(fn)
	return fact != nil && slices.Contains(fact.Fills, i)
}

// decodesInto returns the parameters that a function decodes into.
func (a *Program) decodesInto(fn *types.Func) []int {
	if row, ok := lib.Decodes.Lookup(fn); ok {
		return []int{row.Into}
	}
	if fact := a.paramFact(fn); fact != nil {
		return fact.Decodes
	}
	return nil
}

// Facts say what is known about functions whose bodies are not looked into:
// nil is nothing.
type Facts interface {
	Resets(*types.Func) *paramuse.Reset // of another package
	Params(*types.Func) *paramuse.Params
	Pool(*types.Func) *PoolUse // of another package
}

// helper returns the pool that a function of another package hands an object
// out of, or takes one back into.
func (a *Program) helper(fn *types.Func) (p *Pool, put, ok bool) {
	if fn == nil || fn.Pkg() == nil || fn.Pkg() == a.pkg || lib.IsStd(fn.Pkg().Path()) {
		return nil, false, false
	}
	fact := a.facts.Pool(fn)
	if fact == nil || fact.From != 0 {
		return nil, false, false
	}
	name := fact.Pool[strings.LastIndexByte(fact.Pool, '/')+1:]
	return a.pool(fact.Pool, name, fn.Pos()), fact.Put, true
}

// Exportable returns the object of a declared function or method that other
// packages can call.
func Exportable(fn *ssa.Function) *types.Func {
	obj, ok := fn.Object().(*types.Func)
	if !ok || !obj.Exported() || fn.Parent() != nil || obj.Pkg() == nil {
		return nil
	}
	if recv := obj.Signature().Recv(); recv != nil {
		n := NameOf(flow.Deref(recv.Type()))
		if n == nil || !n.Exported() {
			return nil
		}
	}
	return obj
}

// IsContent reports whether values of type t are pooled for what is in them:
// buffers, builders, hashes, slices, maps.
func IsContent(t types.Type) bool {
	return t != nil && (lib.HoldsContent(t) || IsSlice(flow.Deref(t)) || IsMap(flow.Deref(t)))
}
