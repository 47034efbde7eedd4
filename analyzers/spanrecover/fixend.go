package spanrecover

import (
	"go/ast"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"
)

// fixUndeferred defers the end where the span starts, if nothing follows the
// end but the return.
func (p *pkg) fixUndeferred(v *verdict) *analysis.SuggestedFix {
	if v.s.Start == nil || v.at.Parent() != v.s.Fn {
		return nil
	}
	_, path := p.at(v.at.Common().Pos())
	endStmt, list := statement(path)
	var call *ast.CallExpr
	word := "defer "
	switch stmt := endStmt.(type) {
	case *ast.ExprStmt:
		call, _ = stmt.X.(*ast.CallExpr)
	case *ast.DeferStmt:
		call, word = stmt.Call, ""
	}
	if call == nil || len(call.Args) > 0 || call.Lparen != v.at.Common().Pos() {
		return nil
	}
	file, path := p.at(v.s.Start.Common().Pos())
	startStmt, starts := statement(path)
	if _, ok := startStmt.(*ast.AssignStmt); !ok || len(list) != len(starts) || index(list, startStmt) < 0 || v.more {
		return nil
	}
	i := index(list, endStmt)
	rest := list[i+1:]
	if word == "" {
		// What runs when has to stay the same among the deferred calls.
		if slices.ContainsFunc(list[index(list, startStmt):i], isDefer) {
			return nil
		}
		rest = nil
	}
	for _, s := range rest {
		ret, ok := s.(*ast.ReturnStmt)
		if !ok {
			return nil
		}
		for _, res := range ret.Results {
			if _, ok := ast.Unparen(res).(*ast.Ident); !ok {
				return nil
			}
		}
	}
	tf := p.pass.Fset.File(file.FileStart)
	src, err := p.pass.ReadFile(tf.Name())
	if err != nil || tf.Size() != len(src) {
		return nil
	}
	start, stop := tf.Offset(endStmt.Pos()), tf.Offset(endStmt.End())
	if !blankBefore(src, start) {
		return nil
	}
	for start > 0 && src[start-1] != '\n' {
		start--
	}
	eol := stop
	for eol < len(src) && src[eol] != '\n' {
		eol++
	}
	remove := analysis.TextEdit{Pos: tf.Pos(start), End: tf.Pos(eol) + 1}
	if strings.TrimSpace(string(src[stop:eol])) != "" {
		remove = analysis.TextEdit{Pos: endStmt.Pos(), End: endStmt.End()} // a comment stands behind it
	}
	text := "\n" + strings.Repeat("\t", p.pass.Fset.Position(startStmt.Pos()).Column-1) + word + string(src[tf.Offset(endStmt.Pos()):stop])
	return &analysis.SuggestedFix{
		Message:   "defer the end of " + p.nameOf(v.s),
		TextEdits: []analysis.TextEdit{{Pos: startStmt.End(), End: startStmt.End(), NewText: []byte(text)}, remove},
	}
}

// fixAgain defers the end that is the last statement of a handler, a literal, at
// its begin.
func (p *pkg) fixAgain(v *verdict) *analysis.SuggestedFix {
	if v.ender == nil {
		return nil
	}
	file, path := p.at(v.at.Pos())
	stmt, _ := statement(path)
	d, ok := stmt.(*ast.DeferStmt)
	if !ok {
		return nil
	}
	lit, ok := ast.Unparen(d.Call.Fun).(*ast.FuncLit)
	if !ok {
		return nil
	}
	_, path = p.at(v.ender.Common().Pos())
	end, list := statement(path)
	body := lit.Body.List
	if expr, ok := end.(*ast.ExprStmt); !ok || len(list) < 2 || list[0] != body[0] || end != body[len(body)-1] || len(expr.X.(*ast.CallExpr).Args) > 0 {
		return nil
	}
	tf := p.pass.Fset.File(file.FileStart)
	src, err := p.pass.ReadFile(tf.Name())
	if err != nil || tf.Size() != len(src) {
		return nil
	}
	before := body[len(body)-2].End()
	if strings.TrimSpace(string(src[tf.Offset(before):tf.Offset(end.Pos())])) != "" {
		return nil // a comment stands there
	}
	indent := strings.Repeat("\t", p.pass.Fset.Position(body[0].Pos()).Column-1)
	text := "defer " + string(src[tf.Offset(end.Pos()):tf.Offset(end.End())]) + "\n" + indent
	return &analysis.SuggestedFix{
		Message: "defer the end of " + p.nameOf(v.s) + " in the handler",
		TextEdits: []analysis.TextEdit{
			{Pos: body[0].Pos(), End: body[0].Pos(), NewText: []byte(text)},
			{Pos: before, End: end.End()},
		},
	}
}

// isDefer reports whether a statement defers anything, itself or within.
func isDefer(s ast.Stmt) bool {
	found := false
	ast.Inspect(s, func(n ast.Node) bool {
		_, ok := n.(*ast.DeferStmt)
		found = found || ok
		return !found
	})
	return found
}
