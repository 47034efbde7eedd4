package dirtypool

import (
	"go/constant"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/flow"
)

// An info is what a function does with the objects in its hands.
type info struct {
	fn      *ssa.Function
	objs    []*object
	byRoot  map[ssa.Value]*object
	results map[int]*place
	held    map[int]mask // of the slices among them
	cleans  []*write
	exits   []exit
	final   state              // at any exit
	left    map[*object]*cells // of objects that it returns
	reads   []*read
	writes  []*write
	puts    []*put
	escapes []*escape
	leaves  []*leaving
	decodes []*decode
}

type exit struct {
	ret *ssa.Return
	at  state
}

// A read reads a part of an object.
type read struct {
	obj    *object
	path   string
	mask   mask // what it may see
	at     ssa.Instruction
	how    use
	via    []token.Pos
	guards []string // parts that decide whether it is reached, or what it sees
}

// A write leaves something in a part of an object.
type write struct {
	obj    *object
	path   string
	mask   mask
	at     ssa.Instruction
	setter bool            // by a method that does nothing else with a parameter
	lazy   bool            // made once, where there was none
	value  string          // the constant
	truth  bool            // which is a bool
	sign   int             // of what is added
	same   bool            // copied from a field of the same name of something else, on every path
	owner  *types.TypeName // the struct that it is copied from
	param  *ssa.Parameter
}

// A put puts an object back.
type put struct {
	obj   *object
	pool  *pool
	cells *cells
	at    ssa.CallInstruction // the call of Put
	in    *ssa.Function
	from  ssa.Instruction // where this function puts it back
	way   *ssa.Return     // by the deferred calls of this exit
}

// An escape hands an object to code out of sight.
type escape struct {
	obj   *object
	cells *cells
	at    ssa.Instruction
	ret   bool
}

// A decode decodes into an object.
type decode struct {
	obj   *object
	cells *cells
	at    ssa.CallInstruction
}

// analyze returns what fn does, or nil while it is being found out: for
// recursion.
func (a *program) analyze(fn *ssa.Function) *info {
	if in, ok := a.infos[fn]; ok {
		return in
	}
	a.infos[fn] = nil
	if len(fn.Blocks) == 0 || len(fn.Blocks) > 1000 {
		return nil
	}
	f := &frame{
		a: a, fn: fn,
		info:   &info{fn: fn, byRoot: make(map[ssa.Value]*object), results: make(map[int]*place), held: make(map[int]mask), final: make(state), left: make(map[*object]*cells)},
		places: make(map[ssa.Value]*place),
		busy:   make(map[ssa.Value]bool),
		locs:   make(map[string]*object),
		vals:   make(map[ssa.Value]mask),
		wipes:  make(map[*ssa.BasicBlock][]wipe),
	}
	f.run()
	a.infos[fn] = f.info
	return f.info
}

func (f *frame) run() {
	for instr := range flow.Instrs(f.fn) {
		if st, ok := instr.(*ssa.Store); ok {
			if p := f.place(st.Val); p != nil && p.obj.origin == fromPool && p.path == "" && p.kind == address {
				if key := f.location(st.Addr); key != "" {
					f.locs[key] = p.obj
				}
			}
		}
	}
	for _, par := range f.fn.Params {
		if isSlice(par.Type()) && f.place(par) != nil {
			f.vals[par] = old
		}
	}
	f.findWipes()
	in := make([]state, len(f.fn.Blocks))
	in[0] = make(state)
	todo := []*ssa.BasicBlock{f.fn.Blocks[0]}
	for steps := 0; len(todo) > 0 && steps < 20*len(f.fn.Blocks)+100; steps++ {
		b := todo[0]
		todo = todo[1:]
		out := f.block(b, in[b.Index].clone())
		for i, succ := range b.Succs {
			st := out
			if len(b.Succs) == 2 {
				st = f.refine(b, out.clone(), i == 0)
			}
			if in[succ.Index] == nil {
				in[succ.Index] = st.clone()
			} else if !in[succ.Index].join(st) {
				continue
			}
			if !slices.Contains(todo, succ) {
				todo = append(todo, succ)
			}
		}
	}
	f.record = true
	for _, b := range f.fn.Blocks {
		if in[b.Index] != nil {
			f.block(b, in[b.Index].clone())
		}
	}
	own := 0
	for _, w := range f.info.writes {
		if w.at.Parent() == f.fn {
			own++
		}
	}
	for _, w := range f.info.writes {
		w.setter = w.setter && (own == 1 || w.at.Parent() != f.fn)
	}
	for _, e := range f.info.exits {
		f.info.final.join(e.at)
		for i, res := range e.ret.Results {
			p := f.place(res)
			if p != nil && isSlice(res.Type()) {
				f.info.held[i] |= f.held(e.at, res)
			}
			if p == nil || p.kind == variable {
				continue
			}
			if p.obj.origin == fromPool && p.path == "" {
				c := f.snapshot(e.at, p.obj, res)
				if l := f.info.left[p.obj]; l != nil {
					l.join(c)
				} else {
					f.info.left[p.obj] = c
				}
			}
			if was := f.info.results[i]; was == nil || was.obj.origin != fromPool && p.obj.origin == fromPool {
				f.info.results[i] = p
			}
		}
	}
}

