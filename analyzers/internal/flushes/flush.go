package flushes

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/closures"
	"github.com/obslint/obslint/analyzers/internal/ctxlife"
	"github.com/obslint/obslint/analyzers/internal/flow"
	"github.com/obslint/obslint/analyzers/internal/lib"
)

// ShutsDown reports whether a call shuts a provider down before it comes back.
func (c *Catalog) ShutsDown(call ssa.CallInstruction) bool {
	for _, fl := range c.Of(call) {
		if Shuts(fl.Kind) && !fl.Async {
			return true
		}
	}
	fn, _ := flow.Callee(call.Common())
	return c.literalShuts(fn)
}

// Sends reports whether a call sends what a provider holds back before it comes
// back: it shuts the provider down, or flushes it.
func (c *Catalog) Sends(call ssa.CallInstruction) bool {
	for _, fl := range c.Of(call) {
		if sends(fl.Kind) && !fl.Async {
			return true
		}
	}
	fn, _ := flow.Callee(call.Common())
	return fn != nil && fn.Parent() != nil && c.sums[fn] != nil && c.sums[fn].sends
}

// sends reports whether a flush sends what a provider holds back.
func sends(kind lib.FlushKind) bool { return Shuts(kind) || kind == lib.ForceFlush }

// ShutsDownFunc reports whether a call of v, a func, shuts a provider down.
func (c *Catalog) ShutsDownFunc(v ssa.Value) bool {
	fn, _ := flow.Callee(&ssa.CallCommon{Value: v})
	return c.literalShuts(fn) || slices.ContainsFunc(c.funcEffects(v, nil, 0), func(b bound) bool { return Shuts(b.Kind) && !b.Async })
}

// literalShuts reports whether a literal shuts a provider down.
func (c *Catalog) literalShuts(fn *ssa.Function) bool {
	return fn != nil && fn.Parent() != nil && c.sums[fn] != nil && c.sums[fn].shuts
}

// Shuts reports whether a flush is the last one.
func Shuts(kind lib.FlushKind) bool { return kind == lib.Shutdown || kind == lib.Drain }

// A Flush is one thing that a call does: it flushes under one of the contexts
// that are Nodes, one that is alive if there are none.
type Flush struct {
	Call   ssa.CallInstruction
	Kind   lib.FlushKind // 0 if Method is not empty
	Async  bool          // it goes on in a goroutine when Call has come back
	Nodes  []*ctxlife.Ctx
	Direct bool // the context is an argument of Call

	// Method, if it is not empty, is the method that is called, of what parameter
	// of holds: only the callers know what that flushes. See [Effect].
	Method string
	of     int
	field  string // of is -1: the receiver's field whose funcs are called

	ctx   ssa.Value       // what holds the context, or nil,
	where ssa.Instruction // at this instruction
	recv  ssa.Value       // of a row's method, or nil
	row   bool            // Call reaches a row, not a function that leads to one
}

