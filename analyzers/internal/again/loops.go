package again

import (
	"go/constant"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/eval"
	"github.com/obslint/obslint/analyzers/internal/flow"
	"github.com/obslint/obslint/analyzers/internal/lib"
)

// EveryRound reports whether instr stands in a loop and runs in each of its
// rounds.
func EveryRound(instr ssa.Instruction) bool {
	block := instr.Block()
	header, _ := innermostLoop(block)
	if header == nil {
		return false
	}
	for _, u := range header.Preds {
		if header.Dominates(u) && !block.Dominates(u) {
			return false
		}
	}
	return true
}

// SameLoop reports whether the smallest loop around one instruction is that
// around another.
func SameLoop(a, b ssa.Instruction) bool {
	if a == nil || b == nil || a.Parent() != b.Parent() {
		return false
	}
	ha, _ := innermostLoop(a.Block())
	hb, _ := innermostLoop(b.Block())
	return ha != nil && ha == hb
}

// innermostLoop returns the header of the smallest loop around block, and its
// size, or nil.
func innermostLoop(block *ssa.BasicBlock) (header *ssa.BasicBlock, size int) {
	for _, u := range block.Parent().Blocks {
		for _, h := range u.Succs {
			if !h.Dominates(u) || !h.Dominates(block) {
				continue
			}
			if body := loopBody(h, u); body[block] && (header == nil || len(body) < size) {
				header, size = h, len(body)
			}
		}
	}
	return header, size
}

// loopBody returns the blocks that reach latch without passing header.
func loopBody(header, latch *ssa.BasicBlock) map[*ssa.BasicBlock]bool {
	body := map[*ssa.BasicBlock]bool{header: true}
	todo := []*ssa.BasicBlock{latch}
	for len(todo) > 0 {
		b := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if !body[b] {
			body[b] = true
			todo = append(todo, b.Preds...)
		}
	}
	return body
}

// OneRound reports whether the loop around instr has one round at most.
func OneRound(e *eval.Eval, instr ssa.Instruction) bool {
	header, _ := innermostLoop(instr.Block())
	if header == nil {
		return false
	}
	branch, ok := header.Instrs[len(header.Instrs)-1].(*ssa.If)
	if !ok {
		return false
	}
	cmp, ok := branch.Cond.(*ssa.BinOp)
	if !ok || cmp.Op != token.LSS {
		return false
	}
	switch n := cmp.Y.(type) {
	case *ssa.Const:
		return n.Value != nil && n.Value.Kind() == constant.Int && n.Int64() <= 1
	case *ssa.Call:
		if b, ok := n.Common().Value.(*ssa.Builtin); ok && b.Name() == "len" {
			list := e.Of(n.Common().Args[0], n)
			return list.K == eval.List && len(list.V) <= 1
		}
	}
	return false
}

// SomeRounds reports whether several rounds of the loop around a call come to
// it: what decides is the same in each, or an event that comes again, or that a
// map has nothing yet for the element at hand, or a part of the element, which
// the call is given. A comparison of the element itself may pick a single one.
func SomeRounds(e *eval.Eval, call ssa.CallInstruction) bool {
	header, _ := innermostLoop(call.Block())
	if header == nil {
		return false
	}
	for d := call.Block(); d != header && d != nil; {
		d = d.Idom()
		branch, ok := d.Instrs[len(d.Instrs)-1].(*ssa.If)
		if !ok || !decides(d, header, call.Block()) || d == header && leaves(d) {
			continue
		}
		if goodWay(d, call.Block(), header) {
			continue
		}
		if where, missing := missing(d, ofRound); where != nil && reaches(missing, call.Block(), header) {
			continue
		}
		if sel, _ := selected(branch.Cond); sel == nil && !unchanging(e, branch.Cond, call.Parent(), 8) && !givesElement(branch.Cond, call) {
			return false
		}
	}
	return true
}

// decides reports whether the branch at the end of d decides if a round of the
// loop comes to b.
func decides(d, header, b *ssa.BasicBlock) bool {
	return reaches(d.Succs[0], b, header) != reaches(d.Succs[1], b, header)
}

// leaves reports whether the branch at the end of a loop's header ends the loop.
func leaves(header *ssa.BasicBlock) bool {
	return slices.ContainsFunc(header.Succs, func(s *ssa.BasicBlock) bool {
		return !slices.ContainsFunc(header.Preds, func(latch *ssa.BasicBlock) bool {
			return header.Dominates(latch) && loopBody(header, latch)[s]
		})
	})
}

