package flushes

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/closures"
	"github.com/obslint/obslint/analyzers/internal/ctxlife"
	"github.com/obslint/obslint/analyzers/internal/flow"
	"github.com/obslint/obslint/analyzers/internal/funcs"
	"github.com/obslint/obslint/analyzers/internal/lib"
)

// A sum is what is known of a function of this package.
type sum struct {
	effects  []Effect
	returned []Returned
	shuts    bool  // it shuts a provider down, under whatever context
	sends    bool  // it does that, or flushes one
	requests []int // the parameters under whose context it sends a request
}

// Summarize finds out what the functions of the package do, callees first,
// until nothing new comes up, and exports it. judged says of a flush that it is
// reported, so that no caller has a part in it.
func (c *Catalog) Summarize(judged func(Flush) bool) {
	c.judged = judged
	groups := funcs.BottomUp(c.flow.Funcs())
	for _, f := range c.flow.Funcs() {
		c.sums[f] = new(sum)
	}
	interfaces := c.implementations()
	for round := 0; round < 6; round++ {
		c.changed = false
		for _, group := range groups {
			for _, f := range group {
				c.summarizeFunc(f)
			}
		}
		c.throughTypes(interfaces)
		if !c.changed {
			break
		}
	}
	c.exportFacts()
}

func (c *Catalog) summarizeFunc(f *ssa.Function) {
	for instr := range flow.Instrs(f) {
		switch instr := instr.(type) {
		case ssa.CallInstruction:
			for _, fl := range c.Of(instr) {
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
		c.changed = c.life.ExportMakes(f, obj) || c.changed
		c.changed = c.pipe.ExportIdle(f, obj) || c.changed
	}
}

// attribute writes a flush down to the functions that it stands in.
func (c *Catalog) attribute(fl Flush) {
	if fl.Method != "" {
		if root := sameRoot(fl.Nodes); root != nil && root.Kind == ctxlife.Param && root.Fn == fl.Call.Parent() {
			if _, ok := fl.Call.(*ssa.Go); !ok {
				c.addEffect(root.Fn, Effect{Param: root.Index, Field: fl.field, Async: fl.Async, Method: fl.Method, Of: fl.of})
			}
		}
		return
	}
	faulty := len(fl.Nodes) > 0 && c.judged(fl)
	root := sameRoot(fl.Nodes)
	home := c.made(fl)
	for _, path := range c.lits.Climb(fl.Call, fl.Async) {
		for _, p := range path {
			if p.Async != nil || p.Out != nil {
				break
			}
			if s := c.sums[p.Fn]; s != nil && (Shuts(fl.Kind) && !s.shuts || sends(fl.Kind) && !s.sends) {
				s.shuts, s.sends, c.changed = s.shuts || Shuts(fl.Kind), true, true
			}
		}
		if faulty {
			continue // here: no caller has a part in it
		}
		if c.beside(fl, path[len(path)-1]) {
			continue
		}
		if root == nil {
			// Under a context of its own, or one that is not known.
			for _, p := range path {
				if p.Async != nil || p.Out != nil || p.Fn == home || !sends(fl.Kind) {
					break
				}
				c.addEffect(p.Fn, Effect{Kind: fl.Kind, Param: -1})
			}
			continue
		}
		if c.life.Watched(path, fl.Nodes) {
			continue
		}
		for _, p := range path {
			if p.Fn != root.Fn || p.Fn == home && p.Out == nil && fl.Kind != lib.Push {
				continue // what it makes and ends itself is its own matter
			}
			switch {
			case root.Kind == ctxlife.Param && p.Out == nil:
				c.addEffect(p.Fn, Effect{Kind: fl.Kind, Param: root.Index, Async: p.Async != nil})
			case root.Kind == ctxlife.Param && p.Out.Kind == closures.Returned:
				c.addReturned(p.Fn, Returned{Result: p.Out.Result, From: root.Index, Beside: -1, Effect: Effect{Kind: fl.Kind, Param: -1}})
			case root.Kind == ctxlife.Param && p.Out.Kind == closures.Stored:
				c.plants(p.Fn, root.Index, p.Out.At)
			case root.Kind == ctxlife.Field && p.Out == nil && p.Async == nil && flow.IsReceiver(root.Key.V):
				c.addEffect(p.Fn, Effect{Kind: fl.Kind, Param: -1, Field: root.Key.Path})
			case root.Kind == ctxlife.Field && p.Out == nil:
				if param, ok := root.Key.V.(*ssa.Parameter); ok && flow.ParamIndex(param) >= 0 {
					c.addEffect(p.Fn, Effect{Kind: fl.Kind, Param: flow.ParamIndex(param), Field: root.Key.Path, Async: p.Async != nil})
				}
			}
		}
	}
}

// beside notes that a func which flushes is returned beside the context that it
// flushes under, or that this is made of. It reports whether that is so.
func (c *Catalog) beside(fl Flush, p closures.Place) bool {
	if p.Out == nil || p.Out.Kind != closures.Returned || p.Async != nil || len(fl.Nodes) != 1 {
		return false
	}
	from := -1
	if root := sameRoot(fl.Nodes); root != nil && root.Kind == ctxlife.Param && root.Fn == p.Fn {
		from = root.Index // for callers who leave the context that they get
	}
	ret := p.Out.At.(*ssa.Return)
	for i, v := range ret.Results {
		if !lib.IsContext(v.Type()) {
			continue
		}
		if key, ok := c.life.Sure(v, ret); ok && fl.Nodes[0].EndsWith(key) {
			c.addReturned(p.Fn, Returned{Result: p.Out.Result, From: from, Beside: i, Effect: Effect{Kind: fl.Kind, Param: -1}})
			return true
		}
	}
	return false
}

// made returns the function that makes the provider, or the func, which a call
// flushes, or nil if it comes from elsewhere.
func (c *Catalog) made(fl Flush) *ssa.Function {
	v := fl.recv
	if v == nil {
		if v, _ = flow.Args(fl.Call.Common()); v == nil {
			v = fl.Call.Common().Value
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
func sameRoot(nodes []*ctxlife.Ctx) *ctxlife.Ctx {
	var root *ctxlife.Ctx
	for _, n := range nodes {
		r := n.Root()
		if r.Kind != ctxlife.Param && r.Kind != ctxlife.Field || root != nil && root.Key != r.Key {
			return nil
		}
		root = r
	}
	return root
}

func (c *Catalog) addEffect(f *ssa.Function, e Effect) {
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

func (c *Catalog) addReturned(f *ssa.Function, r Returned) {
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
func (c *Catalog) returns(f *ssa.Function, ret *ssa.Return) {
	for i, v := range ret.Results {
		switch v.Type().Underlying().(type) {
		case *types.Signature:
			for _, b := range c.funcEffects(v, ret, 0) {
				from := -1
				if b.ctx != nil {
					root := sameRoot(c.life.Contexts(b.ctx, b.where))
					if root == nil || root.Kind != ctxlife.Param || root.Fn != f {
						continue
					}
					from = root.Index
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
func (c *Catalog) keeps(f *ssa.Function, v ssa.Value) {
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
			for _, s := range flow.PartStores(alloc, fa.Field) {
				root := sameRoot(c.life.Contexts(s.Val, s))
				if root != nil && root.Kind == ctxlife.Param && root.Fn == f {
					c.keep(obj, Keeps{Param: root.Index, Field: "." + flow.Field(fa).Name()})
				}
			}
		}
	}
}

// Known is ImportObjectFact, also for the facts of this package that are not
// exported yet.
func (c *Catalog) Known(obj types.Object, f analysis.Fact) bool {
	return c.pass.ImportObjectFact(obj, f) || c.fact(obj, f)
}

// fact is ImportObjectFact for the facts of this package that are not exported
// yet.
func (c *Catalog) fact(obj types.Object, f analysis.Fact) bool {
	for _, g := range c.facts[obj] {
		if copyFact(f, g) {
			return true
		}
	}
	return false
}

func (c *Catalog) setFact(obj types.Object, f analysis.Fact) {
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
func (c *Catalog) exportFacts() {
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
func (c *Catalog) keptIsUsed(fn *types.Func, k *Keeps) bool {
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
