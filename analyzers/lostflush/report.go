package lostflush

import (
	"cmp"
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/ctxlife"
	"github.com/obslint/obslint/analyzers/internal/flow"
	"github.com/obslint/obslint/analyzers/internal/flushes"
	"github.com/obslint/obslint/analyzers/internal/lib"
	"github.com/obslint/obslint/analyzers/internal/report"
)

// A finding is a flush that is lost.
type finding struct {
	flushes.Flush
	*verdict
	path []ast.Node // from the call outwards
	also []ast.Expr // the same context in other flushes of the statement
}

// report judges every flush of the package.
func (c *checker) report() {
	var faulty, forced []*finding
	live := false
	for _, f := range c.flow.Funcs() {
		for instr := range flow.Instrs(f) {
			call, ok := instr.(ssa.CallInstruction)
			if !ok {
				continue
			}
			if list := c.flushes.Requests(call); len(list) > 0 {
				for _, fl := range list {
					if v := c.judge(fl); v != nil && v.category == "scope" {
						faulty = append(faulty, &finding{Flush: fl, verdict: v})
					}
				}
				continue
			}
			for _, fl := range c.flushes.Of(call) {
				if fl.Method != "" {
					continue
				}
				v := c.judge(fl)
				switch {
				case v == nil:
					live = live || flushes.Shuts(fl.Kind)
				case c.already(fl):
				case fl.Kind == lib.ForceFlush:
					forced = append(forced, &finding{Flush: fl, verdict: v})
				default:
					faulty = append(faulty, &finding{Flush: fl, verdict: v})
				}
			}
		}
	}
	if !live {
		faulty = append(faulty, forced...)
	}
	var out []report.Diagnostic
	for _, f := range c.perStatement(faulty) {
		out = append(out, report.Diagnostic{Range: f.path[0], Category: f.category, Message: c.message(f), Fix: c.fix(f)})
	}
	out = append(out, c.sent()...)
	out = append(out, c.keepers()...)
	out = append(out, c.exits()...)
	out = append(out, c.exporters()...)
	slices.SortStableFunc(out, func(a, b report.Diagnostic) int { return cmp.Compare(a.Range.Pos(), b.Range.Pos()) })
	for _, d := range out {
		c.r.Report(d)
	}
}

// perStatement returns the first finding of each statement, in source order:
// one mistake is made there, of one context.
func (c *checker) perStatement(list []*finding) []*finding {
	var out []*finding
	first := make(map[token.Pos]*finding)
	slices.SortStableFunc(list, func(a, b *finding) int {
		return cmp.Compare(a.Call.Common().Pos(), b.Call.Common().Pos())
	})
	for _, f := range list {
		f.path = c.syntax(f.Call)
		stmt := stmtOf(f.path)
		if stmt == nil {
			continue
		}
		old := first[stmt.Pos()]
		if old == nil {
			first[stmt.Pos()] = f
			out = append(out, f)
			continue
		}
		a, b := c.ctxArg(old), c.ctxArg(f)
		if a != nil && b != nil && a != b && types.ExprString(a) == types.ExprString(b) {
			old.also = append(old.also, b)
		}
	}
	return out
}

// syntax returns the nodes from the call expression of instr outwards.
func (c *checker) syntax(instr ssa.CallInstruction) []ast.Node {
	pos := instr.Common().Pos()
	for file := range report.Files(c.pass) {
		if file.FileStart <= pos && pos <= file.FileEnd {
			return enclosing(file, pos)
		}
	}
	return nil
}

// enclosing returns the call whose left parenthesis stands at pos and the
// nodes around it, from the inside out.
func enclosing(file *ast.File, pos token.Pos) []ast.Node {
	var path, found []ast.Node
	ast.Inspect(file, func(n ast.Node) bool {
		if found != nil {
			return false
		}
		if n == nil {
			path = path[:len(path)-1]
			return true
		}
		if pos < n.Pos() || n.End() <= pos {
			return false
		}
		path = append(path, n)
		if call, ok := n.(*ast.CallExpr); ok && call.Lparen == pos {
			found = slices.Clone(path)
		}
		return true
	})
	slices.Reverse(found)
	return found
}

// stmtOf returns the innermost statement around a call.
func stmtOf(path []ast.Node) ast.Stmt {
	for _, n := range path {
		if s, ok := n.(ast.Stmt); ok {
			return s
		}
	}
	return nil
}

// text returns what is called, as it is written, "" for nil.
func (c *checker) text(instr ssa.CallInstruction) string {
	if instr == nil {
		return ""
	}
	path := c.syntax(instr)
	if path == nil {
		return ""
	}
	return callText(path)
}

