package ctxlife

import (
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/flow"
	"github.com/obslint/obslint/analyzers/internal/lib"
)

// What contexts gives up at: the contexts that one value may be, and the steps
// to find them.
const (
	maxAlternatives = 8
	maxSteps        = 400
)

// A Kind says what ends a context.
type Kind uint8

const (
	Alive   Kind = iota // nothing
	Unknown             // who knows
	Opaque              // who knows, but it is this one: the value key.v
	Param               // the caller of fn knows: parameter index
	Field               // kept in a field or variable
	Request             // the return of fn, which serves a request
	Made                // made by call: its cancel function, its time, its signal, its group
)

// A Ctx is one context of a chain: what it is made of is its parent. An
// unknown one that came out of a channel has the channel as its key.
// Contexts that live as long as their parent are left out.
type Ctx struct {
	Kind   Kind
	Key    flow.Key
	Fn     *ssa.Function // that makes it, or whose parameter or field it is
	Index  int           // nodeParam: of the parameter, the receiver not counted
	Call   *ssa.Call     // nodeMade
	Row    lib.CtxMaker  // nodeMade
	Field  *types.Var    // nodeField: the field, or nil
	Parent *Ctx
}

// EndsWith reports whether n is over when the context k is: it is that one, or
// made of it.
func (n *Ctx) EndsWith(k flow.Key) bool {
	for ; n != nil; n = n.Parent {
		if n.Kind != Alive && n.Kind != Unknown && n.Key == k {
			return true
		}
	}
	return false
}

// Root returns the end of the chain.
func (n *Ctx) Root() *Ctx {
	for n.Parent != nil {
		n = n.Parent
	}
	return n
}

// Contexts returns the contexts that v, a context or what carries one, can be
// at the instruction at. One of them is unknown if v is too much to follow.
func (l *Life) Contexts(v ssa.Value, at ssa.Instruction) []*Ctx {
	r := &resolver{c: l, onPath: make(map[ssa.Value]bool), budget: new(int)}
	*r.budget = maxSteps
	r.visit(v, at)
	if len(r.out) == 0 || len(r.out) > maxAlternatives || *r.budget <= 0 {
		return []*Ctx{{Kind: Unknown}}
	}
	return r.out
}

// A resolver follows a context to what it is made of. A context made of
// itself, in a loop, is made of what it was before.
type resolver struct {
	c      *Life
	onPath map[ssa.Value]bool
	budget *int // steps left
	out    []*Ctx
}

func (r *resolver) add(n *Ctx) {
	for _, o := range r.out {
		if o.Kind == n.Kind && o.Key == n.Key {
			return
		}
	}
	r.out = append(r.out, n)
}

func (r *resolver) visit(v ssa.Value, at ssa.Instruction) {
	if *r.budget--; r.onPath[v] || *r.budget < 0 {
		return
	}
	r.onPath[v] = true
	defer delete(r.onPath, v)
	switch v := v.(type) {
	case *ssa.ChangeType:
		r.visit(v.X, at)
	case *ssa.ChangeInterface:
		r.visit(v.X, at)
	case *ssa.MakeInterface:
		r.visit(v.X, at)
	case *ssa.Phi:
		for _, e := range v.Edges {
			r.visit(e, at)
		}
	case *ssa.Parameter:
		r.param(v)
	case *ssa.FreeVar:
		for _, b := range flow.Bindings(v) {
			r.visit(b, at)
		}
	case *ssa.UnOp:
		if v.Op == token.MUL {
			r.load(v, at)
			return
		}
		r.received(v)
	case *ssa.Extract:
		if call, ok := v.Tuple.(*ssa.Call); ok {
			r.made(v, call, v.Index)
			return
		}
		r.received(v)
	case *ssa.Call:
		r.made(v, v, 0)
	case *ssa.TypeAssert, *ssa.Lookup:
		r.add(&Ctx{Kind: Opaque, Key: flow.Key{V: v}, Fn: v.(ssa.Instruction).Parent()})
	default:
		r.add(&Ctx{Kind: Unknown})
	}
}

