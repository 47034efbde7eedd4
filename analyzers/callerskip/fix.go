package callerskip

import (
	"fmt"
	"go/ast"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/flow"
	"github.com/obslint/obslint/analyzers/internal/lib"
	"github.com/obslint/obslint/analyzers/internal/loggers"
	"github.com/obslint/obslint/analyzers/internal/report"
)

// fix adds the skip where the loggers of a group are stored, if they are
// stored for wrappers only.
func (a *judge) fix(g *group, bad []entry, need int) *analysis.SuggestedFix {
	if need == 0 {
		return nil
	}
	var list []loggers.Logger
	for _, e := range g.entries {
		if e.logger.Skip != 0 || e.logger.Site == nil || !a.forWrappersOnly(e.logger.Key) {
			return nil
		}
		list = loggers.Append(list, e.logger)
	}
	return a.fixStores(bad[0].route.Library, list, need)
}

// fixStores adds the skip to what is stored.
func (a *judge) fixStores(l *lib.Logging, list []loggers.Logger, need int) *analysis.SuggestedFix {
	if l.With == "" {
		return nil
	}
	var edits []analysis.TextEdit
	done := make(map[*ssa.Store]bool)
	imported := make(map[*ast.File]bool)
	for _, lg := range list {
		if done[lg.Site] {
			continue
		}
		done[lg.Site] = true
		if report.InTest(a.Pass.Fset, lg.Site.Pos()) {
			return nil
		}
		expr := a.StoredExpr(lg.Site)
		file := report.FileOf(a.Pass, lg.Site.Pos())
		if expr == nil || file == nil || !ownType(l, lg.Key.Type()) {
			return nil
		}
		name := ""
		if strings.Contains(l.With, "%s") {
			pkg, imports := report.Import(a.Pass, file, expr.Pos(), l.Paths[0], l.Name)
			if name = pkg; !imported[file] {
				imported[file] = true
				edits = append(edits, imports...)
			}
		}
		edit, ok := a.addSkip(expr, fmt.Sprintf(l.With, name, need), optionText(l, name, need))
		if !ok {
			return nil
		}
		edits = append(edits, edit...)
	}
	if len(edits) == 0 {
		return nil
	}
	return &analysis.SuggestedFix{Message: "add " + option(l, need), TextEdits: edits}
}

// ownType reports whether t is a type of the library itself.
func ownType(l *lib.Logging, t types.Type) bool {
	n := named(t)
	return n != nil && n.Obj().Pkg() != nil && slices.Contains(l.Paths, n.Obj().Pkg().Path())
}

func optionText(l *lib.Logging, pkg string, n int) string {
	if l.Option == "" {
		return ""
	}
	return fmt.Sprintf(l.Option, pkg, n)
}

// addSkip writes the skip behind a stored logger, or as an option into the
// call that makes it where that returns an error too.
func (a *judge) addSkip(expr ast.Expr, method, opt string) ([]analysis.TextEdit, bool) {
	if call, ok := ast.Unparen(expr).(*ast.CallExpr); ok {
		if tuple, ok := a.Pass.TypesInfo.TypeOf(call).(*types.Tuple); ok && tuple.Len() > 1 {
			obj := callee(a.Pass, call)
			row, found := lib.LogFroms.Lookup(obj)
			if !found || row.Options < 0 || call.Ellipsis.IsValid() || opt == "" {
				return nil, false
			}
			if len(call.Args) > 0 {
				end := call.Args[len(call.Args)-1].End()
				return []analysis.TextEdit{{Pos: end, End: end, NewText: []byte(", " + opt)}}, true
			}
			return []analysis.TextEdit{{Pos: call.Rparen, End: call.Rparen, NewText: []byte(opt)}}, true
		}
	}
	switch ast.Unparen(expr).(type) {
	case *ast.CallExpr, *ast.SelectorExpr, *ast.Ident, *ast.IndexExpr:
		return []analysis.TextEdit{{Pos: expr.End(), End: expr.End(), NewText: []byte(method)}}, true
	}
	return nil, false
}

// forWrappersOnly reports whether every use of a field or variable is by a
// wrapper, or makes another such logger: it is never logged to directly, and
// it goes nowhere else.
func (a *judge) forWrappersOnly(key types.Object) bool {
	v, ok := key.(*types.Var)
	if !ok || v.Pkg() != a.Pass.Pkg || v.Exported() || len(a.Cell(v)) > 0 {
		return false
	}
	for _, fn := range a.Flow.Funcs() {
		for instr := range flow.Instrs(fn) {
			load, ok := instr.(ssa.Value)
			if !ok || flow.Loaded(load) != v {
				continue
			}
			if !a.onlyWrappers(fn, load, 0) {
				return false
			}
		}
	}
	return true
}

func (a *judge) onlyWrappers(fn *ssa.Function, v ssa.Value, depth int) bool {
	if depth > 8 {
		return false
	}
	for _, ref := range *v.Referrers() {
		switch ref := ref.(type) {
		case *ssa.DebugRef, *ssa.If, *ssa.BinOp:
			continue
		case *ssa.Phi, *ssa.Extract, *ssa.MakeInterface, *ssa.ChangeType:
			if !a.onlyWrappers(fn, ref.(ssa.Value), depth+1) {
				return false
			}
			continue
		case *ssa.Store:
			if obj := flow.VarAt(ref.Addr); obj != nil && obj == flow.Loaded(v) {
				continue // copied to the same field of another value
			}
			return false
		case ssa.CallInstruction:
			if a.Within(ref) {
				continue
			}
			obj := flow.CalleeObject(ref.Common())
			if obj == nil || obj.Pkg() == nil || lib.LoggingOf(obj.Pkg().Path()) == nil {
				return false
			}
			if _, ok := lib.LogCalls.Lookup(obj); ok {
				return false
			}
			if value := ref.Value(); value != nil && lib.IsLogger(value.Type()) && !a.storedBack(fn, value, v, depth) {
				return false
			}
			continue
		}
		return false
	}
	return true
}

// storedBack reports whether a logger that was made of the variable's is used
// like it: by the wrapper, or as the same variable of another value.
func (a *judge) storedBack(fn *ssa.Function, made, from ssa.Value, depth int) bool {
	for _, ref := range *made.Referrers() {
		if s, ok := ref.(*ssa.Store); ok {
			if obj := flow.VarAt(s.Addr); obj == nil || obj != flow.Loaded(from) {
				return false
			}
			continue
		}
		call, ok := ref.(ssa.CallInstruction)
		if !ok {
			return false
		}
		if a.Within(call) {
			continue
		}
		value := call.Value()
		if value == nil || !lib.IsLogger(value.Type()) || depth > 8 || !a.storedBack(fn, value, from, depth+1) {
			return false
		}
	}
	return true
}
