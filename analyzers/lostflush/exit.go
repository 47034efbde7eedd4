package lostflush

import (
	"fmt"
	"go/ast"

	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/flow"
	"github.com/obslint/obslint/analyzers/internal/lib"
	"github.com/obslint/obslint/analyzers/internal/report"
)

// exits returns the diagnostics of the calls that end the process behind a
// deferred Shutdown, when there is something to lose.
func (c *checker) exits() []report.Diagnostic {
	var out []report.Diagnostic
	for _, f := range c.flow.Funcs() {
		defers := c.deferredShutdowns(f)
		if len(defers) == 0 {
			continue
		}
		for instr := range flow.Instrs(f) {
			call, ok := instr.(*ssa.Call)
			if !ok {
				continue
			}
			if !c.endsProcess(call) {
				continue
			}
			for _, d := range defers {
				if work := c.losesWork(f, d, call); work != nil {
					if diag, ok := c.exitDiagnostic(d, call, work); ok {
						out = append(out, diag)
					}
					break
				}
			}
		}
	}
	return out
}

// endsProcess reports whether a call ends the process.
func (c *checker) endsProcess(call *ssa.Call) bool {
	obj := flow.CalleeObject(&call.Call)
	if _, ok := lib.Exits.Lookup(obj); ok {
		return true
	}
	return obj != nil && c.pass.ImportObjectFact(obj, new(Exits))
}

// deferredShutdowns returns the deferred calls of f that shut a provider down.
func (c *checker) deferredShutdowns(f *ssa.Function) []*ssa.Defer {
	var out []*ssa.Defer
	for instr := range flow.Instrs(f) {
		if d, ok := instr.(*ssa.Defer); ok && c.shutsDown(d) {
			out = append(out, d)
		}
	}
	return out
}

// shutsDown reports whether a call shuts a provider down before it comes back.
func (c *checker) shutsDown(call ssa.CallInstruction) bool {
	for _, fl := range c.flushesOf(call) {
		if fl.kind == lib.Shutdown && !fl.async {
			return true
		}
	}
	fn, _ := flow.Callee(call.Common())
	return fn != nil && fn.Parent() != nil && c.sums[fn] != nil && c.sums[fn].shuts
}

// losesWork returns the call that started a span, or served, on a way past the
// deferred d to exit on which nothing is shut down, or nil.
func (c *checker) losesWork(f *ssa.Function, d *ssa.Defer, exit *ssa.Call) *ssa.Call {
	alive := walk{stopAt: func(instr ssa.Instruction) bool {
		call, ok := instr.(*ssa.Call)
		return ok && c.shutsDown(call)
	}}
	if !alive.reaches(f, d, is(exit)) {
		return nil
	}
	for instr := range flow.Instrs(f) {
		call, ok := instr.(*ssa.Call)
		if !ok || call == exit || !c.works(call) {
			continue
		}
		if alive.reaches(f, call, is(exit)) && (alive.reaches(f, d, is(call)) || alive.reaches(f, call, is(d))) {
			return call
		}
	}
	return nil
}

// works reports whether a call starts a span or comes back from serving or
// waiting.
func (c *checker) works(call *ssa.Call) bool {
	obj := flow.CalleeObject(&call.Call)
	if obj != nil {
		if _, ok := lib.SpanStarts.Lookup(obj); ok {
			return true
		}
		if _, ok := lib.Serves.Lookup(obj); ok {
			return true
		}
		if c.pass.ImportObjectFact(obj, new(Works)) || c.pass.ImportObjectFact(obj, new(Waits)) {
			return true
		}
		return false
	}
	fn, _ := flow.Callee(&call.Call)
	if fn == nil || fn.Parent() == nil || c.busy[fn] {
		return false
	}
	c.busy[fn] = true
	defer delete(c.busy, fn)
	for instr := range flow.Instrs(fn) {
		if inner, ok := instr.(*ssa.Call); ok && c.works(inner) {
			return true
		}
	}
	return false
}

func (c *checker) exitDiagnostic(d *ssa.Defer, exit, work *ssa.Call) (report.Diagnostic, bool) {
	path, deferred := c.syntax(exit), c.syntax(d)
	if path == nil || deferred == nil {
		return report.Diagnostic{}, false
	}
	what := "Shutdown"
	if t := callText(deferred); len(t) > 0 && t != "the call" && len(t) < 30 && !isLiteral(deferred) {
		what = t
	}
	return report.Diagnostic{
		Range:    path[0],
		Category: "exit",
		Message: fmt.Sprintf("%s ends the process without the %s that is deferred on %s: what is still buffered is lost; return instead, or shut down first",
			callText(path), what, report.Place(c.pass.Fset, path[0].Pos(), d.Pos())),
		Related: related(d.Pos(), "the deferred call that does not run"),
	}, true
}

// isLiteral reports whether a call is of a literal where it stands.
func isLiteral(path []ast.Node) bool {
	_, ok := ast.Unparen(path[0].(*ast.CallExpr).Fun).(*ast.FuncLit)
	return ok
}
