package objstate

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/flow"
	"github.com/obslint/obslint/analyzers/internal/lib"
)

// analyze returns what fn does, or nil while it is being found out: for
// recursion.
func (a *Program) analyze(fn *ssa.Function) *Info {
	if in, ok := a.Infos[fn]; ok {
		return in
	}
	a.Infos[fn] = nil
	if len(fn.Blocks) == 0 || len(fn.Blocks) > 1000 {
		return nil
	}
	f := &frame{
		a: a, fn: fn,
		info:   &Info{Fn: fn, ByRoot: make(map[ssa.Value]*Object), results: make(map[int]*place), held: make(map[int]Mask), Left: make(map[*Object]*Cells)},
		places: make(map[ssa.Value]*place),
		busy:   make(map[ssa.Value]bool),
		locs:   make(map[string]*Object),
		kept:   make(map[string][]*ssa.Store),
		vals:   make(map[ssa.Value]Mask),
		wipes:  make(map[*ssa.BasicBlock][]wipe),
		heard:  make(map[told]bool),
		drains: make(map[ssa.Value]*place),
	}
	f.run()
	a.Infos[fn] = f.info
	return f.info
}

// run follows the states of the objects through the function until they stay,
// and then notes what is done where.
func (f *frame) run() {
	for instr := range flow.Instrs(f.fn) {
		if st, ok := instr.(*ssa.Store); ok && f.a.Pooled(st.Val.Type()) {
			if key := f.location(st.Addr); key != "" && !isZeroConst(st.Val) {
				f.kept[key] = append(f.kept[key], st)
			}
		}
	}
	for instr := range flow.Instrs(f.fn) {
		if st, ok := instr.(*ssa.Store); ok {
			if p := f.place(st.Val); p != nil && p.Obj.Origin == FromPool && p.path == "" && p.kind == address {
				if key := f.location(st.Addr); key != "" {
					f.locs[keyOf(key, st)] = p.Obj
				}
			}
		}
	}
	for _, par := range f.fn.Params {
		if IsSlice(par.Type()) && f.place(par) != nil {
			f.vals[par] = Old
		}
	}
	f.findWipes()
	in := make([]State, len(f.fn.Blocks))
	outs := make([]State, len(f.fn.Blocks))
	again := make([]State, len(f.fn.Blocks)) // at the heads of loops, from the round before
	in[0] = make(State)
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
	for _, w := range f.info.Writes {
		if w.At.Parent() == f.fn {
			own++
		}
	}
	for _, w := range f.info.Writes {
		w.Setter = w.Setter && (own == 1 || w.At.Parent() != f.fn)
	}
	f.settleFields()
	for _, e := range f.info.Exits {
		if fails(e.Ret) || declines(e.Ret) {
			f.info.badly = f.info.badly.or(e.At)
		} else {
			f.info.well = f.info.well.or(e.At)
		}
		f.info.final = f.info.final.or(e.At)
		for i, res := range e.Ret.Results {
			p := f.place(res)
			if p != nil && IsSlice(res.Type()) {
				f.info.held[i] |= f.held(e.At, res)
			}
			if p == nil || p.kind == variable {
				continue
			}
			if p.Obj.Origin == FromPool && p.path == "" {
				c := f.snapshot(e.At, p.Obj, res)
				if l := f.info.Left[p.Obj]; l != nil {
					l.join(c)
				} else {
					f.info.Left[p.Obj] = c
				}
			}
			if was := f.info.results[i]; was == nil || was.Obj.Origin != FromPool && p.Obj.Origin == FromPool {
				f.info.results[i] = p
			}
		}
	}
}

// taken is the state on the way from b to succ, where a variable may hold a new
// object instead of the one from the pool: what is in that one is then nobody's
// concern.
func (f *frame) taken(b, succ *ssa.BasicBlock, st State) State {
	changed := false
	for _, instr := range succ.Instrs {
		phi, ok := instr.(*ssa.Phi)
		if !ok {
			break
		}
		p := f.place(phi)
		if p == nil || p.kind != address || p.path != "" || p.Obj.Origin != FromPool {
			continue
		}
		q := f.place(phi.Edges[slices.Index(succ.Preds, b)])
		if q != nil && (q.Obj.Origin != Made || q.kind != address || q.path != "") {
			continue
		}
		if !changed {
			st, changed = st.clone(), true
		}
		if q == nil {
			st[p.Obj] = newCells(Empty) // something else, of which nothing is known
		} else {
			st[p.Obj] = st.of(q.Obj).clone()
		}
	}
	return st
}

