package callerskip

import (
	"cmp"
	"fmt"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/flow"
	"github.com/obslint/obslint/analyzers/internal/frames"
	"github.com/obslint/obslint/analyzers/internal/lib"
	"github.com/obslint/obslint/analyzers/internal/loggers"
	"github.com/obslint/obslint/analyzers/internal/report"
)

// A setterFact says of a function that it stores a parameter into the variable
// that the wrappers of its package log through, that nothing else does, and how
// many frames the logger must skip.
type setterFact struct {
	Param   int
	Frames  int
	Wrapper string
	Library string
}

func (*setterFact) AFact() {}

func (f *setterFact) String() string { return fmt.Sprintf("sets:%d needs:%d", f.Param, f.Frames) }

// setter returns the parameter of an exported function that an entry's logger
// is: that of a package variable which has no logger before. Whoever calls the
// function, in another package, gives it the skip or does not.
func (a *judge) setter(l loggers.Logger) *ssa.Parameter {
	v, ok := l.Key.(*types.Var)
	if !ok || v.IsField() || !l.Outside || l.Skip != 0 || l.Site == nil {
		return nil
	}
	p := a.sets(l.Site)
	if p == nil || slices.ContainsFunc(a.Stores(v), func(s *ssa.Store) bool { return a.sets(s) == nil && !a.mute(s.Val) }) {
		return nil
	}
	return p
}

// sets returns the parameter of an exported function that s stores, or nil.
func (a *judge) sets(s *ssa.Store) *ssa.Parameter {
	p, ok := flow.Source(s.Val).(*ssa.Parameter)
	if !ok {
		return nil
	}
	fn, ok := p.Parent().Object().(*types.Func)
	if !ok || p.Parent() != s.Parent() || !fn.Exported() || fn.Signature().Recv() != nil {
		return nil
	}
	return p
}

// mute reports whether v is no logger that records callers.
func (a *judge) mute(v ssa.Value) bool {
	return !slices.ContainsFunc(a.Resolve(v), func(l loggers.Logger) bool { return !l.Mute })
}

// exportSetters tells other packages what the loggers that they set must skip,
// where the wrappers agree.
func (a *judge) exportSetters(groups []*group) {
	var order []*types.Func
	facts := make(map[*types.Func]*setterFact)
	for _, g := range groups {
		for _, e := range g.entries {
			p := a.setter(e.logger)
			if p == nil || e.route.Library.Skip == "" {
				continue
			}
			fn := p.Parent().Object().(*types.Func)
			switch f := facts[fn]; {
			case f == nil:
				order = append(order, fn)
				facts[fn] = &setterFact{flow.ParamIndex(p), e.need(), e.w.Name(), e.route.Library.Name}
			case f.Frames != e.need():
				f.Frames = 0
			}
		}
	}
	for _, fn := range order {
		if facts[fn].Frames > 0 {
			a.Pass.ExportObjectFact(fn, facts[fn])
		}
	}
}

// setters reports loggers that are made here and set for the wrappers of
// another package with another skip than those need.
func (a *judge) setters(r *report.Reporter) {
	for _, fn := range a.Flow.Funcs() {
		for instr := range flow.Instrs(fn) {
			call, ok := instr.(ssa.CallInstruction)
			if !ok {
				continue
			}
			obj := flow.CalleeObject(call.Common())
			var fact setterFact
			if obj == nil || obj.Pkg() == nil || obj.Pkg() == a.Pass.Pkg || lib.IsStd(obj.Pkg().Path()) || !a.Pass.ImportObjectFact(obj, &fact) {
				continue
			}
			if _, args := flow.Args(call.Common()); fact.Param < len(args) {
				a.set(call, obj, args[fact.Param], fact, r)
			}
		}
	}
}

func (a *judge) set(call ssa.CallInstruction, obj *types.Func, arg ssa.Value, fact setterFact, r *report.Reporter) {
	library := lib.LoggingNamed(fact.Library)
	syntax := a.Syntax(call)
	list := a.Callers(a.Resolve(arg))
	if syntax == nil || fact.Param >= len(syntax.Args) || len(list) == 0 || slices.ContainsFunc(list, func(l loggers.Logger) bool {
		return l.Skip == fact.Frames || l.Outside || a.silent(frames.Route{Library: library}, l)
	}) {
		return
	}
	skip := list[0].Skip
	category, where, has := "short", "a line of its own", fmt.Sprintf("skips %d of the %d wrappers on the way", skip, fact.Frames)
	switch cmp.Compare(skip, fact.Frames) {
	case 1:
		category, where, has = "excess", "a line above its caller", fmt.Sprintf("skips %d and there %s", skip, wrappersText(fact.Frames))
	default:
		if skip == 0 {
			category, has = "missing", "carries no skip"
		}
	}
	r.Report(report.Diagnostic{
		Range:    syntax.Args[fact.Param],
		Category: category,
		Message: fmt.Sprintf("entries of %s.%s name %s: the logger that %s is given %s; give it one with %s",
			obj.Pkg().Name(), fact.Wrapper, where, obj.Name(), has, option(library, fact.Frames)),
		Related: a.relatedOption(list[0]),
	})
}