// snapshot is what an object holds where v is it.
func (f *frame) snapshot(st state, o *object, v ssa.Value) *cells {
	c := st.of(o).clone()
	if isSlice(v.Type()) {
		c.set("", f.held(st, v))
	}
	return c
}

func (f *frame) block(b *ssa.BasicBlock, st state) state {
	for _, w := range f.wipes[b] {
		st.of(w.place.obj).wipe(w.place.obj, w.place.path, w.mask)
	}
	for _, instr := range b.Instrs {
		f.exec(instr, st)
	}
	return st
}

func (f *frame) exec(instr ssa.Instruction, st state) {
	switch instr := instr.(type) {
	case *ssa.Store:
		f.store(instr, st)
	case *ssa.MapUpdate: // an entry more
		if p := f.place(instr.Map); p != nil && p.kind != variable {
			st.of(p.obj).add(p.path, used)
			f.write(p, used, instr, nil)
		}
	case *ssa.UnOp:
		if instr.Op == token.MUL {
			f.loadAt(instr, st)
		}
	case *ssa.Slice:
		if p := f.place(instr); p != nil && isSlice(instr.Type()) {
			m := f.held(st, instr.X)
			if isConst(instr.High, 0) || instr.High != nil && instr.High == instr.Low {
				m = zero
			} else if grows(instr) {
				f.read(p, m, instr, takes)
			}
			f.vals[instr] |= m
		}
	case *ssa.Phi:
		if isSlice(instr.Type()) && f.place(instr) != nil {
			for _, e := range instr.Edges {
				if f.place(e) == nil {
					f.vals[instr] |= zero
				} else {
					f.vals[instr] |= f.vals[e]
				}
			}
		}
	case *ssa.TypeAssert:
		f.copyVal(instr, instr.X)
	case *ssa.ChangeType:
		f.copyVal(instr, instr.X)
	case *ssa.MakeInterface:
		f.copyVal(instr, instr.X)
	case *ssa.Extract:
		if ta, ok := instr.Tuple.(*ssa.TypeAssert); ok {
			f.copyVal(instr, ta.X)
		} else if p := f.place(instr); p != nil && !p.weak && p.obj.root != instr && isSlice(instr.Type()) {
			if call, ok := instr.Tuple.(*ssa.Call); ok {
				if fn, _ := f.actuals(&call.Call); fn != nil {
					f.vals[instr] |= f.returned(fn, instr.Index, f.argMask(call, p, st))
				}
			}
		} else if p != nil && p.weak {
			f.vals[instr] |= used | f.argMask(instr.Tuple, p, st)
		} else if p != nil && p.obj.root == instr {
			f.init(p.obj, instr, st)
		}
	case *ssa.Convert:
		if p := f.place(instr.X); p != nil && p.kind == content && isSlice(instr.X.Type()) {
			if isSlice(instr.Type()) {
				f.copyVal(instr, instr.X)
			} else {
				f.read(p, f.held(st, instr.X), instr, takes)
			}
		}
	case *ssa.Range:
		p := f.place(instr.X)
		if p == nil || p.kind != content {
			return
		}
		if deletesAll(f, instr, p) {
			st.of(p.obj).wipe(p.obj, p.path, zero)
			return
		}
		f.read(p, st.of(p.obj).get(p.path), instr, takes)
	case *ssa.Lookup:
		if p := f.place(instr.X); p != nil && p.kind == content && isMap(instr.X.Type()) {
			f.read(p, st.of(p.obj).get(p.path), instr, takes)
		}
	case *ssa.Send:
		f.escape(instr.X, instr, st)
		f.leave(instr.X, instr)
	case *ssa.Call:
		f.call(instr, st)
	case *ssa.Go:
		f.goes(instr, st)
	case *ssa.MakeClosure:
		f.closure(instr, st)
	case *ssa.RunDefers:
		f.runDefers(instr, st)
	case *ssa.Return:
		if f.record {
			for _, res := range instr.Results {
				f.leave(res, instr)
				if p := f.place(res); p != nil && p.path == "" && p.kind != inner && p.obj.origin != made {
					f.info.escapes = append(f.info.escapes, &escape{obj: p.obj, cells: f.snapshot(st, p.obj, res), at: instr, ret: true})
				} else if p != nil && p.kind == content && isMap(res.Type()) {
					f.read(p, st.of(p.obj).get(p.path), instr, plain)
				}
			}
			f.info.exits = append(f.info.exits, exit{instr, st.clone()})
		}
	}
}

