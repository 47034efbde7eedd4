package dirtypool

import (
	"go/ast"
	"go/token"
	"go/types"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/flow"
	"github.com/obslint/obslint/analyzers/internal/lib"
	"github.com/obslint/obslint/analyzers/internal/objstate"
	"github.com/obslint/obslint/analyzers/internal/report"
)

func instrs(fn *ssa.Function) func(func(ssa.Instruction) bool) { return flow.Instrs(fn) }

// completeReset adds the zero values of the parts that a reset leaves out, at
// its end, or before the Put in it. It is nil where zero is not what New makes
// or the end is not reached on every way.
func (a *program) completeReset(fn *ssa.Function, decl *ast.FuncDecl, p *pool, left []*leaf) *analysis.SuggestedFix {
	in := a.Infos[fn]
	if in == nil || decl.Body == nil || len(decl.Body.List) == 0 {
		return nil
	}
	var o *objstate.Object
	first := token.NoPos
	for _, w := range in.Cleans {
		if w.Obj.Origin == objstate.FromCaller && objstate.NameOf(w.Obj.Type) == objstate.NameOf(p.Gets[0].Type) && w.At.Parent() == fn {
			o = w.Obj
			if !first.IsValid() || w.At.Pos() < first {
				first = w.At.Pos()
			}
		}
	}
	if o == nil {
		return nil
	}
	par, ok := o.Root.(*ssa.Parameter)
	if !ok || par.Name() == "" || par.Name() == "_" {
		return nil
	}
	at := decl.Body.List[len(decl.Body.List)-1]
	before := false
	returns := false
	ast.Inspect(decl.Body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.ReturnStmt:
			returns = returns || n.Pos() > first && n != at
		}
		return true
	})
	if _, ok := at.(*ast.ReturnStmt); ok {
		before = true
	}
	for _, stmt := range decl.Body.List {
		if expr, ok := stmt.(*ast.ExprStmt); ok {
			if call, ok := expr.X.(*ast.CallExpr); ok && a.isPut(call) {
				at, before = stmt, true
				break
			}
		}
	}
	if returns || at.End() < first {
		return nil
	}
	file := a.fileOf(decl.Pos())
	if file == nil {
		return nil
	}
	indent := tabs(a.pass.Fset, at.Pos())
	var text strings.Builder
	for _, l := range left {
		stmt := a.zeroing(file, decl, par.Name()+"."+l.path, l, p)
		if stmt == "" {
			return nil
		}
		if before {
			text.WriteString(stmt + "\n" + indent)
		} else {
			text.WriteString(indent + stmt + "\n")
		}
	}
	pos := a.nextLine(at.End())
	if before {
		pos = at.Pos()
	}
	if !pos.IsValid() || pos > decl.Body.Rbrace {
		return nil
	}
	return &analysis.SuggestedFix{
		Message:   "zero " + names(left) + " in " + decl.Name.Name,
		TextEdits: []analysis.TextEdit{{Pos: pos, End: pos, NewText: []byte(text.String())}},
	}
}

// zeroing returns the statement that zeroes a part, or "".
func (a *program) zeroing(file *ast.File, decl *ast.FuncDecl, expr string, l *leaf, p *pool) string {
	if a.madeWith(p, l.path) && !objstate.IsMap(l.typ) && !objstate.IsSlice(l.typ) {
		return ""
	}
	if t := lib.TypeOf(l.typ); t.Path != "" && lib.AtomicTypes[t] {
		if _, ptr := l.typ.(*types.Pointer); ptr {
			return expr + " = nil"
		}
		switch t.Name {
		case "Bool":
			return expr + ".Store(false)"
		case "Pointer":
			return expr + ".Store(nil)"
		}
		return expr + ".Store(0)"
	}
	switch u := l.typ.Underlying().(type) {
	case *types.Basic:
		switch {
		case u.Info()&types.IsString != 0:
			return expr + ` = ""`
		case u.Info()&types.IsBoolean != 0:
			return expr + " = false"
		case u.Info()&types.IsNumeric != 0:
			return expr + " = 0"
		}
	case *types.Slice:
		return expr + " = " + expr + "[:0]"
	case *types.Map:
		return "clear(" + expr + ")"
	case *types.Pointer, *types.Interface, *types.Signature:
		return expr + " = nil"
	case *types.Struct:
		n := objstate.NameOf(l.typ)
		if n == nil || !a.namedIn(file, decl.Pos(), n.Pkg()) {
			return ""
		}
		return expr + " = " + types.TypeString(l.typ, report.Qualifier(a.pass, file)) + "{}"
	}
	return ""
}

// namedIn reports whether file imports pkg.
func (a *program) namedIn(file *ast.File, pos token.Pos, pkg *types.Package) bool {
	if pkg == nil || pkg == a.pass.Pkg {
		return pkg != nil
	}
	for _, spec := range file.Imports {
		if name := a.pass.TypesInfo.PkgNameOf(spec); name != nil && name.Imported() == pkg && name.Name() != "_" && name.Name() != "." {
			scope := a.pass.TypesInfo.Scopes[file].Innermost(pos)
			if scope == nil {
				return true
			}
			_, obj := scope.LookupParent(name.Name(), pos)
			return obj == name
		}
	}
	return false
}

