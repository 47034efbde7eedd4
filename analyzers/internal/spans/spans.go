// Package spans follows the spans of a package: where each is started, where it
// goes, and what becomes of it when its function returns and when a call in it
// panics.
//
// A span is followed from the call that starts it, or from the parameter or the
// context that brings it: through variables, structs, closures, contexts, and
// the functions that it is given to. What it goes through is its [Trail]; a
// value may be the span, hold it, be a context with it, or perhaps lead to it.
// [Span.Simulate] then runs the function on a machine of [unwind], with a small
// state, [Own]: is the span open, was an error recorded on it, what is its
// status, was a panic stopped, and in which order did that happen. What
// functions do to the spans that they are given, and which spans they return,
// is summarized callees first and exported as facts, [Starts] and [Handles], so
// that it is known in other packages. What the functions of the libraries do
// stands in the rows of lib.
//
// Where the package cannot know, a state says so: a span that unknown code was
// given is Shared, a status that it may have set is [Unclear]. What is a fault
// is for the caller to say.
package spans

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/calls"
	"github.com/obslint/obslint/analyzers/internal/flow"
	"github.com/obslint/obslint/analyzers/internal/funcs"
	"github.com/obslint/obslint/analyzers/internal/lib"
	"github.com/obslint/obslint/analyzers/internal/panics"
	"github.com/obslint/obslint/analyzers/internal/unwind"
)

// A Package knows the spans of one package.
type Package struct {
	pass   *analysis.Pass
	flow   *flow.Package
	panics *panics.Package

	touches map[*ssa.Function]bool // something in it is done to a span
	started map[*types.Func]*Starts
	passed  map[*ssa.Parameter]passes

	carriers map[types.Type]bool
	informed map[*types.Package]bool
}

// New returns a Package that as yet knows only other packages: for more, see
// [Package.Survey]. Its analyzer owns the facts [Starts], [Handles] and
// [panics.Runs].
func New(pass *analysis.Pass, fp *flow.Package) *Package {
	p := &Package{pass: pass, flow: fp}
	p.panics = panics.New(pass, p.stops, rowOf)
	return p
}

// Panics returns what is known of panics in the package.
func (p *Package) Panics() *panics.Package { return p.panics }

// Known reports whether a package is one whose span functions have rows.
func Known(path string) bool { return slices.Contains(lib.SpanEnds.Paths(), path) }

// Scan exports, by the package's syntax alone, the functions that run funcs and
// stop their panics and, of a package that has nothing to do with spans, those
// that stop a panic when they are deferred.
func (p *Package) Scan(concerned bool) {
	recoverers := p.panics.Scan()
	if concerned {
		return // Survey knows more of them
	}
	for _, obj := range recoverers {
		p.pass.ExportObjectFact(obj, &Handles{Effects: []Effect{{Param: none, Plain: []Outcome{0}, Panicking: []Outcome{Recovers}}}})
	}
}

// stops tells whether a function of another package stops any panic that runs
// it, and whether it stops every one.
func (p *Package) stops(obj *types.Func) (some, all bool) {
	f := p.handles(obj)
	return f != nil && f.stopsSome(), f != nil && f.stops()
}

// Start returns what a call says of the span that it starts.
func (p *Package) Start(call ssa.CallInstruction) (Starts, bool) {
	obj := flow.CalleeObject(call.Common())
	if obj == nil {
		return p.startsByType(call.Common())
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
	return p.startsByType(call.Common())
}

// handles returns what a function of another package does to spans, or nil.
func (p *Package) handles(obj *types.Func) *Handles {
	if obj == nil || obj.Pkg() == p.pass.Pkg {
		return nil
	}
	var f Handles
	if p.pass.ImportObjectFact(obj, &f) {
		return &f
	}
	return nil
}

// Handled reports whether a call reaches a function that does something to
// spans.
func (p *Package) Handled(call ssa.CallInstruction) bool {
	if fn, _ := flow.Callee(call.Common()); fn != nil {
		return p.touches[fn]
	}
	return p.handles(flow.CalleeObject(call.Common())) != nil
}

// speaks reports whether a row or a fact says something of fn.
func (p *Package) speaks(fn *types.Func) bool {
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

// Concerns reports whether the package does anything to spans.
func (p *Package) Concerns(x *calls.Index) bool {
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

// Survey walks the functions callees first: which of them touch spans, start
// and return them, or handle those that they are given; and exports what others
// must know of that.
func (p *Package) Survey() {
	p.touches = make(map[*ssa.Function]bool)
	p.started = make(map[*types.Func]*Starts)
	p.passed = make(map[*ssa.Parameter]passes)
	p.carriers = make(map[types.Type]bool)
	p.informed = make(map[*types.Package]bool)
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
func (p *Package) touching(fn *ssa.Function) bool {
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
		if _, ok := p.startsByType(call.Common()); ok {
			return true
		}
		if g, _ := flow.Callee(call.Common()); g != nil && p.touches[g] {
			return true
		}
	}
	return false
}

// summarize finds what callers must know of fn, and exports it.
func (p *Package) summarize(fn *ssa.Function) {
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

func (p *Package) takesSpan(fn *ssa.Function) bool {
	return slices.ContainsFunc(fn.Params, func(q *ssa.Parameter) bool { return isSpanType(q.Type()) })
}

// effect simulates fn, given a span, as a plain call and as one that a panic
// runs.
func (p *Package) effect(fn *ssa.Function, index int, param *ssa.Parameter) Effect {
	e := Effect{Param: index}
	s := &Span{p: p, Fn: fn}
	if param != nil {
		if isSpanType(param.Type()) || holdsSpan(param.Type()) {
			s.Value = param
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
func (p *Package) simulated(e Effect, s *Span) Effect {
	fn := s.Fn
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
func (p *Package) outcomes(s *Span, e *Effect, panicking, nilError bool) []Outcome {
	r := newRun(s)
	r.nilError, r.summary = nilError, true
	ends, ok := r.m.Run(&unwind.Frame{Fn: s.Fn, Direct: panicking}, State{Own: Own{Phase: Open}, Panicking: panicking})
	var outs []Outcome
	for _, end := range ends {
		e.Keeps = e.Keeps || e.Param != none && (end.Own.Shared || end.Own.lent && end.Own.Phase == Open)
		o := outcomeOf(end, panicking)
		if !slices.Contains(outs, o) {
			outs = append(outs, o)
		}
	}
	slices.Sort(outs)
	if !ok || len(outs) > maxOutcomes {
		return []Outcome{0, Unclear, Ended | Unclear} // nothing is certain
	}
	return outs
}

func outcomeOf(e State, panicking bool) Outcome {
	o := e.Own.Status
	for _, b := range []struct {
		is  bool
		bit Outcome
	}{
		{e.Own.Phase == Closed, Ended},
		{e.Own.Recorded, Recorded},
		{e.Own.Late, Late},
		{e.Own.Early, Early},
		{panicking && !e.Panicking, Recovers},
	} {
		if b.is {
			o |= b.bit
		}
	}
	return o
}
