package spanrecover

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ast/astutil"
	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/lib"
	"github.com/obslint/obslint/analyzers/internal/report"
	"github.com/obslint/obslint/analyzers/internal/spans"
)

// fix returns the edit that mends v, where that is mechanical, or nil.
func (p *pkg) fix(v *verdict) *analysis.SuggestedFix {
	switch v.category {
	case "late":
		return p.fixLate(v)
	case "unset":
		return p.fixUnset(v)
	case "undeferred":
		return p.fixUndeferred(v)
	case "lost":
		if v.again {
			return p.fixAgain(v)
		}
		// Where the function itself recovers, a deferred end would be late.
		if v.ender != nil && v.handler != nil && v.handler.Parent() != v.s.Fn {
			return p.fixUndeferred(v)
		}
	}
	return nil
}

// at returns the file around pos and the nodes around it, innermost first.
func (p *pkg) at(pos token.Pos) (*ast.File, []ast.Node) {
	for file := range report.Files(p.pass) {
		if file.FileStart <= pos && pos <= file.FileEnd {
			path, _ := astutil.PathEnclosingInterval(file, pos, pos)
			return file, path
		}
	}
	return nil, nil
}

// statement returns the innermost statement of a list around pos, and the list.
func statement(path []ast.Node) (ast.Stmt, []ast.Stmt) {
	for i, n := range path[:max(0, len(path)-1)] {
		stmt, ok := n.(ast.Stmt)
		if !ok {
			continue
		}
		switch parent := path[i+1].(type) {
		case *ast.BlockStmt:
			return stmt, parent.List
		case *ast.CaseClause:
			return stmt, parent.Body
		case *ast.CommClause:
			return stmt, parent.Body
		}
	}
	return nil, nil
}

func index(list []ast.Stmt, stmt ast.Stmt) int {
	for i, s := range list {
		if s == stmt {
			return i
		}
	}
	return -1
}

// A handler is a deferred literal of the form
//
//	defer func() { … if r := recover(); r != nil { … } … }()
type handler struct {
	file  *ast.File
	stmt  *ast.DeferStmt
	list  []ast.Stmt // that stmt is of
	lit   *ast.FuncLit
	body  *ast.BlockStmt // of the if
	value *ast.Ident     // r
}

// handlerOf returns the handler that a deferred call is, or nil.
func (p *pkg) handlerOf(call ssa.CallInstruction) *handler {
	if _, ok := call.(*ssa.Defer); !ok {
		return nil
	}
	file, path := p.at(call.Pos())
	stmt, list := statement(path)
	h := &handler{file: file, list: list}
	var ok bool
	if h.stmt, ok = stmt.(*ast.DeferStmt); !ok {
		return nil
	}
	if h.lit, ok = ast.Unparen(h.stmt.Call.Fun).(*ast.FuncLit); !ok || len(h.stmt.Call.Args) > 0 {
		return nil
	}
	panics := false
	ast.Inspect(h.lit, func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok && p.isBuiltin(call, "panic") {
			panics = true
		}
		return true
	})
	if panics {
		return nil
	}
	for i, s := range h.lit.Body.List {
		cond, ok := s.(*ast.IfStmt)
		if !ok {
			continue
		}
		assign, _ := cond.Init.(*ast.AssignStmt)
		if cond.Init == nil && i > 0 {
			assign, _ = h.lit.Body.List[i-1].(*ast.AssignStmt)
		}
		if assign == nil || assign.Tok != token.DEFINE || len(assign.Lhs) != 1 || len(assign.Rhs) != 1 {
			continue
		}
		call, ok := ast.Unparen(assign.Rhs[0]).(*ast.CallExpr)
		if !ok || !p.isBuiltin(call, "recover") {
			continue
		}
		bin, ok := cond.Cond.(*ast.BinaryExpr)
		if !ok || bin.Op != token.NEQ {
			continue
		}
		id, ok := ast.Unparen(bin.X).(*ast.Ident)
		def := assign.Lhs[0].(*ast.Ident)
		if !ok || p.pass.TypesInfo.Uses[id] != p.pass.TypesInfo.Defs[def] || !p.pass.TypesInfo.Types[bin.Y].IsNil() {
			continue
		}
		h.body, h.value = cond.Body, def
		return h
	}
	return nil
}

func (p *pkg) isBuiltin(call *ast.CallExpr, name string) bool {
	id, ok := ast.Unparen(call.Fun).(*ast.Ident)
	if !ok {
		return false
	}
	b, ok := p.pass.TypesInfo.Uses[id].(*types.Builtin)
	return ok && b.Name() == name
}

// spanIdent returns the name that the start of a span gives it, or nil.
func (p *pkg) spanIdent(s *spans.Span) *ast.Ident {
	row, _ := p.spans.Start(s.Start)
	lhs := p.lhs[s.Start.Common().Pos()]
	if row.Span < 0 || row.Span >= len(lhs) {
		return nil
	}
	if id, ok := lhs[row.Span].(*ast.Ident); ok && id.Name != "_" {
		return id
	}
	return nil
}

// nameable reports whether the span has a name that means the span where the
// handler stands.
func (p *pkg) nameable(v *verdict, h *handler) bool {
	if v.s.Start == nil {
		_, ok := v.s.Value.(*ssa.Parameter)
		return ok && token.IsIdentifier(p.nameOf(v.s))
	}
	id := p.spanIdent(v.s)
	if id == nil {
		return false
	}
	obj := p.pass.TypesInfo.ObjectOf(id)
	for _, at := range []token.Pos{h.body.Lbrace, h.stmt.Pos()} {
		scope := p.pass.TypesInfo.Scopes[h.file].Innermost(at)
		if scope == nil {
			return false
		}
		if _, found := scope.LookupParent(id.Name, at); found != obj {
			return false
		}
	}
	return true
}

