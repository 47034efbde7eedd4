package dupmetric

import (
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/flow"
	"github.com/obslint/obslint/analyzers/internal/lib"
)

// checkRounds reports a registration that runs again because of a loop around
// it, because f is a handler, or because f makes one for each key.
func (x *checker) checkRounds(f *ssa.Function, b family) {
	ev := b.ev
	if ev.Mode == silent || ev.Mode == expects || ev.Mode != panics && ev.Met.N&isShared != 0 || strings.Contains(b.open, "c") {
		return
	}
	if !known(b.consts) {
		return
	}
	call := ev.here.call
	if len(x.undone(f)) > 0 || x.unregisters(b) {
		return
	}
	if !ev.each && flow.InLoop(call) && ev.Mode != returns && !x.varies(ev.Reg, call, call) && !x.oneRound(call) {
		if awaitsOne(call) || len(ev.here.way) > 0 && !ev.Sure && !goesOn(call) {
			return
		}
		if everyRound(call) {
			x.reportRounds(b, "in the second round of the loop", "register it before the loop")
			return
		}
		if x.someRounds(call) {
			x.reportRounds(b, "when the loop gets here again", "register it before the loop")
			return
		}
	}
	if b.key != "" || !x.outlivesCall(f, ev.Reg) || ev.Mode != panics && !x.madeIn(ev, f) {
		return
	}
	if x.isHandler(f) {
		if x.onlyAsks(call) {
			x.reportRounds(b, "from the second request on", "register it once, at start-up")
		}
		return
	}
	if x.isRepeated(f) && x.onlyAsks(call) && !picks(call) {
		x.reportRounds(b, "from the second call of this function on", "register it once, before")
		return
	}
	if ev.Mode != returns && x.forEachKey(f, call) {
		x.reportRounds(b, "for the second key of the map", "register it once, or with a label for the key")
	}
}

// madeIn reports whether the collector is a fresh one in each call of f.
func (x *checker) madeIn(ev *event, f *ssa.Function) bool {
	instr := instrOf(ev.Met)
	return ev.Met.N&isShared == 0 && (instr != nil && instr.Parent() == f || len(ev.here.way) > 0)
}

// oneRound reports whether the loop around instr has one round at most.
func (x *checker) oneRound(instr ssa.Instruction) bool {
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
		return n.Value != nil && n.Int64() <= 1
	case *ssa.Call:
		if b, ok := n.Common().Value.(*ssa.Builtin); ok && b.Name() == "len" {
			list := x.val(n.Common().Args[0], n)
			return list.K == List && len(list.V) <= 1
		}
	}
	return false
}

// someRounds reports whether several rounds of the loop around a call come to
// it: what decides is the same in each, or an event that comes again, or a part
// of the element at hand, which the call is given. A comparison of the element
// itself may pick a single one.
func (x *checker) someRounds(call ssa.CallInstruction) bool {
	header, _ := innermostLoop(call.Block())
	if header == nil {
		return false
	}
	for d := call.Block().Idom(); d != nil && d != header; d = d.Idom() {
		branch, ok := d.Instrs[len(d.Instrs)-1].(*ssa.If)
		if !ok || !decides(d, header, call.Block()) {
			continue
		}
		if v, ifNil := nilTest(d); v != nil && lib.IsError(v.Type()) && reaches(ifNil, call.Block(), header) {
			continue
		}
		if sel, _ := selected(branch.Cond); sel == nil && !x.unchanging(branch.Cond, call.Parent(), 8) && !givesElement(branch.Cond, call) {
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

// awaitsOne reports whether a round comes to a call in a loop by an event that
// may be the only one of its kind.
func awaitsOne(call ssa.CallInstruction) bool {
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
	elem := ch.Type().Underlying().(*types.Chan).Elem()
	st, ok := elem.Underlying().(*types.Struct)
	return !lib.IsError(elem) && (!ok || st.NumFields() > 0)
}

// unchanging reports whether v is the same each time that f computes it: made
// of parameters, and of what nothing but constructors and initialization sets.
func (x *checker) unchanging(v ssa.Value, f *ssa.Function, depth int) bool {
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
			return v.Op != token.ARROW && x.unchanging(v.X, f, depth-1)
		}
		if alloc := flow.Variable(v.X); alloc != nil {
			stores, ok := flow.Stores(alloc)
			return ok && len(stores) == 1 && x.unchanging(stores[0].Val, f, depth-1)
		}
		root, fields := addrPath(v.X)
		for _, fld := range fields {
			for _, s := range x.fieldStores()[fld] {
				if !constructs(s) {
					return false
				}
			}
		}
		switch root := root.(type) {
		case *ssa.Global:
			for _, w := range x.globalWrites()[root] {
				if !x.initializes(w.store) {
					return false
				}
			}
			return root.Pkg == f.Pkg
		case *ssa.Alloc:
			return false
		}
		return len(fields) > 0 && x.unchanging(root, f, depth-1)
	case *ssa.BinOp:
		return x.unchanging(v.X, f, depth-1) && x.unchanging(v.Y, f, depth-1)
	case *ssa.Field:
		return x.unchanging(v.X, f, depth-1)
	case *ssa.Convert:
		return x.unchanging(v.X, f, depth-1)
	case *ssa.ChangeType:
		return x.unchanging(v.X, f, depth-1)
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
		if root, fields := addrPath(v.X); v.Op == token.MUL && len(fields) > 0 {
			return isElement(root, 6) || isElementAddr(root)
		}
	case *ssa.Call:
		recv, args := flow.Args(v.Common())
		return recv != nil && len(args) == 0 && (isElement(recv, 6) || isElementAddr(recv))
	}
	return false
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
		return rangeIndex(addr.Index)
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
