package lostflush

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/flow"
	"github.com/obslint/obslint/analyzers/internal/funcs"
	"github.com/obslint/obslint/analyzers/internal/lib"
)

// A sum is what is known of a function of this package.
type sum struct {
	effects  []Effect
	returned []Returned
	shuts    bool  // it shuts a provider down, under whatever context
	requests []int // the parameters under whose context it sends a request
}

// summarize finds out what the functions of the package do, callees first,
// until nothing new comes up, and exports it.
func (c *checker) summarize() {
	groups := funcs.BottomUp(c.flow.Funcs())
	for _, f := range c.flow.Funcs() {
		c.sums[f] = new(sum)
	}
	for round := 0; round < 6; round++ {
		c.changed = false
		for _, group := range groups {
			for _, f := range group {
				c.summarizeFunc(f)
			}
		}
		if !c.changed {
			break
		}
	}
	c.exportFacts()
}

func (c *checker) summarizeFunc(f *ssa.Function) {
	for instr := range flow.Instrs(f) {
		switch instr := instr.(type) {
		case ssa.CallInstruction:
			for _, fl := range c.flushesOf(instr) {
				c.attribute(fl)
			}
			c.sendsRequest(instr)
		case *ssa.Store:
			c.hold(instr)
		case *ssa.Return:
			c.returns(f, instr)
		}
	}
	if obj, ok := f.Object().(*types.Func); ok {
		c.makes(f, obj)
		c.idles(f, obj)
	}
}

// attribute writes a flush down to the functions that it stands in.
func (c *checker) attribute(fl flush) {
	if fl.method != "" {
		if root := sameRoot(fl.nodes); root != nil && root.kind == nodeParam && root.fn == fl.call.Parent() {
			if _, ok := fl.call.(*ssa.Go); !ok {
				c.addEffect(root.fn, Effect{Param: root.index, Field: fl.field, Async: fl.async, Method: fl.method, Of: fl.of})
			}
		}
		return
	}
	faulty := len(fl.nodes) > 0 && c.judge(fl) != nil
	root := sameRoot(fl.nodes)
	home := c.made(fl)
	for _, path := range c.climb(fl.call, fl.async) {
		for _, p := range path {
			if p.async != nil || p.out != nil {
				break
			}
			if s := c.sums[p.f]; shuts(fl.kind) && s != nil && !s.shuts {
				s.shuts, c.changed = true, true
			}
		}
		if faulty {
			continue // here: no caller has a part in it
		}
		if root == nil {
			// Under a context of its own, or one that is not known.
			c.beside(fl, path[len(path)-1])
			for _, p := range path {
				if p.async != nil || p.out != nil || p.f == home || !shuts(fl.kind) {
					break
				}
				c.addEffect(p.f, Effect{Kind: fl.kind, Param: -1})
			}
			continue
		}
		if c.watched(path, fl.nodes) {
			continue
		}
		for _, p := range path {
			if p.f != root.fn || p.f == home && p.out == nil && fl.kind != lib.Push {
				continue // what it makes and ends itself is its own matter
			}
			switch {
			case root.kind == nodeParam && p.out == nil:
				c.addEffect(p.f, Effect{Kind: fl.kind, Param: root.index, Async: p.async != nil})
			case root.kind == nodeParam && p.out.kind == useReturn:
				c.addReturned(p.f, Returned{Result: p.out.result, From: root.index, Beside: -1, Effect: Effect{Kind: fl.kind, Param: -1}})
			case root.kind == nodeParam && p.out.kind == useStore:
				c.plants(p.f, root.index, p.out.at)
			case root.kind == nodeField && p.out == nil && p.async == nil && isReceiver(root.key.v):
				c.addEffect(p.f, Effect{Kind: fl.kind, Param: -1, Field: root.key.path})
			case root.kind == nodeField && p.out == nil:
				if param, ok := root.key.v.(*ssa.Parameter); ok && paramIndex(param) >= 0 {
					c.addEffect(p.f, Effect{Kind: fl.kind, Param: paramIndex(param), Field: root.key.path, Async: p.async != nil})
				}
			}
		}
	}
}

// beside notes that a func which flushes is returned beside the context that it
// flushes under.
func (c *checker) beside(fl flush, p place) {
	if p.out == nil || p.out.kind != useReturn || p.async != nil || len(fl.nodes) != 1 {
		return
	}
	ret := p.out.at.(*ssa.Return)
	for i, v := range ret.Results {
		if !lib.IsContext(v.Type()) {
			continue
		}
		if keys := c.sureKeys(v, ret); keys != nil && fl.nodes[0].keys()[keys[0]] {
			c.addReturned(p.f, Returned{Result: p.out.result, From: -1, Beside: i, Effect: Effect{Kind: fl.kind, Param: -1}})
		}
	}
}