// telling returns the statements that tell a span of the panic that a handler
// recovers, and the edits that add their imports. With statusOnly it is the
// last statement alone.
func (p *pkg) telling(v *verdict, h *handler, r *lib.SpanRepair, statusOnly bool) (string, []analysis.TextEdit) {
	lines := r.Lines
	if statusOnly {
		lines = lines[len(lines)-1:]
	}
	text := strings.Join(lines, "\n")
	var edits []analysis.TextEdit
	add := func(word, path, name string) {
		if path != "" && strings.Contains(text, word) {
			local, more := report.Import(p.pass, h.file, h.body.Lbrace, path, name)
			text = strings.ReplaceAll(text, word, local)
			edits = append(edits, more...)
		}
	}
	add("FMT", "fmt", "fmt")
	add("IMPORT", r.Import, r.Name)
	text = strings.ReplaceAll(text, "SPAN", p.nameOf(v.s))
	text = strings.ReplaceAll(text, "PANIC", h.value.Name)
	indent := "\n" + strings.Repeat("\t", p.pass.Fset.Position(h.stmt.Pos()).Column+1)
	return indent + strings.ReplaceAll(text, "\n", indent), edits
}

// fixUnset tells the span of the panic in the handler.
func (p *pkg) fixUnset(v *verdict) *analysis.SuggestedFix {
	h, r := p.handlerOf(v.at), v.s.Repair()
	if h == nil || r == nil || v.inner || v.status == spans.Succeeded || !p.nameable(v, h) || v.ender == nil || v.ender.Parent() != v.s.Fn && v.ender.Pos() > h.stmt.Pos() && v.ender.Pos() < h.stmt.End() {
		return nil
	}
	text, edits := p.telling(v, h, r, v.recorded)
	at := h.body.Lbrace + 1
	return &analysis.SuggestedFix{
		Message:   "record the panic on " + p.nameOf(v.s),
		TextEdits: append(edits, analysis.TextEdit{Pos: at, End: at, NewText: []byte(text)}),
	}
}

// fixLate moves the handler below the deferred end, where nothing but the
// start of the span stands between them.
func (p *pkg) fixLate(v *verdict) *analysis.SuggestedFix {
	h, r := p.handlerOf(v.at), v.s.Repair()
	end, ok := v.ender.(*ssa.Defer)
	if h == nil || r == nil || !ok || v.s.Start == nil {
		return nil
	}
	_, path := p.at(end.Pos())
	endStmt, list := statement(path)
	from, to := index(h.list, h.stmt), index(list, endStmt)
	if from < 0 || to < from || len(list) != len(h.list) || list[from] != ast.Stmt(h.stmt) {
		return nil
	}
	_, path = p.at(v.s.Start.Common().Pos())
	startStmt, _ := statement(path)
	for _, s := range list[from+1 : to] {
		if s != startStmt {
			return nil
		}
	}
	tf := p.pass.Fset.File(h.file.FileStart)
	src, err := p.pass.ReadFile(tf.Name())
	if err != nil || tf.Size() != len(src) {
		return nil
	}
	start, stop := tf.Offset(h.stmt.Pos()), tf.Offset(h.stmt.End())
	body := tf.Offset(h.body.Lbrace) + 1
	if !blankBefore(src, start) || stop >= len(src) || src[stop] != '\n' {
		return nil
	}
	text, edits := "", []analysis.TextEdit(nil)
	if !p.nameableAt(v, h, endStmt.End()) {
		return nil
	}
	if !v.late {
		text, edits = p.telling(v, h, r, false)
	} else if !slices.ContainsFunc(v.failures, func(f spans.Failure) bool { return h.stmt.Pos() < f.Call.Pos() && f.Call.Pos() < h.stmt.End() }) {
		return nil
	}
	lineStart := start
	for lineStart > 0 && src[lineStart-1] != '\n' {
		lineStart--
	}
	code := "\n" + string(src[lineStart:body]) + text + string(src[body:stop])
	return &analysis.SuggestedFix{
		Message: "defer the handler below the end of " + p.nameOf(v.s),
		TextEdits: append(edits,
			analysis.TextEdit{Pos: tf.Pos(lineStart), End: h.stmt.End() + 1},
			analysis.TextEdit{Pos: endStmt.End(), End: endStmt.End(), NewText: []byte(code)}),
	}
}

// nameableAt reports whether the span's name means the span at pos, and no
// name that the handler uses means another thing there.
func (p *pkg) nameableAt(v *verdict, h *handler, pos token.Pos) bool {
	id := p.spanIdent(v.s)
	if id == nil {
		return false
	}
	scope := p.pass.TypesInfo.Scopes[h.file].Innermost(pos)
	if scope == nil {
		return false
	}
	if _, obj := scope.LookupParent(id.Name, pos); obj != p.pass.TypesInfo.ObjectOf(id) {
		return false
	}
	same := true
	ast.Inspect(h.lit, func(n ast.Node) bool {
		use, ok := n.(*ast.Ident)
		if !ok {
			return true
		}
		obj := p.pass.TypesInfo.Uses[use]
		if obj == nil || obj.Parent() == nil || obj.Pkg() != nil && obj.Pkg() != p.pass.Pkg || obj.Pos() > h.lit.Pos() && obj.Pos() < h.lit.End() {
			return true
		}
		if _, there := scope.LookupParent(use.Name, pos); there != obj {
			same = false
		}
		return true
	})
	return same
}

func blankBefore(src []byte, i int) bool {
	for i--; i >= 0 && src[i] != '\n'; i-- {
		if src[i] != ' ' && src[i] != '\t' {
			return false
		}
	}
	return true
}
