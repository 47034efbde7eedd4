package lostflush

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

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
	if c.awaited(send) {
		return nil
	}
	p := place{f: send.Parent(), at: send, async: &use{kind: useSend, at: send}}
	judge := func(v ssa.Value, at ssa.Instruction, what string) []report.Diagnostic {
		var v1 *verdict
		for _, n := range c.contexts(v, at) {
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
		for _, key := range c.channels(ch, 0) {
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
			for _, fl := range c.flushesOf(call) {
				for _, n := range fl.nodes {
					r := n.root()
					if r.field != nil {
						into[r.field] = true
					}
					if r.kind == nodeUnknown && r.key.v != nil {
						into[r.key.v] = true
					}
				}
			}
		}
	}
	return into
}

// received follows a context that comes out of a channel.
func (r *resolver) received(v ssa.Value) {
	keys := r.c.channels(channelOf(v), 0)
	for _, k := range keys {
		r.add(&node{kind: nodeUnknown, key: key{v: k}})
	}
	if len(keys) == 0 {
		r.add(&node{kind: nodeUnknown})
	}
}

// channelOf returns the channel that v was received from, or nil.
func channelOf(v ssa.Value) ssa.Value {
	ext, ok := v.(*ssa.Extract)
	if ok {
		if sel, ok := ext.Tuple.(*ssa.Select); ok {
			index := ext.Index - 2 // the receives, in their order
			for _, st := range sel.States {
				if st.Dir != types.RecvOnly {
					continue
				}
				if index == 0 {
					return st.Chan
				}
				index--
			}
			return nil
		}
		v = ext.Tuple
	}
	if recv, ok := v.(*ssa.UnOp); ok && recv.Op == token.ARROW {
		return recv.X
	}
	return nil
}

// channels identifies a channel: by the field or package variable that holds
// it, or by the call of make; that of a parameter by what the package gives
// for it.
func (c *checker) channels(ch ssa.Value, depth int) []any {
	if ch == nil || depth > 3 {
		return nil
	}
	var out []any
	for _, src := range flow.Sources(ch) {
		switch src := src.(type) {
		case *ssa.MakeChan:
			out = append(out, src)
			for _, ref := range *src.Referrers() { // it is kept in a field, too
				if s, ok := ref.(*ssa.Store); ok && s.Val == src {
					if v := variableAt(s.Addr); v != nil {
						out = append(out, v)
					}
				}
			}
		case *ssa.UnOp:
			if v := variableAt(src.X); v != nil && src.Op == token.MUL {
				out = append(out, v)
			}
		case *ssa.Parameter:
			out = append(out, src)
			for _, arg := range c.given(src) {
				out = append(out, c.channels(arg, depth+1)...)
			}
		}
	}
	return out
}

// variableAt returns the field or package variable at addr, or nil.
func variableAt(addr ssa.Value) *types.Var {
	switch addr := addr.(type) {
	case *ssa.FieldAddr:
		return flow.Field(addr)
	case *ssa.Global:
		v, _ := addr.Object().(*types.Var)
		return v
	}
	return nil
}

// given returns what this package gives for a parameter of a function of its
// own.
func (c *checker) given(p *ssa.Parameter) []ssa.Value {
	index := paramIndex(p)
	if index < 0 {
		return nil
	}
	var out []ssa.Value
	for _, f := range c.flow.Funcs() {
		for instr := range flow.Instrs(f) {
			call, ok := instr.(ssa.CallInstruction)
			if !ok {
				continue
			}
			if fn, _ := flow.Callee(call.Common()); fn != p.Parent() {
				continue
			}
			if _, args := flow.Args(call.Common()); index < len(args) {
				out = append(out, args[index])
			}
		}
	}
	return out
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
