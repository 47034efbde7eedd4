package pipeline

import (
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/flow"
	"github.com/obslint/obslint/analyzers/internal/lib"
)

// Idle is the fact of a function whose result 0 is a provider, or another part
// of a pipeline, that buffers nothing.
type Idle struct{}

func (*Idle) AFact() {}

func (f *Idle) String() string { return "idle" }

// MakesProvider reports whether f makes a provider.
func (p *Pipelines) MakesProvider(f *ssa.Function) bool {
	for instr := range flow.Instrs(f) {
		if call, ok := instr.(*ssa.Call); ok {
			if row, ok := lib.Stages.Lookup(flow.CalleeObject(&call.Call)); ok && row.Kind == lib.Provider {
				return true
			}
		}
	}
	return false
}

// Idle reports whether v, a provider or another part of a pipeline, is seen to
// buffer nothing: each part of it exports at once or is read from outside.
func (p *Pipelines) Idle(v ssa.Value) bool {
	srcs := flow.Sources(v)
	for _, src := range srcs {
		if !p.idlePart(src, 0) && !p.idleField(src) {
			return false
		}
	}
	return len(srcs) > 0
}

// idleField reports whether v is loaded from a field that only this package
// can store in, and that it stores only in what buffers nothing.
func (p *Pipelines) idleField(v ssa.Value) bool {
	load, ok := v.(*ssa.UnOp)
	if !ok || load.Op != token.MUL {
		return false
	}
	fa, ok := load.X.(*ssa.FieldAddr)
	if !ok || !p.private(flow.Field(fa)) {
		return false
	}
	seen := false
	for _, s := range p.flow.StoresIn(flow.Field(fa)) {
		for _, src := range flow.Sources(s.Val) {
			if flow.IsNil(src) {
				continue
			}
			if !p.idlePart(src, 0) {
				return false
			}
			seen = true
		}
	}
	return seen
}

func (p *Pipelines) idlePart(v ssa.Value, depth int) bool {
	call := flow.CallOf(v)
	if call == nil || depth > 6 {
		return false
	}
	obj := flow.CalleeObject(&call.Call)
	if obj == nil {
		return false
	}
	row, ok := lib.Stages.Lookup(obj)
	if !ok {
		var i Idle
		return p.pass.ImportObjectFact(obj, &i)
	}
	_, args := flow.Args(&call.Call)
	switch row.Kind {
	case lib.Direct:
		return true
	case lib.Forward:
		return row.In < len(args) && p.idleAll(args[row.In], depth)
	case lib.Provider:
		opts, ok := variadic(args, row.In)
		if !ok {
			return false
		}
		for _, opt := range opts {
			for _, src := range flow.Sources(opt) {
				if !p.idlePart(src, depth+1) && !p.neutral(src, obj) {
					return false
				}
			}
		}
		return true
	}
	return false
}

func (p *Pipelines) idleAll(v ssa.Value, depth int) bool {
	for _, src := range flow.Sources(v) {
		if !p.idlePart(src, depth+1) {
			return false
		}
	}
	return true
}

// neutral reports whether an option adds nothing that buffers: it comes from
// the provider's package and is no stage.
func (p *Pipelines) neutral(v ssa.Value, provider *types.Func) bool {
	call := flow.CallOf(v)
	if call == nil {
		return false
	}
	obj := flow.CalleeObject(&call.Call)
	if obj == nil || obj.Pkg() != provider.Pkg() {
		return false
	}
	_, stage := lib.Stages.Lookup(obj)
	return !stage
}

// variadic returns the arguments that stand for a variadic parameter. It is
// false if they come as a slice.
func variadic(args []ssa.Value, param int) ([]ssa.Value, bool) {
	if param >= len(args) {
		return nil, false
	}
	switch v := args[param].(type) {
	case *ssa.Const:
		return nil, true // none
	case *ssa.Slice:
		alloc, ok := v.X.(*ssa.Alloc)
		if !ok {
			return nil, false
		}
		var out []ssa.Value
		for _, s := range flow.ElementStores(alloc) {
			out = append(out, s.Val)
		}
		return out, true
	}
	return nil, false
}

// ExportIdle exports that what f returns buffers nothing. It reports whether
// that is new.
func (p *Pipelines) ExportIdle(f *ssa.Function, obj *types.Func) bool {
	if f.Signature.Results().Len() == 0 || p.pass.ImportObjectFact(obj, new(Idle)) {
		return false
	}
	seen := false
	for instr := range flow.Instrs(f) {
		ret, ok := instr.(*ssa.Return)
		if !ok {
			continue
		}
		for _, src := range flow.Sources(ret.Results[0]) {
			if flow.IsNil(src) {
				continue
			}
			if !p.idlePart(src, 0) {
				return false
			}
			seen = true
		}
	}
	if seen {
		p.pass.ExportObjectFact(obj, &Idle{})
	}
	return seen
}
