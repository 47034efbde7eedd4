package dupmetric

import (
	"fmt"
	"go/ast"
	"go/types"
	"path/filepath"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/again"
	"github.com/obslint/obslint/analyzers/internal/eval"
	"github.com/obslint/obslint/analyzers/internal/flow"
	"github.com/obslint/obslint/analyzers/internal/lib"
	"github.com/obslint/obslint/analyzers/internal/report"
)

// A site is where an event is to be seen in a function of this package.
type site struct {
	call  ssa.CallInstruction // in the function at hand: it orders the events
	rng   analysis.Range      // what to report
	verb  string              // the called function
	way   []string            // the functions that lead to the registration, outermost first
	chain []*ssa.Function     // those of this package
	inner analysis.Range      // the registration itself, if a callee in this package makes it
}

// maxEvents bounds the registrations of one function.
const maxEvents = 512

// events returns the registrations in f, certain or not, in the order of the
// instructions.
func (x *checker) events(f *ssa.Function) []event {
	if evs, ok := x.eventsOf[f]; ok {
		return evs
	}
	var evs []event
	for instr := range flow.Instrs(f) {
		call, ok := instr.(ssa.CallInstruction)
		if !ok || f == x.vals.Init() && report.InTest(x.pass.Fset, call.Pos()) || len(evs) > maxEvents {
			continue
		}
		switch call := call.(type) {
		case *ssa.Call:
			evs = append(evs, x.callEvents(call)...)
		case *ssa.Go:
			evs = append(evs, x.calleeEvents(call)...)
		}
	}
	x.eventsOf[f] = evs
	return evs
}

func (x *checker) callEvents(call *ssa.Call) []event {
	common := call.Common()
	fn := flow.CalleeObject(common)
	if row, ok := lib.Metrics.Lookup(fn); ok {
		if !row.Auto {
			return nil
		}
		met := x.vals.Result(call, 0)
		ev := event{Reg: x.registry(call, fn), Met: met, Mode: panics}
		if row.API == lib.InstrumentAPI {
			ev.Mode = silent
		}
		ev.At, ev.here = x.place(call), x.site(call, -1)
		return ev.flatten(call.Parent())
	}
	if row, ok := lib.Registrations.Lookup(meant(fn)); ok {
		var evs []event
		reg := x.registry(call, fn)
		m := panics
		if !row.Panics {
			m = x.errorMode(call)
		}
		for i, c := range x.collectors(call) {
			ev := event{Reg: reg, Met: c, Mode: m, At: x.place(call), here: x.site(call, i)}
			evs = append(evs, ev.flatten(call.Parent())...)
		}
		return evs
	}
	return x.calleeEvents(call)
}

// calleeEvents returns what the function that a call reaches registers.
func (x *checker) calleeEvents(call ssa.CallInstruction) []event {
	fn := flow.CalleeObject(call.Common())
	sum, in := x.summary(call)
	run, args, once := x.runs(call)
	if run != nil {
		fn, sum, in = nil, x.summarized(run), run
	}
	if sum == nil || len(sum.Events) == 0 {
		return nil
	}
	if run == nil {
		args = x.vals.Args(call)
	}
	for i, a := range args {
		if a.K == eval.Zero && i < 64 && sum.Guards&(1<<i) != 0 {
			return nil
		}
	}
	var evs []event
	s := x.site(call, -1)
	if run != nil && run.Parent() != nil {
		s.rng = nil // a literal, which stands here
	}
	for _, ev := range sum.Events {
		if bySoleType(call) && !keptBy(ev.Reg, in) {
			continue
		}
		ev.Reg = ev.Reg.MadeBy(call).Subst(in, args)
		for i := range call.Common().Signature().Results().Len() {
			c, ok := call.(*ssa.Call)
			if base := ev.Reg.Base(); ok && base.K == eval.Made && base.N == i {
				ev.Reg = ev.Reg.Put(base, x.vals.Result(c, i))
			}
		}
		if ev.Reg.K == eval.Zero || !tellable(ev.Reg) {
			continue
		}
		if ev.Once = ev.Once || once; ev.Once && !ev.Reg.Closed(nil) {
			continue // it may be another one than at the first time
		}
		ev.Met = ev.Met.MadeBy(call).Subst(in, args)
		if ev.Mode == returns {
			ev.Mode = drops
			if c, ok := call.(*ssa.Call); ok {
				ev.Mode = x.errorMode(c)
			}
		}
		var open []*eval.Val
		never := false
		for _, v := range ev.If {
			switch v = v.Subst(in, args); v.K {
			case eval.Zero:
			case eval.Param, eval.Field:
				open = append(open, v)
			default:
				never = true
			}
		}
		when, may := x.flags(ev.When, in, args)
		if never || !may {
			continue
		}
		ev.each, ev.round, ev.If, ev.When = false, 0, open, when
		way, inner := ev.here.way, ev.here
		ev.here = s
		ev.here.chain = inner.chain
		if ev.here.inner = inner.inner; ev.here.inner == nil {
			ev.here.inner = inner.rng
		}
		if in != nil {
			ev.here.chain = append([]*ssa.Function{in}, inner.chain...)
		}
		if fn != nil && s.rng != nil {
			ev.here.way = append([]string{fn.Name()}, way...)
		} else if s.rng == nil || isLiteral(s.rng) { // an init function, or one that stands here
			ev.here.inner = inner.inner
			ev.here.rng, ev.here.verb, ev.here.way = inner.rng, inner.verb, inner.way
		} else {
			ev.here.way = append([]string{"this function"}, way...)
		}
		evs = append(evs, ev.flatten(call.Parent())...)
	}
	return evs
}

