package lostflush

import (
	"fmt"
	"go/ast"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/flow"
	"github.com/obslint/obslint/analyzers/internal/lib"
	"github.com/obslint/obslint/analyzers/internal/report"
)

// keepers returns the diagnostics of the contexts that are given to a
// constructor, which keeps them for later flushes, by a function whose end
// cancels them and that hands on what was made.
func (c *checker) keepers() []report.Diagnostic {
	var out []report.Diagnostic
	for _, f := range c.flow.Funcs() {
		for instr := range flow.Instrs(f) {
			if call, ok := instr.(*ssa.Call); ok {
				out = append(out, c.keeper(f, call)...)
			}
		}
	}
	return out
}

func (c *checker) keeper(f *ssa.Function, call *ssa.Call) []report.Diagnostic {
	obj := flow.CalleeObject(&call.Call)
	var k Keeps
	if obj == nil || !c.pass.ImportObjectFact(obj, &k) {
		return nil
	}
	_, args := flow.Args(&call.Call)
	if k.Param >= len(args) || !c.handedOn(call) || c.flushesHere(f, k.Field) {
		return nil
	}
	p := place{f: f, at: call, out: &use{kind: useStore, at: call}}
	var v *verdict
	for _, n := range c.contexts(args[k.Param], call) {
		if v = c.endsWith(n, p); v == nil {
			return nil
		}
	}
	path := c.syntax(call)
	if v == nil || path == nil {
		return nil
	}
	var arg ast.Expr
	for _, a := range path[0].(*ast.CallExpr).Args {
		if t := c.pass.TypesInfo.TypeOf(a); t != nil && lib.IsContext(t) {
			arg = a
			break
		}
	}
	if arg == nil {
		return nil
	}
	d := report.Diagnostic{
		Range:    arg,
		Category: "scope",
		Message: fmt.Sprintf("%s keeps this context for a later flush, and the end of %s cancels it: that flush then delivers nothing; give it context.WithoutCancel of it",
			callText(path), c.funcName(v.owner)),
	}
	if file, ok := path[len(path)-1].(*ast.File); ok && detaches(c.pass, file) {
		fix := &fixer{c: c, file: file, path: path, arg: arg}
		d.Fix = &analysis.SuggestedFix{Message: "detach the context", TextEdits: fix.detach(arg)}
	}
	return []report.Diagnostic{d}
}

// handedOn reports whether the first result of a call stays when its function
// has returned.
func (c *checker) handedOn(call *ssa.Call) bool {
	seen := make(map[ssa.Value]bool)
	if call.Call.Signature().Results().Len() == 1 {
		return c.leaves(call, seen)
	}
	for _, ref := range *call.Referrers() {
		if ext, ok := ref.(*ssa.Extract); ok && ext.Index == 0 && c.leaves(ext, seen) {
			return true
		}
	}
	return false
}

// flushesHere reports whether f calls or defers what flushes under a field of
// that name.
func (c *checker) flushesHere(f *ssa.Function, field string) bool {
	for instr := range flow.Instrs(f) {
		call, ok := instr.(ssa.CallInstruction)
		if !ok {
			continue
		}
		obj := flow.CalleeObject(call.Common())
		var fl Flushes
		if obj == nil || !c.pass.ImportObjectFact(obj, &fl) && !c.fact(obj, &fl) {
			continue
		}
		for _, e := range fl.Effects {
			if e.Field == field {
				return true
			}
		}
	}
	return false
}
