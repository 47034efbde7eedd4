package lostflush

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

// A nodeKind says what ends a context.
type nodeKind uint8

const (
	nodeAlive   nodeKind = iota // nothing
	nodeUnknown                 // who knows
	nodeOpaque                  // who knows, but it is this one: the value key.v
	nodeParam                   // the caller of fn knows: parameter index
	nodeField                   // kept in a field or variable
	nodeRequest                 // the return of fn, which serves a request
	nodeMade                    // made by call: its cancel function, its time, its signal, its group
)

// A node is one context of a chain: what it is made of is its parent. An
// unknown one that came out of a channel has the channel as its key.
// Contexts that live as long as their parent are left out.
type node struct {
	kind   nodeKind
	key    key
	fn     *ssa.Function // that makes it, or whose parameter or field it is
	index  int           // nodeParam: of the parameter, the receiver not counted
	call   *ssa.Call     // nodeMade
	row    lib.CtxMaker  // nodeMade
	field  *types.Var    // nodeField: the field, or nil
	parent *node
}

// A key identifies a context within a package: a value, and a path of fields
// from it.
type key struct {
	v    any // ssa.Value, or *types.Var for fields and package variables
	path string
}

// keys returns the contexts whose end ends n.
func (n *node) keys() map[key]bool {
	keys := make(map[key]bool)
	for ; n != nil; n = n.parent {
		if n.kind != nodeAlive && n.kind != nodeUnknown {
			keys[n.key] = true
		}
	}
	return keys
}

// root returns the end of the chain.
func (n *node) root() *node {
	for n.parent != nil {
		n = n.parent
	}
	return n
}

// contexts returns the contexts that v, a context or what carries one, can be
// at the instruction at. One of them is unknown if v is too much to follow.
func (c *checker) contexts(v ssa.Value, at ssa.Instruction) []*node {
	r := &resolver{c: c, onPath: make(map[ssa.Value]bool), budget: new(int)}
	*r.budget = maxSteps
	r.visit(v, at)
	if len(r.out) == 0 || len(r.out) > maxAlternatives || *r.budget <= 0 {
		return []*node{{kind: nodeUnknown}}
	}
	return r.out
}

// A resolver follows a context to what it is made of. A context made of
// itself, in a loop, is made of what it was before.
type resolver struct {
	c      *checker
	onPath map[ssa.Value]bool
	budget *int // steps left
	out    []*node
}

