package callerskip

import (
	"fmt"
	"go/ast"
	"go/types"
	"slices"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/types/typeutil"

	"github.com/obslint/obslint/analyzers/internal/flow"
	"github.com/obslint/obslint/analyzers/internal/lib"
	"github.com/obslint/obslint/analyzers/internal/loggers"
)

// fixConstant replaces the number of an option by n, or removes an option that
// adds nothing any more.
func (a *judge) fixConstant(g *given, l loggers.Logger, n int) *analysis.SuggestedFix {
	if l.Added == nil || l.Skip < 0 {
		return nil
	}
	if g != nil {
		for _, e := range g.entries {
			if e.need() != n {
				return nil
			}
		}
		if v, ok := l.Key.(*types.Var); ok && v.Exported() && v.IsField() {
			return nil
		}
	}
	call := a.Syntax(l.Added)
	if call == nil {
		return nil
	}
	arg, base := a.skipArg(call)
	if arg == nil {
		return nil
	}
	// The only skip on the way.
	if v := a.Pass.TypesInfo.Types[arg].Value; v == nil || v.ExactString() != fmt.Sprint(l.Skip+base) {
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

// fixAtCall is fixConstant for a number that skips nothing and that stands at
// the call that writes the entry, not in a logger that others may use.
func (a *judge) fixAtCall(bad []entry, n int) *analysis.SuggestedFix {
	added := bad[0].logger.Added
	for _, e := range bad {
		if n == 0 || e.logger.Added == nil || e.logger.Added != added {
			return nil
		}
	}
	obj := flow.CalleeObject(added.Common())
	_, call := lib.LogCalls.Lookup(obj)
	if _, pcs := lib.PCsOf.Lookup(obj); !call && !pcs {
		return nil
	}
	return a.fixConstant(nil, bad[0].logger, n)
}

// skipArg returns the argument of a call that says how many frames to skip,
// and the number that skips none.
func (a *judge) skipArg(call *ast.CallExpr) (ast.Expr, int) {
	obj := callee(a.Pass, call)
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
func (a *judge) removeOption(opt *ast.CallExpr) *analysis.SuggestedFix {
	for site := range a.Walk.All() {
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

// callee returns the function that a call reaches, or nil.
func callee(pass *analysis.Pass, call *ast.CallExpr) *types.Func {
	fn, _ := typeutil.Callee(pass.TypesInfo, call).(*types.Func)
	return fn
}
