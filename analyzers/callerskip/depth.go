package callerskip

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/flow"
	"github.com/obslint/obslint/analyzers/internal/lib"
	"github.com/obslint/obslint/analyzers/internal/report"
)

// depth reports skips that do not add up: a logger that is taken from a
// variable that already skips and gets the skip again before it is stored
// back, and a method that hands out the logger that skips for the wrappers.
func (a *wrappers) depth(groups []*group, r *report.Reporter) {
	done := make(map[token.Pos]bool)
	for _, fn := range a.flow.Funcs() {
		for instr := range flow.Instrs(fn) {
			store, ok := instr.(*ssa.Store)
			if !ok {
				continue
			}
			obj := stored(store.Addr)
			if obj == nil || obj.Pkg() != a.pass.Pkg || !lib.IsLogger(obj.Type()) {
				continue
			}
			for _, l := range a.variable(obj) {
				if !l.grows || l.site != store || l.added == nil {
					continue
				}
				call := a.call(l.added)
				if call == nil || done[call.Pos()] {
					continue
				}
				done[call.Pos()] = true
				r.Report(report.Diagnostic{
					Range:    call,
					Category: "depth",
					Message: fmt.Sprintf("each logger made of %s's own skips %d more than the one before, so its entries name ever higher callers; add the skip once, where %s is first stored",
						obj.Name(), l.skip, obj.Name()),
				})
			}
		}
	}
	a.unwrapped(groups, r)
	a.assigned(r)
}

// assigned reports methods that assign the depth that they should add.
func (a *wrappers) assigned(r *report.Reporter) {
	for _, fn := range a.flow.Funcs() {
		obj, ok := fn.Object().(*types.Func)
		if !ok {
			continue
		}
		row, ok := lib.LogDepthOf(obj)
		if !ok || row.Depth+1 >= len(fn.Params) {
			continue
		}
		for addr, store := range flow.FieldStores(fn) {
			if flow.Source(store.Val) != ssa.Value(fn.Params[row.Depth+1]) {
				continue
			}
			expr := a.storedExpr(store)
			field := flow.Field(addr)
			if expr == nil || field == nil {
				continue
			}
			r.Report(report.Diagnostic{
				Range:    expr,
				Category: "depth",
				Message: fmt.Sprintf("%s assigns the depth to %s instead of adding it, so a second call undoes the first and entries name a wrapper's line; add it",
					name(fn), field.Name()),
			})
		}
	}
}

// unwrapped reports exported methods of a wrapper type that return its logger.
func (a *wrappers) unwrapped(groups []*group, r *report.Reporter) {
	right := make(map[types.Object]entry)
	for _, g := range groups {
		for _, e := range g.entries {
			if v, ok := e.logger.key.(*types.Var); ok && v.IsField() && e.logger.skip == e.need() {
				if _, ok := right[v]; !ok {
					right[v] = e
				}
			}
		}
	}
	if len(right) == 0 {
		return
	}
	for _, fn := range a.flow.Funcs() {
		obj, ok := fn.Object().(*types.Func)
		if !ok || !obj.Exported() || fn.Signature.Recv() == nil || fn.Signature.Results().Len() != 1 || !lib.IsLogger(fn.Signature.Results().At(0).Type()) {
			continue
		}
		if len(a.sites[fn]) > 0 {
			continue // its callers here may store it again
		}
		for instr := range flow.Instrs(fn) {
			ret, ok := instr.(*ssa.Return)
			if !ok {
				continue
			}
			var bad *entry
			for _, l := range a.resolve(ret.Results[0]) {
				e, ok := right[l.key]
				if !ok || l.unknown || l.mute || l.skip != e.logger.skip || l.skip == 0 {
					bad = nil
					break
				}
				bad = &e
			}
			if bad == nil {
				continue
			}
			stmt := a.returned1(fn, ret)
			if stmt == nil {
				continue
			}
			lib := bad.route.library
			r.Report(report.Diagnostic{
				Range:    stmt,
				Category: "depth",
				Message: fmt.Sprintf("%s hands out the logger that skips %d for wrappers such as %s, so entries logged through it name the caller's caller; take the skip back with %s",
					name(fn), bad.logger.skip, bad.w.name(), option(lib, -bad.logger.skip)),
				Related: a.relatedOption(bad.logger),
				Fix:     a.takeBack(stmt, lib, bad.logger.skip),
			})
		}
	}
}

