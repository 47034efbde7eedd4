package lostflush

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"go/version"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/obslint/obslint/analyzers/internal/closures"
	"github.com/obslint/obslint/analyzers/internal/ctxlife"
	"github.com/obslint/obslint/analyzers/internal/flow"
	"github.com/obslint/obslint/analyzers/internal/flushes"
	"github.com/obslint/obslint/analyzers/internal/lib"
	"github.com/obslint/obslint/analyzers/internal/report"
)

// defaultLimit is the time that a flush gets where the code says nothing.
const defaultLimit = "5*time.Second"

// fix returns the edit that gives a flush a context of its own, or nil where
// it is more than mechanical.
func (c *checker) fix(found *finding) *analysis.SuggestedFix {
	file := found.path[len(found.path)-1].(*ast.File)
	arg := c.ctxArg(found)
	if arg == nil || !detaches(c.pass, file) || flow.InLoop(found.Call) || flow.IsYield(found.Call.Parent()) {
		return nil
	}
	f := &fixer{c: c, file: file, path: found.path, arg: arg, also: found.also}
	fl, v := found.Flush, found.verdict
	if fl.Async {
		// The goroutine is started elsewhere, and outlives a timeout that is
		// cancelled here.
		return &analysis.SuggestedFix{Message: "detach the context", TextEdits: f.detach(arg)}
	}
	if edits := f.parent(fl, v); edits != nil {
		return &analysis.SuggestedFix{Message: "detach the context that the timeout is made of", TextEdits: edits}
	}
	if edits := f.own(fl, v); edits != nil {
		return &analysis.SuggestedFix{Message: "flush under a context of its own", TextEdits: edits}
	}
	return nil
}

// detaches reports whether the language version of file is one whose standard
// library can detach a context.
func detaches(pass *analysis.Pass, file *ast.File) bool {
	v := pass.TypesInfo.FileVersions[file]
	return v == "" || version.Compare(version.Lang(v), "go1.21") >= 0
}

// ctxArg returns the argument that is the context of a flush.
func (c *checker) ctxArg(f *finding) ast.Expr {
	if !f.Direct {
		return nil
	}
	for _, a := range f.path[0].(*ast.CallExpr).Args {
		if t := c.pass.TypesInfo.TypeOf(a); t != nil && lib.IsContext(t) {
			return a
		}
	}
	return nil
}

type fixer struct {
	c    *checker
	file *ast.File
	path []ast.Node
	arg  ast.Expr
	also []ast.Expr // the same context, in the same statement
}

// parent detaches what a timeout is made of, where that is over already when
// the timeout is made.
func (f *fixer) parent(fl flushes.Flush, v *verdict) []analysis.TextEdit {
	n := fl.Nodes[0]
	if v.category != "over" || len(fl.Nodes) != 1 || n == v.node || n.Kind != ctxlife.Made || n.Parent == nil {
		return nil
	}
	if f.c.overAt(v.node, closures.Place{Fn: n.Fn, At: n.Call}) == nil {
		return nil
	}
	path := f.c.syntax(n.Call)
	if path == nil || path[len(path)-1] != ast.Node(f.file) || n.Row.Parent >= len(path[0].(*ast.CallExpr).Args) {
		return nil
	}
	arg := path[0].(*ast.CallExpr).Args[n.Row.Parent]
	if !lib.IsContext(f.c.pass.TypesInfo.TypeOf(arg)) {
		return nil
	}
	return f.detach(arg)
}

// detach wraps e, a context, so that nothing ends it.
func (f *fixer) detach(e ast.Expr) []analysis.TextEdit {
	pkg, edits := report.Import(f.c.pass, f.file, e.Pos(), "context", "context")
	return append(edits,
		analysis.TextEdit{Pos: e.Pos(), End: e.Pos(), NewText: []byte(pkg + ".WithoutCancel(")},
		analysis.TextEdit{Pos: e.End(), End: e.End(), NewText: []byte(")")})
}

// own makes a context for the flush alone.
func (f *fixer) own(fl flushes.Flush, v *verdict) []analysis.TextEdit {
	if len(f.path) < 2 || !simple(f.arg) && !isCtxCall(f.arg) {
		return nil
	}
	switch stmt := f.path[1].(type) {
	case *ast.DeferStmt:
		return f.wrap(fl, v, "defer", stmt)
	case *ast.GoStmt:
		return f.wrap(fl, v, "go", stmt)
	}
	stmt := f.listed()
	if stmt == nil {
		return nil
	}
	ctx, cancel := f.names(stmt.Pos())
	lines, edits := f.lines(fl, v, stmt.Pos(), ctx, cancel)
	indent := f.indent(stmt.Pos())
	edits = append(edits, analysis.TextEdit{Pos: stmt.Pos(), End: stmt.Pos(), NewText: []byte(strings.Join(lines, "\n"+indent) + "\n" + indent)})
	for _, arg := range append([]ast.Expr{f.arg}, f.also...) {
		edits = append(edits, analysis.TextEdit{Pos: arg.Pos(), End: arg.End(), NewText: []byte(ctx)})
	}
	return edits
}