func callText(path []ast.Node) string {
	return exprText(path[0].(*ast.CallExpr).Fun)
}

// exprText returns a short expression as it is written, a long one by its
// method.
func exprText(e ast.Expr) string {
	s := types.ExprString(e)
	if len(s) > 30 {
		if sel, ok := ast.Unparen(e).(*ast.SelectorExpr); ok {
			return sel.Sel.Name
		}
		return "the call"
	}
	return s
}

// ctxText names the context of a flush.
func (c *checker) ctxText(f *finding) string {
	if a := c.ctxArg(f); a != nil {
		switch ast.Unparen(a).(type) {
		case *ast.Ident, *ast.SelectorExpr, *ast.CallExpr:
			if s := types.ExprString(a); len(s) <= 20 {
				return s
			}
		}
	}
	return "its context"
}

func (c *checker) message(f *finding) string {
	pos, v := f.path[0].Pos(), f.verdict
	what, ctx := callText(f.path), c.ctxText(f)
	at := func(p token.Pos) string { return report.Place(c.pass.Fset, pos, p) }
	derived := v.node != f.Nodes[0] // it is a parent that is over
	advice := "use context.WithTimeout(context.WithoutCancel(" + ctx + "), …)"
	switch {
	case ctx == "its context":
		advice = "give it a context of its own"
	case derived && v.kept == nil:
		advice = "make " + ctx + " of context.WithoutCancel"
	}
	nothing := "exports nothing"
	switch f.Kind {
	case lib.Push:
		nothing = "delivers nothing"
	case lib.Drain:
		nothing = "waits for no export"
	}
	switch v.category {
	case "over":
		over := "is over"
		if derived {
			over = "is over, as its parent is"
		}
		return fmt.Sprintf("%s runs when %s %s (%s): it returns at once and %s; %s", what, ctx, over, c.because(v.ev, at), nothing, advice)
	case "order":
		return fmt.Sprintf("%s, deferred later (%s), runs first and ends %s: %s then %s; defer it earlier, or %s",
			cmp.Or(c.text(v.ev.Call), "a call"), at(v.ev.At.Pos()), ctx, what, nothing, advice)
	case "expired":
		if v.kept != nil {
			return fmt.Sprintf("the timeout of %s starts in %s (%s), not when this runs: once it is over, %s %s; make a new one here",
				ctx, c.funcName(v.place.Fn), at(v.node.Call.Pos()), what, nothing)
		}
		if v.place.Out != nil {
			return fmt.Sprintf("the timeout of %s starts when %s makes it (%s), not when the returned func runs: once it is over, %s %s; make it there",
				ctx, c.funcName(v.place.Fn), at(v.node.Call.Pos()), what, nothing)
		}
		return fmt.Sprintf("the timeout of %s starts on %s and runs while the program serves or waits (%s): once it is over, %s %s; make a new one for it",
			ctx, at(v.node.Call.Pos()), at(ctxlife.EventPos(v.ev)), what, nothing)
	default:
		if v.kept != nil {
			return fmt.Sprintf("%s runs under a context that %s has kept (%s) and whose end cancels it: it then %s; %s",
				what, c.funcName(v.owner), at(v.kept.Pos()), nothing, advice)
		}
		how := "in a goroutine"
		if v.place.Out != nil {
			how = "in a func"
		}
		return fmt.Sprintf("%s runs %s that outlives %s, whose end cancels %s: it then %s; %s there", what, how, c.funcName(v.owner), ctx, nothing, advice)
	}
}

// because says what ended a context.
func (c *checker) because(ev *ctxlife.Event, at func(token.Pos) string) string {
	place := at(ctxlife.EventPos(ev))
	if ev.Kind == ctxlife.Done {
		return "done on " + place
	}
	if name := c.text(ev.Call); name != "" {
		return "past " + name + " on " + place
	}
	return "see " + place
}

// funcName names a function in a message.
func (c *checker) funcName(f *ssa.Function) string {
	if f.Parent() == nil {
		return f.Name()
	}
	if lib.RequestParam(f.Signature) >= 0 || lib.IsRequestField(f.Signature, "Request") {
		return "the handler"
	}
	return "the func around it"
}

// related points at another place of a finding.
func related(p token.Pos, msg string) []analysis.RelatedInformation {
	if !p.IsValid() {
		return nil
	}
	return []analysis.RelatedInformation{{Pos: p, End: p, Message: msg}}
}
