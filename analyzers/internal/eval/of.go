package eval

import (
	"go/constant"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/flow"
)

// What bounds how far a value is followed, and the structs in structs.
const (
	maxDepth  = 40
	maxNested = 3
)

// Of returns what is known about v where at stands.
func (e *Eval) Of(v ssa.Value, at ssa.Instruction) *Val {
	if e.depth >= maxDepth {
		return NotKnown
	}
	e.depth++
	defer func() {
		if e.depth--; e.depth == 0 {
			clear(e.stored)
		}
	}()
	switch v := v.(type) {
	case *ssa.Const:
		return constVal(v)
	case *ssa.Parameter:
		return &Val{K: Param, N: flow.Position(v), fn: v.Parent()}
	case *ssa.FreeVar:
		if b := flow.Bindings(v); len(b) == 1 {
			if instr, ok := b[0].(ssa.Instruction); ok {
				return e.Of(b[0], instr)
			}
			return e.Of(b[0], at)
		}
	case *ssa.ChangeType:
		return e.Of(v.X, at)
	case *ssa.Convert:
		if isString(v.X.Type()) && isString(v.Type()) {
			return e.Of(v.X, at)
		}
	case *ssa.MakeInterface:
		return e.domain.Interface(v, e.Of(v.X, at))
	case *ssa.ChangeInterface:
		return e.Of(v.X, at)
	case *ssa.TypeAssert:
		if !v.CommaOk {
			return e.Of(v.X, at)
		}
	case *ssa.BinOp:
		if v.Op == token.ADD && isString(v.Type()) {
			return ConcatOf(e.Of(v.X, v), e.Of(v.Y, v))
		}
	case *ssa.Field:
		return e.Of(v.X, v).Get(flow.FieldOf(v.X.Type(), v.Field).Name())
	case *ssa.UnOp:
		if v.Op == token.MUL {
			return e.load(v.X, v)
		}
	case *ssa.Alloc:
		if out := e.read(v, nil, flow.Deref(v.Type()), at, false); out.K != Unknown {
			return out
		}
		return e.constructed(v, at)
	case *ssa.FieldAddr:
		// Where a part of a struct stands is that part.
		root, fields := flow.AddrPath(v)
		out := e.Of(root, at)
		for _, f := range fields {
			out = out.Get(f.Name())
		}
		if out = e.Field(out, fields); out.K != Unknown {
			return out
		}
	case *ssa.Slice:
		if alloc, ok := v.X.(*ssa.Alloc); ok && v.Low == nil && v.High == nil {
			return e.elements(alloc, v)
		}
	case *ssa.MakeMap:
		return e.dict(v, at)
	case *ssa.Phi:
		return e.phi(v)
	case *ssa.Function:
		if set := e.setter(v); set != nil {
			return set
		}
	case *ssa.MakeClosure:
		if set := e.setter(v.Fn.(*ssa.Function)); set != nil {
			return set
		}
	case *ssa.Call:
		return e.Result(v, 0)
	case *ssa.Extract:
		if call, ok := v.Tuple.(*ssa.Call); ok {
			return e.Result(call, v.Index)
		}
		if ta, ok := v.Tuple.(*ssa.TypeAssert); ok && v.Index == 0 {
			return e.Of(ta.X, at)
		}
		if next, ok := v.Tuple.(*ssa.Next); ok && v.Index > 0 {
			if m, ok := next.Iter.(*ssa.Range); ok {
				if all := e.Of(m.X, m); all.K == Dict {
					if v.Index == 1 {
						all = all.keys()
					}
					return ElemsOf(all, next)
				}
			}
		}
	}
	return LocalOf(v)
}

// constructed is a struct that others may have changed by now, but for what
// constructors alone put in it, or in the structs that are a part of it.
func (e *Eval) constructed(v *ssa.Alloc, at ssa.Instruction) *Val {
	if out := e.settledIn(v, nil, flow.Deref(v.Type()), at); len(out.L) > 1 {
		return out
	}
	return LocalOf(v)
}

func (e *Eval) settledIn(v *ssa.Alloc, path []string, typ types.Type, at ssa.Instruction) *Val {
	self := LocalOf(v)
	for _, name := range path {
		self = self.Get(name)
	}
	out := &Val{K: Record, ref: v, L: []string{""}, V: []*Val{self}}
	st, ok := typ.Underlying().(*types.Struct)
	if !ok || len(path) > maxNested {
		return out
	}
	for f := range st.Fields() {
		path := append(slices.Clone(path), f.Name())
		if e.settled(f) {
			if val := e.read(v, path, f.Type(), at, true); val.K != Unknown {
				out = out.With(f.Name(), val)
			}
		} else if val := e.chosen(v, path, f.Type(), at); val != nil {
			out = out.With(f.Name(), val)
		} else if in := e.settledIn(v, path, f.Type(), at); len(in.L) > 1 {
			out = out.With(f.Name(), in)
		}
	}
	return out
}

