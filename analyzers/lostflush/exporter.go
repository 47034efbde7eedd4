package lostflush

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/ctxlife"
	"github.com/obslint/obslint/analyzers/internal/flow"
	"github.com/obslint/obslint/analyzers/internal/lib"
	"github.com/obslint/obslint/analyzers/internal/report"
)

// exporters returns the diagnostics of the exporters that are shut down while
// a provider still buffers for them.
func (c *checker) exporters() []report.Diagnostic {
	var out []report.Diagnostic
	for _, f := range c.flow.Funcs() {
		for instr := range flow.Instrs(f) {
			switch instr := instr.(type) {
			case ssa.CallInstruction:
				recv, _ := flow.Args(instr.Common())
				if closesExporter(flow.CalleeObject(instr.Common())) && recv != nil {
					out = append(out, c.exporterCall(instr, recv)...)
				}
			case *ssa.MakeClosure:
				if m, recv := boundMethod(instr); closesExporter(m) {
					out = append(out, c.exporterValue(instr, recv)...)
				}
			}
		}
	}
	return out
}

func closesExporter(fn *types.Func) bool {
	row, ok := lib.Flushes.Lookup(fn)
	return ok && row.Kind == lib.CloseExporter
}

// boundMethod returns the method and the receiver of a method value.
func boundMethod(mc *ssa.MakeClosure) (*types.Func, ssa.Value) {
	call := ssa.CallCommon{Value: mc}
	fn, recv := flow.Callee(&call)
	if fn == nil || recv == nil {
		return nil, nil
	}
	obj, _ := fn.Object().(*types.Func)
	return obj, recv
}

// exporterCall judges a call that shuts an exporter down.
func (c *checker) exporterCall(instr ssa.CallInstruction, recv ssa.Value) []report.Diagnostic {
	provider, ends := c.pipe.BufferedBy(recv)
	if provider == nil {
		return c.exporterReturned(instr, recv)
	}
	for _, end := range ends {
		if !c.runsBefore(instr, end) {
			return nil
		}
	}
	path := c.syntax(instr)
	if path == nil {
		return nil
	}
	return []report.Diagnostic{c.exporterDiagnostic(path[0].(*ast.CallExpr), callText(path), provider, len(ends) > 0)}
}

// exporterReturned judges a call that shuts an exporter down whenever the
// function returns that hands the provider back.
func (c *checker) exporterReturned(instr ssa.CallInstruction, recv ssa.Value) []report.Diagnostic {
	provider, returns := c.pipe.HandedBack(recv)
	if len(returns) == 0 {
		return nil
	}
	paths := c.lits.Climb(instr, false)
	if len(paths) != 1 {
		return nil
	}
	way := paths[0]
	outer := way[len(way)-1]
	if outer.Fn != provider.Parent() || !outer.Deferred || outer.Async != nil || outer.Out != nil {
		return nil
	}
	for _, p := range way[:len(way)-1] {
		if (ctxlife.Walk{StopAt: ctxlife.Is(p.At)}).Reaches(p.Fn, nil, flow.IsReturn) {
			return nil // on an error only, perhaps
		}
	}
	if !slices.ContainsFunc(returns, func(ret *ssa.Return) bool { return flow.Reaches(outer.At, ret, nil) }) {
		return nil
	}
	path := c.syntax(instr)
	if path == nil {
		return nil
	}
	at := path[0].(*ast.CallExpr)
	return []report.Diagnostic{{
		Range:    at,
		Category: "exporter",
		Message: fmt.Sprintf("%s ends the exporter when %s returns the provider made on %s: what that buffers is never sent; shut the provider down in the end, which ends both",
			callText(path), c.funcName(provider.Parent()), report.Place(c.pass.Fset, at.Pos(), provider.Pos())),
		Related: related(provider.Pos(), "the provider that buffers for the exporter"),
	}}
}

// exporterValue judges a method value that shuts an exporter down, where it is
// all that is returned for that.
func (c *checker) exporterValue(mc *ssa.MakeClosure, recv ssa.Value) []report.Diagnostic {
	provider, ends := c.pipe.BufferedBy(recv)
	if provider == nil || len(ends) > 0 {
		return nil
	}
	returned := false
	for _, ref := range *mc.Referrers() {
		if ct, ok := ref.(*ssa.ChangeType); ok {
			for _, r := range *ct.Referrers() {
				returned = returned || flow.IsReturn(r)
			}
		}
		returned = returned || flow.IsReturn(ref)
	}
	sel := c.selectorAt(mc.Pos())
	if !returned || sel == nil {
		return nil
	}
	return []report.Diagnostic{c.exporterDiagnostic(sel, exprText(sel), provider, false)}
}

func (c *checker) exporterDiagnostic(at ast.Expr, what string, provider *ssa.Call, later bool) report.Diagnostic {
	place := report.Place(c.pass.Fset, at.Pos(), provider.Pos())
	msg := fmt.Sprintf("%s ends the exporter alone: what the provider made on %s still buffers for it is never sent; shut the provider down, which ends both", what, place)
	if later {
		msg = fmt.Sprintf("%s runs before the provider made on %s, which still buffers for it, is shut down: that is never sent; shut the provider down first", what, place)
	}
	return report.Diagnostic{
		Range:    at,
		Category: "exporter",
		Message:  msg,
		Related:  related(provider.Pos(), "the provider that buffers for the exporter"),
	}
}

// selectorAt returns the innermost selector expression at pos.
func (c *checker) selectorAt(pos token.Pos) *ast.SelectorExpr {
	var found *ast.SelectorExpr
	for file := range report.Files(c.pass) {
		if pos < file.FileStart || file.FileEnd < pos {
			continue
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if n == nil || pos < n.Pos() || n.End() <= pos {
				return false
			}
			if sel, ok := n.(*ast.SelectorExpr); ok && closesExporter(c.usedFunc(sel.Sel)) {
				found = sel
			}
			return true
		})
	}
	return found
}

func (c *checker) usedFunc(id *ast.Ident) *types.Func {
	fn, _ := c.pass.TypesInfo.Uses[id].(*types.Func)
	return fn
}

// runsBefore reports whether a, a call, runs before b whenever both run.
func (c *checker) runsBefore(a, b ssa.CallInstruction) bool {
	pa, pb := c.lits.Climb(a, false), c.lits.Climb(b, false)
	if len(pa) != 1 || len(pb) != 1 {
		return false
	}
	for _, x := range pa[0] {
		for _, y := range pb[0] {
			if x.Fn != y.Fn {
				continue
			}
			if x.Async != nil || y.Async != nil || x.Out != nil || y.Out != nil || x.At == y.At {
				return false
			}
			// Neither need run: it is their order where both do.
			then := func(a, b ssa.Instruction) bool { return flow.Reaches(a, b, nil) && !flow.Reaches(b, a, nil) }
			switch {
			case x.Deferred && y.Deferred:
				return then(y.At, x.At) // last in, first out
			case x.Deferred:
				return false
			case y.Deferred:
				return then(x.At, y.At) || then(y.At, x.At)
			default:
				return then(x.At, y.At)
			}
		}
	}
	return false
}
