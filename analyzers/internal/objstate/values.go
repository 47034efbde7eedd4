package objstate

import (
	"go/constant"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/flow"
	"github.com/obslint/obslint/analyzers/internal/lib"
)

// classify says what a part holds once val is stored in it.
func (f *frame) classify(val ssa.Value, p *place, st State) Mask {
	switch v := val.(type) {
	case *ssa.Const:
		if isZeroConst(v) {
			return Zero
		}
		return Const
	case *ssa.MakeInterface:
		return f.classify(v.X, p, st)
	case *ssa.MakeMap, *ssa.MakeSlice, *ssa.MakeChan:
		if filled(v) {
			return Used
		}
		return Zero
	case *ssa.Alloc:
		if v.Heap && !filled(v) {
			return Zero
		}
		return Used
	case *ssa.Function:
		return Const
	case *ssa.Slice:
		if IsConst(v.High, 0) {
			return Zero
		}
	}
	if q := f.place(val); q != nil && q.Obj == p.Obj && q.kind == content {
		if load, ok := val.(*ssa.UnOp); ok && q.path == p.path && f.vals[load] != 0 {
			return f.vals[load] // what was there when it was read
		}
		if IsSlice(val.Type()) {
			return f.held(st, val)
		}
		if q.path == p.path {
			return st.of(p.Obj).Get(p.path)
		}
	}
	switch v := val.(type) {
	case *ssa.UnOp:
		if _, ok := v.X.(*ssa.Global); ok && v.Op == token.MUL {
			return Const
		}
	case *ssa.BinOp:
		if q := f.place(v.X); q != nil && q.Obj == p.Obj && q.path == p.path {
			return st.of(p.Obj).Get(p.path) | Used
		}
	case *ssa.Phi:
		var m Mask
		for _, e := range v.Edges {
			if e != val {
				if _, ok := e.(*ssa.Phi); ok {
					m |= Used
				} else {
					m |= f.classify(e, p, st)
				}
			}
		}
		return m
	case *ssa.ChangeType:
		return f.classify(v.X, p, st)
	}
	return Used
}

// filled reports whether something is put into a fresh map, slice or struct.
func filled(v ssa.Value) bool {
	for _, ref := range *v.Referrers() {
		switch ref := ref.(type) {
		case *ssa.MapUpdate:
			if ref.Map == v {
				return true
			}
		case *ssa.FieldAddr, *ssa.IndexAddr:
			for _, r := range *ref.(ssa.Value).Referrers() {
				if s, ok := r.(*ssa.Store); ok {
					if _, c := s.Val.(*ssa.Const); !c {
						return true
					}
				}
			}
		case *ssa.Store:
			if ref.Addr == v {
				return true
			}
		}
	}
	return false
}

func isZeroConst(v ssa.Value) bool {
	c, ok := v.(*ssa.Const)
	if !ok {
		return false
	}
	if c.Value == nil {
		return true
	}
	switch c.Value.Kind() {
	case constant.Bool:
		return !constant.BoolVal(c.Value)
	case constant.String:
		return constant.StringVal(c.Value) == ""
	case constant.Int, constant.Float, constant.Complex:
		return constant.Sign(c.Value) == 0
	}
	return false
}

// IsConst reports whether v is the constant n.
func IsConst(v ssa.Value, n int64) bool {
	c, ok := v.(*ssa.Const)
	return ok && c.Value != nil && c.Value.Kind() == constant.Int && c.Int64() == n
}

// grows reports whether a slice expression takes in memory behind the length
// of its operand.
func grows(s *ssa.Slice) bool {
	add, ok := s.High.(*ssa.BinOp)
	if !ok || add.Op != token.ADD {
		return false
	}
	call, ok := add.X.(*ssa.Call)
	if !ok {
		return false
	}
	b, ok := call.Call.Value.(*ssa.Builtin)
	return ok && b.Name() == "len" && call.Call.Args[0] == s.X
}

// resizes reports whether a slice expression gives a part of an object a length
// that does not come from the object: a user who does so fills it.
func (f *frame) resizes(s *ssa.Slice, p *place) bool {
	if s.High == nil {
		return false
	}
	own := false
	f.partsIn(s.High, p.Obj, 0, func(string) { own = true })
	return !own
}

