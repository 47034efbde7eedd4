package dirtypool

import (
	"go/constant"
	"go/token"
	"go/types"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/flow"
	"github.com/obslint/obslint/analyzers/internal/lib"
)

// A use is the set of ways in which a value that was read is used.
type use int

const (
	takes    use = 1 << iota // its elements, its bytes
	tests                    // against its zero value
	derefs                   // as the receiver of a call, as a function, as a pointer: it must not be nil
	plain                    // copied, compared, computed with
	modifies                 // to compute what is stored back
	passed                   // a slice or map, to code out of sight
	getter                   // returned by a method that does nothing else
	sized                    // its length
	element                  // one of its elements, at a place of the user's own
	ordered                  // compared for which is more
)

// uses returns how the value v, read from p, is used.
func uses(v ssa.Value, p *place) use {
	var how use
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
				how |= tests
			} else if storedBack(ref, v) {
				how |= modifies
			} else if isOrder(ref.Op) {
				how |= ordered
			} else {
				how |= plain
			}
		case *ssa.If:
			how |= tests
		case *ssa.UnOp:
			switch ref.Op {
			case token.NOT:
				how |= tests
			case token.MUL:
				how |= derefs
			default:
				how |= plain
			}
		case *ssa.FieldAddr, *ssa.IndexAddr:
			how |= derefs
		case *ssa.Field, *ssa.Index:
			how |= plain
		case *ssa.Slice:
			if !isConst(ref.High, 0) {
				how |= plain
			}
		case *ssa.MakeInterface:
			how |= uses(ref, p)
		case *ssa.ChangeInterface:
			how |= uses(ref, p)
		case *ssa.ChangeType:
			how |= uses(ref, p)
		case *ssa.TypeAssert:
			how |= derefs // what it is, to work on with it
		case *ssa.Return:
			if isGetter(ref.Parent()) {
				how |= getter
			} else {
				how |= plain
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
				how |= derefs
			default:
				how |= plain
			}
		case *ssa.Store:
			if ref.Val == v {
				how |= plain
			} else {
				how |= derefs
			}
		default:
			how |= plain
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
func (f *frame) loadAt(v *ssa.UnOp, st state) {
	p := f.place(v)
	if p == nil {
		return
	}
	switch p.kind {
	case content:
		m := st.of(p.obj).get(p.path)
		f.vals[v] |= m
		if isSlice(v.Type()) {
			return
		}
		if isMap(v.Type()) {
			return
		}
		if p.path == "" && p.obj.root == v {
			return
		}
		if f.a.divided(v.Type(), p) && f.readFields(p, v, st) {
			return
		}
		if !f.emptied(v, p) && !carried(v) {
			n := len(f.info.reads)
			f.readAll(p, m, v, uses(v, p))
			if f.a.divided(v.Type(), p) {
				for _, r := range f.info.reads[n:] {
					r.cells = st.of(p.obj).clone()
				}
			}
		}
	case inner:
		if p.val == nil {
			return
		}
		if isSlice(p.val.Type()) {
			how := takes
			if ia := elementOf(v.X); ia != nil && loopOf(ia.Index) == nil {
				how = element
			}
			f.read(p, f.held(st, p.val), v, how)
		} else if arr, ok := flow.Deref(p.val.Type()).Underlying().(*types.Array); ok && arr != nil {
			f.read(p, st.of(p.obj).get(p.path), v, takes)
		}
	case address:
		if p.obj.root == v {
			f.init(p.obj, v, st)
		}
	}
}

// readFields notes the reads of a struct that is loaded whole, for nothing but
// some of its fields: x.s.m(), where s embeds what has m.
func (f *frame) readFields(p *place, v *ssa.UnOp, st state) bool {
	for _, ref := range *v.Referrers() {
		if _, ok := ref.(*ssa.Field); !ok {
			return false
		}
	}
	for _, ref := range *v.Referrers() {
		field := ref.(*ssa.Field)
		part := &place{obj: p.obj, path: join(p.path, fieldName(v.Type(), field.Field)), kind: content}
		f.readAll(part, st.of(p.obj).get(part.path), v, uses(field, part))
	}
	return true
}

