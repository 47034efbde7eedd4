package objstate

import (
	"go/constant"
	"go/token"
	"go/types"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/flow"
	"github.com/obslint/obslint/analyzers/internal/lib"
)

// A Use is the set of ways in which a value that was read is used.
type Use int

const (
	Takes    Use = 1 << iota // its elements, its bytes
	Tests                    // against its zero value
	Derefs                   // as the receiver of a call, as a function, as a pointer: it must not be nil
	Plain                    // copied, compared, computed with
	Modifies                 // to compute what is stored back
	Passed                   // a slice or map, to code out of sight
	Getter                   // returned by a method that does nothing else
	Sized                    // its length
	element                  // one of its elements, at a place of the user's own
	Ordered                  // compared for which is more
)

// uses returns how the value v, read from p, is used.
func uses(v ssa.Value, p *place) Use {
	var how Use
	refs := v.Referrers()
	if refs == nil {
		return 0
	}
	for _, ref := range *refs {
		switch ref := ref.(type) {
		case *ssa.DebugRef:
		case *ssa.BinOp:
			if isNil(ref.Y) && lib.HoldsContent(v.Type()) {
				// Whether there is a buffer says nothing about what is in it.
			} else if isZeroConst(ref.Y) && (ref.Op == token.EQL || ref.Op == token.NEQ || ref.Op == token.GTR) {
				how |= Tests
			} else if storedBack(ref, v) {
				how |= Modifies
			} else if isOrder(ref.Op) {
				how |= Ordered
			} else {
				how |= Plain
			}
		case *ssa.If:
			how |= Tests
		case *ssa.UnOp:
			switch ref.Op {
			case token.NOT:
				how |= Tests
			case token.MUL:
				how |= Derefs
			default:
				how |= Plain
			}
		case *ssa.FieldAddr, *ssa.IndexAddr:
			how |= Derefs
		case *ssa.Field, *ssa.Index:
			how |= Plain
		case *ssa.Slice:
			if !IsConst(ref.High, 0) {
				how |= Plain
			}
		case *ssa.MakeInterface:
			how |= uses(ref, p)
		case *ssa.ChangeInterface:
			how |= uses(ref, p)
		case *ssa.ChangeType:
			how |= uses(ref, p)
		case *ssa.TypeAssert:
			how |= Derefs // what it is, to work on with it
		case *ssa.Return:
			if isGetter(ref.Parent()) {
				how |= Getter
			} else {
				how |= Plain
			}
		case ssa.CallInstruction:
			common := ref.Common()
			recv, _ := flow.Args(common)
			fn := flow.CalleeObject(common)
			_, row := lib.Contents.Lookup(fn)
			switch {
			case recv == v && row:
				// An event of its own.
			case recv == v || common.Value == v:
				how |= Derefs
			default:
				how |= Plain
			}
		case *ssa.Store:
			if ref.Val == v {
				how |= Plain
			} else {
				how |= Derefs
			}
		default:
			how |= Plain
		}
	}
	return how
}

func isOrder(op token.Token) bool {
	return op == token.LSS || op == token.LEQ || op == token.GTR || op == token.GEQ
}

// storedBack reports whether the result of an operation on v goes only where v
// came from.
func storedBack(op *ssa.BinOp, v ssa.Value) bool {
	load, ok := v.(*ssa.UnOp)
	if !ok || len(*op.Referrers()) == 0 {
		return false
	}
	from, ok := load.X.(*ssa.FieldAddr)
	if !ok {
		return false
	}
	for _, ref := range *op.Referrers() {
		st, ok := ref.(*ssa.Store)
		if !ok {
			return false
		}
		to, ok := st.Addr.(*ssa.FieldAddr)
		if !ok || to.X != from.X || to.Field != from.Field {
			return false
		}
	}
	return true
}

// isGetter reports whether fn is a method without parameters and branches.
func isGetter(fn *ssa.Function) bool {
	return fn.Signature.Recv() != nil && fn.Signature.Params().Len() == 0 && len(fn.Blocks) <= 2
}

// loadAt notes the read that a load is.
func (f *frame) loadAt(v *ssa.UnOp, st State) {
	p := f.place(v)
	if p == nil {
		return
	}
	switch p.kind {
	case content:
		m := st.of(p.Obj).Get(p.path)
		f.vals[v] |= m
		if IsSlice(v.Type()) {
			return
		}
		if IsMap(v.Type()) {
			return
		}
		if p.path == "" && p.Obj.Root == v {
			return
		}
		if f.a.divided(v.Type(), p) && f.readFields(p, v, st) {
			return
		}
		if !f.emptied(v, p) && !carried(v) {
			n := len(f.info.Reads)
			f.readAll(p, m, v, uses(v, p))
			if f.a.divided(v.Type(), p) {
				for _, r := range f.info.Reads[n:] {
					r.Cells = st.of(p.Obj).clone()
				}
			}
		}
	case inner:
		if p.val == nil {
			return
		}
		if IsSlice(p.val.Type()) {
			how := Takes
			if ia := elementOf(v.X); ia != nil && loopOf(ia.Index) == nil {
				how = element
			}
			f.read(p, f.held(st, p.val), v, how)
		} else if arr, ok := flow.Deref(p.val.Type()).Underlying().(*types.Array); ok && arr != nil {
			f.read(p, st.of(p.Obj).Get(p.path), v, Takes)
		}
	case address:
		if p.Obj.Root == v {
			f.init(p.Obj, v, st)
		}
	}
}