// init starts an object that comes into view at v.
func (f *frame) init(o *object, v ssa.Value, st state) {
	delete(st, o)
	m := st.of(o).get("")
	if isSlice(v.Type()) || o.typ != nil && isSlice(o.typ) {
		f.vals[v] |= m
	}
}

func (f *frame) copyVal(to, from ssa.Value) {
	if _, ok := f.vals[from]; ok {
		f.vals[to] |= f.vals[from]
	}
}

// held is what a slice holds: what was put into it, unless its memory was
// cleaned since.
func (f *frame) held(st state, v ssa.Value) mask {
	p := f.place(v)
	if p == nil {
		return zero
	}
	now := st.of(p.obj).get(p.path)
	m := f.vals[v]
	if m == 0 {
		return now
	}
	if now&^(zero|empty) == 0 && !p.obj.boxed && p.obj.typ != nil && isSlice(p.obj.typ) {
		return zero // cleared where it lies
	}
	if now&old == 0 {
		m &^= old
	}
	if m == 0 {
		return now
	}
	return m
}

func (f *frame) argMask(tuple ssa.Value, p *place, st state) mask {
	call, ok := tuple.(*ssa.Call)
	if !ok {
		return 0
	}
	var m mask
	_, args := flow.Args(call.Common())
	for _, arg := range args {
		if q := f.place(arg); q != nil && q.obj == p.obj && q.path == p.path && q.kind == content {
			m |= f.held(st, arg)
		}
	}
	return m
}

func (f *frame) store(instr *ssa.Store, st state) {
	if p := f.place(instr.Val); p != nil && p.kind == address && p.path == "" && f.place(instr.Addr) == nil {
		if _, local := instr.Addr.(*ssa.Alloc); !local {
			f.escape(instr.Val, instr, st)
		}
	}
	p := f.place(instr.Addr)
	if p == nil {
		f.leave(instr.Val, instr)
	}
	if p == nil || p.kind == variable || p.kind == content {
		return
	}
	c := st.of(p.obj)
	if p.kind == inner {
		if !isZeroConst(instr.Val) {
			if !f.wiped(instr) {
				c.add(p.path, used)
			}
			f.write(p, used, instr, nil)
		}
		return
	}
	if f.a.divided(deref(instr.Addr.Type()), p) {
		c.wipe(p.obj, p.path, zero)
		f.clean(p, instr)
		if src, ok := instr.Val.(*ssa.UnOp); ok { // a literal that was made beside
			f.literal(p, src.X, st)
		}
		return
	}
	m := f.classify(instr.Val, p, st)
	c.wipe(p.obj, p.path, m)
	if m == zero {
		f.clean(p, instr)
	}
	if m&(used|konst|unknown) != 0 {
		f.write(p, m, instr, instr.Val)
	}
}