// AwaitsOne reports whether a round comes to a call in a loop by an event that
// may be the only one of its kind.
func AwaitsOne(call ssa.CallInstruction) bool {
	header, _ := innermostLoop(call.Block())
	for d := call.Block().Idom(); d != nil; d = d.Idom() {
		if branch, ok := d.Instrs[len(d.Instrs)-1].(*ssa.If); ok && decides(d, header, call.Block()) {
			sel, _ := selected(branch.Cond)
			if sel != nil && !recurs(branch.Cond) && reaches(d.Succs[0], call.Block(), header) {
				return true
			}
		}
		if d == header {
			break
		}
	}
	return false
}

// selected returns the select statement that a condition asks for the case
// that was chosen, and which case it asks for.
func selected(cond ssa.Value) (sel *ssa.Select, which int64) {
	cmp, ok := cond.(*ssa.BinOp)
	if !ok || cmp.Op != token.EQL {
		return nil, 0
	}
	e, ok := cmp.X.(*ssa.Extract)
	if !ok || e.Index != 0 {
		return nil, 0
	}
	c, ok := cmp.Y.(*ssa.Const)
	sel, isSelect := e.Tuple.(*ssa.Select)
	if !ok || !isSelect || c.Value == nil {
		return nil, 0
	}
	return sel, c.Int64()
}

// recurs reports whether a condition asks for an event that comes again: a
// value from a channel, as that of a ticker. A signal without a value, or an
// error, may be the only one.
func recurs(cond ssa.Value) bool {
	sel, which := selected(cond)
	if sel == nil || which < 0 || which >= int64(len(sel.States)) {
		return false
	}
	ch := sel.States[which].Chan
	if _, changes := ch.(*ssa.Phi); changes {
		return false
	}
	typ, ok := ch.Type().Underlying().(*types.Chan)
	if !ok {
		return false // a type parameter
	}
	st, ok := typ.Elem().Underlying().(*types.Struct)
	return !lib.IsError(typ.Elem()) && (!ok || st.NumFields() > 0)
}

// unchanging reports whether v is the same each time that f computes it: made
// of parameters, and of what nothing but constructors and initialization sets.
func unchanging(e *eval.Eval, v ssa.Value, f *ssa.Function, depth int) bool {
	if depth == 0 {
		return false
	}
	switch v := v.(type) {
	case *ssa.Const, *ssa.Function, *ssa.Parameter:
		return true
	case *ssa.FreeVar:
		return !isPointer(v.Type())
	case *ssa.Call:
		// A question about an argument, not about what went before.
		asks := false
		for _, a := range v.Common().Args {
			p, ok := flow.Source(a).(*ssa.Parameter)
			asks = asks || ok && (p.Parent().Signature.Recv() == nil || p != p.Parent().Params[0]) && isString(p.Type())
		}
		fn := v.Common().StaticCallee()
		return asks && (fn == nil || fn.Pkg != f.Pkg)
	case *ssa.UnOp:
		if v.Op != token.MUL {
			return v.Op != token.ARROW && unchanging(e, v.X, f, depth-1)
		}
		if alloc := flow.Variable(v.X); alloc != nil {
			stores, ok := flow.Stores(alloc)
			return ok && len(stores) == 1 && unchanging(e, stores[0].Val, f, depth-1)
		}
		root, fields := flow.AddrPath(v.X)
		for _, fld := range fields {
			for _, s := range e.FieldStores(fld) {
				if !eval.Constructs(s) {
					return false
				}
			}
		}
		switch root := root.(type) {
		case *ssa.Global:
			return root.Pkg == f.Pkg && e.SetAtInit(root)
		case *ssa.Alloc:
			return false
		}
		return len(fields) > 0 && unchanging(e, root, f, depth-1)
	case *ssa.BinOp:
		return unchanging(e, v.X, f, depth-1) && unchanging(e, v.Y, f, depth-1)
	case *ssa.Field:
		return unchanging(e, v.X, f, depth-1)
	case *ssa.Convert:
		return unchanging(e, v.X, f, depth-1)
	case *ssa.ChangeType:
		return unchanging(e, v.X, f, depth-1)
	}
	return false
}

