package callerskip

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/obslint/obslint/analyzers/internal/calls"
	"github.com/obslint/obslint/analyzers/internal/lib"
	"github.com/obslint/obslint/analyzers/internal/report"
)

// asks returns the libraries that the package, or what it imports, asks to
// record callers, and exports those that it asks for others; and the libraries
// of which the package has loggers that may record callers for themselves.
func asks(pass *analysis.Pass, index *calls.Index) (names, some []string) {
	var skipping []string // those whose loggers are told to skip frames
	var handed []string
	direct := false
	for _, imp := range imports(pass) {
		var fact asksFact
		if l := lib.LoggingOf(imp.Path()); l != nil && l.OnRequest {
			direct = true
		} else if !lib.IsStd(imp.Path()) && pass.ImportPackageFact(imp, &fact) {
			handed = append(handed, fact.Libraries...)
		}
	}
	elsewhere := false
	for _, entry := range handed {
		name, module, inFunc := strings.Cut(entry, "@")
		if !inFunc || module == modulePath(pass) {
			names = append(names, name)
		} else {
			elsewhere = true
		}
	}
	if elsewhere {
		for obj := range index.Uses() {
			var fact asksFact
			if fn, ok := obj.(*types.Func); ok && fn.Pkg() != nil && fn.Pkg() != pass.Pkg && pass.ImportObjectFact(fn, &fact) {
				names = append(names, fact.Libraries...)
			}
		}
	}
	asking := make(map[*types.Func][]string)
	if direct {
		for id, obj := range pass.TypesInfo.Uses {
			if fn, ok := obj.(*types.Func); ok && !report.InTest(pass.Fset, id.Pos()) {
				// Whoever tells a logger to skip frames counts on callers.
				if from, ok := lib.LogFroms.Lookup(fn); ok && from.Skip >= 0 {
					if l := lib.LoggingOf(from.Path); l.OnRequest && !slices.Contains(skipping, l.Name) {
						skipping = append(skipping, l.Name)
					}
				}
			}
			row, l := lib.LogAskOf(obj)
			if l != nil && !slices.Contains(some, l.Name) && !report.InTest(pass.Fset, id.Pos()) {
				some = append(some, l.Name)
			}
			if l == nil || report.InTest(pass.Fset, id.Pos()) {
				continue
			}
			if _, ok := obj.(*types.Var); ok && !setTrue(pass, id) || row.In.Name != "" && !standsIn(pass, id, row.In) {
				continue
			}
			names = append(names, l.Name)
			if row.Global || handsOut(pass, l) {
				entry := l.Name
				if fn := within(pass, id); fn != nil {
					entry += "@" + modulePath(pass)
					if fn.Exported() {
						asking[fn] = append(asking[fn], l.Name)
					}
				}
				handed = append(handed, entry)
			}
		}
	}
	slices.Sort(handed)
	handed = slices.Compact(handed)
	for fn, libraries := range asking {
		slices.Sort(libraries)
		pass.ExportObjectFact(fn, &asksFact{slices.Compact(libraries)})
	}
	if len(handed) > 0 {
		pass.ExportPackageFact(&asksFact{handed})
	}
	for _, name := range append(skipping, assume...) {
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names, append(some, names...)
}

// modulePath is the path of the module that is checked.
func modulePath(pass *analysis.Pass) string {
	if pass.Module == nil {
		return ""
	}
	return pass.Module.Path
}

// within returns the function that id stands in, or nil if it runs when the
// program starts.
func within(pass *analysis.Pass, id *ast.Ident) *types.Func {
	for _, decl := range report.FileOf(pass, id.Pos()).Decls {
		if fn, ok := decl.(*ast.FuncDecl); ok && fn.Pos() <= id.Pos() && id.Pos() < fn.End() && (fn.Recv != nil || fn.Name.Name != "init") {
			obj, _ := pass.TypesInfo.Defs[fn.Name].(*types.Func)
			return obj
		}
	}
	return nil
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

// handsOut reports whether other packages get loggers of l from this one: it
// exports a function or variable with a type of the library, or makes its
// logger everyone's.
func handsOut(pass *analysis.Pass, l *lib.Logging) bool {
	of := func(t types.Type) bool {
		n := named(t)
		return n != nil && n.Obj().Pkg() != nil && slices.Contains(l.Paths, n.Obj().Pkg().Path())
	}
	for _, obj := range pass.TypesInfo.Defs {
		if obj == nil || !obj.Exported() || report.InTest(pass.Fset, obj.Pos()) {
			continue
		}
		switch obj := obj.(type) {
		case *types.Func:
			for v := range obj.Signature().Results().Variables() {
				if of(v.Type()) {
					return true
				}
			}
		case *types.Var:
			if !obj.IsField() && obj.Parent() == pass.Pkg.Scope() && of(obj.Type()) {
				return true
			}
		}
	}
	for id, obj := range pass.TypesInfo.Uses {
		if lib.IsLogDefault(l, obj) && !report.InTest(pass.Fset, id.Pos()) {
			return true
		}
	}
	return false
}

// standsIn reports whether id stands in an argument of a call of the function,
// or of one of the package that hands its parameter to it, and is not taken out
// of what is handed on.
func standsIn(pass *analysis.Pass, id *ast.Ident, in lib.Func) bool {
	found := false
	ast.Inspect(report.FileOf(pass, id.Pos()), func(n ast.Node) bool {
		if n == nil || id.Pos() < n.Pos() || n.End() < id.End() {
			return false
		}
		switch n := n.(type) {
		case *ast.CallExpr:
			if fn := callee(pass, n); n.Lparen < id.Pos() && (lib.IDOf(fn) == in || handsTo(pass, fn, in)) {
				found = true
			}
		case *ast.BinaryExpr:
			if n.Op == token.AND_NOT || n.Op == token.AND {
				found = false
				return false
			}
		}
		return true
	})
	return found
}

// handsTo reports whether fn, of the package, hands a parameter to the function.
func handsTo(pass *analysis.Pass, fn *types.Func, to lib.Func) bool {
	if fn == nil || fn.Pkg() != pass.Pkg {
		return false
	}
	params := slices.Collect(fn.Signature().Params().Variables())
	found := false
	ast.Inspect(report.FileOf(pass, fn.Pos()), func(n ast.Node) bool {
		if decl, ok := n.(*ast.FuncDecl); ok && decl.Name.Pos() != fn.Pos() {
			return false
		}
		if call, ok := n.(*ast.CallExpr); ok && lib.IDOf(callee(pass, call)) == to {
			for _, arg := range call.Args {
				if id, ok := arg.(*ast.Ident); ok {
					v, _ := pass.TypesInfo.Uses[id].(*types.Var)
					found = found || slices.Contains(params, v)
				}
			}
		}
		return !found
	})
	return found
}

// setTrue reports whether id sets a field to anything but false.
func setTrue(pass *analysis.Pass, id *ast.Ident) bool {
	var value ast.Expr
	ast.Inspect(report.FileOf(pass, id.Pos()), func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.KeyValueExpr:
			if n.Key == ast.Expr(id) {
				value = n.Value
			}
		case *ast.AssignStmt:
			for i, lhs := range n.Lhs {
				if sel, ok := lhs.(*ast.SelectorExpr); ok && sel.Sel == id && len(n.Lhs) == len(n.Rhs) {
					value = n.Rhs[i]
				}
			}
		}
		return value == nil
	})
	if value == nil {
		return false
	}
	v := pass.TypesInfo.Types[value].Value
	return v == nil || v.Kind() != constant.Bool || constant.BoolVal(v)
}