// madeWith reports whether New sets a part.
func (a *program) madeWith(p *pool, path string) bool {
	for _, v := range p.Made {
		if mi, ok := v.(*ssa.MakeInterface); ok {
			v = mi.X
		}
		alloc, ok := v.(*ssa.Alloc)
		if !ok {
			return true // somewhere else
		}
		for _, ref := range *alloc.Referrers() {
			if fa, ok := ref.(*ssa.FieldAddr); ok && objstate.Within(path, objstate.FieldName(fa.X.Type(), fa.Field)) {
				return true
			}
		}
	}
	return false
}

// clocked reports whether New sets a part to the time at which it runs.
func (a *program) clocked(p *pool, path string) bool {
	for _, v := range p.Made {
		alloc, ok := objstate.Peel(v).(*ssa.Alloc)
		if !ok {
			continue
		}
		for _, ref := range *alloc.Referrers() {
			fa, ok := ref.(*ssa.FieldAddr)
			if !ok || objstate.FieldName(fa.X.Type(), fa.Field) != path {
				continue
			}
			for _, r := range *fa.Referrers() {
				if st, ok := r.(*ssa.Store); ok {
					if call, ok := st.Val.(*ssa.Call); ok {
						if _, ok := lib.Clocks.Lookup(flow.CalleeObject(&call.Call)); ok {
							return true
						}
					}
				}
			}
		}
	}
	return false
}

func (a *program) isPut(call *ast.CallExpr) bool {
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if !ok {
		return false
	}
	fn, _ := a.pass.TypesInfo.Uses[sel.Sel].(*types.Func)
	row, ok := lib.Pools.Lookup(fn)
	return ok && row.Put
}

func (a *program) fileOf(pos token.Pos) *ast.File {
	for _, file := range a.pass.Files {
		if file.FileStart <= pos && pos < file.FileEnd {
			return file
		}
	}
	return nil
}

// nextLine returns the start of the line behind pos.
func (a *program) nextLine(pos token.Pos) token.Pos {
	tf := a.pass.Fset.File(pos)
	line := tf.PositionFor(pos, false).Line
	if line >= tf.LineCount() {
		return token.NoPos
	}
	return tf.LineStart(line + 1)
}

func tabs(fset *token.FileSet, pos token.Pos) string {
	return strings.Repeat("\t", fset.Position(pos).Column-1)
}

// emptyAfterGet empties the content behind the statement that gets it.
func (a *program) emptyAfterGet(o *objstate.Object, r *objstate.Read) *analysis.SuggestedFix {
	var stmt *ast.AssignStmt
	inBlock := false
	var block *ast.BlockStmt
	a.around(o.Get.Pos(), func(n ast.Node) {
		switch n := n.(type) {
		case *ast.BlockStmt:
			block = n
		case *ast.AssignStmt:
			stmt = n
			inBlock = false
			if block != nil {
				for _, s := range block.List {
					inBlock = inBlock || s == ast.Stmt(n)
				}
			}
		}
	})
	if stmt == nil || !inBlock || len(stmt.Lhs) != 1 || len(stmt.Rhs) != 1 {
		return nil
	}
	id, ok := stmt.Lhs[0].(*ast.Ident)
	if !ok || id.Name == "_" {
		return nil
	}
	switch rhs := ast.Unparen(stmt.Rhs[0]).(type) {
	case *ast.TypeAssertExpr, *ast.CallExpr:
		_ = rhs
	default:
		return nil
	}
	obj := a.pass.TypesInfo.ObjectOf(id)
	if obj == nil || types.IsInterface(obj.Type()) && !lib.HoldsContent(obj.Type()) {
		return nil
	}
	var text string
	_, appended := r.At.(*ssa.Call)
	t := obj.Type()
	switch {
	case objstate.IsMap(t):
		text = "clear(" + id.Name + ")"
	case objstate.IsSlice(t):
		text = id.Name + " = " + id.Name + "[:0]"
		if !appended {
			text = "clear(" + id.Name + ")"
		}
	case lib.HoldsContent(t):
		text = id.Name + ".Reset()"
	case objstate.IsSlice(flow.Deref(t)):
		text = "*" + id.Name + " = (*" + id.Name + ")[:0]"
		if !appended {
			text = "clear(*" + id.Name + ")"
		}
	case objstate.IsMap(flow.Deref(t)):
		text = "clear(*" + id.Name + ")"
	default:
		return nil
	}
	pos := a.nextLine(stmt.End())
	if !pos.IsValid() || block.Rbrace < pos {
		return nil
	}
	return &analysis.SuggestedFix{
		Message:   "empty " + id.Name + " after Get",
		TextEdits: []analysis.TextEdit{{Pos: pos, End: pos, NewText: []byte(tabs(a.pass.Fset, stmt.Pos()) + text + "\n")}},
	}
}