func (r *resolver) add(n *node) {
	for _, o := range r.out {
		if o.kind == n.kind && o.key == n.key {
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
		r.add(&node{kind: nodeOpaque, key: key{v: v}, fn: v.(ssa.Instruction).Parent()})
	default:
		r.add(&node{kind: nodeUnknown})
	}
}

// made follows result index of call.
func (r *resolver) made(v ssa.Value, call *ssa.Call, index int) {
	recv, args := flow.Args(&call.Call)
	obj := flow.CalleeObject(&call.Call)
	if row, ok := r.c.maker(obj); ok && row.Ctx == index {
		switch {
		case row.Kind == lib.CtxRoot || row.Kind == lib.CtxDetached:
			r.add(&node{kind: nodeAlive})
			return
		case row.Kind == lib.CtxValue && row.Parent < len(args):
			r.visit(args[row.Parent], call)
			return
		}
		n := &node{kind: nodeMade, key: key{v: call}, fn: call.Parent(), call: call, row: row}
		if row.Parent < 0 || row.Parent >= len(args) {
			r.add(n)
			return
		}
		parents := &resolver{c: r.c, onPath: r.onPath, budget: r.budget}
		parents.visit(args[row.Parent], call)
		for _, p := range parents.out {
			m := *n // alternatives that differ in the parent only are kept apart
			if m.parent = p; p.kind == nodeAlive {
				m.parent = nil
			}
			r.out = append(r.out, &m)
		}
		return
	}
	if _, ok := lib.CtxOfs.Lookup(obj); ok && recv != nil {
		r.visit(recv, call)
		return
	}
	r.add(&node{kind: nodeOpaque, key: key{v: v}, fn: call.Parent()})
}

func (r *resolver) param(p *ssa.Parameter) {
	fn := p.Parent()
	index := paramIndex(p)
	if index < 0 {
		r.add(&node{kind: nodeUnknown})
		return
	}
	if lib.RequestParam(fn.Signature) == index {
		r.add(&node{kind: nodeRequest, key: key{v: p}, fn: fn})
		return
	}
	// The parameter of a literal that is called where it stands is its argument.
	if fn.Parent() != nil {
		if uses, ok := r.c.uses(fn); ok && len(uses) == 1 && uses[0].call != nil {
			if _, args := flow.Args(uses[0].call.Common()); uses[0].direct && index < len(args) {
				r.visit(args[index], uses[0].call)
				return
			}
		}
	}
	r.add(&node{kind: nodeParam, key: key{v: p}, fn: fn, index: index})
}

// paramIndex returns the index of p among the parameters of its function, -1
// for a receiver.
func paramIndex(p *ssa.Parameter) int {
	shift := 0
	if p.Parent().Signature.Recv() != nil {
		shift = 1
	}
	for i, q := range p.Parent().Params {
		if p == q {
			return i - shift
		}
	}
	return -1
}

// load follows the load of a variable, a field or an element.
func (r *resolver) load(load *ssa.UnOp, at ssa.Instruction) {
	if alloc := flow.Variable(load.X); alloc != nil {
		stores, ok := flow.Stores(alloc)
		if !ok || len(stores) == 0 {
			r.add(&node{kind: nodeUnknown})
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
			r.add(&node{kind: nodeField, key: key{v: obj}})
			return
		}
	}
	r.add(&node{kind: nodeUnknown})
}

// field follows the load of a field: what a literal of the struct here holds in
// it, else the field of that variable.
func (r *resolver) field(addr *ssa.FieldAddr) {
	if alloc := flow.Variable(addr.X); alloc != nil {
		if vals := fieldStores(alloc, addr.Field); len(vals) > 0 {
			for _, s := range vals {
				r.visit(s.Val, s)
			}
			return
		}
	}
	if p, ok := flow.Source(addr.X).(*ssa.Parameter); ok && flow.Field(addr) != nil && paramIndex(p) == 0 {
		if lib.IsRequestField(p.Parent().Signature, flow.Field(addr).Name()) {
			r.add(&node{kind: nodeRequest, key: key{v: p}, fn: p.Parent()})
			return
		}
	}
	if k, ok := fieldKey(addr); ok {
		r.add(&node{kind: nodeField, key: k, fn: addr.Parent(), field: flow.Field(addr)})
		return
	}
	r.add(&node{kind: nodeUnknown, field: flow.Field(addr)})
}

// fieldStores returns the stores into a field of a local struct.
func fieldStores(alloc *ssa.Alloc, field int) []*ssa.Store {
	var out []*ssa.Store
	for _, a := range flow.Addresses(alloc) {
		for _, ref := range *a.Referrers() {
			fa, ok := ref.(*ssa.FieldAddr)
			if !ok || fa.Field != field {
				continue
			}
			for _, ref := range *fa.Referrers() {
				if s, ok := ref.(*ssa.Store); ok && s.Addr == fa {
					out = append(out, s)
				}
			}
		}
	}
	return out
}

// fieldKey identifies a field by the variable that it is a field of.
func fieldKey(addr *ssa.FieldAddr) (key, bool) {
	field := flow.Field(addr)
	if field == nil {
		return key{}, false
	}
	base := addr.X
	path := "." + field.Name()
	for range 16 {
		switch b := base.(type) {
		case *ssa.FieldAddr:
			f := flow.Field(b)
			if f == nil {
				return key{}, false
			}
			path = "." + f.Name() + path
			base = b.X
			continue
		case *ssa.UnOp:
			if b.Op == token.MUL {
				if src := flow.Source(b); src != nil && src != b {
					base = src
				} else {
					base = b.X
				}
				continue
			}
		case *ssa.FreeVar, *ssa.ChangeType:
			if src := flow.Source(b); src != nil && src != b {
				base = src
				continue
			}
		}
		break
	}
	switch b := base.(type) {
	case *ssa.Parameter, *ssa.Alloc, *ssa.Call, *ssa.Extract:
		return key{v: b, path: path}, true
	case *ssa.Global:
		return key{v: b.Object(), path: path}, true
	}
	return key{}, false
}
