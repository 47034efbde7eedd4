package ctxlife

import (
	_ "embed"
	"fmt"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/flow"
	"github.com/obslint/obslint/analyzers/internal/lib"
)

// cancelled returns the context that a call cancels: of the func value that
// was made with it, also kept beside it in a struct.
func (l *Life) cancelled(call *ssa.CallCommon) *Ctx {
	if call.IsInvoke() {
		return nil
	}
	var found *Ctx
	for _, src := range flow.Sources(call.Value) {
		n := l.madeWith(src)
		if n == nil {
			n = l.fieldCancel(src)
		}
		if n == nil || found != nil && found.Key != n.Key {
			return nil
		}
		found = n
	}
	return found
}

// group returns the context that was made with the group that v is.
func (l *Life) group(v ssa.Value) *Ctx {
	src := flow.Source(v)
	if src == nil {
		return nil
	}
	n := l.madeWith(src)
	if n == nil || n.Row.Kind != lib.CtxGroup {
		return nil
	}
	return n
}

// madeWith returns the context that was made by the call which v is the cancel
// function, or the group, of.
func (l *Life) madeWith(v ssa.Value) *Ctx {
	ext, ok := v.(*ssa.Extract)
	if !ok {
		return nil
	}
	call, ok := ext.Tuple.(*ssa.Call)
	if !ok {
		return nil
	}
	row, ok := l.maker(flow.CalleeObject(&call.Call))
	if !ok || row.Cancel != ext.Index {
		return nil
	}
	return &Ctx{Kind: Made, Key: flow.Key{V: call}, Fn: call.Parent(), Call: call, Row: row}
}

// fieldCancel returns the context in the field beside the field that v is
// loaded from, if the two were stored from one call in this package.
func (l *Life) fieldCancel(v ssa.Value) *Ctx {
	load, ok := v.(*ssa.UnOp)
	if !ok || load.Op != token.MUL {
		return nil
	}
	addr, ok := load.X.(*ssa.FieldAddr)
	if !ok {
		return nil
	}
	ctx := l.pairs()[flow.Field(addr)]
	if ctx == nil {
		return nil
	}
	k, ok := flow.FieldKey(addr)
	if !ok {
		return nil
	}
	k.Path = k.Path[:len(k.Path)-len(flow.Field(addr).Name())] + ctx.Name()
	return &Ctx{Kind: Field, Key: k, Fn: addr.Parent()}
}

// Makes is the fact of a function that returns a context made of another one.
type Makes struct {
	Kind                lib.CtxKind
	Parent, Ctx, Cancel int
}

func (*Makes) AFact() {}

func (f *Makes) String() string { return fmt.Sprintf("makes %d", f.Ctx) }

// maker returns what fn makes a context of.
func (l *Life) maker(fn *types.Func) (lib.CtxMaker, bool) {
	if fn == nil {
		return lib.CtxMaker{}, false
	}
	if row, ok := lib.CtxMakers.Lookup(fn); ok {
		return row, true
	}
	var m Makes
	if l.pass.ImportObjectFact(fn, &m) {
		return lib.CtxMaker{Func: lib.IDOf(fn), Kind: m.Kind, Parent: m.Parent, Ctx: m.Ctx, Cancel: m.Cancel, Limit: -1}, true
	}
	return lib.CtxMaker{}, false
}

// pairs returns the fields that hold a context and its cancel function, stored
// from one call: the context's by the cancel function's.
func (l *Life) pairs() map[*types.Var]*types.Var {
	if l.pairOf != nil {
		return l.pairOf
	}
	l.pairOf = make(map[*types.Var]*types.Var)
	for _, f := range l.flow.Funcs() {
		ctxs := make(map[*ssa.Call]*types.Var)
		cancels := make(map[*ssa.Call]*types.Var)
		for fa, s := range flow.FieldStores(f) {
			ext, ok := flow.Source(s.Val).(*ssa.Extract)
			if !ok {
				continue
			}
			call, ok := ext.Tuple.(*ssa.Call)
			if !ok {
				continue
			}
			row, ok := l.maker(flow.CalleeObject(&call.Call))
			switch {
			case !ok:
			case ext.Index == row.Ctx:
				ctxs[call] = flow.Field(fa)
			case ext.Index == row.Cancel:
				cancels[call] = flow.Field(fa)
			}
		}
		for call, cancel := range cancels {
			if ctx := ctxs[call]; ctx != nil && cancel != nil {
				l.pairOf[cancel] = ctx
			}
		}
	}
	return l.pairOf
}

// ExportMakes exports what the context that f returns is made of, where that is
// a parameter or nothing. It reports whether that is new.
func (l *Life) ExportMakes(f *ssa.Function, obj *types.Func) bool {
	results := f.Signature.Results()
	index := -1
	for i := range results.Len() {
		if lib.IsContext(results.At(i).Type()) {
			index = i
		}
	}
	if index < 0 || l.pass.ImportObjectFact(obj, new(Makes)) {
		return false
	}
	var made *Makes
	for instr := range flow.Instrs(f) {
		ret, ok := instr.(*ssa.Return)
		if !ok {
			continue
		}
		nodes := l.Contexts(ret.Results[index], ret)
		if len(nodes) != 1 {
			return false
		}
		m := &Makes{Parent: -1, Ctx: index, Cancel: -1}
		n := nodes[0]
		switch {
		case n.Kind == Alive:
			m.Kind = lib.CtxRoot
		case n.Kind == Param && n.Fn == f:
			m.Kind, m.Parent = lib.CtxValue, n.Index
		case n.Kind == Made && n.Fn == f && n.Row.Kind != lib.CtxGroup:
			m.Kind = n.Row.Kind
			if p := n.Parent; p != nil {
				if p.Kind != Param || p.Fn != f {
					return false
				}
				m.Parent = p.Index
			}
			for i, r := range ret.Results {
				if src := flow.Source(r); src != nil {
					if w := l.madeWith(src); w != nil && w.Key == n.Key {
						m.Cancel = i
					}
				}
			}
			for _, ev := range l.Events(f) {
				if ev.Key == n.Key {
					return false // it may be over when f returns
				}
			}
		default:
			return false
		}
		if made != nil && *made != *m {
			return false
		}
		made = m
	}
	if made != nil {
		l.pass.ExportObjectFact(obj, made)
	}
	return made != nil
}
