package callerskip

import (
	"go/ast"
	"go/constant"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/obslint/obslint/analyzers/internal/lib"
	"github.com/obslint/obslint/analyzers/internal/report"
)

// asks returns the libraries that the package, or what it imports, asks to
// record callers, sorted by name, and exports them.
func asks(pass *analysis.Pass) []string {
	var names []string
	direct := false
	for _, imp := range imports(pass) {
		var fact asksFact
		if l := lib.LoggingOf(imp.Path()); l != nil && l.OnRequest {
			direct = true
		} else if !lib.IsStd(imp.Path()) && pass.ImportPackageFact(imp, &fact) {
			names = append(names, fact.Libraries...)
		}
	}
	if direct {
		for id, obj := range pass.TypesInfo.Uses {
			l := lib.LogAskOf(obj)
			if l == nil || slices.Contains(names, l.Name) || report.InTest(pass.Fset, id.Pos()) {
				continue
			}
			if v, ok := obj.(*types.Var); ok && !setTrue(pass, id, v) {
				continue
			}
			names = append(names, l.Name)
		}
	}
	slices.Sort(names)
	names = slices.Compact(names)
	if len(names) > 0 {
		pass.ExportPackageFact(&asksFact{names})
	}
	for name := range strings.SplitSeq(assume, ",") {
		if name = strings.TrimSpace(name); name != "" && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}

// imports returns what the files that are no tests import.
func imports(pass *analysis.Pass) []*types.Package {
	var out []*types.Package
	for file := range report.Files(pass) {
		for _, spec := range file.Imports {
			if name := pass.TypesInfo.PkgNameOf(spec); name != nil && !slices.Contains(out, name.Imported()) {
				out = append(out, name.Imported())
			}
		}
	}
	return out
}

// setTrue reports whether id sets a field to anything but false.
func setTrue(pass *analysis.Pass, id *ast.Ident, field *types.Var) bool {
	set := false
	value := func(e ast.Expr) {
		v := pass.TypesInfo.Types[e].Value
		if v == nil || v.Kind() != constant.Bool || constant.BoolVal(v) {
			set = true
		}
	}
	for file := range report.Files(pass) {
		if id.Pos() < file.FileStart || file.FileEnd < id.Pos() {
			continue
		}
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.KeyValueExpr:
				if n.Key == ast.Expr(id) {
					value(n.Value)
				}
			case *ast.AssignStmt:
				for i, lhs := range n.Lhs {
					if sel, ok := lhs.(*ast.SelectorExpr); ok && sel.Sel == id && len(n.Lhs) == len(n.Rhs) {
						value(n.Rhs[i])
					}
				}
			}
			return !set
		})
	}
	return set
}

// asked reports whether callers are recorded by a library that does so on
// request.
func (u *unit) asked(l *lib.Logging) bool { return slices.Contains(u.asks, l.Name) }

// switchedOff reports whether the package turns the recording of callers off
// in the settings of a library.
func (a *wrappers) switchedOff(l *lib.Logging) bool {
	if off, ok := a.off[l]; ok {
		return off
	}
	off := false
	for cur := range a.index.Inspector().Root().Preorder((*ast.CompositeLit)(nil), (*ast.AssignStmt)(nil)) {
		switch n := cur.Node().(type) {
		case *ast.CompositeLit:
			off = off || a.literalOff(l, n)
		case *ast.AssignStmt:
			for i, lhs := range n.Lhs {
				sel, ok := lhs.(*ast.SelectorExpr)
				if !ok || len(n.Lhs) != len(n.Rhs) {
					continue
				}
				t := named(a.pass.TypesInfo.TypeOf(sel.X))
				if t == nil {
					continue
				}
				if row := lib.LogSwitchOf(t, sel.Sel.Name); row != nil && lib.LoggingOf(row.Path) == l && a.isOff(row, n.Rhs[i]) {
					off = true
				}
			}
		}
	}
	a.off[l] = off
	return off
}

func (a *wrappers) literalOff(l *lib.Logging, lit *ast.CompositeLit) bool {
	t := named(a.pass.TypesInfo.TypeOf(lit))
	if t == nil || len(lit.Elts) == 0 {
		return false
	}
	row := lib.LogSwitchOf(t, "")
	if row == nil || lib.LoggingOf(row.Path) != l {
		return false
	}
	for _, e := range lit.Elts {
		kv, ok := e.(*ast.KeyValueExpr)
		if !ok {
			return false
		}
		if key, ok := kv.Key.(*ast.Ident); ok && key.Name == row.Field {
			return a.isOff(row, kv.Value)
		}
	}
	return !row.Bool
}

func (a *wrappers) isOff(row *lib.LogSwitch, e ast.Expr) bool {
	v := a.pass.TypesInfo.Types[e].Value
	if v == nil {
		return row.Bool // it depends: say nothing
	}
	if row.Bool {
		return v.Kind() == constant.Bool && constant.BoolVal(v)
	}
	return v.Kind() == constant.String && constant.StringVal(v) == ""
}
