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
	if !x.outlivesCall(f, ev.Reg) || ev.Mode != panics && !x.madeIn(ev, f) {
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
		if v, ifNil := nilTest(d); v != nil && isError(v.Type()) && reaches(ifNil, call.Block(), header) {
			continue
		}
		if sel, _ := selected(branch.Cond); sel == nil && !x.unchanging(branch.Cond, call.Parent(), 8) && !x.ofElement(branch.Cond, call) {
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
	return !isError(elem) && (!ok || st.NumFields() > 0)
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

// ofElement reports whether a condition asks for a part of the element that
// the loop is at, and the call gets something of that element, too.
func (x *checker) ofElement(cond ssa.Value, call ssa.CallInstruction) bool {
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
	return slices.ContainsFunc(call.Common().Args, func(a ssa.Value) bool {
		return isElement(a, 6) || slices.ContainsFunc(flow.Sources(a), partOfElement)
	})
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

// forEachKey reports whether f runs a call whenever a map has nothing under a
// key that f's caller gives, and then puts something there: once for each key.
func (x *checker) forEachKey(f *ssa.Function, call ssa.CallInstruction) bool {
	b := call.Block()
	keyed := false
	for d := b.Idom(); d != nil; d = d.Idom() {
		branch, ok := d.Instrs[len(d.Instrs)-1].(*ssa.If)
		if !ok || reaches(d.Succs[0], b, nil) && reaches(d.Succs[1], b, nil) {
			continue
		}
		if where, missing := x.missing(d, f); where != nil {
			if !reaches(missing, b, nil) || !puts(f, call, where) {
				return false
			}
			keyed = true
			continue
		}
		if v, ifNil := nilTest(d); v != nil && isError(v.Type()) && reaches(ifNil, b, nil) {
			continue
		}
		if !asksAbout(branch.Cond, f) && !x.unchanging(branch.Cond, f, 8) {
			return false
		}
	}
	return keyed
}

// asksAbout reports whether a condition is the answer of a function to a
// question about something that f's caller gives.
func asksAbout(cond ssa.Value, f *ssa.Function) bool {
	if not, ok := cond.(*ssa.UnOp); ok && not.Op == token.NOT {
		cond = not.X
	}
	if e, ok := cond.(*ssa.Extract); ok {
		cond = e.Tuple
	}
	call, ok := cond.(*ssa.Call)
	if !ok {
		return false
	}
	_, args := flow.Args(call.Common())
	return slices.ContainsFunc(args, func(a ssa.Value) bool { return givenBy(a, f) })
}

// missing returns the map that the branch at the end of d asks for a key that
// a parameter of f gives, and the successor that is taken if it is not there.
func (x *checker) missing(d *ssa.BasicBlock, f *ssa.Function) (where ssa.Value, missing *ssa.BasicBlock) {
	cond := d.Instrs[len(d.Instrs)-1].(*ssa.If).Cond
	missing = d.Succs[1]
	if not, ok := cond.(*ssa.UnOp); ok && not.Op == token.NOT {
		cond, missing = not.X, d.Succs[0]
	}
	if v, ifNil := nilTest(d); v != nil {
		cond, missing = v, ifNil
	}
	if e, ok := cond.(*ssa.Extract); ok {
		switch t := e.Tuple.(type) {
		case *ssa.Lookup:
			cond = t
		case *ssa.Call:
			if row, ok := lib.KeyedStores.Lookup(flow.CalleeObject(t.Common())); ok && row.Loads && e.Index == 1 {
				recv, args := flow.Args(t.Common())
				if givenBy(args[0], f) {
					return recv, missing
				}
			}
		}
	}
	if look, ok := cond.(*ssa.Lookup); ok && givenBy(look.Index, f) {
		if _, ok := look.X.Type().Underlying().(*types.Map); ok {
			return look.X, missing
		}
	}
	return nil, nil
}

// givenBy reports whether a key is computed from a parameter of f other than
// its receiver.
func givenBy(key ssa.Value, f *ssa.Function) bool {
	return slices.ContainsFunc(f.Params, func(p *ssa.Parameter) bool {
		return (f.Signature.Recv() == nil || p != f.Params[0]) && dependsOn(key, p, 6)
	})
}

// puts reports whether f, behind a call, puts something into a map under a key
// that its caller gives.
func puts(f *ssa.Function, call ssa.CallInstruction, where ssa.Value) bool {
	return flow.Follow(call, func(i ssa.Instruction) flow.Step {
		switch i := i.(type) {
		case *ssa.MapUpdate:
			if sameVariable(i.Map, where) && givenBy(i.Key, f) {
				return flow.Found
			}
		case *ssa.Call:
			if row, ok := lib.KeyedStores.Lookup(flow.CalleeObject(i.Common())); ok && row.Stores {
				recv, args := flow.Args(i.Common())
				if sameVariable(recv, where) && givenBy(args[0], f) {
					return flow.Found
				}
			}
		}
		return flow.Go
	})
}

// sameVariable reports whether two values are that, or the address, of one
// field, package variable or other variable.
func sameVariable(a, b ssa.Value) bool {
	if a == b {
		return true
	}
	if la, ok := a.(*ssa.UnOp); ok && la.Op == token.MUL {
		lb, ok := b.(*ssa.UnOp)
		if !ok || lb.Op != token.MUL {
			return false
		}
		a, b = la.X, lb.X
	}
	ra, fa := addrPath(a)
	rb, fb := addrPath(b)
	return ra == rb && slices.Equal(fa, fb)
}