// keptBy reports whether a registry stands in a field of the receiver of a method.
func keptBy(reg *eval.Val, method *ssa.Function) bool {
	base := reg.Base()
	return base.K == eval.Field && base.V[0].IsParam(method) && base.V[0].N == 0
}

// runs returns the function that a call has run, in a goroutine or for the first
// time alone, and its arguments.
func (x *checker) runs(call ssa.CallInstruction) (f *ssa.Function, args []*eval.Val, once bool) {
	at := -1
	if row, ok := lib.Starters.Lookup(flow.CalleeObject(call.Common())); ok && row.Recv != "" && !row.Stops {
		at = row.Fn
	} else if row, ok := lib.Runners.Lookup(flow.CalleeObject(call.Common())); ok {
		at, once = row.Fn, true
	}
	_, given := flow.Args(call.Common())
	if at < 0 || at >= len(given) {
		return nil, nil, false
	}
	switch v := flow.Source(given[at]).(type) {
	case *ssa.Function:
		return v, nil, once
	case *ssa.MakeClosure:
		f = v.Fn.(*ssa.Function)
		if m, ok := f.Object().(*types.Func); ok && f.Synthetic != "" && len(v.Bindings) == 1 {
			return x.flow.Func(m), []*eval.Val{x.vals.Of(v.Bindings[0], call)}, once // a method value
		}
		return f, nil, once
	}
	return nil, nil, false
}

// flatten turns the registration of a group, of a wrapped metric or of the
// elements of a list, in a loop of f, into registrations of metrics.
func (e event) flatten(f *ssa.Function) []event {
	for _, v := range []*eval.Val{e.Met, e.Reg} {
		if each := v.FirstEach(); each != nil {
			var out []event
			here := each.Loop(f)
			for i := range each.V {
				ev := e
				ev.Met, ev.Reg = e.Met.Pick(each, i), e.Reg.Pick(each, i)
				if here == nil || again.SameLoop(here, e.here.call) {
					ev.each, ev.round = here != nil, e.round*(len(each.V)+1)+i+1
				}
				if out = append(out, ev.flatten(f)...); len(out) > maxEvents {
					break
				}
			}
			return out
		}
		if elems := v.FirstElems(); elems != nil {
			e.each = e.each || again.SameLoop(elems.Loop(f), e.here.call)
		}
	}
	met := e.Met
	switch met.K {
	case eval.Wrap:
		e.Reg, e.Met = eval.WrapOf(e.Reg, met.V[1], met.V[2]), met.V[0]
		return e.flatten(f)
	case eval.Group:
		var out []event
		for i, m := range met.V {
			ev := e
			ev.Met, ev.round = m, e.round*(len(met.V)+1)+i+1
			out = append(out, ev.flatten(f)...)
		}
		return out
	}
	return []event{e}
}

// registry returns the registry of a registration: the receiver, or the one
// that is there from the start.
func (x *checker) registry(call *ssa.Call, fn *types.Func) *eval.Val {
	if recv, _ := flow.Args(call.Common()); recv != nil {
		if reg := x.vals.Of(recv, call); tellable(reg) {
			return reg
		}
		return eval.NotKnown
	}
	reg, ok := lib.Registries[fn.Pkg().Path()]
	if !ok {
		return eval.NotKnown
	}
	return &eval.Val{K: eval.Preset, S: reg.Path}
}

// collectors returns the collectors that a call registers.
func (x *checker) collectors(call *ssa.Call) []*eval.Val {
	_, args := flow.Args(call.Common())
	if len(args) != 1 {
		return nil
	}
	v := x.vals.Of(args[0], call)
	switch {
	case !call.Common().Signature().Variadic():
		return []*eval.Val{v}
	case v.K == eval.Param || v.K == eval.Field:
		return []*eval.Val{eval.ElemsOf(v, nil)}
	case v.K == eval.List:
		return v.V
	}
	return nil
}

// site returns where a call is to be seen, and collector i of it, if i >= 0.
func (x *checker) site(call ssa.CallInstruction, i int) site {
	s := site{call: call}
	expr := x.callExprs()[call.Common().Pos()]
	if expr == nil {
		return s
	}
	s.rng = expr.Fun
	s.verb = calleeName(expr)
	if i >= 0 && i < len(expr.Args) && !expr.Ellipsis.IsValid() {
		s.rng = expr.Args[i]
	}
	return s
}

func isLiteral(rng analysis.Range) bool {
	e, ok := rng.(ast.Expr)
	if !ok {
		return false
	}
	_, ok = ast.Unparen(e).(*ast.FuncLit)
	return ok
}

func calleeName(call *ast.CallExpr) string {
	fun := ast.Unparen(call.Fun)
	switch of := fun.(type) { // what is instantiated
	case *ast.IndexExpr:
		fun = of.X
	case *ast.IndexListExpr:
		fun = of.X
	}
	switch fun := fun.(type) {
	case *ast.Ident:
		return fun.Name
	case *ast.SelectorExpr:
		return fun.Sel.Name
	}
	return "the call"
}

// place names the position of a call as file.go:N.
func (x *checker) place(call ssa.CallInstruction) string {
	p := x.pass.Fset.Position(call.Common().Pos())
	return fmt.Sprintf("%s:%d", filepath.Base(p.Filename), p.Line)
}
