package dirtypool

import (
	"go/constant"
	"go/token"
	"go/types"
	"slices"
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

// guards returns the other parts of the object that decide whether a read is
// reached, or which element it reads.
func (f *frame) guards(at ssa.Instruction, p *place) []guard {
	var out []guard
	add := func(v ssa.Value) {
		f.partsIn(v, p.obj, 0, func(path string) {
			if g := (guard{path, testsZero(v), testsMode(v)}); path != p.path && !slices.Contains(out, g) {
				out = append(out, g)
			}
		})
	}
	for b := at.Block(); b.Idom() != nil; b = b.Idom() {
		d := b.Idom()
		if cond, ok := d.Instrs[len(d.Instrs)-1].(*ssa.If); ok {
			if d.Succs[0].Dominates(b) != d.Succs[1].Dominates(b) || len(d.Succs[0].Preds) > 1 != (len(d.Succs[1].Preds) > 1) {
				add(cond.Cond)
			}
		}
	}
	for _, op := range at.Operands(nil) {
		if s, ok := (*op).(*ssa.Slice); ok {
			add(s.Low)
			add(s.High)
		}
	}
	if v, ok := at.(ssa.Value); ok {
		if load, ok := v.(*ssa.UnOp); ok {
			if ia, ok := load.X.(*ssa.IndexAddr); ok {
				add(ia.Index)
			}
		}
		if v.Referrers() != nil {
			for _, ref := range *v.Referrers() {
				switch ref := ref.(type) {
				case *ssa.IndexAddr:
					add(ref.Index)
				case *ssa.Slice:
					add(ref.Low)
					add(ref.High)
				case *ssa.Call: // what goes along with it may tell
					for _, arg := range ref.Call.Args {
						if b, ok := arg.Type().Underlying().(*types.Basic); ok && arg != v && b.Info()&(types.IsInteger|types.IsBoolean) != 0 {
							add(arg)
						}
					}
				}
			}
		}
	}
	return out
}

// A guard is a part of an object that decides whether a read is reached, or
// what it sees.
type guard struct {
	path string
	zero bool // by whether it is zero, and no more
	mode bool // by whether it is some other constant
}

func testsMode(cond ssa.Value) bool {
	op, ok := cond.(*ssa.BinOp)
	if !ok || op.Op != token.EQL && op.Op != token.NEQ || isZeroConst(op.Y) {
		return false
	}
	_, ok = op.Y.(*ssa.Const)
	return ok
}

func testsZero(cond ssa.Value) bool {
	switch v := cond.(type) {
	case *ssa.BinOp:
		return (v.Op == token.EQL || v.Op == token.NEQ) && isZeroConst(v.Y)
	case *ssa.UnOp:
		return v.Op == token.MUL || v.Op == token.NOT && testsZero(v.X)
	}
	return false
}

// hollow reports whether a guard says nothing about l: all uses set it to a
// constant, also where they leave l alone.
func hollow(guard, l *leaf) bool {
	alone := false
	for _, g := range guard.writes {
		if g.value == "" {
			return false
		}
		for _, w := range l.writes {
			if w.obj == g.obj && w.at.Parent() == g.at.Parent() && !w.at.Block().Dominates(g.at.Block()) &&
				!flow.OnEveryPath(g.at, func(i ssa.Instruction) bool { return i == w.at }) {
				alone = true
			}
		}
	}
	return alone
}

// partsIn finds the parts of an object that an expression reads.
func (f *frame) partsIn(v ssa.Value, o *object, depth int, found func(path string)) {
	if v == nil || depth > 5 {
		return
	}
	if p := f.place(v); p != nil && p.obj == o && p.kind == content {
		found(p.path)
	}
	switch v := v.(type) {
	case *ssa.BinOp:
		f.partsIn(v.X, o, depth+1, found)
		f.partsIn(v.Y, o, depth+1, found)
	case *ssa.UnOp:
		if v.Op != token.MUL {
			f.partsIn(v.X, o, depth+1, found)
		} else if p := f.place(v.X); p != nil && p.obj == o && p.kind == address && p.path != "" && f.a.pooled(v.Type()) {
			found(p.path) // which holds another object
		}
	case *ssa.Convert:
		f.partsIn(v.X, o, depth+1, found)
	case *ssa.Phi:
		for _, e := range v.Edges {
			if e != ssa.Value(v) {
				f.partsIn(e, o, depth+2, found)
			}
		}
	case *ssa.Call:
		if p := f.atomicLoad(v); p != nil && p.obj == o {
			found(p.path)
		}
		if b, ok := v.Call.Value.(*ssa.Builtin); ok && b.Name() == "len" {
			f.partsIn(v.Call.Args[0], o, depth+1, found)
		}
		for _, arg := range v.Call.Args {
			f.partsIn(arg, o, depth+1, found)
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
