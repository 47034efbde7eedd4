package lostflush

import (
	"cmp"
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"
	"golang.org/x/tools/go/types/typeutil"

	"github.com/obslint/obslint/analyzers/internal/closures"
	"github.com/obslint/obslint/analyzers/internal/comeback"
	"github.com/obslint/obslint/analyzers/internal/ctxlife"
	"github.com/obslint/obslint/analyzers/internal/flow"
	"github.com/obslint/obslint/analyzers/internal/lib"
	"github.com/obslint/obslint/analyzers/internal/report"
)

// exits returns the diagnostics of the calls that end the process behind a
// deferred Shutdown, when there is something to lose: one for each Shutdown,
// at the first such call, that points to the others.
func (c *checker) exits() []report.Diagnostic {
	var out []report.Diagnostic
	seen := make(map[ssa.CallInstruction]bool)
	for _, f := range c.flow.Funcs() {
		defers := c.deferredShutdowns(f)
		if len(defers) == 0 || c.hooked(f) {
			continue
		}
		skipped := make(map[*ssa.Defer][]ssa.CallInstruction)
		for instr := range flow.Instrs(f) {
			call, ok := instr.(ssa.CallInstruction)
			if !ok {
				continue
			}
			for _, d := range defers {
				if d == call {
					continue
				}
				for _, exit := range c.skips(f, d, call) {
					if !seen[exit] {
						seen[exit] = true
						skipped[d] = append(skipped[d], exit)
					}
				}
			}
		}
		for _, d := range defers {
			out = append(out, c.exitDiagnostic(d, skipped[d])...)
		}
	}
	return out
}

// skips returns the calls that end the process when call runs, without the
// deferred d of the function f that both stand in.
func (c *checker) skips(f *ssa.Function, d *ssa.Defer, call ssa.CallInstruction) []ssa.CallInstruction {
	switch call := call.(type) {
	case *ssa.Call:
		inner := c.exitsIn(call)
		if (inner != nil || c.endsProcess(call)) && c.losesWork(f, d, call) {
			if path := c.syntax(call); inner != nil && path != nil && isLiteral(path) {
				return inner
			}
			return []ssa.CallInstruction{call}
		}
	case *ssa.Defer:
		// Deferred later, it runs before d.
		if inner := c.exitsIn(call); inner != nil && c.losesWork(f, d, call) {
			return inner
		}
	case *ssa.Go:
		if fn, _ := flow.Callee(&call.Call); fn != nil {
			return c.servesThenExits(fn)
		}
	}
	return nil
}

// exitsIn returns the calls in the literal that a call runs which end the
// process, with no provider shut down before.
func (c *checker) exitsIn(call ssa.CallInstruction) []ssa.CallInstruction {
	fn, _ := flow.Callee(call.Common())
	if fn == nil || fn.Parent() == nil {
		return nil
	}
	var out []ssa.CallInstruction
	for instr := range flow.Instrs(fn) {
		if exit, ok := instr.(*ssa.Call); ok && c.endsProcess(exit) && c.unflushed().Reaches(fn, nil, ctxlife.Is(exit)) {
			out = append(out, exit)
		}
	}
	return out
}

// servesThenExits returns the calls of fn that end the process when a call that
// serves has come back. Where the code tells the errors of serving apart, it
// exits on those only that come up at the start.
func (c *checker) servesThenExits(fn *ssa.Function) []ssa.CallInstruction {
	var out []ssa.CallInstruction
	for instr := range flow.Instrs(fn) {
		exit, ok := instr.(*ssa.Call)
		if !ok || !c.endsProcess(exit) {
			continue
		}
		for in := range flow.Instrs(fn) {
			serve, ok := in.(*ssa.Call)
			if ok && c.serves(serve) && c.unflushed().Reaches(fn, serve, ctxlife.Is(exit)) && !tellsApart(exit, serve) {
				out = append(out, exit)
				break
			}
		}
	}
	return out
}

// tellsApart reports whether at stands in a branch that looks at the error of
// serve more closely than whether it is nil.
func tellsApart(at ssa.Instruction, serve *ssa.Call) bool {
	isErr := func(v ssa.Value) bool { return ctxlife.ErrorOf(v) == serve }
	for b := at.Block().Idom(); b != nil; b = b.Idom() {
		cond, ok := ctxlife.Branch(ctxlife.Edge{From: b})
		if !ok {
			continue
		}
		if not, ok := cond.(*ssa.UnOp); ok && not.Op == token.NOT {
			cond = not.X
		}
		switch cond := cond.(type) {
		case *ssa.BinOp:
			if (isErr(cond.X) || isErr(cond.Y)) && !flow.IsNil(cond.X) && !flow.IsNil(cond.Y) {
				return true
			}
		case *ssa.Call:
			for _, a := range cond.Call.Args {
				if isErr(a) {
					return true
				}
			}
		}
	}
	return false
}

// endsProcess reports whether a call ends the process, or does so where the
// error that it is given is not nil, and shuts down or flushes no provider before.
func (c *checker) endsProcess(call *ssa.Call) bool {
	obj := flow.CalleeObject(&call.Call)
	if _, ok := lib.Exits.Lookup(obj); ok {
		return true
	}
	var e comeback.Exits
	if obj == nil || !c.pass.ImportObjectFact(obj, &e) || c.flushes.Sends(call) {
		return false
	}
	_, args := flow.Args(&call.Call)
	return e.Err < 0 || e.Err < len(args) && !flow.IsNil(args[e.Err])
}

// deferredShutdowns returns the deferred calls of f that shut a provider down.
func (c *checker) deferredShutdowns(f *ssa.Function) []*ssa.Defer {
	var out []*ssa.Defer
	for instr := range flow.Instrs(f) {
		if d, ok := instr.(*ssa.Defer); ok && c.flushes.ShutsDown(d) {
			out = append(out, d)
		}
	}
	return out
}