func constVal(c *ssa.Const) *Val {
	switch {
	case c.Value == nil:
		return Empty
	case c.Value.Kind() == constant.String:
		return TextOf(constant.StringVal(c.Value))
	}
	return &Val{K: Text, S: c.Value.ExactString()}
}

// phi knows the one idiom that matters, a handle that stands in for a nil
// one, and ways that all lead to one value.
func (e *Eval) phi(v *ssa.Phi) *Val {
	self := LocalOf(v)
	if slices.Contains(e.phis, v) {
		return self
	}
	e.phis = append(e.phis, v)
	defer func() { e.phis = e.phis[:len(e.phis)-1] }()
	var vals []*Val
	for _, edge := range v.Edges {
		val := e.Of(edge, v)
		if val.Base().K == Own {
			return val
		}
		if e.Key(val) == "" {
			return self
		}
		if !slices.ContainsFunc(vals, func(o *Val) bool { return e.Key(o) == e.Key(val) }) {
			vals = append(vals, val)
		}
	}
	if len(vals) == 1 {
		return vals[0]
	}
	if len(vals) == 2 && e.domain.Handle(v.Type()) {
		for i, val := range vals {
			if (val.K == Param || val.K == Field || val.K == Chosen) && vals[1-i].K == Preset && e.replacesNil(v.Block(), val) {
				return either(val, vals[1-i])
			}
		}
	}
	return self
}

// replacesNil reports whether the way to a block is decided by whether val is
// nil.
func (e *Eval) replacesNil(to *ssa.BasicBlock, val *Val) bool {
	for _, b := range to.Parent().Blocks {
		if cond, _ := flow.NilTest(b); cond != nil && b.Dominates(to) && e.Key(e.Of(cond, b.Instrs[len(b.Instrs)-1])) == e.Key(val) {
			return true
		}
	}
	return false
}

// Result returns result i of a call.
func (e *Eval) Result(call *ssa.Call, i int) *Val {
	common := call.Common()
	if b, ok := common.Value.(*ssa.Builtin); ok {
		if b.Name() == "append" && len(common.Args) == 2 {
			a, more := e.Of(common.Args[0], call), e.Of(common.Args[1], call)
			if (a.K == List || a.K == Zero) && (more.K == List || more.K == Zero) {
				return &Val{K: List, V: append(slices.Clone(a.V), more.V...)}
			}
		}
		return LocalOf(call)
	}
	if v := e.domain.Call(call, i); v != nil {
		if all := common.Signature().Results(); i < all.Len() {
			v = e.sinceMade(v, call, all.At(i).Type())
		}
		return v
	}
	if g := e.keptIn(call); g != nil {
		return g
	}
	return LocalOf(resultOf{call, i})
}

// keptIn returns the package variable that holds the handle which a call
// makes, if initialization puts it there.
func (e *Eval) keptIn(call *ssa.Call) *Val {
	if call.Parent() != e.init && !IsInit(call.Parent()) || !e.domain.Handle(call.Type()) {
		return nil
	}
	vals := []ssa.Value{call}
	for i := 0; i < len(vals); i++ {
		for _, ref := range *vals[i].Referrers() {
			switch ref := ref.(type) {
			case *ssa.MakeInterface:
				vals = append(vals, ref)
			case *ssa.ChangeInterface:
				vals = append(vals, ref)
			case *ssa.Store:
				if g, ok := ref.Addr.(*ssa.Global); ok && len(e.globalWrites(g)) == 1 && g.Object() != nil {
					return &Val{K: Global, S: g.Object().Pkg().Path() + "." + g.Object().Name()}
				}
			}
		}
	}
	return nil
}

// Args returns the arguments of a call, the receiver first.
func (e *Eval) Args(call ssa.CallInstruction) []*Val {
	recv, args := flow.Args(call.Common())
	var out []*Val
	if recv != nil {
		out = append(out, e.Of(recv, call))
	}
	for _, a := range args {
		out = append(out, e.Of(a, call))
	}
	return out
}

// dict returns the map that a literal, or updates on every way, make.
func (e *Eval) dict(m *ssa.MakeMap, at ssa.Instruction) *Val {
	vals := make(map[string]*Val)
	for _, ref := range *m.Referrers() {
		up, ok := ref.(*ssa.MapUpdate)
		if !ok || up.Map != m {
			continue
		}
		if !flow.Reaches(up, at, nil) {
			continue
		}
		key, ok := e.Of(up.Key, up).Str()
		if _, dup := vals[key]; !ok || dup || !flow.Precedes(up, at) || flow.InLoop(up) && !flow.InLoop(m) {
			return NotKnown
		}
		vals[key] = e.Of(up.Value, up)
	}
	if len(vals) == 0 && m.Reserve != nil {
		return Empty
	}
	out := &Val{K: Dict}
	for k := range vals {
		out.L = append(out.L, k)
	}
	slices.Sort(out.L)
	for _, k := range out.L {
		out.V = append(out.V, vals[k])
	}
	return out
}

func isString(t types.Type) bool {
	b, ok := t.Underlying().(*types.Basic)
	return ok && b.Info()&types.IsString != 0
}
