package callerskip

import (
	"fmt"
	"go/ast"
	"go/types"
	"slices"

	"golang.org/x/tools/go/analysis"

	"github.com/obslint/obslint/analyzers/internal/lib"
)

// fixConstant replaces the number of an option by n, or removes an option that
// adds nothing any more.
func (a *wrappers) fixConstant(g *given, l logger, n int) *analysis.SuggestedFix {
	if l.added == nil || l.skip <= 0 {
		return nil
	}
	if g != nil {
		for _, e := range g.entries {
			if e.need() != n {
				return nil
			}
		}
		if v, ok := l.key.(*types.Var); ok && v.Exported() && v.IsField() {
			return nil
		}
	}
	call := a.call(l.added)
	if call == nil {
		return nil
	}
	arg, base := a.skipArg(call)
	if arg == nil {
		return nil
	}
	// The only skip on the way.
	if v := a.pass.TypesInfo.Types[arg].Value; v == nil || v.ExactString() != fmt.Sprint(l.skip+base) {
		return nil
	}
	if n > 0 {
		return &analysis.SuggestedFix{
			Message:   fmt.Sprintf("skip %d", n),
			TextEdits: []analysis.TextEdit{{Pos: arg.Pos(), End: arg.End(), NewText: fmt.Append(nil, n+base)}},
		}
	}
	return a.removeOption(call)
}

// skipArg returns the argument of a call that says how many frames to skip,
// and the number that skips none.
func (a *wrappers) skipArg(call *ast.CallExpr) (ast.Expr, int) {
	obj, _ := calleeOf(a.pass.TypesInfo, call)
	i, base := -1, 0
	if row, ok := lib.LogOptions.Lookup(obj); ok {
		i = row.Skip
	} else if row, ok := lib.LogFroms.Lookup(obj); ok {
		i, base = row.Skip, row.Base
	} else if row, ok := lib.LogCalls.Lookup(obj); ok {
		i, base = row.Depth, row.Base
	} else if row, ok := lib.PCsOf.Lookup(obj); ok {
		i, base = row.Skip, row.Base
	}
	if i < 0 || i >= len(call.Args) {
		return nil, 0
	}
	return call.Args[i], base
}

// removeOption removes an argument from the call that it stands in.
func (a *wrappers) removeOption(opt *ast.CallExpr) *analysis.SuggestedFix {
	for site := range a.index.All() {
		i := slices.IndexFunc(site.Call.Args, func(e ast.Expr) bool { return ast.Unparen(e) == ast.Expr(opt) })
		if i < 0 {
			continue
		}
		row, ok := lib.LogFroms.Lookup(site.Callee)
		if !ok || row.Options < 0 || i < row.Options {
			return nil
		}
		args := site.Call.Args
		edit := analysis.TextEdit{Pos: opt.Pos(), End: opt.End()}
		switch {
		case i > 0:
			edit.Pos = args[i-1].End()
		case len(args) > 1:
			edit.End = args[1].Pos()
		case row.From == lib.Receiver:
			sel, ok := ast.Unparen(site.Call.Fun).(*ast.SelectorExpr)
			if !ok {
				return nil
			}
			edit.Pos, edit.End = sel.X.End(), site.Call.End()
		}
		return &analysis.SuggestedFix{Message: "remove the skip", TextEdits: []analysis.TextEdit{edit}}
	}
	return nil
}