// isReset reports whether an instruction calls a method of v that takes nothing
// and returns at most an error.
func isReset(i ssa.Instruction, v ssa.Value) bool {
	call, ok := i.(*ssa.Call)
	if !ok {
		return false
	}
	recv, args := flow.Args(&call.Call)
	results := call.Call.Signature().Results()
	return recv == v && len(args) == 0 && (results.Len() == 0 ||
		results.Len() == 1 && lib.IsError(results.At(0).Type()))
}

// deletesAll reports whether a loop over a map deletes what it meets, or resets
// it.
func deletesAll(f *frame, r *ssa.Range, p *place) bool {
	for _, ref := range *r.Referrers() {
		next, ok := ref.(*ssa.Next)
		if !ok {
			continue
		}
		for _, ref := range *next.Referrers() {
			key, ok := ref.(*ssa.Extract)
			if ok && key.Index == 2 && slices.ContainsFunc(*key.Referrers(), func(i ssa.Instruction) bool { return isReset(i, key) }) {
				return true
			}
			if !ok || key.Index != 1 {
				continue
			}
			for _, ref := range *key.Referrers() {
				if call, ok := ref.(*ssa.Call); ok {
					if b, ok := call.Call.Value.(*ssa.Builtin); ok && b.Name() == "delete" {
						if q := f.place(call.Call.Args[0]); q != nil && q.Obj == p.Obj && q.path == p.path {
							return true
						}
					}
				}
			}
		}
	}
	return false
}

// refine adds what a branch tells: a part that was found to be zero is.
func (f *frame) refine(b *ssa.BasicBlock, st State, branch bool) State {
	cond, ok := b.Instrs[len(b.Instrs)-1].(*ssa.If)
	if !ok {
		return st
	}
	if op, ok := cond.Cond.(*ssa.BinOp); ok && isNil(op.Y) && (op.Op == token.EQL && branch || op.Op == token.NEQ && !branch) {
		if p := f.place(op.X); p != nil && p.kind == address && p.path == "" && p.Obj.Origin == FromCaller {
			st[p.Obj] = newCells(0) // there is no object
		}
	}
	other := b.Succs[0]
	if branch {
		other = b.Succs[1]
	}
	if op, ok := cond.Cond.(*ssa.BinOp); ok && isNil(op.Y) && isField(op.X) && (op.Op == token.EQL && branch || op.Op == token.NEQ && !branch) {
		f.unused(b, other, st)
	}
	if p, zeroIf, ok := f.zeroTest(cond.Cond); ok && zeroIf == branch {
		c := st.of(p.Obj)
		if c.Get(p.path)&^(Zero|Empty) != 0 {
			c.set(p.path, Empty)
		}
		for _, path := range f.cleanedAlong(other, p) {
			if c.Get(path)&^(Zero|Empty) != 0 {
				c.set(path, Empty)
			}
		}
	}
	return st
}

// isField reports whether v is what a field holds.
func isField(v ssa.Value) bool {
	load, ok := v.(*ssa.UnOp)
	if !ok {
		return false
	}
	_, ok = load.X.(*ssa.FieldAddr)
	return ok
}

// unused takes parts to be empty that a branch cleans where a field is not nil,
// and does nothing else: where it is nil, they have not been in use.
func (f *frame) unused(b, other *ssa.BasicBlock, st State) {
	if len(other.Preds) != 1 || len(other.Succs) != 1 || !slices.Contains(b.Succs, other.Succs[0]) {
		return
	}
	for _, instr := range other.Instrs {
		if s, ok := instr.(*ssa.Store); ok && f.empties(s.Val) {
			if p := f.place(s.Addr); p != nil && p.kind == address && p.path != "" {
				if c := st.of(p.Obj); c.Get(p.path)&^(Zero|Empty) != 0 {
					c.set(p.path, Empty)
				}
			}
		}
	}
}

// cleanedAlong returns the parts that a branch cleans together with the part p,
// for which it is taken where there is something in p: where there is not, there
// is nothing in them.
func (f *frame) cleanedAlong(b *ssa.BasicBlock, p *place) []string {
	if len(b.Preds) != 1 {
		return nil
	}
	cleaned := false
	var paths []string
	for _, instr := range b.Instrs {
		switch instr := instr.(type) {
		case *ssa.Store:
			if to := f.place(instr.Addr); to != nil && to.Obj == p.Obj && to.kind == address && f.empties(instr.Val) {
				cleaned = cleaned || to.path == p.path
				paths = append(paths, to.path)
			}
		case *ssa.Call: // clear, or a function that does it
			cleaned = cleaned || slices.ContainsFunc(instr.Call.Args, func(v ssa.Value) bool {
				arg := f.place(v)
				return arg != nil && arg.Obj == p.Obj && arg.path == p.path && arg.kind == content
			})
		}
	}
	if !cleaned {
		return nil
	}
	return paths
}

