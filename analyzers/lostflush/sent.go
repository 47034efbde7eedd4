package lostflush

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/closures"
	"github.com/obslint/obslint/analyzers/internal/ctxlife"
	"github.com/obslint/obslint/analyzers/internal/flow"
	"github.com/obslint/obslint/analyzers/internal/lib"
	"github.com/obslint/obslint/analyzers/internal/report"
)

// sent returns the diagnostics of the contexts that are sent on a channel, by
// themselves or in a field, for this package to flush under, where they end
// with the function that sends.
func (c *checker) sent() []report.Diagnostic {
	var out []report.Diagnostic
	into := c.flushSources()
	if len(into) == 0 {
		return nil
	}
	for _, f := range c.flow.Funcs() {
		for instr := range flow.Instrs(f) {
			switch instr := instr.(type) {
			case *ssa.Send:
				out = append(out, c.sentValue(instr, instr.Chan, instr.X, instr.Pos(), into)...)
			case *ssa.Select:
				for _, st := range instr.States {
					if st.Dir == types.SendOnly {
						out = append(out, c.sentValue(instr, st.Chan, st.Send, st.Pos, into)...)
					}
				}
			}
		}
	}
	return out
}

// sentValue judges a value that is sent on ch by the arrow at pos.
func (c *checker) sentValue(send ssa.Instruction, ch, x ssa.Value, pos token.Pos, into map[any]bool) []report.Diagnostic {
	if c.lits.Awaited(send) {
		return nil
	}
	p := closures.Place{Fn: send.Parent(), At: send, Async: &closures.Use{Kind: closures.Sent, At: send}}
	judge := func(v ssa.Value, at ssa.Instruction, what string) []report.Diagnostic {
		var v1 *verdict
		for _, n := range c.life.Contexts(v, at) {
			if v1 = c.scopeAt(n, p); v1 == nil {
				return nil
			}
		}
		file, stmt := c.sendAt(pos)
		if v1 == nil || stmt == nil {
			return nil
		}
		d := report.Diagnostic{
			Range:    stmt.Value,
			Category: "scope",
			Message: fmt.Sprintf("%s goes to a flush that outlives %s, whose end cancels it: that flush then delivers nothing; send context.WithoutCancel of it",
				what, c.funcName(v1.owner)),
		}
		if v == x && detaches(c.pass, file) {
			fix := &fixer{c: c, file: file}
			d.Fix = &analysis.SuggestedFix{Message: "detach the context", TextEdits: fix.detach(stmt.Value)}
		}
		return []report.Diagnostic{d}
	}
	if lib.IsContext(x.Type()) {
		for _, key := range c.life.Channels(ch, 0) {
			if into[key] {
				return judge(x, send, "the context that is sent")
			}
		}
		return nil
	}
	for _, s := range c.sentContexts(x, into) {
		if out := judge(s.Val, s, "the context in "+flow.Field(s.Addr.(*ssa.FieldAddr)).Name()); out != nil {
			return out
		}
	}
	return nil
}

// flushSources returns the fields with a context, and the channels of contexts,
// under which this package flushes.
func (c *checker) flushSources() map[any]bool {
	into := make(map[any]bool)
	for _, f := range c.flow.Funcs() {
		for instr := range flow.Instrs(f) {
			call, ok := instr.(ssa.CallInstruction)
			if !ok {
				continue
			}
			for _, fl := range c.flushes.Of(call) {
				for _, n := range fl.Nodes {
					r := n.Root()
					if r.Field != nil {
						into[r.Field] = true
					}
					if r.Kind == ctxlife.Unknown && r.Key.V != nil {
						into[r.Key.V] = true
					}
				}
			}
		}
	}
	return into
}

// sentContexts returns the stores into such fields of a value that is sent.
func (c *checker) sentContexts(v ssa.Value, into map[any]bool) []*ssa.Store {
	var out []*ssa.Store
	for _, src := range flow.Sources(v) {
		alloc, ok := src.(*ssa.Alloc)
		if load, isLoad := src.(*ssa.UnOp); isLoad && load.Op == token.MUL {
			alloc, ok = load.X.(*ssa.Alloc)
		}
		if !ok {
			continue
		}
		for _, ref := range *alloc.Referrers() {
			fa, ok := ref.(*ssa.FieldAddr)
			if !ok || !into[flow.Field(fa)] || !lib.IsContext(flow.Field(fa).Type()) {
				continue
			}
			for _, r := range *fa.Referrers() {
				if s, ok := r.(*ssa.Store); ok && s.Addr == fa {
					out = append(out, s)
				}
			}
		}
	}
	return out
}

// sendAt returns the send statement whose arrow stands at pos, and its file.
func (c *checker) sendAt(pos token.Pos) (in *ast.File, found *ast.SendStmt) {
	for file := range report.Files(c.pass) {
		if pos < file.FileStart || file.FileEnd < pos {
			continue
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if n == nil || pos < n.Pos() || n.End() <= pos {
				return false
			}
			if s, ok := n.(*ast.SendStmt); ok && s.Arrow == pos {
				in, found = file, s
			}
			return true
		})
	}
	return in, found
}
