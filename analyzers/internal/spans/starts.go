package spans

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/flow"
	"github.com/obslint/obslint/analyzers/internal/lib"
)

// startsOf returns which results of fn are a span that it starts, or nil.
func (p *Package) startsOf(fn *ssa.Function) *Starts {
	for instr := range flow.Instrs(fn) {
		call, ok := instr.(*ssa.Call)
		if !ok {
			continue
		}
		row, ok := p.Start(call)
		if !ok {
			continue
		}
		span := extract(call, row.Span)
		if row.Span < 0 {
			span = extract(call, row.Ender)
		}
		if span == nil {
			continue
		}
		t := p.follow(span)
		f := &Starts{Span: -1, Ctx: -1, Into: none, Ender: -1}
		for i := range fn.Signature.Results().Len() {
			res := fn.Signature.Results().At(i).Type()
			if t.isFunc && t.Results[i] {
				f.Ender, f.Ends = i, row.Ends // passed on
			}
			if t.Results[i] && (isSpanType(res) || holdsSpan(res)) && f.Span < 0 {
				f.Span = i
			}
		}
		if f.Span < 0 && !p.endsBy(fn, call, span, row, t, f) && !p.into(fn, call, span, t, f) {
			continue
		}
		for i := range fn.Signature.Results().Len() {
			if p.carries(fn.Signature.Results().At(i).Type()) && f.Ctx < 0 && i != f.Span {
				f.Ctx = i
			}
		}
		return f
	}
	return nil
}

// endsBy reports whether fn returns a func that ends the span which it starts,
// and notes what that does.
func (p *Package) endsBy(fn *ssa.Function, call *ssa.Call, span ssa.Value, row Starts, t *Trail, f *Starts) bool {
	if f.Ender >= 0 {
		return true
	}
	for i := range fn.Signature.Results().Len() {
		mc := t.enders[i]
		if mc == nil || t.Kept || row.Span < 0 {
			continue
		}
		f.Ender = i
		lit := mc.Fn.(*ssa.Function)
		if lit.Parent() == nil { // the method itself
			f.Ends = Effect{Plain: []Outcome{Ended}, Panicking: []Outcome{Ended}}
			return true
		}
		s := &Span{p: p, Fn: lit, Value: span, ctx: extract(call, row.Ctx), holders: t.holders}
		f.Ends = p.simulated(Effect{}, s)
		return f.Ends.says()
	}
	return false
}

// into reports whether fn leaves the span that it starts in a struct that it is
// given, and notes which.
func (p *Package) into(fn *ssa.Function, call *ssa.Call, span ssa.Value, t *Trail, f *Starts) bool {
	for _, h := range t.holders {
		i := slices.IndexFunc(fn.Params, func(q *ssa.Parameter) bool { return q == h.base })
		if i < 0 {
			continue
		}
		r := p.newSpan(fn, call, span, nil).Simulate()
		if r == nil || len(r.Returns) == 0 || slices.ContainsFunc(r.Returns, func(e State) bool { return e.Own.Phase != Open }) {
			return false
		}
		if fn.Signature.Recv() != nil {
			i--
		}
		f.Into = i
		return true
	}
	return false
}

// startsByType returns what a call of unknown code says: a method of an
// interface, or a func, that makes of one context another and a span starts it.
func (p *Package) startsByType(call *ssa.CallCommon) (Starts, bool) {
	if fn, _ := flow.Callee(call); fn != nil {
		return Starts{}, false
	}
	f := Starts{Span: -1, Ctx: -1, Into: none, Ender: -1}
	sig := call.Signature()
	for i := range sig.Results().Len() {
		switch t := sig.Results().At(i).Type(); {
		case lib.IsContext(t):
			f.Ctx = i
		case isSpanType(t):
			f.Span = i
		}
	}
	given := false
	for param := range sig.Params().Variables() {
		given = given || lib.IsContext(param.Type())
	}
	return f, given && f.Ctx >= 0 && f.Span >= 0
}

// born returns the value that a call makes the span known by: the span, or a
// struct with the span in it, one that it is given only if nobody else has that
// or it is a parameter of the caller.
func (f *Starts) born(call *ssa.Call) ssa.Value {
	if f.Span >= 0 || f.Into == none {
		return extract(call, f.Span)
	}
	recv, args := flow.Args(&call.Call)
	if f.Into >= 0 && f.Into < len(args) {
		recv = args[f.Into]
	}
	switch src := flow.Source(recv).(type) {
	case *ssa.Alloc:
		if src.Parent() == call.Parent() {
			return src
		}
	case *ssa.Parameter:
		if spanField(src.Type()) != nil {
			return src
		}
	}
	return nil
}

// extract returns result i of a call, or nil if it is not used.
func extract(call ssa.CallInstruction, i int) ssa.Value {
	v, ok := call.(*ssa.Call)
	if !ok || i < 0 {
		return nil
	}
	if _, ok := v.Type().(*types.Tuple); !ok {
		return v
	}
	for _, ref := range *v.Referrers() {
		if ex, ok := ref.(*ssa.Extract); ok && ex.Index == i {
			return ex
		}
	}
	return nil
}