// returned1 returns the expression of a return statement.
func (a *wrappers) returned1(fn *ssa.Function, ret *ssa.Return) ast.Expr {
	decl, ok := fn.Syntax().(*ast.FuncDecl)
	if !ok {
		return nil
	}
	var expr ast.Expr
	ast.Inspect(decl.Body, func(n ast.Node) bool {
		if s, ok := n.(*ast.ReturnStmt); ok && s.Pos() == ret.Pos() && len(s.Results) == 1 {
			expr = s.Results[0]
		}
		return expr == nil
	})
	return expr
}

func (a *wrappers) takeBack(expr ast.Expr, l *lib.Logging, n int) *analysis.SuggestedFix {
	if l.With == "" {
		return nil
	}
	for file := range report.Files(a.pass) {
		if file.FileStart <= expr.Pos() && expr.Pos() <= file.FileEnd {
			var pkg string
			var edits []analysis.TextEdit
			if strings.Contains(l.With, "%s") {
				pkg, edits = report.Import(a.pass, file, expr.Pos(), l.Paths[0], l.Name)
			}
			edit, ok := a.addSkip(expr, fmt.Sprintf(l.With, pkg, -n), "")
			if !ok {
				return nil
			}
			return &analysis.SuggestedFix{Message: "take the skip back", TextEdits: append(edits, edit...)}
		}
	}
	return nil
}

// promoted reports a type that embeds the logger that skips for its wrappers
// and is used as an interface with methods of the logger itself: those add no
// frame.
func (a *wrappers) promoted(groups []*group, r *report.Reporter) {
	for _, g := range groups {
		var field *types.Var
		var e entry
		for _, x := range g.entries {
			if v, ok := x.logger.key.(*types.Var); ok && v.Embedded() && x.logger.skip == x.need() && v.Pkg() == a.pass.Pkg {
				field, e = v, x
			}
		}
		tn, ok := g.key.(*types.TypeName)
		if field == nil || !ok {
			continue
		}
		names := a.dispatched(tn, field)
		spec := a.embedding(field)
		if len(names) == 0 || spec == nil {
			continue
		}
		what := names[0]
		switch {
		case len(names) == 2:
			what += " and " + names[1]
		case len(names) > 2:
			what = fmt.Sprintf("%s and %d more methods", names[0], len(names)-1)
		}
		r.Report(report.Diagnostic{
			Range:    spec,
			Category: "excess",
			Message: fmt.Sprintf("%s of %s are the embedded logger's own, which skips %d for wrappers such as %s: their entries name the caller's caller; write them out",
				what, tn.Name(), e.logger.skip, e.w.name()),
			Related: a.relatedOption(e.logger),
		})
	}
}

// dispatched returns the methods that tn has from its embedded logger, and that
// an interface that it is converted to has, too.
func (a *wrappers) dispatched(tn *types.TypeName, field *types.Var) []string {
	var out []string
	seen := make(map[string]bool)
	for _, fn := range a.flow.Funcs() {
		for instr := range flow.Instrs(fn) {
			mi, ok := instr.(*ssa.MakeInterface)
			if !ok {
				continue
			}
			n := named(mi.X.Type())
			if n == nil || n.Obj() != tn {
				continue
			}
			iface, ok := mi.Type().Underlying().(*types.Interface)
			if !ok {
				continue
			}
			for m := range iface.Methods() {
				obj, index, _ := types.LookupFieldOrMethod(mi.X.Type(), true, a.pass.Pkg, m.Name())
				f, ok := obj.(*types.Func)
				if !ok || len(index) != 2 || seen[m.Name()] {
					continue
				}
				if st, ok := n.Underlying().(*types.Struct); !ok || st.Field(index[0]) != field {
					continue
				}
				if _, ok := lib.LogCalls.Lookup(f); ok {
					seen[m.Name()] = true
					out = append(out, m.Name())
				}
			}
		}
	}
	return out
}

// embedding returns the syntax of an embedded field.
func (a *wrappers) embedding(field *types.Var) ast.Expr {
	for cur := range a.index.Inspector().Root().Preorder((*ast.StructType)(nil)) {
		for _, f := range cur.Node().(*ast.StructType).Fields.List {
			if len(f.Names) == 0 && f.Type.Pos() <= field.Pos() && field.Pos() < f.Type.End() {
				return f.Type
			}
		}
	}
	return nil
}
