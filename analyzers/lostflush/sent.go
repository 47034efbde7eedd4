package lostflush

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/flow"
	"github.com/obslint/obslint/analyzers/internal/lib"
	"github.com/obslint/obslint/analyzers/internal/report"
)

// sent returns the diagnostics of the values that are sent on a channel with a
// context in a field under which this package flushes, where the context ends
// with the function that sends.
func (c *checker) sent() []report.Diagnostic {
	var out []report.Diagnostic
	fields := c.flushFields()
	if len(fields) == 0 {
		return nil
	}
	for _, f := range c.flow.Funcs() {
		for instr := range flow.Instrs(f) {
			switch instr := instr.(type) {
			case *ssa.Send:
				out = append(out, c.sentValue(instr, instr.X, instr.Pos(), fields)...)
			case *ssa.Select:
				for _, st := range instr.States {
					if st.Dir == types.SendOnly {
						out = append(out, c.sentValue(instr, st.Send, st.Pos, fields)...)
					}
				}
			}
		}
	}
	return out
}

// sentValue judges a value that is sent by the arrow at pos.
func (c *checker) sentValue(send ssa.Instruction, x ssa.Value, pos token.Pos, fields map[*types.Var]bool) []report.Diagnostic {
	if c.awaited(send) {
		return nil
	}
	p := place{f: send.Parent(), at: send, async: &use{kind: useSend, at: send}}
	for _, s := range c.sentContexts(x, fields) {
		var v *verdict
		for _, n := range c.contexts(s.Val, s) {
			if v = c.scopeAt(n, p); v == nil {
				break
			}
		}
		stmt := c.sendAt(pos)
		if v == nil || stmt == nil {
			continue
		}
		return []report.Diagnostic{{
			Range:    stmt.Value,
			Category: "scope",
			Message: fmt.Sprintf("the context in %s goes to a flush that outlives %s, whose end cancels it: that flush then delivers nothing; send context.WithoutCancel of it",
				flow.Field(s.Addr.(*ssa.FieldAddr)).Name(), c.funcName(v.owner)),
		}}
	}
	return nil
}

// flushFields returns the fields with a context under which this package
// flushes.
func (c *checker) flushFields() map[*types.Var]bool {
	fields := make(map[*types.Var]bool)
	for _, f := range c.flow.Funcs() {
		for instr := range flow.Instrs(f) {
			call, ok := instr.(ssa.CallInstruction)
			if !ok {
				continue
			}
			for _, fl := range c.flushesOf(call) {
				for _, n := range fl.nodes {
					if r := n.root(); r.field != nil {
						fields[r.field] = true
					}
				}
			}
		}
	}
	return fields
}

// sentContexts returns the stores into such fields of a value that is sent.
func (c *checker) sentContexts(v ssa.Value, fields map[*types.Var]bool) []*ssa.Store {
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
			if !ok || !fields[flow.Field(fa)] || !lib.IsContext(flow.Field(fa).Type()) {
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

// sendAt returns the send statement whose arrow stands at pos.
func (c *checker) sendAt(pos token.Pos) *ast.SendStmt {
	var found *ast.SendStmt
	for file := range report.Files(c.pass) {
		if pos < file.FileStart || file.FileEnd < pos {
			continue
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if n == nil || pos < n.Pos() || n.End() <= pos {
				return false
			}
			if s, ok := n.(*ast.SendStmt); ok && s.Arrow == pos {
				found = s
			}
			return true
		})
	}
	return found
}
