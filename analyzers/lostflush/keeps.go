package lostflush

import (
	"fmt"
	"go/ast"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/closures"
	"github.com/obslint/obslint/analyzers/internal/flow"
	"github.com/obslint/obslint/analyzers/internal/flushes"
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
	if obj == nil {
		return nil
	}
	param := -1
	var k flushes.Keeps
	var r flushes.Returns
	switch {
	case c.pass.ImportObjectFact(obj, &k):
		if !k.Recv && c.handedOn(call) && !c.flushesHere(f, k.Field) {
			param = k.Param
		}
	case c.pass.ImportObjectFact(obj, &r):
		for _, ret := range r.Funcs {
			if ret.From >= 0 && returned(call, ret.Result) {
				param = ret.From
			}
		}
	}
	_, args := flow.Args(&call.Call)
	if param < 0 || param >= len(args) {
		return nil
	}
	p := closures.Place{Fn: f, At: call, Out: &closures.Use{Kind: closures.Stored, At: call}}
	var v *verdict
	for _, n := range c.life.Contexts(args[param], call) {
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

// returned reports whether all that becomes of result index of a call is that
// its function returns it.
func returned(call *ssa.Call, index int) bool {
	if call.Call.Signature().Results().Len() == 1 {
		return onlyReturned(call)
	}
	for _, ref := range *call.Referrers() {
		if ext, ok := ref.(*ssa.Extract); ok && ext.Index == index {
			return onlyReturned(ext)
		}
	}
	return false
}

func onlyReturned(v ssa.Value) bool {
	found := false
	for _, ref := range *v.Referrers() {
		switch ref := ref.(type) {
		case *ssa.Return:
			found = true
		case *ssa.DebugRef:
		case *ssa.Store: // of a result that deferred calls can see
			alloc := flow.Variable(ref.Addr)
			if alloc == nil || ref.Val != v {
				return false
			}
			for _, addr := range flow.Addresses(alloc) {
				for _, r := range *addr.Referrers() {
					if load, ok := r.(*ssa.UnOp); ok && !onlyReturned(load) {
						return false
					}
				}
			}
			found = true
		default:
			return false
		}
	}
	return found
}

// handedOn reports whether the first result of a call stays when its function
// has returned.
func (c *checker) handedOn(call *ssa.Call) bool {
	if call.Call.Signature().Results().Len() == 1 {
		return flow.Leaves(call)
	}
	for _, ref := range *call.Referrers() {
		if ext, ok := ref.(*ssa.Extract); ok && ext.Index == 0 && flow.Leaves(ext) {
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
		var fl flushes.Flushes
		if obj == nil || !c.flushes.Known(obj, &fl) {
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