// literal keeps what a composite literal takes over from the object itself.
func (f *frame) literal(p *place, from ssa.Value, st state) {
	alloc, ok := from.(*ssa.Alloc)
	if !ok {
		return
	}
	for _, ref := range *alloc.Referrers() {
		fa, ok := ref.(*ssa.FieldAddr)
		if !ok {
			continue
		}
		for _, r := range *fa.Referrers() {
			if s, ok := r.(*ssa.Store); ok && s.Addr == fa {
				part := &place{obj: p.obj, path: join(p.path, fieldName(fa.X.Type(), fa.Field)), kind: address}
				st.of(p.obj).wipe(p.obj, part.path, f.classify(s.Val, part, st))
			}
		}
	}
}

// classify says what a part holds once val is stored in it.
func (f *frame) classify(val ssa.Value, p *place, st state) mask {
	switch v := val.(type) {
	case *ssa.Const:
		if isZeroConst(v) {
			return zero
		}
		return konst
	case *ssa.MakeInterface:
		return f.classify(v.X, p, st)
	case *ssa.MakeMap, *ssa.MakeSlice, *ssa.MakeChan:
		if filled(v) {
			return used
		}
		return zero
	case *ssa.Alloc:
		if v.Heap && !filled(v) {
			return zero
		}
		return used
	case *ssa.Function:
		return konst
	case *ssa.Slice:
		if isConst(v.High, 0) {
			return zero
		}
	}
	if q := f.place(val); q != nil && q.obj == p.obj && q.kind == content {
		if load, ok := val.(*ssa.UnOp); ok && q.path == p.path && f.vals[load] != 0 {
			return f.vals[load] // what was there when it was read
		}
		if isSlice(val.Type()) {
			return f.held(st, val)
		}
		if q.path == p.path {
			return st.of(p.obj).get(p.path)
		}
	}
	switch v := val.(type) {
	case *ssa.UnOp:
		if _, ok := v.X.(*ssa.Global); ok && v.Op == token.MUL {
			return konst
		}
	case *ssa.BinOp:
		if q := f.place(v.X); q != nil && q.obj == p.obj && q.path == p.path {
			return st.of(p.obj).get(p.path) | used
		}
	case *ssa.Phi:
		var m mask
		for _, e := range v.Edges {
			if e != val {
				if _, ok := e.(*ssa.Phi); ok {
					m |= used
				} else {
					m |= f.classify(e, p, st)
				}
			}
		}
		return m
	case *ssa.ChangeType:
		return f.classify(v.X, p, st)
	}
	return used
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

func isConst(v ssa.Value, n int64) bool {
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

// deletesAll reports whether a loop over a map deletes what it meets.
func deletesAll(f *frame, r *ssa.Range, p *place) bool {
	for _, ref := range *r.Referrers() {
		next, ok := ref.(*ssa.Next)
		if !ok {
			continue
		}
		for _, ref := range *next.Referrers() {
			key, ok := ref.(*ssa.Extract)
			if !ok || key.Index != 1 {
				continue
			}
			for _, ref := range *key.Referrers() {
				if call, ok := ref.(*ssa.Call); ok {
					if b, ok := call.Call.Value.(*ssa.Builtin); ok && b.Name() == "delete" {
						if q := f.place(call.Call.Args[0]); q != nil && q.obj == p.obj && q.path == p.path {
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
func (f *frame) refine(b *ssa.BasicBlock, st state, branch bool) state {
	cond, ok := b.Instrs[len(b.Instrs)-1].(*ssa.If)
	if !ok {
		return st
	}
	if p, zeroIf, ok := f.zeroTest(cond.Cond); ok && zeroIf == branch {
		c := st.of(p.obj)
		if c.get(p.path)&^(zero|empty) != 0 {
			c.set(p.path, empty)
		}
	}
	return st
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
