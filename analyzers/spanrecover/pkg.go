package spanrecover

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/callers"
	"github.com/obslint/obslint/analyzers/internal/calls"
	"github.com/obslint/obslint/analyzers/internal/flow"
	"github.com/obslint/obslint/analyzers/internal/funcs"
	"github.com/obslint/obslint/analyzers/internal/lib"
	"github.com/obslint/obslint/analyzers/internal/panics"
	"github.com/obslint/obslint/analyzers/internal/report"
	"github.com/obslint/obslint/analyzers/internal/unwind"
)

// A pkg is a package under analysis.
type pkg struct {
	pass *analysis.Pass
	r    *report.Reporter
	flow *flow.Package

	touches map[*ssa.Function]bool // something in it is done to a span
	started map[*types.Func]*Starts
	callers *callers.Index
	panics  *panics.Package
	passed  map[*ssa.Parameter]passes

	carriers map[types.Type]bool
	informed map[*types.Package]bool

	lhs   map[token.Pos][]ast.Expr     // what a call is assigned to
	tells map[ssa.CallInstruction]bool // handlers that give a span of their function an error status
}

// starts returns what a call says of the span that it starts.
func (p *pkg) starts(call ssa.CallInstruction) (Starts, bool) {
	obj := flow.CalleeObject(call.Common())
	if obj == nil {
		return Starts{}, false
	}
	if row, ok := lib.SpanStarts.Lookup(obj); ok {
		return Starts{Span: row.Span, Ctx: row.Ctx, Into: none, Ender: -1}, true
	}
	if f := p.started[obj]; f != nil {
		return *f, true
	}
	var f Starts
	if obj.Pkg() != p.pass.Pkg && p.pass.ImportObjectFact(obj, &f) {
		return f, true
	}
	return Starts{}, false
}

// handles returns what a function of another package does to spans, or nil.
func (p *pkg) handles(obj *types.Func) *Handles {
	if obj == nil || obj.Pkg() == p.pass.Pkg {
		return nil
	}
	var f Handles
	if p.pass.ImportObjectFact(obj, &f) {
		return &f
	}
	return nil
}

// speaks reports whether a row or a fact says something of fn.
func (p *pkg) speaks(fn *types.Func) bool {
	if rowOf(fn) || p.handles(fn) != nil {
		return true
	}
	var f Starts
	return fn.Pkg() != p.pass.Pkg && p.pass.ImportObjectFact(fn, &f)
}

func rowOf(fn *types.Func) bool {
	if _, ok := lib.SpanStarts.Lookup(fn); ok {
		return true
	}
	if _, ok := lib.SpanEnds.Lookup(fn); ok {
		return true
	}
	if _, ok := lib.SpanRecords.Lookup(fn); ok {
		return true
	}
	if _, ok := lib.SpanStatuses.Lookup(fn); ok {
		return true
	}
	return false
}

// concerns reports whether the package does anything to spans.
func (p *pkg) concerns(x *calls.Index) bool {
	if !x.Imports(lib.SpanEnds.Paths()...) && len(p.pass.AllObjectFacts()) == 0 {
		return false
	}
	for obj := range x.Uses() {
		fn, ok := obj.(*types.Func)
		if !ok {
			continue
		}
		if rowOf(fn) {
			return true
		}
		if f := p.handles(fn); f != nil && slices.ContainsFunc(f.Effects, func(e Effect) bool { return e.Param != none }) {
			return true
		}
		if fn.Pkg() != p.pass.Pkg && p.pass.ImportObjectFact(fn, new(Starts)) {
			return true
		}
	}
	return false
}

// survey walks the functions callees first: which of them touch spans, start
// and return them, or handle those that they are given.
func (p *pkg) survey() {
	p.touches = make(map[*ssa.Function]bool)
	p.started = make(map[*types.Func]*Starts)
	p.passed = make(map[*ssa.Parameter]passes)
	p.tells = make(map[ssa.CallInstruction]bool)
	p.carriers = make(map[types.Type]bool)
	p.informed = make(map[*types.Package]bool)
	p.callers = callers.New(p.flow)
	for _, group := range funcs.BottomUp(p.flow.Funcs()) {
		for again := true; again; {
			again = false
			for _, fn := range group {
				if !p.touches[fn] && p.touching(fn) {
					p.touches[fn], again = true, true
				}
			}
		}
		for _, fn := range group {
			p.summarize(fn)
		}
	}
}

// touching reports whether something in fn, or in a literal in it, is done to a
// span.
func (p *pkg) touching(fn *ssa.Function) bool {
	for _, anon := range fn.AnonFuncs {
		if p.touches[anon] {
			return true
		}
	}
	for instr := range flow.Instrs(fn) {
		call, ok := instr.(ssa.CallInstruction)
		if !ok {
			continue
		}
		if obj := flow.CalleeObject(call.Common()); obj != nil && p.speaks(obj) {
			return true
		}
		if g, _ := flow.Callee(call.Common()); g != nil && p.touches[g] {
			return true
		}
	}
	return false
}

