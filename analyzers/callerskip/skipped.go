package callerskip

import (
	"fmt"
	"go/ast"
	"go/types"
	"slices"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/flow"
	"github.com/obslint/obslint/analyzers/internal/frames"
	"github.com/obslint/obslint/analyzers/internal/lib"
	"github.com/obslint/obslint/analyzers/internal/loggers"
	"github.com/obslint/obslint/analyzers/internal/report"
)

// seen returns a call of the entry's wrapper by a function that is certainly
// not on the way to another line, or nil.
func (a *judge) seen(e entry) ssa.CallInstruction {
	calls, _ := a.Calls(e.w.Fn)
	for _, call := range calls {
		if _, ok := call.(*ssa.Go); ok || report.InTest(a.Pass.Fset, call.Pos()) {
			continue
		}
		if a.top(call.Parent()) || !a.onBehalf(call) {
			if !a.Within(call) {
				return call
			}
		}
	}
	return nil
}

// beyond names what an entry names when the logger skips n frames too many
// from call.
func (a *judge) beyond(call ssa.CallInstruction, n int) string {
	fn := call.Parent()
	if a.top(fn) {
		return "the runtime or a library above it"
	}
	if n == 1 {
		return "the caller of " + frames.Name(fn)
	}
	return fmt.Sprintf("a line %d callers above %s", n, frames.Name(fn))
}

// top reports whether no code of the program is above Fn: it is main, init, or
// a literal that is started or handed to a library.
func (a *judge) top(fn *ssa.Function) bool {
	if fn.Parent() == nil {
		return fn.Name() == "main" && fn.Pkg != nil && fn.Pkg.Pkg.Name() == "main" && fn.Signature.Recv() == nil ||
			fn.Name() == "init" || isInit(fn)
	}
	parent := fn.Parent()
	for instr := range flow.Instrs(parent) {
		var uses []ssa.Instruction
		switch instr := instr.(type) {
		case *ssa.MakeClosure:
			if instr.Fn != fn {
				continue
			}
			uses = *instr.Referrers()
		default:
			for _, op := range instr.Operands(nil) {
				if *op == ssa.Value(fn) {
					uses = append(uses, instr)
				}
			}
		}
		for _, use := range uses {
			if c, ok := use.(*ssa.ChangeType); ok {
				for _, ref := range *c.Referrers() {
					if a.leaves(ref, c) {
						return true
					}
				}
				continue
			}
			var v ssa.Value = fn
			if mc, ok := instr.(*ssa.MakeClosure); ok {
				v = mc
			}
			if a.leaves(use, v) {
				return true
			}
		}
	}
	return false
}

// leaves reports whether instr starts the function value v, or hands it to
// another package.
func (a *judge) leaves(instr ssa.Instruction, v ssa.Value) bool {
	call, ok := instr.(ssa.CallInstruction)
	if !ok {
		return false
	}
	if _, ok := call.(*ssa.Go); ok && call.Common().Value == v {
		return true
	}
	if !slices.Contains(call.Common().Args, v) {
		return false
	}
	obj := flow.CalleeObject(call.Common())
	return obj != nil && obj.Pkg() != nil && obj.Pkg() != a.Pass.Pkg
}

func isInit(fn *ssa.Function) bool {
	decl, ok := fn.Syntax().(*ast.FuncDecl)
	return ok && decl.Recv == nil && decl.Name.Name == "init"
}

// deliberate reports whether a call of a logger may be meant to name a line
// above its function: what is logged comes from the function's parameters, or
// the function does nothing but log.
func (a *judge) deliberate(call ssa.CallInstruction) bool {
	_, args := flow.Args(call.Common())
	for _, arg := range args {
		if a.uses(call.Parent(), arg, 0) {
			return true
		}
	}
	return a.onlyLogs(call.Parent())
}

// onBehalf reports whether a call of a wrapper may be meant to name a line
// above its function: the message is the function's caller's, or the function
// does nothing but log.
func (a *judge) onBehalf(call ssa.CallInstruction) bool {
	if t, _, logs := a.Logs(call.Parent(), call); !logs || t.Param != nil {
		return true
	}
	return a.onlyLogs(call.Parent())
}

// onlyLogs reports whether a function does nothing but log.
func (a *judge) onlyLogs(fn *ssa.Function) bool {
	if fn.Signature.Results().Len() > 0 {
		return false
	}
	for instr := range flow.Instrs(fn) {
		if c, ok := instr.(ssa.CallInstruction); ok {
			if _, _, logs := a.Logs(fn, c); logs {
				continue
			}
		}
		if !a.Harmless(instr) {
			return false
		}
	}
	return !a.top(fn)
}

// uses reports whether a value is made of a parameter of fn.
func (a *judge) uses(fn *ssa.Function, v ssa.Value, depth int) bool {
	if depth > 6 {
		return true
	}
	for _, src := range flow.Sources(v) {
		switch src := src.(type) {
		case *ssa.Parameter:
			if src.Parent() == fn && (fn.Signature.Recv() == nil || flow.Position(src) > 0) {
				return true
			}
		case *ssa.Slice:
			elems, ok := flow.Elements(src)
			if !ok {
				return true
			}
			for _, e := range elems {
				if a.uses(fn, e, depth+1) {
					return true
				}
			}
		case *ssa.Call:
			for _, arg := range src.Call.Args {
				if a.uses(fn, arg, depth+1) {
					return true
				}
			}
		case *ssa.BinOp:
			if a.uses(fn, src.X, depth+1) || a.uses(fn, src.Y, depth+1) {
				return true
			}
		}
	}
	return false
}

