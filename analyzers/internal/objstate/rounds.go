package objstate

import (
	"go/constant"
	"go/token"
	"slices"

	"golang.org/x/tools/go/ssa"
)

// firstRound returns the block that the branch at the end of b, in a loop,
// leads to in the first round, where a flag or a counter says which that is:
// the other one is for later rounds, behind it.
func firstRound(b *ssa.BasicBlock) *ssa.BasicBlock {
	cond, ok := b.Instrs[len(b.Instrs)-1].(*ssa.If)
	if !ok {
		return nil
	}
	v := firstValue(cond.Cond, b, 0)
	if v == nil || v.Kind() != constant.Bool {
		return nil
	}
	to := b.Succs[1]
	if constant.BoolVal(v) {
		to = b.Succs[0]
	}
	if len(to.Preds) != 1 {
		return nil
	}
	return to
}

// firstValue returns what v is in the first round of the loop that it counts,
// every round of which comes through b; nil if that is not known.
func firstValue(v ssa.Value, b *ssa.BasicBlock, depth int) constant.Value {
	if depth > 4 {
		return nil
	}
	switch v := v.(type) {
	case *ssa.Const:
		if depth > 0 {
			return v.Value
		}
	case *ssa.Phi:
		head := v.Block()
		var first constant.Value
		loops := false
		for i, pred := range head.Preds {
			if head.Dominates(pred) {
				if loops = b.Dominates(pred); !loops {
					return nil
				}
				continue
			}
			c, ok := v.Edges[i].(*ssa.Const)
			if !ok || c.Value == nil || first != nil && !constant.Compare(first, token.EQL, c.Value) {
				return nil
			}
			first = c.Value
		}
		if loops && head.Dominates(b) {
			return first
		}
	case *ssa.UnOp:
		if x := firstValue(v.X, b, depth+1); v.Op == token.NOT && x != nil {
			return constant.UnaryOp(token.NOT, x, 0)
		}
	case *ssa.BinOp:
		x, y := firstValue(v.X, b, depth+1), firstValue(v.Y, b, depth+1)
		if x == nil || y == nil {
			return nil
		}
		switch v.Op {
		case token.ADD:
			return constant.BinaryOp(x, token.ADD, y)
		case token.EQL, token.NEQ, token.LSS, token.LEQ, token.GTR, token.GEQ:
			return constant.MakeBool(constant.Compare(x, v.Op, y))
		}
	}
	return nil
}

// isHead reports whether b is the head of a loop.
func isHead(b *ssa.BasicBlock) bool { return slices.ContainsFunc(b.Preds, b.Dominates) }

// later takes out of a state what the first round has cleaned.
func (st State) later(first State) {
	for o, was := range first {
		c := st.of(o)
		clean := func(path string, m Mask) Mask {
			if m&Old == 0 || was.Get(path)&Old != 0 {
				return m
			}
			return m&^Old | Used
		}
		for path := range was.At {
			if _, ok := c.At[path]; !ok {
				c.put(path, c.Get(path))
			}
		}
		for path, m := range c.At {
			c.put(path, clean(path, m))
		}
		c.base = clean("", c.base)
	}
}