// isLast reports whether a call is the last statement of f.
func (c *checker) isLast(f *ssa.Function, call ssa.CallInstruction) bool {
	decl, ok := f.Syntax().(*ast.FuncDecl)
	if !ok {
		return false
	}
	last, ok := decl.Body.List[len(decl.Body.List)-1].(*ast.ExprStmt)
	if !ok {
		return false
	}
	expr, ok := last.X.(*ast.CallExpr)
	return ok && expr.Lparen == call.Common().Pos()
}

// hooked reports whether f hands a func that shuts a provider down to a function
// that may run it when the process ends.
func (c *checker) hooked(f *ssa.Function) bool {
	for instr := range flow.Instrs(f) {
		call, ok := instr.(*ssa.Call)
		if !ok {
			continue
		}
		obj := flow.CalleeObject(&call.Call)
		_, starts := lib.Starters.Lookup(obj)
		_, wraps := lib.Wrappers.Lookup(obj)
		if obj == nil || starts || wraps || c.pass.ImportObjectFact(obj, new(closures.Collects)) || c.flushes.ShutsDown(call) {
			continue
		}
		_, args := flow.Args(&call.Call)
		for _, a := range args {
			if _, ok := a.Type().Underlying().(*types.Signature); ok && c.flushes.ShutsDownFunc(a) {
				return true
			}
		}
	}
	return false
}

// unflushed walks the ways on which nothing is shut down or flushed.
func (c *checker) unflushed() ctxlife.Walk { return without(c.flushes.Sends) }

// without walks the ways on which no call does what does is true for.
func without(does func(ssa.CallInstruction) bool) ctxlife.Walk {
	return ctxlife.Walk{StopAt: func(instr ssa.Instruction) bool {
		call, ok := instr.(*ssa.Call)
		return ok && does(call)
	}}
}

// losesWork reports whether a span was started, or served, or waited for the
// end, on a way past the deferred d to exit on which nothing is shut down, nor
// flushed since.
func (c *checker) losesWork(f *ssa.Function, d *ssa.Defer, exit ssa.CallInstruction) bool {
	alive, unsent := without(c.flushes.ShutsDown), c.unflushed()
	if !alive.Reaches(f, d, ctxlife.Is(exit)) {
		return false
	}
	if call, ok := exit.(*ssa.Call); ok && c.works(call) {
		return true // it serves, or starts a span, before it ends the process
	}
	if c.isLast(f, exit) && unsent.Reaches(f, d, ctxlife.Is(exit)) {
		return true // whatever has run before, d was deferred for nothing
	}
	for instr := range flow.Instrs(f) {
		call, isCall := instr.(*ssa.Call)
		if instr == exit || !c.works(instr) || isCall && c.flushes.Sends(call) {
			continue
		}
		if _, later := exit.(*ssa.Defer); later {
			// What comes behind it runs before it, too.
			if alive.Reaches(f, d, ctxlife.Is(instr)) || alive.Reaches(f, instr, ctxlife.Is(d)) {
				return true
			}
			continue
		}
		if unsent.Reaches(f, instr, ctxlife.Is(exit)) && (alive.Reaches(f, d, ctxlife.Is(instr)) || alive.Reaches(f, instr, ctxlife.Is(d))) {
			return true
		}
	}
	return false
}

// exitDiagnostic reports the calls that end the process without the deferred d.
func (c *checker) exitDiagnostic(d *ssa.Defer, exits []ssa.CallInstruction) []report.Diagnostic {
	deferred := c.syntax(d)
	var paths [][]ast.Node
	for _, exit := range exits {
		if path := c.syntax(exit); path != nil {
			paths = append(paths, path)
		}
	}
	if len(paths) == 0 || deferred == nil {
		return nil
	}
	// The form of a function is not always in the order of its source.
	slices.SortFunc(paths, func(a, b []ast.Node) int { return cmp.Compare(a[0].Pos(), b[0].Pos()) })
	first := paths[0][0]
	what := "Shutdown"
	if t := callText(deferred); len(t) > 0 && t != "the call" && len(t) < 30 && !isLiteral(deferred) {
		what = t
	}
	missed := func(path []ast.Node) string {
		when := ""
		var e comeback.Exits
		if fn, ok := typeutil.Callee(c.pass.TypesInfo, path[0].(*ast.CallExpr)).(*types.Func); ok && c.pass.ImportObjectFact(fn.Origin(), &e) && !e.Always() {
			when = " on an error"
		}
		return fmt.Sprintf("ends the process%s without the %s that is deferred on %s", when, what, report.Place(c.pass.Fset, path[0].Pos(), d.Pos()))
	}
	also := ""
	switch more := paths[1:]; len(more) {
	case 0:
	case 1:
		also = ", and so does the call on " + report.Place(c.pass.Fset, first.Pos(), more[0][0].Pos())
	default:
		also = fmt.Sprintf(", and so do %d calls behind it", len(more))
	}
	diag := report.Diagnostic{
		Range:    first,
		Category: "exit",
		Message:  fmt.Sprintf("%s %s%s: what is still buffered is lost; return instead, or shut down first", callText(paths[0]), missed(paths[0]), also),
		Related:  related(d.Pos(), "the deferred call that does not run"),
	}
	for _, path := range paths[1:] {
		diag.Related = append(diag.Related, related(path[0].Pos(), callText(path)+" "+missed(path)+", too")...)
	}
	return []report.Diagnostic{diag}
}

// isLiteral reports whether a call is of a literal where it stands.
func isLiteral(path []ast.Node) bool {
	_, ok := ast.Unparen(path[0].(*ast.CallExpr).Fun).(*ast.FuncLit)
	return ok
}
