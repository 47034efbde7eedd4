package dupmetric

import (
	"go/constant"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/flow"
	"github.com/obslint/obslint/analyzers/internal/lib"
)

// maxDepth bounds how far a value is followed.
const maxDepth = 40

// val returns what is known about v where at stands.
func (x *checker) val(v ssa.Value, at ssa.Instruction) *Val {
	if x.depth >= maxDepth {
		return unknown
	}
	x.depth++
	defer func() {
		if x.depth--; x.depth == 0 {
			clear(x.stored)
		}
	}()
	switch v := v.(type) {
	case *ssa.Const:
		return constVal(v)
	case *ssa.Parameter:
		return &Val{K: Param, N: slices.Index(v.Parent().Params, v), fn: v.Parent()}
	case *ssa.FreeVar:
		if b := flow.Bindings(v); len(b) == 1 {
			if instr, ok := b[0].(ssa.Instruction); ok {
				return x.val(b[0], instr)
			}
			return x.val(b[0], at)
		}
	case *ssa.ChangeType:
		return x.val(v.X, at)
	case *ssa.Convert:
		if isString(v.X.Type()) && isString(v.Type()) {
			return x.val(v.X, at)
		}
	case *ssa.MakeInterface:
		out := x.val(v.X, at)
		if isType(v.Type(), lib.MetricTypes.Collector) {
			return x.collector(v, out)
		}
		return out
	case *ssa.ChangeInterface:
		return x.val(v.X, at)
	case *ssa.TypeAssert:
		if !v.CommaOk {
			return x.val(v.X, at)
		}
	case *ssa.BinOp:
		if v.Op == token.ADD && isString(v.Type()) {
			return concat(x.val(v.X, v), x.val(v.Y, v))
		}
	case *ssa.Field:
		return x.val(v.X, v).get(flow.FieldOf(v.X.Type(), v.Field).Name())
	case *ssa.UnOp:
		if v.Op == token.MUL {
			return x.load(v.X, v)
		}
	case *ssa.Alloc:
		if out := x.read(v, nil, flow.Deref(v.Type()), at, false); out.K != Unknown {
			return out
		}
		return x.constructed(v, at)
	case *ssa.Slice:
		if alloc, ok := v.X.(*ssa.Alloc); ok && v.Low == nil && v.High == nil {
			return x.elements(alloc, v)
		}
	case *ssa.MakeMap:
		return x.dict(v, at)
	case *ssa.Phi:
		return x.phi(v)
	case *ssa.Call:
		return x.result(v, 0)
	case *ssa.Extract:
		if call, ok := v.Tuple.(*ssa.Call); ok {
			return x.result(call, v.Index)
		}
		if ta, ok := v.Tuple.(*ssa.TypeAssert); ok && v.Index == 0 {
			return x.val(ta.X, at)
		}
		if next, ok := v.Tuple.(*ssa.Next); ok && v.Index > 0 {
			if m, ok := next.Iter.(*ssa.Range); ok {
				if all := x.val(m.X, m); all.K == Dict {
					if v.Index == 1 {
						all = all.keys()
					}
					return elems(all, next)
				}
			}
		}
	}
	return &Val{K: Local, ref: v}
}

// constructed is a struct that others may have changed by now, but for what
// constructors alone put in it.
func (x *checker) constructed(v *ssa.Alloc, at ssa.Instruction) *Val {
	self := &Val{K: Local, ref: v}
	out := &Val{K: Record, ref: v, L: []string{""}, V: []*Val{self}}
	if st, ok := flow.Deref(v.Type()).Underlying().(*types.Struct); ok {
		for f := range st.Fields() {
			if x.settled(f) {
				if reg := x.read(v, []string{f.Name()}, f.Type(), at, true); reg.K != Unknown {
					out = out.with(f.Name(), reg)
				}
			}
		}
	}
	if len(out.L) == 1 {
		return self
	}
	return out
}

func constVal(c *ssa.Const) *Val {
	switch {
	case c.Value == nil:
		return zero
	case c.Value.Kind() == constant.String:
		return text(constant.StringVal(c.Value))
	}
	return &Val{K: Text, S: c.Value.ExactString()}
}