// summarize finds what callers must know of fn, and exports it.
func (p *pkg) summarize(fn *ssa.Function) {
	obj, ok := fn.Object().(*types.Func)
	if !ok {
		return
	}
	if p.touches[fn] {
		if f := p.startsOf(fn); f != nil {
			p.started[obj] = f
			if obj.Exported() {
				p.pass.ExportObjectFact(obj, f)
			}
		}
	}
	if !obj.Exported() || !p.touches[fn] && !panics.RecoversIn(fn) && !p.takesSpan(fn) {
		return
	}
	var f Handles
	if e := p.effect(fn, none, nil); e.says() {
		f.Effects = append(f.Effects, e)
	}
	for i, param := range fn.Params {
		index := i
		if fn.Signature.Recv() != nil {
			index--
		}
		if p.carries(param.Type()) {
			if e := p.effect(fn, index, param); e.says() {
				f.Effects = append(f.Effects, e)
			}
		}
	}
	if len(f.Effects) > 0 {
		p.pass.ExportObjectFact(obj, &f)
	}
}

func (p *pkg) takesSpan(fn *ssa.Function) bool {
	return slices.ContainsFunc(fn.Params, func(q *ssa.Parameter) bool { return isSpanType(q.Type()) })
}

// effect simulates fn, given a span, as a plain call and as one that a panic
// runs.
func (p *pkg) effect(fn *ssa.Function, index int, param *ssa.Parameter) Effect {
	e := Effect{Param: index}
	s := &subject{p: p, fn: fn}
	if param != nil {
		if isSpanType(param.Type()) || holdsSpan(param.Type()) {
			s.span = param
			e.Keeps = isSpanType(param.Type()) && p.passes(param) != nowhere
		} else {
			s.ctx = param
		}
		if !p.touches[fn] && !panics.RecoversIn(fn) {
			return e
		}
	}
	return p.simulated(e, s)
}

// simulated adds to e how calls of the subject's function come out.
func (p *pkg) simulated(e Effect, s *subject) Effect {
	fn := s.fn
	e.Plain = p.outcomes(s, &e, false, false)
	e.Panicking = p.outcomes(s, &e, true, false)
	if takesErrors(fn) {
		if outs := p.outcomes(s, &e, false, true); !slices.Equal(outs, e.Plain) {
			e.PlainNil = outs
		}
		if outs := p.outcomes(s, &e, true, true); !slices.Equal(outs, e.Panicking) {
			e.PanickingNil = outs
		}
	}
	return e
}

const maxOutcomes = 8

// takesErrors reports whether fn is given errors, or addresses of errors that
// it does not write to.
func takesErrors(fn *ssa.Function) bool {
	takes := false
	for _, param := range fn.Params {
		takes = takes || lib.IsError(param.Type())
		if !isErrorPointer(param.Type()) {
			continue
		}
		takes = true
		for _, ref := range *param.Referrers() {
			switch ref := ref.(type) {
			case *ssa.UnOp:
				if ref.Op != token.MUL {
					return false
				}
			case *ssa.BinOp, *ssa.DebugRef: // compared with nil
			default:
				return false
			}
		}
	}
	return takes
}

// outcomes returns how a call of the subject's function comes out, and notes in
// e whether unknown code may end the span then.
func (p *pkg) outcomes(s *subject, e *Effect, panicking, nilError bool) []Outcome {
	r := newRun(s)
	r.nilError, r.summary = nilError, true
	ends, ok := r.m.Run(&unwind.Frame{Fn: s.fn, Direct: panicking}, state{Own: own{phase: open}, Panicking: panicking})
	var outs []Outcome
	for _, end := range ends {
		e.Keeps = e.Keeps || e.Param != none && (end.Own.shared || end.Own.lent && end.Own.phase == open)
		o := outcomeOf(end, panicking)
		if !slices.Contains(outs, o) {
			outs = append(outs, o)
		}
	}
	slices.Sort(outs)
	if !ok || len(outs) > maxOutcomes {
		return []Outcome{0, unclear, ended | unclear} // nothing is certain
	}
	return outs
}

func outcomeOf(e state, panicking bool) Outcome {
	o := e.Own.status
	for _, b := range []struct {
		is  bool
		bit Outcome
	}{
		{e.Own.phase == closed, ended},
		{e.Own.recorded, recorded},
		{e.Own.late, late},
		{e.Own.early, early},
		{panicking && !e.Panicking, recovers},
	} {
		if b.is {
			o |= b.bit
		}
	}
	return o
}