// Of returns what a call flushes.
func (c *Catalog) Of(instr ssa.CallInstruction) []Flush {
	call := instr.Common()
	recv, args := flow.Args(call)
	var out []Flush
	var add func(e bound)
	add = func(e bound) {
		if e.Method == called && e.Of < 0 {
			for _, in := range c.collected(recv, e.Field) {
				add(through(e.Effect, in))
			}
			return
		}
		if e.Method != "" {
			for _, e := range c.throughInterface(e.Effect, args) {
				add(e)
			}
			if of := interfaceParam(args, e.Of); of >= 0 && e.Param >= 0 && e.Param < len(args) {
				f := Flush{Call: instr, ctx: args[e.Param], where: instr, Async: e.Async, Method: e.Method, of: of}
				f.Nodes = c.life.Contexts(f.ctx, instr)
				out = append(out, f)
			}
			return
		}
		f := Flush{Call: instr, Kind: e.Kind, Async: e.Async, where: instr, row: e.row}
		switch {
		case e.Param >= len(args):
			return
		case e.Param >= 0 && e.Field != "":
			f.Nodes = c.fieldOf(args[e.Param], e.Field, instr)
		case e.Param >= 0:
			f.ctx, f.Direct = args[e.Param], true
		case e.ctx != nil:
			f.ctx, f.where = e.ctx, e.where
		case e.Field != "":
			if f.Nodes = c.fieldOf(recv, e.Field, instr); f.Nodes == nil {
				return
			}
		}
		if e.row {
			f.recv = recv
		}
		if f.ctx != nil {
			f.Nodes = c.life.Contexts(f.ctx, f.where)
		}
		out = append(out, f)
	}
	if call.IsInvoke() {
		of := interfaceParam([]ssa.Value{call.Value}, 0)
		if _, row := lib.Flushes.Lookup(call.Method); row || of < 0 {
			for _, e := range c.methodEffects(call.Method, call.Value) {
				add(e)
			}
			return out
		}
		// What it holds the callers know.
		named := lib.FlushNames()[call.Method.Name()] || c.Known(call.Method, new(Flushes))
		if named && len(args) == 1 && lib.IsContext(args[0].Type()) {
			out = append(out, Flush{Call: instr, ctx: args[0], where: instr, Method: call.Method.Name(), of: of, Nodes: c.life.Contexts(args[0], instr)})
		}
		return out
	}
	fn, _ := flow.Callee(call)
	if fn != nil && fn.Parent() != nil {
		// A literal: its own flushes are followed from within. Only what it does
		// under its own parameter is done here.
		if s := c.sums[fn]; s != nil && !c.inlined(fn) {
			for _, e := range s.effects {
				if e.Param >= 0 {
					add(bound{Effect: e})
				}
			}
		}
		return out
	}
	if obj := flow.CalleeObject(call); obj != nil {
		for _, e := range c.methodEffects(obj, recv) {
			add(e)
		}
		return out
	}
	for _, e := range c.funcEffects(call.Value, instr, 0) {
		add(e)
	}
	if fl, ok := c.runsPlanted(instr); ok && len(out) == 0 {
		return []Flush{fl}
	}
	if len(out) == 0 && len(args) > 0 && closures.TakesContext(call.Value.Type()) {
		f := Flush{Call: instr, ctx: args[0], where: instr, Method: called, of: interfaceParam([]ssa.Value{call.Value}, 0)}
		if f.of < 0 {
			f.field = collection(call.Value)
		}
		if f.of >= 0 || f.field != "" {
			f.Nodes = c.life.Contexts(f.ctx, instr)
			out = append(out, f)
		}
	}
	return out
}

// throughInterface returns the effects of the method that e calls, of what the
// argument that is its parameter Of holds.
func (c *Catalog) throughInterface(e Effect, args []ssa.Value) []bound {
	if e.Of >= len(args) {
		return nil
	}
	var out []bound
	if e.Method == called {
		for _, in := range c.funcsIn(args[e.Of]) {
			out = append(out, through(e, in))
		}
		return unique(out)
	}
	held := c.holders(args[e.Of], 0)
	for _, v := range c.elements(args[e.Of], 0) {
		held = append(held, c.holders(v, 0)...)
	}
	for _, v := range held {
		m, _, _ := types.LookupFieldOrMethod(v.Type(), true, c.pass.Pkg, e.Method)
		fn, ok := m.(*types.Func)
		if _, given := v.(*ssa.Parameter); !ok || given && types.IsInterface(v.Type()) || flow.IsNil(v) {
			continue
		}
		for _, in := range c.methodEffects(fn.Origin(), v) {
			if in.Param == 0 && in.Field == "" && in.Method == "" {
				out = append(out, bound{Effect: Effect{Kind: in.Kind, Param: e.Param, Async: e.Async || in.Async}})
			}
		}
	}
	return unique(out)
}

// interfaceParam returns the parameter of its function that an argument is, or
// is an element of: an interface or a func, whose callers know what it holds.
// It is -1 if there is none.
func interfaceParam(args []ssa.Value, i int) int {
	if i >= len(args) {
		return -1
	}
	src := flow.Source(args[i])
	if load, ok := src.(*ssa.UnOp); ok && load.Op == token.MUL {
		if ia, ok := load.X.(*ssa.IndexAddr); ok {
			src = flow.Source(ia.X)
		}
	}
	p, ok := src.(*ssa.Parameter)
	if !ok {
		return -1
	}
	t := p.Type()
	if s, ok := t.Underlying().(*types.Slice); ok {
		t = s.Elem()
	}
	if !types.IsInterface(t) && !closures.TakesContext(t) {
		return -1
	}
	return flow.ParamIndex(p)
}

// inlined reports whether a literal's parameters are taken for the arguments
// of its only call.
func (c *Catalog) inlined(fn *ssa.Function) bool {
	uses, ok := c.lits.Uses(fn)
	return ok && len(uses) == 1 && uses[0].Direct
}