// givesElement reports whether a condition asks for a part of the element that
// the loop is at, and the call gets something of that element, too.
func givesElement(cond ssa.Value, call ssa.CallInstruction) bool {
	if not, ok := cond.(*ssa.UnOp); ok && not.Op == token.NOT {
		cond = not.X
	}
	if cmp, ok := cond.(*ssa.BinOp); ok && (cmp.Op == token.EQL || cmp.Op == token.NEQ) {
		if _, ok := cmp.Y.(*ssa.Const); !ok {
			return false
		}
		cond = cmp.X
	}
	if !partOfElement(cond) {
		return false
	}
	return slices.ContainsFunc(call.Common().Args, func(a ssa.Value) bool { return ofElement(a, 6) })
}

// ofElement reports whether v is made of the element that a loop is at.
func ofElement(v ssa.Value, depth int) bool {
	if depth == 0 {
		return false
	}
	if isElement(v, 6) || slices.ContainsFunc(flow.Sources(v), partOfElement) {
		return true
	}
	switch v := v.(type) {
	case *ssa.UnOp:
		return ofElement(v.X, depth-1)
	case *ssa.MakeInterface:
		return ofElement(v.X, depth-1)
	case *ssa.Alloc:
		// A struct of which a field is.
		for _, ref := range *v.Referrers() {
			if f, ok := ref.(*ssa.FieldAddr); ok && slices.ContainsFunc(*f.Referrers(), func(i ssa.Instruction) bool {
				s, ok := i.(*ssa.Store)
				return ok && s.Addr == f && ofElement(s.Val, depth-1)
			}) {
				return true
			}
		}
	}
	return false
}

// partOfElement reports whether v is a field of an element of what a loop
// ranges over, or what a method of it without parameters returns.
func partOfElement(v ssa.Value) bool {
	switch v := v.(type) {
	case *ssa.Field:
		return isElement(v.X, 6)
	case *ssa.UnOp:
		if root, fields := flow.AddrPath(v.X); v.Op == token.MUL && len(fields) > 0 {
			return isElement(root, 6) || isElementAddr(root)
		}
	case *ssa.Call:
		recv, args := flow.Args(v.Common())
		return recv != nil && len(args) == 0 && (isElement(recv, 6) || isElementAddr(recv))
	}
	return false
}

// ofRound reports whether v is computed from the key or the element that a loop
// is at.
func ofRound(v ssa.Value) bool { return madeInRound(v, 6) }

func madeInRound(v ssa.Value, depth int) bool {
	if e, ok := v.(*ssa.Extract); ok {
		if _, ok := e.Tuple.(*ssa.Next); ok {
			return e.Index > 0
		}
	}
	instr, ok := v.(ssa.Instruction)
	if !ok || depth == 0 {
		return false
	}
	var ops [8]*ssa.Value
	return isElement(v, 6) || partOfElement(v) || slices.ContainsFunc(instr.Operands(ops[:0]), func(op *ssa.Value) bool {
		return *op != nil && madeInRound(*op, depth-1)
	})
}

// isElement reports whether v is the element that a loop is at.
func isElement(v ssa.Value, depth int) bool {
	if depth == 0 {
		return false
	}
	switch v := v.(type) {
	case *ssa.UnOp:
		return v.Op == token.ARROW || v.Op == token.MUL && isElementAddr(v.X)
	case *ssa.Extract:
		switch t := v.Tuple.(type) {
		case *ssa.Next:
			return v.Index == 2
		case *ssa.UnOp:
			return t.Op == token.ARROW && v.Index == 0
		}
	case *ssa.MakeInterface:
		return isElement(v.X, depth-1)
	case *ssa.ChangeType:
		return isElement(v.X, depth-1)
	}
	return false
}

// isElementAddr reports whether addr is where such an element stands, or the
// variable that it is copied to.
func isElementAddr(addr ssa.Value) bool {
	switch addr := addr.(type) {
	case *ssa.IndexAddr:
		return eval.RangeIndex(addr.Index)
	case *ssa.Alloc:
		n, is := 0, false
		for _, ref := range *addr.Referrers() {
			if s, ok := ref.(*ssa.Store); ok && s.Addr == addr {
				n++
				is = isElement(s.Val, 6)
			}
		}
		return n == 1 && is
	}
	return false
}

func isPointer(t types.Type) bool {
	_, ok := t.Underlying().(*types.Pointer)
	return ok
}

func isString(t types.Type) bool {
	b, ok := t.Underlying().(*types.Basic)
	return ok && b.Info()&types.IsString != 0
}
