package dirtypool

import (
	"go/token"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/flow"
	"github.com/obslint/obslint/analyzers/internal/lib"
)

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
		info:   &info{fn: fn, byRoot: make(map[ssa.Value]*object), results: make(map[int]*place), held: make(map[int]mask), left: make(map[*object]*cells)},
		places: make(map[ssa.Value]*place),
		busy:   make(map[ssa.Value]bool),
		locs:   make(map[string]*object),
		kept:   make(map[string][]*ssa.Store),
		vals:   make(map[ssa.Value]mask),
		wipes:  make(map[*ssa.BasicBlock][]wipe),
		heard:  make(map[told]bool),
		drains: make(map[ssa.Value]*place),
	}
	f.run()
	a.infos[fn] = f.info
	return f.info
}

// run follows the states of the objects through the function until they stay,
// and then notes what is done where.
func (f *frame) run() {
	for instr := range flow.Instrs(f.fn) {
		if st, ok := instr.(*ssa.Store); ok && f.a.pooled(st.Val.Type()) {
			if key := f.location(st.Addr); key != "" && !isZeroConst(st.Val) {
				f.kept[key] = append(f.kept[key], st)
			}
		}
	}
	for instr := range flow.Instrs(f.fn) {
		if st, ok := instr.(*ssa.Store); ok {
			if p := f.place(st.Val); p != nil && p.obj.origin == fromPool && p.path == "" && p.kind == address {
				if key := f.location(st.Addr); key != "" {
					f.locs[keyOf(key, st)] = p.obj
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
	outs := make([]state, len(f.fn.Blocks))
	again := make([]state, len(f.fn.Blocks)) // at the heads of loops, from the round before
	in[0] = make(state)
	todo := []*ssa.BasicBlock{f.fn.Blocks[0]}
	for steps := 0; len(todo) > 0 && steps < 20*len(f.fn.Blocks)+100; steps++ {
		b := todo[0]
		todo = todo[1:]
		out := f.block(b, in[b.Index].clone())
		if outs[b.Index] == nil && len(b.Preds) == 1 && firstRound(b.Preds[0]) == b {
			todo = append(todo, b.Preds[0])
		}
		outs[b.Index] = out
		first := firstRound(b)
		for i, succ := range b.Succs {
			st := out
			if first != nil && succ != first && isHead(b) {
				if again[b.Index] == nil {
					continue // it does not end before its first round
				}
				st = f.refine(b, f.block(b, again[b.Index].clone()), i == 0)
			} else if len(b.Succs) == 2 {
				st = f.refine(b, f.outcome(b, in[b.Index], out, i == 0), i == 0)
			}
			if first != nil && succ != first && !isHead(b) {
				if outs[first.Index] == nil {
					continue // not yet
				}
				st.later(outs[first.Index])
			}
			st = f.taken(b, succ, st)
			if succ.Dominates(b) && firstRound(succ) != nil {
				if was := again[succ.Index]; was == nil {
					again[succ.Index] = st.clone()
				} else if !was.join(st) && in[succ.Index] != nil {
					continue
				}
				if !slices.Contains(todo, succ) {
					todo = append(todo, succ)
				}
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
	f.settleFields()
	for _, e := range f.info.exits {
		if fails(e.ret) {
			f.info.badly = f.info.badly.or(e.at)
		} else {
			f.info.well = f.info.well.or(e.at)
		}
		f.info.final = f.info.final.or(e.at)
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

// taken is the state on the way from b to succ, where a variable may hold a new
// object instead of the one from the pool: what is in that one is then nobody's
// concern.
func (f *frame) taken(b, succ *ssa.BasicBlock, st state) state {
	changed := false
	for _, instr := range succ.Instrs {
		phi, ok := instr.(*ssa.Phi)
		if !ok {
			break
		}
		p := f.place(phi)
		if p == nil || p.kind != address || p.path != "" || p.obj.origin != fromPool {
			continue
		}
		q := f.place(phi.Edges[slices.Index(succ.Preds, b)])
		if q != nil && (q.obj.origin != made || q.kind != address || q.path != "") {
			continue
		}
		if !changed {
			st, changed = st.clone(), true
		}
		if q == nil {
			st[p.obj] = newCells(empty) // something else, of which nothing is known
		} else {
			st[p.obj] = st.of(q.obj).clone()
		}
	}
	return st
}

// settleFields finds what the objects hold, that the function puts into fields,
// when it returns: it may fill them where they are. A return with an error says
// nothing about those who go on.
func (f *frame) settleFields() {
	for _, e := range f.info.escapes {
		if !e.kept {
			continue
		}
		var left *cells
		for _, x := range f.info.exits {
			if x.at[e.obj] == nil || fails(x.ret) || !flow.Reaches(e.at, x.ret, nil) {
				continue
			}
			if left == nil {
				left = x.at[e.obj].clone()
			} else {
				left.join(x.at[e.obj])
			}
		}
		if left != nil {
			e.cells = left
		}
	}
}

// fails reports whether a return hands back an error.
func fails(ret *ssa.Return) bool {
	if len(ret.Results) == 0 {
		return false
	}
	last := ret.Results[len(ret.Results)-1]
	return lib.IsError(last.Type()) && !isNil(last)
}

// outcome is what a block leaves if the branch at its end is taken, where that
// tells whether a call in the block has failed.
func (f *frame) outcome(b *ssa.BasicBlock, in, out state, branch bool) state {
	op, ok := b.Instrs[len(b.Instrs)-1].(*ssa.If).Cond.(*ssa.BinOp)
	if !ok || !isNil(op.Y) || op.Op != token.EQL && op.Op != token.NEQ {
		return out.clone()
	}
	err := op.X
	if ext, ok := err.(*ssa.Extract); ok {
		err = ext.Tuple
	}
	call, ok := err.(*ssa.Call)
	if !ok || call.Block() != b || !lib.IsError(op.X.Type()) {
		return out.clone()
	}
	f.tested, f.failed = call, branch == (op.Op == token.NEQ)
	st := f.block(b, in.clone())
	f.tested = nil
	return st
}

// snapshot is what an object holds where v is it.
func (f *frame) snapshot(st state, o *object, v ssa.Value) *cells {
	c := st.of(o).clone()
	if isSlice(v.Type()) {
		c.set("", f.held(st, v))
	}
	return c
}

// block returns what a block makes of the state at its head, which it changes.
func (f *frame) block(b *ssa.BasicBlock, st state) state {
	for _, w := range f.wipes[b] {
		st.of(w.place.obj).wipe(w.place.obj, w.place.path, w.mask)
	}
	for _, instr := range b.Instrs {
		f.exec(instr, st)
	}
	return st
}