// phi knows the one idiom that matters, a registry that stands in for a nil
// one, and ways that all lead to one value.
func (x *checker) phi(v *ssa.Phi) *Val {
	self := &Val{K: Local, ref: v}
	if slices.Contains(x.phis, v) {
		return self
	}
	x.phis = append(x.phis, v)
	defer func() { x.phis = x.phis[:len(x.phis)-1] }()
	var vals []*Val
	for _, e := range v.Edges {
		val := x.val(e, v)
		if val.key(x.ids) == "" {
			return self
		}
		if !slices.ContainsFunc(vals, func(o *Val) bool { return o.key(x.ids) == val.key(x.ids) }) {
			vals = append(vals, val)
		}
	}
	if len(vals) == 1 {
		return vals[0]
	}
	if len(vals) == 2 && x.isRegistry(v.Type()) {
		for i, val := range vals {
			if (val.K == Param || val.K == Field) && vals[1-i].K == Preset && x.replacesNil(v.Block(), val) {
				return either(val, vals[1-i])
			}
		}
	}
	return self
}

// replacesNil reports whether the way to a block is decided by whether val is
// nil.
func (x *checker) replacesNil(to *ssa.BasicBlock, val *Val) bool {
	for _, b := range to.Parent().Blocks {
		if cond, _ := nilTest(b); cond != nil && b.Dominates(to) && x.val(cond, b.Instrs[len(b.Instrs)-1]).key(x.ids) == val.key(x.ids) {
			return true
		}
	}
	return false
}

// nilTest returns the value that the branch at the end of b compares with nil,
// and the successor that is taken if it is nil.
func nilTest(b *ssa.BasicBlock) (v ssa.Value, ifNil *ssa.BasicBlock) {
	if len(b.Instrs) == 0 {
		return nil, nil
	}
	branch, ok := b.Instrs[len(b.Instrs)-1].(*ssa.If)
	if !ok {
		return nil, nil
	}
	cmp, ok := branch.Cond.(*ssa.BinOp)
	if !ok || cmp.Op != token.EQL && cmp.Op != token.NEQ {
		return nil, nil
	}
	v = cmp.X
	other, ok := cmp.Y.(*ssa.Const)
	if !ok {
		v = cmp.Y
		other, ok = cmp.X.(*ssa.Const)
	}
	if !ok || !other.IsNil() {
		return nil, nil
	}
	if cmp.Op == token.EQL {
		return v, b.Succs[0]
	}
	return v, b.Succs[1]
}

// result returns result i of a call.
func (x *checker) result(call *ssa.Call, i int) *Val {
	common := call.Common()
	if b, ok := common.Value.(*ssa.Builtin); ok {
		if b.Name() == "append" && len(common.Args) == 2 {
			a, more := x.val(common.Args[0], call), x.val(common.Args[1], call)
			if (a.K == List || a.K == Zero) && (more.K == List || more.K == Zero) {
				return &Val{K: List, V: append(slices.Clone(a.V), more.V...)}
			}
		}
		return &Val{K: Local, ref: call}
	}
	recv, args := flow.Args(common)
	arg := func(n int) *Val {
		if n < 0 {
			return zero
		}
		if n < len(args) {
			return x.val(args[n], call)
		}
		return unknown
	}
	fn := flow.CalleeObject(common)
	if row, ok := lib.Metrics.Lookup(fn); ok {
		return x.metric(row, call, arg)
	}
	if row, ok := lib.RegistryWraps.Lookup(fn); ok {
		return wrap(arg(row.Of), arg(row.Labels), arg(row.Prefix))
	}
	if _, ok := lib.NameJoins.Lookup(fn); ok {
		return join(arg(0), arg(1), arg(2))
	}
	if row, ok := lib.MetricOptions.Lookup(fn); ok {
		if row.Help {
			return (&Val{K: Record}).with("help", arg(0))
		}
		return (&Val{K: Record}).with("unit", arg(0))
	}
	if _, ok := lib.Meters.Lookup(fn); ok {
		if opts := arg(1); opts.K == Zero || opts.K == List && len(opts.V) == 0 {
			of := &Val{K: Preset, S: fn.Pkg().Path()}
			if recv != nil {
				of = x.val(recv, call)
			}
			return &Val{K: Scope, V: []*Val{of, arg(0)}}
		}
		return &Val{K: Local, ref: call}
	}
	if row, ok := lib.Collectors.Lookup(fn); ok {
		return group(row, call, arg)
	}
	if sum, in := x.summary(call); sum != nil && i < len(sum.Results) && sum.Results[i].K != Unknown {
		return sum.Results[i].madeBy(call).subst(in, x.args(call))
	}
	if g := x.keptIn(call); g != nil {
		return g
	}
	return &Val{K: Local, ref: resultOf{call, i}}
}

