package frames

import (
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/flow"
	"github.com/obslint/obslint/analyzers/internal/lib"
)

// Harmless reports whether an instruction that is no call of a logger or of a
// wrapper does nothing but compute: a function that has another effect
// (answers a request, counts, stores) reports an event of its own.
func (p *Package) Harmless(instr ssa.Instruction) bool {
	switch instr := instr.(type) {
	case *ssa.Store:
		return local(instr.Addr)
	case *ssa.MapUpdate:
		return local(instr.Map)
	case *ssa.Send, *ssa.Select, *ssa.Go:
		return false
	case ssa.CallInstruction:
		return p.harmlessCall(instr)
	}
	return true
}

// local reports whether addr lies in memory that the function made itself.
func local(addr ssa.Value) bool {
	for range 32 {
		switch v := addr.(type) {
		case *ssa.Alloc, *ssa.MakeMap, *ssa.MakeSlice:
			return true
		case *ssa.FieldAddr:
			addr = v.X
		case *ssa.IndexAddr:
			addr = v.X
		case *ssa.Slice:
			addr = v.X
		case *ssa.UnOp:
			if src := flow.Source(v); src != nil && src != ssa.Value(v) {
				addr = src
				continue
			}
			return false
		case *ssa.Call:
			b, ok := v.Call.Value.(*ssa.Builtin)
			if !ok || b.Name() != "append" {
				return false
			}
			addr = v.Call.Args[0]
		case *ssa.Const:
			return v.IsNil()
		default:
			return false
		}
	}
	return false
}

func (p *Package) harmlessCall(call ssa.CallInstruction) bool {
	common := call.Common()
	if b, ok := common.Value.(*ssa.Builtin); ok {
		switch b.Name() {
		case "close", "delete", "clear", "recover", "print", "println":
			return false
		case "copy":
			return local(common.Args[0])
		}
		return true
	}
	obj := flow.CalleeObject(common)
	if fn, _ := flow.Callee(common); fn != nil {
		fn = flow.Origin(fn)
		if obj == nil || obj.Pkg() == p.Pass.Pkg {
			return p.pure(fn)
		}
	}
	if obj != nil {
		if _, ok := lib.Frames.Lookup(obj); ok {
			_, pcs := lib.PCsOf.Lookup(obj)
			return pcs && records(call.Parent()) || p.aside > 0 // else it finds its caller another way
		}
		if _, ok := lib.NoReturns.Lookup(obj); ok {
			return true
		}
		if _, ok := lib.Quiets.Lookup(obj); ok {
			return true
		}
		if _, ok := lib.SpanNotes.Lookup(obj); ok {
			return true // the entry, in the span as well
		}
		if _, ok := lib.Runners.Lookup(obj); ok {
			return true // what runs once is made at first use
		}
		if obj.Pkg() != nil && lib.LoggingOf(obj.Pkg().Path()) != nil {
			return true
		}
		recv, args := flow.Args(common)
		if recv == nil && len(args) > 0 {
			recv = flow.Source(args[0])
		}
		if recv != nil && local(recv) {
			return true // it builds something
		}
	}
	return p.computes(call, obj)
}

// computes reports whether a call of a function that can not be seen looks
// like a computation: its results are used, and it can not fail.
func (p *Package) computes(call ssa.CallInstruction, obj *types.Func) bool {
	value := call.Value() // nil for go and defer
	if value == nil || value.Referrers() == nil {
		return false
	}
	used := false
	for _, ref := range *value.Referrers() {
		if _, ok := ref.(*ssa.DebugRef); !ok {
			used = true
		}
	}
	if !used {
		return false
	}
	if obj != nil && obj.Pkg() != nil && lib.PureErrors[obj.Pkg().Path()] {
		return true
	}
	results := call.Common().Signature().Results()
	if wrapsError(call.Common().Signature()) {
		return true
	}
	for v := range results.Variables() {
		if lib.IsError(v.Type()) {
			return false
		}
	}
	return results.Len() > 0
}

// wrapsError reports whether a function makes an error of another one.
func wrapsError(sig *types.Signature) bool {
	if sig.Recv() != nil || sig.Results().Len() != 1 || !lib.IsError(sig.Results().At(0).Type()) {
		return false
	}
	for v := range sig.Params().Variables() {
		if lib.IsError(v.Type()) {
			return true
		}
	}
	return false
}

// A purity is what isPure knows: of a function, and of one that is called, in
// the end, by one without a result.
type purity struct {
	fn    *ssa.Function
	aside bool
}

// pure reports whether a function of this package has no effect and logs
// nothing.
func (p *Package) pure(fn *ssa.Function) bool {
	if fn.Signature.Results().Len() == 0 {
		// What it learns of its callers goes into no entry of the wrapper.
		p.aside++
		defer func() { p.aside-- }()
	}
	key := purity{fn, p.aside > 0}
	if pure, ok := p.isPure[key]; ok {
		return pure
	}
	p.isPure[key] = true // recursion adds no effect of its own
	pure := len(fn.Blocks) > 0
	for instr := range p.instrs(fn) {
		if call, ok := instr.(ssa.CallInstruction); ok && p.writesItself(call) || !p.Harmless(instr) {
			pure = false
			break
		}
	}
	p.isPure[key] = pure
	return pure
}

// writesItself reports whether a call writes an entry itself.
func (p *Package) writesItself(call ssa.CallInstruction) bool {
	obj := flow.CalleeObject(call.Common())
	if _, ok := lib.LogCalls.Lookup(obj); ok {
		return true
	}
	return p.Imported(obj) != nil
}
