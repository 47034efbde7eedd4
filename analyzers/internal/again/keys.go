package again

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/eval"
	"github.com/obslint/obslint/analyzers/internal/flow"
	"github.com/obslint/obslint/analyzers/internal/lib"
)

// ForEachKey reports whether f runs a call whenever a map has nothing under a
// key that f's caller gives, and then puts something there: once for each key.
func ForEachKey(e *eval.Eval, f *ssa.Function, call ssa.CallInstruction) bool {
	b := call.Block()
	given := func(key ssa.Value) bool { return givenBy(key, f) }
	keyed := false
	for d, branch := range deciders(b) {
		if where, missing := missing(d, given); where != nil {
			if !reaches(missing, b, nil) || !puts(f, call, where) {
				return false
			}
			keyed = true
			continue
		}
		if !goodWay(d, b, nil) && !asksAbout(branch.Cond, f) && !unchanging(e, branch.Cond, f, 8) {
			return false
		}
	}
	return keyed
}

// asksAbout reports whether a condition is the answer of a function to a
// question about something that f's caller gives.
func asksAbout(cond ssa.Value, f *ssa.Function) bool {
	if not, ok := cond.(*ssa.UnOp); ok && not.Op == token.NOT {
		cond = not.X
	}
	if e, ok := cond.(*ssa.Extract); ok {
		cond = e.Tuple
	}
	call, ok := cond.(*ssa.Call)
	if !ok {
		return false
	}
	_, args := flow.Args(call.Common())
	return slices.ContainsFunc(args, func(a ssa.Value) bool { return givenBy(a, f) })
}

// missing returns the map that the branch at the end of d asks for a key for
// which given is true, and the successor that is taken if it is not there.
func missing(d *ssa.BasicBlock, given func(ssa.Value) bool) (where ssa.Value, missing *ssa.BasicBlock) {
	cond := d.Instrs[len(d.Instrs)-1].(*ssa.If).Cond
	missing = d.Succs[1]
	if not, ok := cond.(*ssa.UnOp); ok && not.Op == token.NOT {
		cond, missing = not.X, d.Succs[0]
	}
	if v, ifNil := flow.NilTest(d); v != nil {
		cond, missing = v, ifNil
	}
	if e, ok := cond.(*ssa.Extract); ok {
		switch t := e.Tuple.(type) {
		case *ssa.Lookup:
			cond = t
		case *ssa.Call:
			if row, ok := lib.KeyedStores.Lookup(flow.CalleeObject(t.Common())); ok && row.Loads && e.Index == 1 {
				recv, args := flow.Args(t.Common())
				if given(args[0]) {
					return recv, missing
				}
			}
		}
	}
	if look, ok := cond.(*ssa.Lookup); ok && given(look.Index) {
		if _, ok := look.X.Type().Underlying().(*types.Map); ok {
			return look.X, missing
		}
	}
	return nil, nil
}

// givenBy reports whether a key is computed from a parameter of f other than
// its receiver.
func givenBy(key ssa.Value, f *ssa.Function) bool {
	return slices.ContainsFunc(f.Params, func(p *ssa.Parameter) bool {
		return (f.Signature.Recv() == nil || p != f.Params[0]) && DependsOn(key, p, 6)
	})
}

// puts reports whether f, behind a call, puts something into a map under a key
// that its caller gives.
func puts(f *ssa.Function, call ssa.CallInstruction, where ssa.Value) bool {
	return flow.Follow(call, func(i ssa.Instruction) flow.Step {
		switch i := i.(type) {
		case *ssa.MapUpdate:
			if sameVariable(i.Map, where) && givenBy(i.Key, f) {
				return flow.Found
			}
		case *ssa.Call:
			if row, ok := lib.KeyedStores.Lookup(flow.CalleeObject(i.Common())); ok && row.Stores {
				recv, args := flow.Args(i.Common())
				if sameVariable(recv, where) && givenBy(args[0], f) {
					return flow.Found
				}
			}
		}
		return flow.Go
	})
}

// sameVariable reports whether two values are that, or the address, of one
// field, package variable or other variable.
func sameVariable(a, b ssa.Value) bool {
	if a == b {
		return true
	}
	if la, ok := a.(*ssa.UnOp); ok && la.Op == token.MUL {
		lb, ok := b.(*ssa.UnOp)
		if !ok || lb.Op != token.MUL {
			return false
		}
		a, b = la.X, lb.X
	}
	ra, fa := flow.AddrPath(a)
	rb, fb := flow.AddrPath(b)
	return ra == rb && slices.Equal(fa, fb)
}