func (f *frame) readAll(p *place, m mask, at ssa.Instruction, how use) {
	if how != 0 {
		f.read(p, m, at, how)
	}
}

// read notes a read of what a part holds.
func (f *frame) read(p *place, m mask, at ssa.Instruction, how use) {
	if !f.record || m&old == 0 || p.obj.origin == made || f.memo(at, p) || copied(at) {
		return
	}
	f.info.reads = append(f.info.reads, &read{obj: p.obj, path: p.path, mask: m, at: at, how: how, guards: f.guards(at, p)})
}

// write notes that a use leaves something in a part.
func (f *frame) write(p *place, m mask, at ssa.Instruction, val ssa.Value) {
	if !f.record || p.obj.origin == made || undone(at) {
		return
	}
	w := &write{obj: p.obj, path: p.path, mask: m, at: at, inside: p.kind == inner}
	if op, ok := val.(*ssa.BinOp); ok {
		w.sign = signOf(op.Y)
		if op.Op == token.SUB {
			w.sign = -w.sign
		}
	} else if m&old != 0 {
		w.sign = signOf(val)
	}
	if w.sign >= 0 && (f.found(p, at, false) || f.boundTo(val, p.obj)) {
		return // it goes on with what was set
	}
	if val != nil && (isSize(val) && f.forNext(p, at) || f.highest(p, at, val)) {
		return
	}
	w.marks = isMark(val)
	if st, ok := at.(*ssa.Store); ok {
		w.own = f.ownState(st.Val, p, 0)
	} else if val != nil {
		w.own = f.ownState(val, p, 0)
	}
	if c, ok := val.(*ssa.Const); ok && c.Value != nil {
		w.value = c.Value.ExactString()
		w.truth = c.Value.Kind() == constant.Bool
	}
	if par, ok := peel(val).(*ssa.Parameter); ok {
		w.setter = f.fn.Signature.Recv() != nil && par != f.fn.Params[0] && f.fn.Signature.Params().Len() == 1
		w.param = par
	}
	lazy, from := f.isLazy(p, at, val)
	w.lazy, w.from = w.lazy || lazy, from
	f.wiring(w, p, at, val)
	f.info.writes = append(f.info.writes, w)
}

// clean notes that a part is zeroed.
func (f *frame) clean(p *place, at ssa.Instruction) {
	if f.record && p.obj.origin != made {
		f.info.cleans = append(f.info.cleans, &write{obj: p.obj, path: p.path, at: at})
		if st, ok := at.(*ssa.Store); ok && f.measured(p, at) {
			if fa, ok := st.Addr.(*ssa.FieldAddr); ok {
				f.a.full[flow.Field(fa)] = true
			}
		}
	}
}

func peel(v ssa.Value) ssa.Value {
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
func (f *frame) wiring(w *write, p *place, at ssa.Instruction, val ssa.Value) {
	load, ok := peel(val).(*ssa.UnOp)
	if !ok || load.Op != token.MUL {
		return
	}
	from, ok := load.X.(*ssa.FieldAddr)
	if !ok {
		return
	}
	n := nameOf(flow.Deref(from.X.Type()))
	if n == nil || n == nameOf(p.obj.typ) {
		return
	}
	w.owner = n
	name := p.path[len(parent(p.path)):]
	if len(name) > 0 && name[0] == '.' {
		name = name[1:]
	}
	w.same = strings.EqualFold(name, fieldName(from.X.Type(), from.Field)) && f.always(at)
}

// always reports whether every return of the function comes after at, or
// around nothing but a failure.
func (f *frame) always(at ssa.Instruction) bool {
	return flow.OnEveryPath(f.fn.Blocks[0].Instrs[0], func(i ssa.Instruction) bool { return i == at }) || at.Block().Index == 0
}
