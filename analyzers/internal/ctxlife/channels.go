package ctxlife

import (
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/flow"
)

// received follows a context that comes out of a channel.
func (r *resolver) received(v ssa.Value) {
	keys := r.c.Channels(channelOf(v), 0)
	for _, k := range keys {
		r.add(&Ctx{Kind: Unknown, Key: flow.Key{V: k}})
	}
	if len(keys) == 0 {
		r.add(&Ctx{Kind: Unknown})
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

// Channels identifies a channel: by the field or package variable that holds
// it, or by the call of make; that of a parameter by what the package gives
// for it.
func (l *Life) Channels(ch ssa.Value, depth int) []any {
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
					if v := flow.VarAt(s.Addr); v != nil {
						out = append(out, v)
					}
				}
			}
		case *ssa.UnOp:
			if v := flow.VarAt(src.X); v != nil && src.Op == token.MUL {
				out = append(out, v)
			}
		case *ssa.Parameter:
			out = append(out, src)
			for _, arg := range l.given(src) {
				out = append(out, l.Channels(arg, depth+1)...)
			}
		}
	}
	return out
}

// given returns what this package gives for a parameter of a function of its
// own.
func (l *Life) given(p *ssa.Parameter) []ssa.Value {
	index := flow.ParamIndex(p)
	if index < 0 {
		return nil
	}
	var out []ssa.Value
	for _, f := range l.flow.Funcs() {
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