// made follows result index of call.
func (r *resolver) made(v ssa.Value, call *ssa.Call, index int) {
	recv, args := flow.Args(&call.Call)
	obj := flow.CalleeObject(&call.Call)
	if row, ok := r.c.maker(obj); ok && row.Ctx == index {
		switch {
		case row.Kind == lib.CtxRoot || row.Kind == lib.CtxDetached:
			r.add(&Ctx{Kind: Alive})
			return
		case row.Kind == lib.CtxValue && row.Parent < len(args):
			r.visit(args[row.Parent], call)
			return
		}
		n := &Ctx{Kind: Made, Key: flow.Key{V: call}, Fn: call.Parent(), Call: call, Row: row}
		if row.Parent < 0 || row.Parent >= len(args) {
			r.add(n)
			return
		}
		parents := &resolver{c: r.c, onPath: r.onPath, budget: r.budget}
		parents.visit(args[row.Parent], call)
		for _, p := range parents.out {
			m := *n // alternatives that differ in the parent only are kept apart
			if m.Parent = p; p.Kind == Alive {
				m.Parent = nil
			}
			r.out = append(r.out, &m)
		}
		return
	}
	if _, ok := lib.CtxOfs.Lookup(obj); ok && recv != nil {
		r.visit(recv, call)
		return
	}
	r.add(&Ctx{Kind: Opaque, Key: flow.Key{V: v}, Fn: call.Parent()})
}

func (r *resolver) param(p *ssa.Parameter) {
	fn := p.Parent()
	index := flow.ParamIndex(p)
	if index < 0 {
		r.add(&Ctx{Kind: Unknown})
		return
	}
	if lib.RequestParam(fn.Signature) == index {
		r.add(&Ctx{Kind: Request, Key: flow.Key{V: p}, Fn: fn})
		return
	}
	// The parameter of a literal that is called where it stands is its argument.
	if fn.Parent() != nil {
		if uses, ok := r.c.lits.Uses(fn); ok && len(uses) == 1 && uses[0].Call != nil {
			if _, args := flow.Args(uses[0].Call.Common()); uses[0].Direct && index < len(args) {
				r.visit(args[index], uses[0].Call)
				return
			}
		}
	}
	r.add(&Ctx{Kind: Param, Key: flow.Key{V: p}, Fn: fn, Index: index})
}

// load follows the load of a variable, a field or an element.
func (r *resolver) load(load *ssa.UnOp, at ssa.Instruction) {
	if alloc := flow.Variable(load.X); alloc != nil {
		stores, ok := flow.Stores(alloc)
		if !ok || len(stores) == 0 {
			r.add(&Ctx{Kind: Unknown})
			return
		}
		for _, s := range r.c.reaching(alloc, stores, load) {
			r.visit(s.Val, s)
		}
		return
	}
	switch addr := load.X.(type) {
	case *ssa.FieldAddr:
		r.field(addr)
		return
	case *ssa.Global:
		if obj, ok := addr.Object().(*types.Var); ok {
			r.add(&Ctx{Kind: Field, Key: flow.Key{V: obj}})
			return
		}
	}
	r.add(&Ctx{Kind: Unknown})
}

// field follows the load of a field: what a literal of the struct here holds in
// it, else the field of that variable.
func (r *resolver) field(addr *ssa.FieldAddr) {
	if alloc := flow.Variable(addr.X); alloc != nil {
		if vals := flow.PartStores(alloc, addr.Field); len(vals) > 0 {
			for _, s := range vals {
				r.visit(s.Val, s)
			}
			return
		}
	}
	if p, ok := flow.Source(addr.X).(*ssa.Parameter); ok && flow.Field(addr) != nil && flow.ParamIndex(p) == 0 {
		if lib.IsRequestField(p.Parent().Signature, flow.Field(addr).Name()) {
			r.add(&Ctx{Kind: Request, Key: flow.Key{V: p}, Fn: p.Parent()})
			return
		}
	}
	if k, ok := flow.FieldKey(addr); ok {
		r.add(&Ctx{Kind: Field, Key: k, Fn: addr.Parent(), Field: flow.Field(addr)})
		return
	}
	r.add(&Ctx{Kind: Unknown, Field: flow.Field(addr)})
}