// made returns the function that makes the provider, or the func, which a call
// flushes, or nil if it comes from elsewhere.
func (c *checker) made(fl flush) *ssa.Function {
	v := fl.recv
	if v == nil {
		if v, _ = flow.Args(fl.call.Common()); v == nil {
			v = fl.call.Common().Value
		}
	}
	if load, ok := flow.Source(v).(*ssa.UnOp); ok {
		if fa, ok := load.X.(*ssa.FieldAddr); ok {
			v = fa.X
		}
	}
	switch src := flow.Source(v).(type) {
	case *ssa.Alloc:
		if stores, _ := flow.Stores(src); len(stores) == 1 {
			if _, ok := stores[0].Val.(*ssa.Parameter); ok {
				return nil // a struct that it is given
			}
		}
		return src.Parent()
	case *ssa.Call, *ssa.Extract, *ssa.MakeClosure:
		return src.(ssa.Instruction).Parent()
	}
	return nil
}

// sameRoot returns the parameter or receiver's field that all nodes are made
// of, or nil.
func sameRoot(nodes []*node) *node {
	var root *node
	for _, n := range nodes {
		r := n.root()
		if r.kind != nodeParam && r.kind != nodeField || root != nil && root.key != r.key {
			return nil
		}
		root = r
	}
	return root
}

func isReceiver(v any) bool {
	p, ok := v.(*ssa.Parameter)
	return ok && paramIndex(p) < 0
}

// watched reports whether a function on the way to a flush looks itself
// whether the context is over: it is meant to end with it.
func (c *checker) watched(path []place, nodes []*node) bool {
	for _, p := range path {
		for _, ev := range c.events(p.f) {
			if ev.kind != eventDone {
				continue
			}
			for _, n := range nodes {
				if n.keys()[ev.keys[0]] {
					return true
				}
			}
		}
	}
	return false
}

func (c *checker) addEffect(f *ssa.Function, e Effect) {
	s := c.sums[f]
	if s == nil || slices.Contains(s.effects, e) || len(s.effects) >= 8 {
		return
	}
	s.effects = append(s.effects, e)
	c.changed = true
	if obj, ok := f.Object().(*types.Func); ok {
		c.setFact(obj, &Flushes{Effects: slices.Clone(s.effects)})
	}
}

func (c *checker) addReturned(f *ssa.Function, r Returned) {
	s := c.sums[f]
	if s == nil || slices.Contains(s.returned, r) || len(s.returned) >= 8 {
		return
	}
	s.returned = append(s.returned, r)
	c.changed = true
	if obj, ok := f.Object().(*types.Func); ok {
		c.setFact(obj, &Returns{Funcs: slices.Clone(s.returned)})
	}
}

// returns notes the funcs that flush which f returns, and the context that it
// keeps.
func (c *checker) returns(f *ssa.Function, ret *ssa.Return) {
	for i, v := range ret.Results {
		switch v.Type().Underlying().(type) {
		case *types.Signature:
			for _, b := range c.funcEffects(v, ret, 0) {
				from := -1
				if b.ctx != nil {
					root := sameRoot(c.contexts(b.ctx, b.where))
					if root == nil || root.kind != nodeParam || root.fn != f {
						continue
					}
					from = root.index
				}
				c.addReturned(f, Returned{Result: i, From: from, Beside: -1, Effect: b.Effect})
			}
		case *types.Pointer, *types.Struct:
			if i == 0 {
				c.keeps(f, v)
			}
		}
	}
}

// keeps notes the context that f keeps in a field of what it returns.
func (c *checker) keeps(f *ssa.Function, v ssa.Value) {
	obj, ok := f.Object().(*types.Func)
	if !ok {
		return
	}
	for _, src := range flow.Sources(v) {
		alloc, ok := src.(*ssa.Alloc)
		if !ok {
			if load, isLoad := src.(*ssa.UnOp); isLoad {
				alloc, ok = load.X.(*ssa.Alloc)
			}
		}
		if !ok {
			continue
		}
		for _, ref := range *alloc.Referrers() {
			fa, ok := ref.(*ssa.FieldAddr)
			if !ok || flow.Field(fa) == nil || !lib.IsContext(flow.Field(fa).Type()) {
				continue
			}
			for _, s := range fieldStores(alloc, fa.Field) {
				root := sameRoot(c.contexts(s.Val, s))
				if root != nil && root.kind == nodeParam && root.fn == f {
					c.keep(obj, Keeps{Param: root.index, Field: "." + flow.Field(fa).Name()})
				}
			}
		}
	}
}