// A bound is an effect of a func value: a context that the value has captured
// is ctx, at the instruction where.
type bound struct {
	Effect
	ctx   ssa.Value
	where ssa.Instruction
	row   bool
}

// methodEffects returns the effects of a function or method: of what recv, an
// interface, is seen to hold, else of what its types do.
func (c *Catalog) methodEffects(obj *types.Func, recv ssa.Value) []bound {
	if row, ok := lib.Flushes.Lookup(obj); ok {
		if row.Kind == lib.CloseExporter || recv != nil && c.pipe.Idle(recv) {
			return nil
		}
		return []bound{{Effect: Effect{Kind: row.Kind, Param: row.Ctx}, row: true}}
	}
	if recv != nil && types.IsInterface(recv.Type()) {
		if out, ok := c.heldEffectsOf(obj, recv); ok {
			return out
		}
	}
	var f Flushes
	if c.Known(obj, &f) {
		var out []bound
		for _, e := range f.Effects {
			out = append(out, bound{Effect: e})
		}
		return out
	}
	if row, ok := lib.FlushLike(obj); ok {
		return []bound{{Effect: Effect{Kind: row.Kind, Param: row.Ctx}, row: true}}
	}
	return nil
}

// heldEffectsOf returns the effects of the method obj of what an interface
// holds. It is false if that is not seen.
func (c *Catalog) heldEffectsOf(obj *types.Func, recv ssa.Value) (out []bound, ok bool) {
	unknown := false
	for _, src := range c.holders(recv, 0) {
		if types.IsInterface(src.Type()) {
			if call, isCall := src.(*ssa.Call); isCall {
				if row, isRow := lib.FlushHeld(flow.CalleeObject(&call.Call), obj.Name()); isRow {
					return []bound{{Effect: Effect{Kind: row.Kind, Param: row.Ctx}, row: true}}, true
				}
			}
			unknown = unknown || !flow.IsNil(src)
			continue
		}
		m, _, _ := types.LookupFieldOrMethod(src.Type(), true, obj.Pkg(), obj.Name())
		if m, isFunc := m.(*types.Func); isFunc && m.Origin() != obj {
			ok = true
			if out := c.methodEffects(m.Origin(), src); out != nil {
				return out, true
			}
		}
	}
	return nil, ok && !unknown
}

// holders returns the values that an interface may hold, also those that this
// package stores in the field, variable or slice that v is loaded from.
func (c *Catalog) holders(v ssa.Value, depth int) []ssa.Value {
	var out []ssa.Value
	for _, src := range flow.Sources(v) {
		load, ok := src.(*ssa.UnOp)
		if !ok || load.Op != token.MUL || depth > 3 {
			out = append(out, src)
			continue
		}
		switch addr := load.X.(type) {
		case *ssa.FieldAddr:
			for _, s := range c.flow.StoresIn(flow.Field(addr)) {
				out = append(out, c.holders(s.Val, depth+1)...)
			}
		case *ssa.Global:
			obj, _ := addr.Object().(*types.Var)
			for _, s := range c.flow.StoresIn(obj) {
				out = append(out, c.holders(s.Val, depth+1)...)
			}
		case *ssa.IndexAddr:
			for _, val := range c.elements(addr.X, depth+1) {
				out = append(out, c.holders(val, depth+1)...)
			}
		}
	}
	return out
}

// elements returns the values that the elements of a slice may be.
func (c *Catalog) elements(v ssa.Value, depth int) []ssa.Value {
	if depth > 4 {
		return nil
	}
	var out []ssa.Value
	for _, src := range flow.Sources(v) {
		switch src := src.(type) {
		case *ssa.Call:
			if b, ok := src.Call.Value.(*ssa.Builtin); ok && b.Name() == "append" {
				for _, a := range src.Call.Args {
					out = append(out, c.elements(a, depth+1)...)
				}
			}
		case *ssa.Slice:
			out = append(out, c.elements(src.X, depth+1)...)
		case *ssa.Alloc:
			for _, s := range flow.ElementStores(src) {
				out = append(out, s.Val)
			}
		case *ssa.UnOp:
			if fa, ok := src.X.(*ssa.FieldAddr); ok && src.Op == token.MUL {
				for _, s := range c.flow.StoresIn(flow.Field(fa)) {
					out = append(out, c.elements(s.Val, depth+1)...)
				}
			}
		}
	}
	return out
}