// settleFields finds what the objects hold, that the function puts into fields or
// gives to func values, when it returns: it may fill them where they are, and what
// it cleans behind an option or constructor is not meant for that one. A return with an error says
// nothing about those who go on.
func (f *frame) settleFields() {
	for _, e := range f.info.Escapes {
		if !e.kept && !f.prepares(e) {
			continue
		}
		var left *Cells
		for _, x := range f.info.Exits {
			if x.At[e.Obj] == nil || fails(x.Ret) || !flow.Reaches(e.At, x.Ret, nil) {
				continue
			}
			if left == nil {
				left = x.At[e.Obj].clone()
			} else {
				left.join(x.At[e.Obj])
			}
		}
		if left != nil {
			e.Cells = left.since(e.Cells)
		}
	}
}

// prepares reports whether an object goes to a func value in a function that does
// not put it back: to an option or a constructor, and not to the one who uses it.
func (f *frame) prepares(e *Escape) bool {
	return e.given && !slices.ContainsFunc(f.info.Puts, func(p *Put) bool { return p.Obj == e.Obj })
}

// fails reports whether a return hands back an error.
func fails(ret *ssa.Return) bool {
	if len(ret.Results) == 0 {
		return false
	}
	last := returned(ret, len(ret.Results)-1)
	return lib.IsError(last.Type()) && !isNil(last)
}

// returned is result i of a return: where the function has deferred calls, what
// the return puts into the variable that they may change.
func returned(ret *ssa.Return, i int) ssa.Value {
	load, ok := ret.Results[i].(*ssa.UnOp)
	if !ok || load.Op != token.MUL {
		return ret.Results[i]
	}
	for _, instr := range slices.Backward(ret.Block().Instrs) {
		if st, ok := instr.(*ssa.Store); ok && st.Addr == load.X {
			return st.Val
		}
	}
	return ret.Results[i]
}

// declines reports whether a return says false.
func declines(ret *ssa.Return) bool {
	if len(ret.Results) == 0 {
		return false
	}
	last := returned(ret, len(ret.Results)-1)
	return isBool(last.Type()) && isZeroConst(last)
}

func isBool(t types.Type) bool { return types.Identical(t.Underlying(), types.Typ[types.Bool]) }

// outcome is what a block leaves if the branch at its end is taken, where that
// tells whether a call in the block has failed.
func (f *frame) outcome(b *ssa.BasicBlock, in, out State, branch bool) State {
	result, failed := b.Instrs[len(b.Instrs)-1].(*ssa.If).Cond, !branch
	for {
		if not, ok := result.(*ssa.UnOp); ok && not.Op == token.NOT {
			result, failed = not.X, !failed
			continue
		}
		break
	}
	if op, ok := result.(*ssa.BinOp); ok {
		if !isNil(op.Y) || op.Op != token.EQL && op.Op != token.NEQ || !lib.IsError(op.X.Type()) {
			return out.clone()
		}
		result, failed = op.X, branch == (op.Op == token.NEQ)
	}
	if ext, ok := result.(*ssa.Extract); ok {
		result = ext.Tuple
		if last := ext.Tuple.Type().(*types.Tuple).Len() - 1; ext.Index != last {
			return out.clone()
		}
	}
	call, ok := result.(*ssa.Call)
	if !ok || call.Block() != b {
		return out.clone()
	}
	f.tested, f.failed = call, failed
	st := f.block(b, in.clone())
	f.tested = nil
	return st
}

// snapshot is what an object holds where v is it.
func (f *frame) snapshot(st State, o *Object, v ssa.Value) *Cells {
	c := st.of(o).clone()
	if IsSlice(v.Type()) {
		c.set("", f.held(st, v))
	}
	return c
}

// block returns what a block makes of the state at its head, which it changes.
func (f *frame) block(b *ssa.BasicBlock, st State) State {
	for _, w := range f.wipes[b] {
		st.of(w.place.Obj).wipe(w.place.Obj, w.place.path, w.mask)
	}
	for _, instr := range b.Instrs {
		f.exec(instr, st)
	}
	return st
}