// zeroTest returns the part that cond compares with its zero value, and for
// which outcome it is zero.
func (f *frame) zeroTest(cond ssa.Value) (p *place, zeroIf, ok bool) {
	switch v := cond.(type) {
	case *ssa.UnOp:
		if v.Op == token.NOT {
			p, zeroIf, ok = f.zeroTest(v.X)
			return p, !zeroIf, ok
		}
		if v.Op == token.MUL {
			if p := f.place(v); p != nil && p.kind == content {
				return p, false, true
			}
		}
	case *ssa.Call:
		if p := f.atomicLoad(v); p != nil {
			return p, false, true
		}
	case *ssa.BinOp:
		x := v.X
		if !isZeroConst(v.Y) {
			return nil, false, false
		}
		var p *place
		if call, ok := x.(*ssa.Call); ok {
			if b, ok := call.Call.Value.(*ssa.Builtin); ok && b.Name() == "len" {
				p = f.place(call.Call.Args[0])
			} else if p = f.measuredContent(call); p != nil {
			} else {
				p = f.atomicLoad(call)
			}
		} else {
			p = f.place(x)
		}
		if p == nil || p.kind != content {
			return nil, false, false
		}
		switch v.Op {
		case token.EQL, token.LEQ:
			return p, true, true
		case token.NEQ, token.GTR:
			return p, false, true
		}
	}
	return nil, false, false
}

// measuredContent returns the buffer whose length a call returns, or nil.
func (f *frame) measuredContent(call *ssa.Call) *place {
	row, ok := lib.Contents.Lookup(flow.CalleeObject(&call.Call))
	recv, args := flow.Args(&call.Call)
	b, basic := call.Type().Underlying().(*types.Basic)
	if !ok || row.Effect != lib.Reads || len(args) > 0 || !basic || b.Kind() != types.Int {
		return nil
	}
	if p := f.place(recv); p != nil && p.kind == address {
		return &place{Obj: p.Obj, path: p.path, kind: content}
	}
	return nil
}

// Surely reports whether every way through its function meets an instruction
// that gives o back, but for those that drop it for its size or because it is
// nil.
func Surely(at ssa.Instruction) bool {
	first := at.Parent().Blocks[0].Instrs[0]
	return first == at || !flow.Follow(first, func(i ssa.Instruction) flow.Step {
		if i == at {
			return flow.Stop
		}
		if _, ok := i.(*ssa.Return); ok && !dropped(i.Block()) {
			return flow.Found
		}
		return flow.Go
	})
}

// dropped reports whether a block is reached by what something's size is, or
// whether it is nil.
func dropped(b *ssa.BasicBlock) bool {
	for ; b.Idom() != nil; b = b.Idom() {
		cond, ok := b.Idom().Instrs[len(b.Idom().Instrs)-1].(*ssa.If)
		if !ok || len(b.Preds) != 1 {
			continue
		}
		if op, ok := cond.Cond.(*ssa.BinOp); ok && (isNil(op.Y) || IsSize(op.X) || IsSize(op.Y)) {
			return true
		}
	}
	return false
}

func isNil(v ssa.Value) bool {
	c, ok := v.(*ssa.Const)
	return ok && c.IsNil()
}

// IsSize reports whether v is a length or capacity.
func IsSize(v ssa.Value) bool {
	call, ok := v.(*ssa.Call)
	if !ok {
		return false
	}
	if b, ok := call.Call.Value.(*ssa.Builtin); ok {
		return b.Name() == "len" || b.Name() == "cap"
	}
	row, ok := lib.Contents.Lookup(flow.CalleeObject(&call.Call))
	t, basic := call.Type().Underlying().(*types.Basic)
	return ok && (row.Effect == lib.Reads || row.Effect == lib.Ignores) && basic && t.Kind() == types.Int
}
