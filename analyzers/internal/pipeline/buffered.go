package pipeline

import (
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/flow"
	"github.com/obslint/obslint/analyzers/internal/lib"
)

// BufferedBy returns the provider that buffers for the exporter v, and the
// calls that shut it down or flush it. It is nil unless all that becomes of
// the two is seen.
func (p *Pipelines) BufferedBy(v ssa.Value) (provider *ssa.Call, ends []ssa.CallInstruction) {
	provider = p.providerFor(v)
	if provider == nil {
		return nil, nil
	}
	ends, ok := p.providerEnds(provider)
	if !ok {
		return nil, nil
	}
	return provider, ends
}

// HandedBack returns the provider that buffers for the exporter v and that the
// function which makes it returns, itself or in a struct, and the returns.
func (p *Pipelines) HandedBack(v ssa.Value) (provider *ssa.Call, returns []*ssa.Return) {
	provider = p.providerFor(v)
	if provider == nil {
		return nil, nil
	}
	held := map[ssa.Value]bool{provider: true} // the provider, and the structs that it is put in
	for fa, s := range flow.FieldStores(provider.Parent()) {
		if alloc, ok := fa.X.(*ssa.Alloc); ok && flow.Source(s.Val) == provider {
			held[alloc] = true
		}
	}
	for instr := range flow.Instrs(provider.Parent()) {
		ret, ok := instr.(*ssa.Return)
		if !ok {
			continue
		}
		for _, res := range ret.Results {
			if src := nonNil(res); src != nil && held[src] {
				returns = append(returns, ret)
				break
			}
		}
	}
	return provider, returns
}

// providerFor returns the only provider that is seen to buffer for the exporter
// v, or nil.
func (p *Pipelines) providerFor(v ssa.Value) (provider *ssa.Call) {
	exp := p.single(v)
	if exp == nil {
		return nil
	}
	if _, param := exp.(*ssa.Parameter); !param && flow.CallOf(exp) == nil {
		return nil
	}
	home := flow.Outermost(exp.Parent())
	for _, f := range p.flow.Funcs() {
		if flow.Outermost(f) != home {
			continue
		}
		for instr := range flow.Instrs(f) {
			call, ok := instr.(*ssa.Call)
			if !ok {
				continue
			}
			row, ok := lib.Stages.Lookup(flow.CalleeObject(&call.Call))
			if !ok || row.Kind != lib.Provider {
				continue
			}
			_, args := flow.Args(&call.Call)
			opts, _ := variadic(args, row.In)
			for _, opt := range opts {
				if p.buffersFor(opt, exp, 0) {
					if provider != nil {
						return nil
					}
					provider = call
				}
			}
		}
	}
	return provider
}

// nonNil returns the only value but nil that v may be a copy of, or nil.
func nonNil(v ssa.Value) ssa.Value {
	var only ssa.Value
	for _, src := range flow.Sources(v) {
		if flow.IsNil(src) || src == only {
			continue
		}
		if only != nil {
			return nil
		}
		only = src
	}
	return only
}

// single returns the only value that v may be, but for nil, seen through a field that only
// this package can store in and that it stores one value in.
func (p *Pipelines) single(v ssa.Value) ssa.Value {
	src := nonNil(v)
	load, ok := src.(*ssa.UnOp)
	if !ok || load.Op != token.MUL {
		return src
	}
	fa, ok := load.X.(*ssa.FieldAddr)
	if !ok || !p.private(flow.Field(fa)) {
		return src
	}
	var only ssa.Value
	for _, s := range p.flow.StoresIn(flow.Field(fa)) {
		val := nonNil(s.Val)
		if val == nil || only != nil && only != val {
			return src
		}
		only = val
	}
	if only == nil {
		return src
	}
	return only
}

// private reports whether only this package can load and store a field.
func (p *Pipelines) private(field *types.Var) bool {
	return field != nil && field.Pkg() == p.pass.Pkg && !field.Exported()
}

// buffersFor reports whether v, an option or a stage, buffers for exp.
func (p *Pipelines) buffersFor(v, exp ssa.Value, depth int) bool {
	src := flow.Source(v)
	if src == nil || depth > 6 {
		return false
	}
	call := flow.CallOf(src)
	if call == nil {
		return false
	}
	row, ok := lib.Stages.Lookup(flow.CalleeObject(&call.Call))
	_, args := flow.Args(&call.Call)
	if !ok || row.In < 0 || row.In >= len(args) {
		return false
	}
	switch row.Kind {
	case lib.Buffer:
		return p.single(args[row.In]) == exp
	case lib.Forward:
		return p.buffersFor(args[row.In], exp, depth+1)
	}
	return false
}

// providerEnds returns the calls that shut a provider down or flush it. It is
// false if the provider goes where others may do so.
func (p *Pipelines) providerEnds(provider ssa.Value) (ends []ssa.CallInstruction, ok bool) {
	seen := map[ssa.Value]bool{}
	todo := []ssa.Value{provider}
	for len(todo) > 0 {
		v := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if seen[v] || v.Referrers() == nil {
			continue
		}
		seen[v] = true
		for _, ref := range *v.Referrers() {
			switch ref := ref.(type) {
			case *ssa.MakeInterface:
				if canFlush(ref.X.Type(), ref.Type()) {
					todo = append(todo, ref)
				}
			case *ssa.ChangeInterface:
				todo = append(todo, ref)
			case *ssa.Phi:
				todo = append(todo, ref)
			case *ssa.Store:
				if fa, ok := ref.Addr.(*ssa.FieldAddr); ok && ref.Val == v && p.private(flow.Field(fa)) {
					todo = append(todo, p.loadsOf(flow.Field(fa))...)
					continue
				}
				alloc := flow.Variable(ref.Addr)
				if alloc == nil || ref.Val != v {
					return nil, false
				}
				if stores, ok := flow.Stores(alloc); !ok || len(stores) != 1 {
					return nil, false
				}
				for _, addr := range flow.Addresses(alloc) {
					for _, r := range *addr.Referrers() {
						if load, ok := r.(*ssa.UnOp); ok {
							todo = append(todo, load)
						}
					}
				}
			case ssa.CallInstruction:
				obj := flow.CalleeObject(ref.Common())
				if _, ok := lib.Flushes.Lookup(obj); ok {
					ends = append(ends, ref)
				} else if _, ok := lib.Globals.Lookup(obj); !ok {
					return nil, false
				}
			case *ssa.DebugRef, *ssa.BinOp:
			default:
				return nil, false
			}
		}
	}
	return ends, true
}

// canFlush reports whether the interface to has one of the methods of from that
// flush: those who hold it can end what it holds.
func canFlush(from, to types.Type) bool {
	methods := types.NewMethodSet(to)
	for i := range methods.Len() {
		m, _, _ := types.LookupFieldOrMethod(from, true, nil, methods.At(i).Obj().Name())
		if fn, ok := m.(*types.Func); ok {
			if _, ok := lib.Flushes.Lookup(fn); ok {
				return true
			}
		}
	}
	return methods.Len() == 0 // any
}

// loadsOf returns the loads of a field in this package.
func (p *Pipelines) loadsOf(field *types.Var) []ssa.Value {
	var out []ssa.Value
	for _, f := range p.flow.Funcs() {
		for instr := range flow.Instrs(f) {
			if load, ok := instr.(*ssa.UnOp); ok && load.Op == token.MUL {
				if fa, ok := load.X.(*ssa.FieldAddr); ok && flow.Field(fa) == field {
					out = append(out, load)
				}
			}
		}
	}
	return out
}