// readFields notes the reads of a struct that is loaded whole, for nothing but
// some of its fields: x.s.m(), where s embeds what has m.
func (f *frame) readFields(p *place, v *ssa.UnOp, st State) bool {
	for _, ref := range *v.Referrers() {
		if _, ok := ref.(*ssa.Field); !ok {
			return false
		}
	}
	for _, ref := range *v.Referrers() {
		field := ref.(*ssa.Field)
		part := &place{Obj: p.Obj, path: Join(p.path, FieldName(v.Type(), field.Field)), kind: content}
		f.readAll(part, st.of(p.Obj).Get(part.path), v, uses(field, part))
	}
	return true
}

func (f *frame) readAll(p *place, m Mask, at ssa.Instruction, how Use) {
	if how != 0 {
		f.read(p, m, at, how)
	}
}

// read notes a read of what a part holds.
func (f *frame) read(p *place, m Mask, at ssa.Instruction, how Use) {
	if !f.record || m&Old == 0 || p.Obj.Origin == Made || f.memo(at, p) || copied(at) {
		return
	}
	f.info.Reads = append(f.info.Reads, &Read{Obj: p.Obj, Path: p.path, mask: m, At: at, How: how, Guards: f.guards(at, p)})
}

// write notes that a use leaves something in a part.
func (f *frame) write(p *place, m Mask, at ssa.Instruction, val ssa.Value) {
	if !f.record || p.Obj.Origin == Made || undone(at) {
		return
	}
	if st, ok := at.(*ssa.Store); ok && loadedFrom(st) != nil {
		return // puts back what was there
	}
	w := &Write{Obj: p.Obj, Path: p.path, mask: m, At: at, Inside: p.kind == inner, Anew: m&Old == 0}
	if op, ok := val.(*ssa.BinOp); ok {
		w.Sign = signOf(op.Y)
		if op.Op == token.SUB {
			w.Sign = -w.Sign
		}
	} else if m&Old != 0 {
		w.Sign = signOf(val)
	}
	if w.Sign >= 0 && (f.found(p, at, false) || f.boundTo(val, p.Obj)) {
		return // it goes on with what was set
	}
	if val != nil && (IsSize(val) && f.forNext(p, at) || f.highest(p, at, val)) {
		return
	}
	w.Marks = isMark(val)
	if st, ok := at.(*ssa.Store); ok {
		w.Own = f.ownState(st.Val, p, 0)
	} else if val != nil {
		w.Own = f.ownState(val, p, 0)
	}
	if c, ok := val.(*ssa.Const); ok && c.Value != nil {
		w.Value = c.Value.ExactString()
		w.Truth = c.Value.Kind() == constant.Bool
	}
	if par, ok := Peel(val).(*ssa.Parameter); ok {
		w.Setter = f.fn.Signature.Recv() != nil && par != f.fn.Params[0] && f.fn.Signature.Params().Len() == 1
		w.param = par
	}
	if st, ok := at.(*ssa.Store); ok && w.Own {
		w.Of = f.sizesIn(st.Val, p.Obj)
	}
	lazy, from := f.isLazy(p, at, val)
	w.Lazy, w.From = w.Lazy || lazy, from
	f.wiring(w, p, at, val)
	f.info.Writes = append(f.info.Writes, w)
}

// clean notes that a part is zeroed.
func (f *frame) clean(p *place, at ssa.Instruction) {
	if f.record && p.Obj.Origin != Made {
		f.info.Cleans = append(f.info.Cleans, &Write{Obj: p.Obj, Path: p.path, At: at, Full: f.measured(p, at), When: f.onceIn(p, at)})
	}
}

// Peel returns what an interface was made of, conversions left out.
func Peel(v ssa.Value) ssa.Value {
	for {
		switch x := v.(type) {
		case *ssa.MakeInterface:
			v = x.X
		case *ssa.ChangeInterface:
			v = x.X
		case *ssa.ChangeType:
			v = x.X
		default:
			return v
		}
	}
}

// signOf returns the sign of a constant, 1 for what is none.
func signOf(v ssa.Value) int {
	if c, ok := v.(*ssa.Const); ok && c.Value != nil && c.Value.Kind() == constant.Int {
		if n, exact := constant.Uint64Val(c.Value); exact && n >= 1<<31 {
			return -1 // ^uint32(0) takes one away
		}
		return constant.Sign(c.Value)
	}
	return 1
}

// wiring notes that a write hands on a setting: a copy of another object's
// field.
func (f *frame) wiring(w *Write, p *place, at ssa.Instruction, val ssa.Value) {
	load, ok := Peel(val).(*ssa.UnOp)
	if !ok || load.Op != token.MUL {
		return
	}
	from, ok := load.X.(*ssa.FieldAddr)
	if !ok {
		return
	}
	n := NameOf(flow.Deref(from.X.Type()))
	if n == nil || n == NameOf(p.Obj.Type) {
		return
	}
	w.Owner = n
	name := p.path[len(parent(p.path)):]
	if len(name) > 0 && name[0] == '.' {
		name = name[1:]
	}
	w.Same = strings.EqualFold(name, FieldName(from.X.Type(), from.Field)) && f.always(at)
}

// always reports whether every return of the function comes after at, or
// around nothing but a failure.
func (f *frame) always(at ssa.Instruction) bool {
	return flow.OnEveryPath(f.fn.Blocks[0].Instrs[0], func(i ssa.Instruction) bool { return i == at }) || at.Block().Index == 0
}