// makes notes the context that f returns, where it is made of a parameter or
// of nothing.
func (c *checker) makes(f *ssa.Function, obj *types.Func) {
	results := f.Signature.Results()
	index := -1
	for i := range results.Len() {
		if lib.IsContext(results.At(i).Type()) {
			index = i
		}
	}
	if index < 0 || c.fact(obj, new(Makes)) {
		return
	}
	var made *Makes
	for instr := range flow.Instrs(f) {
		ret, ok := instr.(*ssa.Return)
		if !ok {
			continue
		}
		nodes := c.contexts(ret.Results[index], ret)
		if len(nodes) != 1 {
			return
		}
		m := &Makes{Parent: -1, Ctx: index, Cancel: -1}
		n := nodes[0]
		switch {
		case n.kind == nodeAlive:
			m.Kind = lib.CtxRoot
		case n.kind == nodeParam && n.fn == f:
			m.Kind, m.Parent = lib.CtxValue, n.index
		case n.kind == nodeMade && n.fn == f && n.row.Kind != lib.CtxGroup:
			m.Kind = n.row.Kind
			if p := n.parent; p != nil {
				if p.kind != nodeParam || p.fn != f {
					return
				}
				m.Parent = p.index
			}
			for i, r := range ret.Results {
				if src := flow.Source(r); src != nil {
					if w := c.madeWith(src); w != nil && w.key == n.key {
						m.Cancel = i
					}
				}
			}
			for _, ev := range c.events(f) {
				if ev.keys[0] == n.key {
					return // it may be over when f returns
				}
			}
		default:
			return
		}
		if made != nil && *made != *m {
			return
		}
		made = m
	}
	if made != nil {
		c.setFact(obj, made)
		c.changed = true
	}
}

// idles notes that what f returns buffers nothing.
func (c *checker) idles(f *ssa.Function, obj *types.Func) {
	if f.Signature.Results().Len() == 0 || c.fact(obj, new(Idle)) {
		return
	}
	seen := false
	for instr := range flow.Instrs(f) {
		ret, ok := instr.(*ssa.Return)
		if !ok {
			continue
		}
		for _, src := range flow.Sources(ret.Results[0]) {
			if isNil(src) {
				continue
			}
			if !c.idlePart(src, 0) {
				return
			}
			seen = true
		}
	}
	if seen {
		c.setFact(obj, &Idle{})
		c.changed = true
	}
}

// fact is ImportObjectFact for the facts of this package that are not exported
// yet.
func (c *checker) fact(obj types.Object, f analysis.Fact) bool {
	for _, g := range c.facts[obj] {
		if copyFact(f, g) {
			return true
		}
	}
	return false
}

func (c *checker) setFact(obj types.Object, f analysis.Fact) {
	for i, g := range c.facts[obj] {
		if sameType(f, g) {
			c.facts[obj][i] = f
			return
		}
	}
	if len(c.facts[obj]) == 0 {
		c.owners = append(c.owners, obj)
	}
	c.facts[obj] = append(c.facts[obj], f)
}

// exportFacts exports what others can use: the facts of what they can name.
func (c *checker) exportFacts() {
	for _, obj := range c.owners {
		for _, f := range c.facts[obj] {
			if k, ok := f.(*Keeps); ok && !c.keptIsUsed(obj.(*types.Func), k) {
				continue
			}
			if obj.Pkg() == c.pass.Pkg {
				c.pass.ExportObjectFact(obj, f)
			}
		}
	}
}

// keptIsUsed reports whether a method of what the constructor fn makes flushes
// under the context that it has kept.
func (c *checker) keptIsUsed(fn *types.Func, k *Keeps) bool {
	var made *types.TypeName
	if k.Recv {
		made = named(fn.Signature().Recv().Type())
	} else {
		made = named(fn.Signature().Results().At(0).Type())
	}
	for _, f := range c.flow.Funcs() {
		recv := f.Signature.Recv()
		if recv == nil || made == nil || named(recv.Type()) != made {
			continue
		}
		for _, e := range c.sums[f].effects {
			if e.Param < 0 && e.Field == k.Field {
				return true
			}
		}
	}
	return false
}

// named returns the type name of t or of what it points to, or nil.
func named(t types.Type) *types.TypeName {
	if p, ok := types.Unalias(t).(*types.Pointer); ok {
		t = p.Elem()
	}
	if n, ok := types.Unalias(t).(*types.Named); ok {
		return n.Obj()
	}
	return nil
}