// wrap makes a literal of a deferred call, or of one in a goroutine.
func (f *fixer) wrap(fl flushes.Flush, v *verdict, keyword string, stmt ast.Stmt) []analysis.TextEdit {
	call := f.path[0].(*ast.CallExpr)
	if !simple(call.Fun) {
		return nil
	}
	for _, a := range call.Args {
		if a != f.arg && !simple(a) {
			return nil
		}
	}
	ctx, cancel := f.names(stmt.Pos())
	lines, edits := f.lines(fl, v, stmt.Pos(), ctx, cancel)
	indent := f.indent(stmt.Pos())
	var b strings.Builder
	fmt.Fprintf(&b, "%s func() {\n", keyword)
	for _, l := range lines {
		fmt.Fprintf(&b, "%s\t%s\n", indent, l)
	}
	fmt.Fprintf(&b, "%s\t", indent)
	edits = append(edits,
		analysis.TextEdit{Pos: stmt.Pos(), End: call.Pos(), NewText: []byte(b.String())},
		analysis.TextEdit{Pos: f.arg.Pos(), End: f.arg.End(), NewText: []byte(ctx)},
		analysis.TextEdit{Pos: call.End(), End: call.End(), NewText: []byte("\n" + indent + "}()")})
	return edits
}

// lines returns the statements that make the context.
func (f *fixer) lines(fl flushes.Flush, v *verdict, pos token.Pos, ctx, cancel string) ([]string, []analysis.TextEdit) {
	context, edits := report.Import(f.c.pass, f.file, pos, "context", "context")
	limit := f.limit(fl, v)
	if limit == "" {
		time, more := report.Import(f.c.pass, f.file, pos, "time", "time")
		limit = strings.Replace(defaultLimit, "time", time, 1)
		edits = append(edits, more...)
	}
	return []string{
		fmt.Sprintf("%s, %s := %s.WithTimeout(%s.WithoutCancel(%s), %s)", ctx, cancel, context, context, types.ExprString(f.arg), limit),
		fmt.Sprintf("defer %s()", cancel),
	}, edits
}

// limit returns the timeout that the code had, "" if it had none that can be
// written here.
func (f *fixer) limit(fl flushes.Flush, v *verdict) string {
	n := fl.Nodes[0]
	for n != nil && (n.Kind != ctxlife.Made || n.Row.Kind != lib.CtxTimeout) {
		n = n.Parent
	}
	if n == nil || n.Row.Limit < 0 {
		return ""
	}
	if _, ok := ctxlife.Duration(f.c.life.Limit(n)); !ok {
		return ""
	}
	path := f.c.syntax(n.Call)
	if path == nil || path[len(path)-1] != ast.Node(f.file) || n.Row.Limit >= len(path[0].(*ast.CallExpr).Args) {
		return ""
	}
	arg := path[0].(*ast.CallExpr).Args[n.Row.Limit]
	tv := f.c.pass.TypesInfo.Types[arg]
	if tv.Value == nil || types.TypeString(tv.Type, nil) != "time.Duration" {
		return ""
	}
	ok := true
	ast.Inspect(arg, func(n ast.Node) bool {
		if id, isID := n.(*ast.Ident); isID {
			obj := f.c.pass.TypesInfo.Uses[id]
			if obj == nil || obj.Parent() != nil && obj.Parent() != f.c.pass.Pkg.Scope() && !isPkgName(obj) && obj.Pkg() == f.c.pass.Pkg {
				ok = false
			}
		}
		return true
	})
	if !ok {
		return ""
	}
	return strings.ReplaceAll(types.ExprString(arg), " * ", "*")
}

func isPkgName(obj types.Object) bool {
	_, ok := obj.(*types.PkgName)
	return ok
}

// listed returns the statement around the call that stands in a list of
// statements, where another can go before it: nil if the call is evaluated
// elsewhere than once, right behind what stands before.
func (f *fixer) listed() ast.Stmt {
	for i, n := range f.path[:len(f.path)-1] {
		stmt, ok := n.(ast.Stmt)
		if !ok {
			if _, lit := n.(*ast.FuncLit); lit {
				return nil
			}
			continue
		}
		switch f.path[i+1].(type) {
		case *ast.BlockStmt, *ast.CaseClause, *ast.CommClause:
			if clause, ok := f.path[i+1].(*ast.CommClause); ok && clause.Comm == stmt {
				return nil
			}
			return stmt
		}
		switch parent := f.path[i+1].(type) {
		case *ast.IfStmt:
			if parent.Init != stmt {
				return nil // an else
			}
		default:
			return nil
		}
	}
	return nil
}

// names returns names for the context and its cancel function that nothing at
// pos has, nor another fix in this function.
func (f *fixer) names(pos token.Pos) (ctx, cancel string) {
	scope := f.c.pass.TypesInfo.Scopes[f.file].Innermost(pos)
	decl := f.path[len(f.path)-2]
	for {
		f.c.named[decl]++
		ctx, cancel = "flushCtx", "cancelFlush"
		if n := f.c.named[decl]; n > 1 {
			ctx, cancel = fmt.Sprint(ctx, n), fmt.Sprint(cancel, n)
		}
		if scope == nil {
			return ctx, cancel
		}
		_, a := scope.LookupParent(ctx, token.NoPos)
		_, b := scope.LookupParent(cancel, token.NoPos)
		if a == nil && b == nil {
			return ctx, cancel
		}
	}
}

// indent returns the tabs before pos, the first thing on its line.
func (f *fixer) indent(pos token.Pos) string {
	return strings.Repeat("\t", f.c.pass.Fset.Position(pos).Column-1)
}

// simple reports whether e is a name, or a field of one.
func simple(e ast.Expr) bool {
	switch e := e.(type) {
	case *ast.Ident, *ast.BasicLit:
		return true
	case *ast.SelectorExpr:
		return simple(e.X)
	}
	return false
}

// isCtxCall reports whether e asks a name for its context.
func isCtxCall(e ast.Expr) bool {
	call, ok := e.(*ast.CallExpr)
	if !ok || len(call.Args) > 0 {
		return false
	}
	sel, ok := call.Fun.(*ast.SelectorExpr)
	return ok && simple(sel.X)
}
