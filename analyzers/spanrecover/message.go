package spanrecover

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/flow"
	"github.com/obslint/obslint/analyzers/internal/report"
	"github.com/obslint/obslint/analyzers/internal/spans"
)

// names finds what the user calls the results of calls, by left parenthesis.
func (p *pkg) names() {
	p.lhs = make(map[token.Pos][]ast.Expr)
	note := func(lhs []ast.Expr, rhs []ast.Expr) {
		if len(rhs) == 1 {
			if call, ok := ast.Unparen(rhs[0]).(*ast.CallExpr); ok {
				p.lhs[call.Lparen] = lhs
			}
		}
	}
	for file := range report.Files(p.pass) {
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.AssignStmt:
				note(n.Lhs, n.Rhs)
			case *ast.ValueSpec:
				var lhs []ast.Expr
				for _, id := range n.Names {
					lhs = append(lhs, id)
				}
				note(lhs, n.Values)
			}
			return true
		})
	}
}

// nameOf returns what the user calls the span.
func (p *pkg) nameOf(s *spans.Span) string {
	if s.Start == nil {
		if f := s.Field(); f != nil {
			return s.Value.Name() + "." + f.Name()
		}
		return s.Value.Name()
	}
	row, _ := p.spans.Start(s.Start) // result 0 of a call that takes it from a context
	if lhs := p.lhs[s.Start.Common().Pos()]; row.Span >= 0 && row.Span < len(lhs) {
		return types.ExprString(lhs[row.Span])
	}
	return "the span"
}

// report makes a diagnostic of a verdict.
func (p *pkg) report(v *verdict) {
	rng := p.rangeOf(v)
	if rng == nil {
		return
	}
	place := func(instr ssa.Instruction) string { return report.Place(p.pass.Fset, rng.Pos(), posOf(instr)) }
	name := p.nameOf(v.s)
	d := report.Diagnostic{Range: rng, Category: v.category}
	relate := func(instr ssa.Instruction, format string, args ...any) {
		if instr != nil && posOf(instr).IsValid() {
			d.Related = append(d.Related, analysis.RelatedInformation{Pos: posOf(instr), Message: fmt.Sprintf(format, args...)})
		}
	}
	set := p.advice(v)
	switch v.category {
	case "lost":
		switch {
		case v.inner:
			d.Message = fmt.Sprintf("%s is ended only where a panic is recovered, and is never exported otherwise; defer its end", name)
		case v.again:
			d.Message = fmt.Sprintf("this handler panics again before it ends %s, which is then never exported; end it before the panic", name)
			relate(v.ender, "%s ends here, but not where a panic is recovered", name)
		case v.ender != nil:
			who := place(v.handler)
			if _, ok := v.handler.(*ssa.Defer); !ok { // the call of a runner
				obj := flow.CalleeObject(v.handler.Common())
				who = obj.Pkg().Name() + "." + obj.Name()
			}
			d.Message = fmt.Sprintf("a panic that %s recovers skips this call, and %s is never exported; defer it right after the start", who, name)
			relate(v.handler, "the panic is recovered here, when %s is still open", name)
		default:
			d.Message = fmt.Sprintf("this handler recovers a panic and leaves %s open, so it is never exported; end it on every path", name)
		}
		relate(v.panics, "a panic here leaves %s open", name)
	case "late":
		below := "defer it below that"
		if v.ender.Parent() != v.s.Fn {
			below = "recover first"
		}
		switch {
		case v.vain:
			if v.ender.Parent() != v.s.Fn {
				below = "do so before that"
			}
			d.Message = fmt.Sprintf("%s has ended (%s) when this deferred call touches it, which does nothing: its error status is lost; %s", name, place(v.ender), below)
		case v.late:
			d.Message = fmt.Sprintf("%s has ended (%s) when this handler touches it, which does nothing: a panic counts as a success; %s", name, place(v.ender), below)
		case v.tried:
			d.Message = fmt.Sprintf("%s has ended (%s) when this handler recovers, so a panic counts as a success; %s", name, place(v.ender), below)
		default:
			d.Message = fmt.Sprintf("%s has ended (%s) when this handler recovers, so a panic counts as a success; %s and %s", name, place(v.ender), below, set)
		}
		if v.vain {
			relate(v.ender, "%s ends here, before the call that touches it", name)
		} else {
			relate(v.ender, "%s ends here, before the panic is recovered", name)
		}
	case "unset":
		switch {
		case v.status == spans.Succeeded:
			d.Message = fmt.Sprintf("a panic recovered here counts as a success, since %s gets the status Ok; %s", name, set)
		case v.late:
			d.Message = fmt.Sprintf("a panic recovered here counts as a success: %s has ended (%s) when it is told of an error, which does nothing; tell it before that", name, place(v.ender))
			relate(v.ender, "%s ends here, before it is told of an error", name)
		case len(v.failures) > 0 && !v.recorded:
			failure := v.failures[len(v.failures)-1].Call
			d.Message = fmt.Sprintf("a panic recovered here counts as a success: what gives %s an error status (%s) does not run; %s", name, place(failure), set)
			relate(failure, "this call does not run when a panic is recovered")
		case v.recorded:
			d.Message = fmt.Sprintf("a panic recovered here counts as a success: a recorded error does not set the status of %s; %s", name, set)
		default:
			d.Message = fmt.Sprintf("a panic recovered here counts as a success: %s ends without an error status; %s", name, set)
		}
	case "undeferred":
		call := "call"
		if _, ok := v.at.(*ssa.Defer); ok {
			call = "defer"
		}
		d.Message = fmt.Sprintf("a panic in the handler called on %s skips this %s, and %s is never exported; defer it right after the start", place(v.panics), call, name)
		relate(v.panics, "a panic in this handler leaves %s open", name)
	case "okpanic":
		d.Message = fmt.Sprintf("%s gets the status Ok while a panic of the handler called on %s passes through; set it where that has returned", name, place(v.panics))
		relate(v.panics, "a panic here runs the deferred call that sets the status Ok")
	}
	d.Fix = p.fix(v)
	p.r.Report(d)
}

// advice says how to give a span an error status.
func (p *pkg) advice(v *verdict) string {
	if r := v.s.Repair(); r != nil {
		return fmt.Sprintf(r.Advice, p.nameOf(v.s))
	}
	return "set its error status"
}

// rangeOf returns the range of the call that a verdict is about: the whole
// call, or the head of a deferred literal.
func (p *pkg) rangeOf(v *verdict) analysis.Range {
	pos := v.at.Common().Pos()
	for file := range report.Files(p.pass) {
		if pos < file.FileStart || pos > file.FileEnd {
			continue
		}
		var found analysis.Range
		ast.Inspect(file, func(n ast.Node) bool {
			if n == nil || found != nil || n.End() < pos || n.Pos() > pos {
				return false
			}
			switch n := n.(type) {
			case *ast.DeferStmt:
				if n.Call.Lparen == pos {
					if lit, ok := ast.Unparen(n.Call.Fun).(*ast.FuncLit); ok {
						found = span{n.Pos(), lit.Type.End()}
					} else {
						found = n
					}
				}
			case *ast.CallExpr:
				if n.Lparen == pos {
					found = n
				}
			}
			return found == nil
		})
		return found
	}
	return nil
}

// span is a range of the source.
type span struct{ pos, end token.Pos }

func (s span) Pos() token.Pos { return s.pos }
func (s span) End() token.Pos { return s.end }
