package objstate

import (
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/flow"
)

// A wipe is a part that a loop overwrites, element by element.
type wipe struct {
	place *place
	mask  Mask
}

// findWipes finds the loops that store to each element of a part, or call a
// method of each. The part is clean from the head of the loop on.
func (f *frame) findWipes() {
	for instr := range flow.Instrs(f.fn) {
		var addr ssa.Value
		m := Used
		switch instr := instr.(type) {
		case *ssa.Store:
			addr = instr.Addr
			if isZeroConst(instr.Val) {
				m = Zero
			}
		case *ssa.Call:
			fn := flow.CalleeObject(&instr.Call)
			recv, args := flow.Args(&instr.Call)
			if fn == nil || recv == nil || len(args) > 0 {
				continue
			}
			addr, m = recv, Zero
		default:
			continue
		}
		ia := elementOf(addr)
		if ia == nil {
			continue
		}
		head := loopOf(ia.Index)
		if head == nil {
			continue
		}
		if p := f.place(ia.X); p != nil && (p.kind == content || p.kind == address) {
			f.wipes[head] = append(f.wipes[head], wipe{p, m})
		}
	}
}

func (f *frame) wiped(st *ssa.Store) bool {
	ia := elementOf(st.Addr)
	return ia != nil && loopOf(ia.Index) != nil
}

// elementOf returns the element that an address is in.
func elementOf(addr ssa.Value) *ssa.IndexAddr {
	for range 4 {
		switch a := addr.(type) {
		case *ssa.IndexAddr:
			return a
		case *ssa.FieldAddr:
			addr = a.X
		case *ssa.UnOp:
			addr = a.X
		default:
			return nil
		}
	}
	return nil
}

// loopOf returns the head of the loop that counts i.
func loopOf(i ssa.Value) *ssa.BasicBlock {
	if add, ok := i.(*ssa.BinOp); ok {
		i = add.X
	}
	if phi, ok := i.(*ssa.Phi); ok && len(phi.Edges) == 2 {
		return phi.Block()
	}
	return nil
}

func (f *frame) call(instr *ssa.Call, st State) {
	common := &instr.Call
	if b, ok := common.Value.(*ssa.Builtin); ok {
		f.builtin(instr, b.Name(), st)
		return
	}
	f.invoke(instr, common, st)
	// What comes back.
	p := f.place(instr)
	if p == nil {
		return
	}
	if p.Obj.Root == instr {
		f.init(p.Obj, instr, st)
	} else if IsSlice(instr.Type()) {
		if p.added() {
			f.vals[instr] |= Used | f.argMask(instr, p, st)
		} else if fn, _ := f.actuals(common); fn != nil {
			f.vals[instr] |= f.returned(fn, 0, f.argMask(instr, p, st))
		}
	}
}

// returned is what a slice holds that a function was given and returns.
func (f *frame) returned(fn *ssa.Function, i int, given Mask) Mask {
	in := f.a.analyze(fn)
	if in == nil || in.results[i] == nil {
		return Used | given
	}
	return through(given, in.held[i])
}

func (f *frame) builtin(instr ssa.CallInstruction, name string, st State) {
	args := instr.Common().Args
	v := instr.Value() // nil if it is deferred
	switch name {
	case "append":
		if p := f.place(args[0]); p != nil && p.kind == content {
			m := f.held(st, args[0])
			if lengthens(args) {
				m &^= Old
			}
			f.read(p, m, instr, Takes)
			f.vals[v] |= m | Used
			if !lengthens(args) {
				f.write(p, Used, instr, nil)
			}
		}
		if len(args) > 1 {
			f.passes(args[1], instr, st, Takes)
		}
	case "Slice": // of package unsafe
		f.byHand(args[0], st)
	case "clear":
		if p := f.place(args[0]); p != nil && p.kind == content {
			st.of(p.Obj).wipe(p.Obj, p.path, Zero)
			f.clean(p, instr)
		}
	case "delete":
		if p := f.place(args[0]); p != nil && p.kind == content && f.record && !f.clears(args[1], p) {
			f.info.Writes = append(f.info.Writes, &Write{Obj: p.Obj, Path: p.path, At: instr, Sign: -1, Lazy: true})
		}
	case "copy":
		if p := f.place(args[0]); p != nil && p.kind == content {
			c := st.of(p.Obj)
			c.set(p.path, c.Get(p.path)&^Old|Used)
			f.write(f.inside(p, args[0]), Used, instr, nil)
		}
		f.passes(args[1], instr, st, Takes)
	case "len":
		if p := f.place(args[0]); p != nil && p.kind == content {
			how := Takes
			if IsSlice(args[0].Type()) {
				how = Sized
			}
			if v != nil && !f.emptied(v, p) && (compared(v) || IsMap(args[0].Type())) {
				f.passes(args[0], instr, st, how)
			}
		}
	}
}

// clears reports whether a deleted key is the one of a loop that empties the
// whole map.
func (f *frame) clears(key ssa.Value, p *place) bool {
	ext, ok := key.(*ssa.Extract)
	if !ok {
		return false
	}
	next, ok := ext.Tuple.(*ssa.Next)
	if !ok {
		return false
	}
	r, ok := next.Iter.(*ssa.Range)
	return ok && deletesAll(f, r, p)
}

// compared reports whether a length is compared with a constant.
func compared(v ssa.Value) bool {
	for _, ref := range *v.Referrers() {
		if op, ok := ref.(*ssa.BinOp); ok {
			if _, ok := op.Y.(*ssa.Const); ok && types.Identical(op.Type().Underlying(), types.Typ[types.Bool]) {
				return true
			}
		}
	}
	return false
}

// passes notes that the content v is read.
func (f *frame) passes(v ssa.Value, at ssa.Instruction, st State, how Use) {
	p := f.place(v)
	if p == nil || p.kind != content {
		return
	}
	m := st.of(p.Obj).Get(p.path)
	if IsSlice(v.Type()) {
		m = f.held(st, v)
	}
	f.read(p, m, at, how)
}