// keptIn returns the package variable that holds the registry which a call
// makes, if initialization puts it there.
func (x *checker) keptIn(call *ssa.Call) *Val {
	if call.Parent() != x.init && !isInit(call.Parent()) || !x.isRegistry(call.Type()) {
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
				if g, ok := ref.Addr.(*ssa.Global); ok && len(x.globalWrites()[g]) == 1 && g.Object() != nil {
					return &Val{K: Global, S: g.Object().Pkg().Path() + "." + g.Object().Name()}
				}
			}
		}
	}
	return nil
}

// resultOf is what two Extracts of the same result have in common.
type resultOf struct {
	call  *ssa.Call
	index int
}

// madeIn is what one call of a function makes.
type madeIn struct {
	call ssa.CallInstruction
	ref  any
}

// madeBy returns a result of a function as that of one call of it: what the
// function makes is another thing for each call.
func (v *Val) madeBy(call ssa.CallInstruction) *Val {
	out := *v
	if instr := instrOf(v); instr != nil && encloses(instr.Parent(), call.Parent()) {
		return v // what a closure shares with the function around it
	}
	if v.K == Local || v.K == Record || (v.K == Metric || v.K == Group) && v.N&isShared == 0 {
		out.ref = madeIn{call, v.ref}
	}
	if len(v.V) > 0 {
		out.V = make([]*Val, len(v.V))
		for i, p := range v.V {
			out.V[i] = p.madeBy(call)
		}
	}
	return &out
}

// encloses reports whether g is f, or a literal in it.
func encloses(f, g *ssa.Function) bool {
	for ; g != nil; g = g.Parent() {
		if f == g {
			return true
		}
	}
	return false
}

// args returns the arguments of a call, the receiver first.
func (x *checker) args(call ssa.CallInstruction) []*Val {
	recv, args := flow.Args(call.Common())
	var out []*Val
	if recv != nil {
		out = append(out, x.val(recv, call))
	}
	for _, a := range args {
		out = append(out, x.val(a, call))
	}
	return out
}

func wrap(of, labels, prefix *Val) *Val {
	switch {
	case of.K == Unknown || of.K == Zero:
		return of
	case isZero(labels) && isZero(prefix):
		return of
	}
	return &Val{K: Wrap, V: []*Val{of, labels, prefix}}
}

func isZero(v *Val) bool { return v.K == Zero || v.K == Text && v.S == "" }

const (
	isVec    = 1 << iota // a vector, which has variable labels
	isShared             // the same object each time, not a fresh one
	isGroup              // one of several metrics of a ready collector
	isDesc               // one of those that a collector of the user's own type describes
)

// dict returns the map that a literal, or updates on every way, make.
func (x *checker) dict(m *ssa.MakeMap, at ssa.Instruction) *Val {
	vals := make(map[string]*Val)
	for _, ref := range *m.Referrers() {
		up, ok := ref.(*ssa.MapUpdate)
		if !ok || up.Map != m {
			continue
		}
		if !flow.Reaches(up, at, nil) {
			continue
		}
		key, ok := x.val(up.Key, up).str()
		if _, dup := vals[key]; !ok || dup || !flow.Precedes(up, at) || flow.InLoop(up) && !flow.InLoop(m) {
			return unknown
		}
		vals[key] = x.val(up.Value, up)
	}
	if len(vals) == 0 && m.Reserve != nil {
		return zero
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
