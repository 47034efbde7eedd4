package callerskip

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/flow"
	"github.com/obslint/obslint/analyzers/internal/frames"
	"github.com/obslint/obslint/analyzers/internal/lib"
	"github.com/obslint/obslint/analyzers/internal/report"
)

// depth reports skips that do not add up: a logger that is taken from a
// variable that already skips and gets the skip again before it is stored
// back, and a method that hands out the logger that skips for the wrappers.
func (a *judge) depth(groups []*group, r *report.Reporter) {
	done := make(map[token.Pos]bool)
	for _, fn := range a.Flow.Funcs() {
		for instr := range flow.Instrs(fn) {
			store, ok := instr.(*ssa.Store)
			if !ok {
				continue
			}
			obj := flow.VarAt(store.Addr)
			if obj == nil || obj.Pkg() != a.Pass.Pkg || !lib.IsLogger(obj.Type()) {
				continue
			}
			for _, l := range a.Variable(obj) {
				if !l.Grows || l.Site != store || l.Added == nil {
					continue
				}
				call := a.Syntax(l.Added)
				if call == nil || done[call.Pos()] {
					continue
				}
				done[call.Pos()] = true
				r.Report(report.Diagnostic{
					Range:    call,
					Category: "depth",
					Message: fmt.Sprintf("each logger made of %s's own skips %d more than the one before, so its entries name ever higher callers; add the skip once, where %s is first stored",
						obj.Name(), l.Skip, obj.Name()),
				})
			}
		}
	}
	a.unwrapped(groups, r)
	a.assigned(r)
}

// assigned reports methods that assign the depth that they should add.
func (a *judge) assigned(r *report.Reporter) {
	for _, fn := range a.Flow.Funcs() {
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
			expr := a.StoredExpr(store)
			field := flow.Field(addr)
			if expr == nil || field == nil {
				continue
			}
			r.Report(report.Diagnostic{
				Range:    expr,
				Category: "depth",
				Message: fmt.Sprintf("%s assigns the depth to %s instead of adding it, so a second call undoes the first and entries name a wrapper's line; add it",
					frames.Name(fn), field.Name()),
			})
		}
	}
}

// unwrapped reports exported methods of a wrapper type that return its logger,
// and the first exported function that returns the logger of a variable.
func (a *judge) unwrapped(groups []*group, r *report.Reporter) {
	right := make(map[types.Object]entry)
	for _, g := range groups {
		for _, e := range g.entries {
			if v, ok := e.logger.Key.(*types.Var); ok && v.Pkg() == a.Pass.Pkg && e.logger.Skip == e.need() {
				if _, ok := right[v]; !ok {
					right[v] = e
				}
			}
		}
	}
	if len(right) == 0 {
		return
	}
	done := make(map[types.Object]bool)
	for _, fn := range a.Flow.Funcs() {
		obj, ok := fn.Object().(*types.Func)
		if !ok || !obj.Exported() || fn.Signature.Results().Len() != 1 || !lib.IsLogger(fn.Signature.Results().At(0).Type()) {
			continue
		}
		calls, _ := a.Calls(fn)
		if slices.ContainsFunc(calls, func(call ssa.CallInstruction) bool { return !a.logsWith(call) }) {
			continue // its callers here may store it again
		}
		for instr := range flow.Instrs(fn) {
			ret, ok := instr.(*ssa.Return)
			if !ok {
				continue
			}
			var bad *entry
			for _, l := range a.Resolve(ret.Results[0]) {
				e, ok := right[l.Key]
				if !ok || l.Unknown || l.Rest != nil || l.Mute || l.Skip != e.logger.Skip || l.Skip == 0 {
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
			d := report.Diagnostic{
				Range:    stmt,
				Category: "depth",
				Message:  fmt.Sprintf("%s hands out the logger that skips %d for wrappers such as %s, so entries logged through it name the caller's caller; ", frames.Name(fn), bad.logger.Skip, bad.w.Name()),
				Related:  a.relatedOption(bad.logger),
			}
			key := bad.logger.Key.(*types.Var)
			switch {
			case !key.IsField() && done[key]:
				continue
			case len(calls) > 0:
				d.Message += "hand out one without the skip"
			default:
				d.Message += "take the skip back with " + option(bad.route.Library, -bad.logger.Skip)
				d.Fix = a.takeBack(stmt, bad.route.Library, bad.logger.Skip)
			}
			done[key] = true
			a.packages[a.Pass.Pkg.Path()] = true
			r.Report(d)
		}
	}
}

// logsWith reports whether the logger that a call returns is for nothing but
// the entries of the wrapper that calls, and to be handed out.
func (a *judge) logsWith(call ssa.CallInstruction) bool {
	value := call.Value()
	if value == nil {
		return false
	}
	for _, ref := range *value.Referrers() {
		switch ref := ref.(type) {
		case *ssa.Return:
			if obj := ref.Parent().Object(); obj == nil || !obj.Exported() {
				return false
			}
		case ssa.CallInstruction:
			obj := flow.CalleeObject(ref.Common())
			if obj == nil || obj.Pkg() == nil || lib.LoggingOf(obj.Pkg().Path()) == nil {
				return false
			}
			if v := ref.Value(); !a.Within(ref) && (v == nil || lib.IsLogger(v.Type()) && !a.logsWith(ref)) {
				return false
			}
		default:
			return false
		}
	}
	return true
}

// returned1 returns the expression of a return statement.
func (a *judge) returned1(fn *ssa.Function, ret *ssa.Return) ast.Expr {
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

func (a *judge) takeBack(expr ast.Expr, l *lib.Logging, n int) *analysis.SuggestedFix {
	if l.With == "" {
		return nil
	}
	var pkg string
	var edits []analysis.TextEdit
	if strings.Contains(l.With, "%s") {
		pkg, edits = report.Import(a.Pass, report.FileOf(a.Pass, expr.Pos()), expr.Pos(), l.Paths[0], l.Name)
	}
	edit, ok := a.addSkip(expr, fmt.Sprintf(l.With, pkg, -n), "")
	if !ok {
		return nil
	}
	return &analysis.SuggestedFix{Message: "take the skip back", TextEdits: append(edits, edit...)}
}

// promoted reports a type that embeds the logger that skips for its wrappers
// and is used as an interface with methods of the logger itself: those add no
// frame.
func (a *judge) promoted(groups []*group, r *report.Reporter) {
	for _, g := range groups {
		var field *types.Var
		var e entry
		for _, x := range g.entries {
			if v, ok := x.logger.Key.(*types.Var); ok && v.Embedded() && x.logger.Skip == x.need() && v.Pkg() == a.Pass.Pkg {
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
				what, tn.Name(), e.logger.Skip, e.w.Name()),
			Related: a.relatedOption(e.logger),
		})
	}
}

// dispatched returns the methods that tn has from its embedded logger, and that
// an interface that it is converted to has, too.
func (a *judge) dispatched(tn *types.TypeName, field *types.Var) []string {
	var out []string
	seen := make(map[string]bool)
	for _, fn := range a.Flow.Funcs() {
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
				obj, index, _ := types.LookupFieldOrMethod(mi.X.Type(), true, a.Pass.Pkg, m.Name())
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
func (a *judge) embedding(field *types.Var) ast.Expr {
	for cur := range a.Walk.Inspector().Root().Preorder((*ast.StructType)(nil)) {
		for _, f := range cur.Node().(*ast.StructType).Fields.List {
			if len(f.Names) == 0 && f.Type.Pos() <= field.Pos() && field.Pos() < f.Type.End() {
				return f.Type
			}
		}
	}
	return nil
}
