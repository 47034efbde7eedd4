package flushes

import (
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/closures"
	"github.com/obslint/obslint/analyzers/internal/ctxlife"
	"github.com/obslint/obslint/analyzers/internal/flow"
	"github.com/obslint/obslint/analyzers/internal/lib"
)

// A func that is kept in a field, or among the elements of one, and flushes
// under a context that was a parameter where it was stored, is taken for that
// context: what calls the func flushes under the field.

// plants notes that f stores, by the instruction at, a func that flushes under
// the context which is parameter param, in a field of its receiver or of what
// it returns.
func (c *Catalog) plants(f *ssa.Function, param int, at ssa.Instruction) {
	obj, ok := f.Object().(*types.Func)
	if !ok {
		return
	}
	switch at := at.(type) {
	case *ssa.Store:
		addr := at.Addr
		if ia, ok := addr.(*ssa.IndexAddr); ok {
			addr = appendedTo(ia.X)
		}
		fa, ok := addr.(*ssa.FieldAddr)
		if !ok || flow.Field(fa) == nil {
			return
		}
		if path := fieldOfReceiver(fa); path != "" {
			c.keep(obj, Keeps{Param: param, Field: path, Recv: true})
		} else if alloc, ok := fa.X.(*ssa.Alloc); ok && isResult(alloc) {
			c.keep(obj, Keeps{Param: param, Field: "." + flow.Field(fa).Name()})
		}
	case *ssa.Call: // of a method that collects
		var col closures.Collects
		callee := flow.CalleeObject(&at.Call)
		recv, _ := flow.Args(&at.Call)
		if p, ok := flow.Source(recv).(*ssa.Parameter); ok && flow.IsReceiver(p) && c.pass.ImportObjectFact(callee, &col) {
			c.keep(obj, Keeps{Param: param, Field: col.Field, Recv: true})
		}
	}
}

// keep writes the fact down, if there is none.
func (c *Catalog) keep(obj *types.Func, k Keeps) {
	if !c.fact(obj, new(Keeps)) {
		c.setFact(obj, &k)
		c.changed = true
	}
}

// appendedTo returns the address that a slice is stored at to which the
// elements of array are appended, or nil.
func appendedTo(array ssa.Value) ssa.Value {
	for _, ref := range *array.Referrers() {
		slice, ok := ref.(*ssa.Slice)
		if !ok {
			continue
		}
		for _, ref := range *slice.Referrers() {
			call, ok := ref.(*ssa.Call)
			if !ok {
				continue
			}
			if b, ok := call.Call.Value.(*ssa.Builtin); !ok || b.Name() != "append" {
				continue
			}
			for _, ref := range *call.Referrers() {
				if s, ok := ref.(*ssa.Store); ok && s.Val == call {
					return s.Addr
				}
			}
		}
	}
	return nil
}

// isResult reports whether v, or what it points to, is returned as result 0.
func isResult(v ssa.Value) bool {
	for _, ref := range *v.Referrers() {
		switch ref := ref.(type) {
		case *ssa.Return:
			if ref.Results[0] == v {
				return true
			}
		case *ssa.UnOp:
			if ref.Op == token.MUL && isResult(ref) {
				return true
			}
		case *ssa.Store:
			if alloc := flow.Variable(ref.Addr); alloc != nil && ref.Val == v && isResult(alloc) {
				return true
			}
		case *ssa.MakeInterface:
			if isResult(ref) {
				return true
			}
		}
	}
	return false
}

// runsPlanted returns the flush of a call of a func without parameters that is
// kept in a field of the receiver, or among its elements, if one of this
// package's functions has stored one there that flushes under a context.
func (c *Catalog) runsPlanted(instr ssa.CallInstruction) (Flush, bool) {
	call := instr.Common()
	load, ok := flow.Source(call.Value).(*ssa.UnOp)
	if !ok || load.Op != token.MUL || len(call.Args) > 0 {
		return Flush{}, false
	}
	addr := load.X
	if ia, ok := addr.(*ssa.IndexAddr); ok {
		if slice, ok := flow.Source(ia.X).(*ssa.UnOp); ok {
			addr = slice.X
		}
	}
	fa, ok := addr.(*ssa.FieldAddr)
	if !ok {
		return Flush{}, false
	}
	k, ok := flow.FieldKey(fa)
	if !ok || !flow.IsReceiver(k.V) || !c.planted(instr.Parent(), k.Path) {
		return Flush{}, false
	}
	n := &ctxlife.Ctx{Kind: ctxlife.Field, Key: k, Fn: instr.Parent(), Field: flow.Field(fa)}
	return Flush{Call: instr, Kind: lib.Shutdown, where: instr, Nodes: []*ctxlife.Ctx{n}}, true
}

// planted reports whether a function of this package keeps a context in a func
// in the field path of the receiver of method.
func (c *Catalog) planted(method *ssa.Function, path string) bool {
	if method.Signature.Recv() == nil {
		return false
	}
	of := named(method.Signature.Recv().Type())
	for _, obj := range c.owners {
		fn, ok := obj.(*types.Func)
		var k Keeps
		if !ok || !c.fact(fn, &k) || k.Field != path {
			continue
		}
		sig := fn.Signature()
		if k.Recv && named(sig.Recv().Type()) == of || !k.Recv && named(sig.Results().At(0).Type()) == of {
			return of != nil
		}
	}
	return false
}

// keptBy returns the contexts that methods of the struct at v, called in the
// same function, have kept in its field.
func (c *Catalog) keptBy(v ssa.Value, path string) []*ctxlife.Ctx {
	instr, ok := v.(ssa.Instruction)
	if !ok {
		return nil
	}
	var out []*ctxlife.Ctx
	for in := range flow.Instrs(instr.Parent()) {
		call, ok := in.(*ssa.Call)
		if !ok {
			continue
		}
		obj := flow.CalleeObject(&call.Call)
		var k Keeps
		if obj == nil || !c.Known(obj, &k) || !k.Recv || k.Field != path {
			continue
		}
		recv, args := flow.Args(&call.Call)
		if recv != nil && flow.Source(recv) == v && k.Param < len(args) {
			out = append(out, c.life.Contexts(args[k.Param], call)...)
		}
	}
	return out
}