// onRequest reports whether the loggers of l that the package has record no
// caller before somebody asks.
func onRequest(pass *analysis.Pass, l *lib.Logging) bool {
	return l.OnRequest || slices.ContainsFunc(imports(pass), func(p *types.Package) bool { return l.UncalledIn(p.Path()) })
}

// asked reports whether callers are recorded by a library that does so on
// request.
func (a *judge) asked(l *lib.Logging) bool { return slices.Contains(a.asks, l.Name) }

// switchedOff reports whether the package turns the recording of callers off
// in the settings of a library. An encoder that names none is one of several
// where loggers are told to skip frames, which counts on callers.
func (a *judge) switchedOff(l *lib.Logging) bool {
	if off, ok := a.off[l]; ok {
		return off
	}
	off := false
	for cur := range a.Walk.Inspector().Root().Preorder((*ast.CompositeLit)(nil), (*ast.AssignStmt)(nil)) {
		switch n := cur.Node().(type) {
		case *ast.CompositeLit:
			off = off || a.literalOff(l, n)
		case *ast.AssignStmt:
			for i, lhs := range n.Lhs {
				sel, ok := lhs.(*ast.SelectorExpr)
				if !ok || len(n.Lhs) != len(n.Rhs) {
					continue
				}
				t := named(a.Pass.TypesInfo.TypeOf(sel.X))
				if t == nil {
					continue
				}
				if row := lib.LogSwitchOf(t, sel.Sel.Name); row != nil && lib.LoggingOf(row.Path) == l && (row.Bool || !a.Skips(l)) && a.isOff(row, n.Rhs[i]) {
					off = true
				}
			}
		}
	}
	a.off[l] = off
	return off
}

func (a *judge) literalOff(l *lib.Logging, lit *ast.CompositeLit) bool {
	t := named(a.Pass.TypesInfo.TypeOf(lit))
	if t == nil || len(lit.Elts) == 0 {
		return false
	}
	row := lib.LogSwitchOf(t, "")
	if row == nil || lib.LoggingOf(row.Path) != l || !row.Bool && a.Skips(l) {
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

func (a *judge) isOff(row *lib.LogSwitch, e ast.Expr) bool {
	v := a.Pass.TypesInfo.Types[e].Value
	if v == nil {
		return row.Bool // it depends: say nothing
	}
	if row.Bool {
		return v.Kind() == constant.Bool && constant.BoolVal(v)
	}
	return v.Kind() == constant.String && constant.StringVal(v) == ""
}