// direct reports calls of a logger that skips frames by functions that are no
// wrappers.
func (a *judge) direct(groups []*group, r *report.Reporter) {
	type use struct {
		call ssa.CallInstruction
		l    loggers.Logger
		lib  *lib.Logging
	}
	var keys []any
	byKey := make(map[any][]use)
	right := make(map[types.Object]int) // by the variable: the skip that its wrappers need
	for _, g := range groups {
		for _, e := range g.entries {
			if e.logger.Key != nil && e.logger.Skip == e.need() {
				right[e.logger.Key] = e.need()
			}
		}
	}
	plain := make(map[any]bool) // used where the skip may be meant
	for _, fn := range a.Flow.Funcs() {
		for instr := range flow.Instrs(fn) {
			call, ok := instr.(ssa.CallInstruction)
			if !ok {
				continue
			}
			obj := flow.CalleeObject(call.Common())
			row, ok := lib.LogCalls.Lookup(obj)
			if !ok {
				a.far(fn, call, obj, r)
				continue
			}
			recv, _ := flow.Args(call.Common())
			if recv == nil {
				continue
			}
			list := a.Callers(a.Resolve(recv))
			wrapped := a.Wrapper(fn) != nil
			var worst *loggers.Logger
			for _, l := range list {
				if l.Unknown || l.Mute || l.Skip <= 0 {
					worst = nil
					break
				}
				if worst == nil || l.Skip < worst.Skip {
					worst = &l
				}
			}
			if worst == nil || row.Depth >= 0 || a.silent(frames.Route{Library: lib.LoggingOf(row.Path)}, *worst) {
				continue
			}
			key := useKey(*worst)
			top := a.top(fn)
			if wrapped || here(fn, *worst) || !top && a.deliberate(call) {
				plain[key] = true
				continue
			}
			if byKey[key] == nil {
				keys = append(keys, key)
			}
			byKey[key] = append(byKey[key], use{call, *worst, lib.LoggingOf(row.Path)})
		}
	}
	for _, key := range keys {
		uses := byKey[key]
		_, forWrappers := right[uses[0].l.Key]
		if !forWrappers && plain[key] {
			// There is no line above these that the skip may be meant for.
			uses = slices.DeleteFunc(uses, func(u use) bool { return !a.top(u.call.Parent()) })
			if len(uses) == 0 {
				continue
			}
		}
		first := uses[0]
		call := a.Syntax(first.call)
		if call == nil || !a.tells(first.l.Key) {
			continue
		}
		d := report.Diagnostic{
			Range:    call.Fun,
			Category: "excess",
			Related:  a.relatedOption(first.l),
		}
		d.Message = fmt.Sprintf("the entry does not name this line but %s: the logger skips %d and there is no wrapper", a.beyond(first.call, first.l.Skip), first.l.Skip)
		if forWrappers {
			d.Message += "; keep a logger without the skip for direct use"
		} else if fix := a.fixConstant(nil, first.l, 0); fix != nil && !plain[key] {
			d.Message += "; remove the skip"
			d.Fix = fix
		} else {
			d.Message += "; use a logger without a skip"
		}
		for _, u := range uses[1:min(len(uses), 9)] {
			if c := a.Syntax(u.call); c != nil {
				d.Related = append(d.Related, analysis.RelatedInformation{Pos: c.Fun.Pos(), End: c.Fun.End(), Message: "the entry does not name this line, either"})
			}
		}
		r.Report(d)
	}
}

// far reports, once for a package and not where a package that it imports has
// said so, a call of a wrapper of another package whose logger skips more than
// its frames.
func (a *judge) far(fn *ssa.Function, call ssa.CallInstruction, obj *types.Func, r *report.Reporter) {
	fact := a.Imported(obj)
	if fact == nil || len(fact.Routes) != 1 || a.onBehalf(call) && !a.top(fn) {
		return
	}
	rt := fact.Routes[0]
	library := lib.LoggingNamed(rt.Library)
	l := loggers.Logger{Skip: rt.Skip, Unknown: rt.Unknown || rt.Depth > 0 || rt.Logger > 0, Mute: rt.Mute}
	syntax := a.Syntax(call)
	if rt.Skip <= rt.Frames || syntax == nil || a.silent(frames.Route{Library: library}, l) || !a.tells(obj) {
		return
	}
	r.Report(report.Diagnostic{
		Range:    syntax.Fun,
		Category: "excess",
		Message: fmt.Sprintf("the entry does not name this line but %s: the logger of %s.%s skips %d and there %s; %s",
			a.beyond(call, rt.Skip-rt.Frames), obj.Pkg().Name(), frames.NameOf(obj), rt.Skip, wrappersText(rt.Frames), use(library, rt.Frames, rt.Skip)),
	})
}

// here reports whether fn gives a logger its skip where it logs, which is
// meant, not where it makes the logger.
func here(fn *ssa.Function, l loggers.Logger) bool {
	return l.Added != nil && l.Added.Parent() == fn && (l.Root == nil || l.Root.Parent() != fn)
}

// useKey is what one mistake is: the option that adds the skip, else the
// variable or function that the logger comes from.
func useKey(l loggers.Logger) any {
	if l.Added != nil {
		return l.Added
	}
	return l.Key
}
