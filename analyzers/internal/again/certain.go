package again

import (
	"go/constant"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/eval"
	"github.com/obslint/obslint/analyzers/internal/flow"
	"github.com/obslint/obslint/analyzers/internal/lib"
)

// A Course says what is asked about the ways through a function.
type Course struct {
	Each   bool        // in: the instruction stands in a loop that has a round
	Fails  bool        // in: ways that end in an error count, too
	Guards uint64      // out: the parameters that are taken not to be nil; receiver first
	IfNil  []*eval.Val // out: what is taken to be nil, which parameters give
	Flags  bool        // in: what a flag that a parameter gives decides may be taken to be decided
	When   []Flag      // out: the flags that are taken to be so
}

// A Flag is a boolean that a parameter gives: the parameter itself, or a field
// that the package leaves as constructors set it.
type Flag struct {
	Of   *eval.Val
	Not  bool   // it is taken to be false
	Name string // of the parameter, or the field
}

// Certain reports whether instr runs in every call of its function that comes
// to a good end: returns, and no error on the way says otherwise. Ways that
// are taken only if a parameter is nil do not count; or, if there are others,
// those that are taken only if what stands behind a nil check is not nil; or, on
// demand, those that flags exclude.
func Certain(e *eval.Eval, instr ssa.Instruction, c *Course) bool {
	f := instr.Parent()
	if c.Each && EveryRound(instr) {
		// The loop has at least the round that registers this one.
		header, _ := innermostLoop(instr.Block())
		instr = header.Instrs[0]
	}
	start := f.Blocks[0]
	if f == e.Init() && len(start.Succs) == 2 {
		start = start.Succs[1] // behind the guard that it runs once
	}
	seen := make([]bool, len(f.Blocks))
	var nils uint64
	var ifNil []*eval.Val
	assume := false // that what guards instr is nil
	var flags map[*ssa.BasicBlock]*ssa.BasicBlock
	var avoids func(b *ssa.BasicBlock) bool
	avoids = func(b *ssa.BasicBlock) bool {
		if seen[b.Index] || b == instr.Block() {
			return false
		}
		seen[b.Index] = true
		if ret, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Return); ok {
			return c.Fails || !Fails(ret)
		}
		var skip *ssa.BasicBlock
		if v, nilWay := flow.NilTest(b); v != nil {
			p := e.Of(v, b.Instrs[len(b.Instrs)-1])
			switch {
			case assume && nilWay.Dominates(instr.Block()) && len(nilWay.Preds) == 1 && givenAsIs(p, f):
				ifNil = append(ifNil, p)
				skip = flow.Other(b, nilWay)
			case p.IsParam(f):
				skip = nilWay
				before := slices.Clone(seen)
				if avoids(nilWay) {
					nils |= 1 << min(p.N, 63)
				}
				seen = before
			case p.K == eval.Field && p.V[0].IsParam(f), p.K == eval.Chosen:
				skip = nilWay
			}
		}
		if way := flags[b]; way != nil {
			skip = flow.Other(b, way)
		}
		for i, s := range b.Succs {
			if s == skip || dead(b, i) {
				continue
			}
			if avoids(s) {
				return true
			}
		}
		return false
	}
	if avoids(start) {
		clear(seen)
		nils, assume = 0, true
		if avoids(start) || len(ifNil) == 0 || len(ifNil) > 4 {
			if !c.Flags {
				return false
			}
			clear(seen)
			nils, assume, ifNil = 0, false, nil
			if flags, c.When = flagsOf(e, instr.Block()); len(flags) == 0 || len(flags) > 4 || avoids(start) {
				return false
			}
		}
	}
	c.Guards |= nils
	c.IfNil = ifNil
	return true
}

// flagsOf returns the blocks that end with a question for a flag which decides
// if control gets to b, with the successor that it then takes, and the flags.
func flagsOf(e *eval.Eval, b *ssa.BasicBlock) (map[*ssa.BasicBlock]*ssa.BasicBlock, []Flag) {
	ways := make(map[*ssa.BasicBlock]*ssa.BasicBlock)
	var flags []Flag
	for d, branch := range deciders(b) {
		cond, not := branch.Cond, reaches(d.Succs[1], b, nil)
		if neg, ok := cond.(*ssa.UnOp); ok && neg.Op == token.NOT {
			cond, not = neg.X, !not
		}
		if flag, ok := flagOf(e, cond, branch); ok {
			flag.Not = not
			flags = append(flags, flag)
			if ways[d] = d.Succs[0]; reaches(d.Succs[1], b, nil) {
				ways[d] = d.Succs[1]
			}
		}
	}
	return ways, flags
}

func flagOf(e *eval.Eval, cond ssa.Value, at ssa.Instruction) (Flag, bool) {
	switch cond.(type) {
	case *ssa.Parameter, *ssa.UnOp, *ssa.Field:
	default:
		return Flag{}, false
	}
	flag := Flag{Of: e.Of(cond, at)}
	if !flag.Given(e, at.Parent()) {
		return Flag{}, false
	}
	if flag.Name = flag.Of.S; flag.Of.K == eval.Param {
		flag.Name = at.Parent().Params[flag.Of.N].Name()
	}
	return flag, true
}

// Given reports whether a parameter of f gives a flag, and the package of e sets
// no field on the way to it but in constructors.
func (c Flag) Given(e *eval.Eval, f *ssa.Function) bool {
	return c.Of.Root().IsParam(f) && c.Stays(e)
}

// Stays reports whether the package of e leaves the fields that lead to a flag as
// they are.
func (c Flag) Stays(e *eval.Eval) bool {
	for v := c.Of; v.K == eval.Field; v = v.V[0] {
		if e.SetLater(v.S) {
			return false
		}
	}
	return true
}

// givenAsIs reports whether p is a parameter of f, or a field of a struct that
// is one: what a call gives is what f sees.
func givenAsIs(p *eval.Val, f *ssa.Function) bool {
	if p.K == eval.Field && p.V[0].IsParam(f) {
		_, ok := f.Params[p.V[0].N].Type().Underlying().(*types.Struct)
		return ok
	}
	return p.IsParam(f)
}

// dead reports whether a branch on a constant never takes successor i.
func dead(b *ssa.BasicBlock, i int) bool {
	branch, ok := b.Instrs[len(b.Instrs)-1].(*ssa.If)
	if !ok {
		return false
	}
	c, ok := branch.Cond.(*ssa.Const)
	return ok && c.Value != nil && constant.BoolVal(c.Value) == (i == 1)
}

// Fails reports whether a return hands out an error that is not nil.
func Fails(ret *ssa.Return) bool {
	if len(ret.Results) == 0 {
		return false
	}
	last := ret.Results[len(ret.Results)-1]
	if !lib.IsError(last.Type()) {
		return false
	}
	switch v := last.(type) {
	case *ssa.Const:
		return !v.IsNil()
	case *ssa.MakeInterface:
		return true
	case *ssa.UnOp:
		if _, ok := v.X.(*ssa.Global); ok && v.Op == token.MUL {
			return true // a sentinel
		}
	case *ssa.Call:
		if _, ok := lib.NonNils.Lookup(flow.CalleeObject(v.Common())); ok {
			return true
		}
	}
	for b := ret.Block(); b != nil; b = b.Idom() {
		if v, ifNil := flow.NilTest(b); v != nil && lib.IsError(v.Type()) {
			if bad := flow.Other(b, ifNil); bad != ifNil && bad.Dominates(ret.Block()) {
				return true
			}
		}
	}
	return false
}

// Recovers reports whether a deferred call of f keeps a panic from its callers.
func Recovers(f *ssa.Function) bool {
	for instr := range flow.Instrs(f) {
		if d, ok := instr.(*ssa.Defer); ok {
			if fn, _ := flow.Callee(d.Common()); fn != nil && stopsPanic(fn) {
				return true
			}
		}
	}
	return false
}

// stopsPanic reports whether f recovers, and goes on.
func stopsPanic(f *ssa.Function) bool {
	found := false
	for instr := range flow.Instrs(f) {
		switch instr := instr.(type) {
		case *ssa.Panic:
			return false
		case *ssa.Call:
			if b, ok := instr.Common().Value.(*ssa.Builtin); ok && b.Name() == "recover" {
				found = true
			} else if _, ok := lib.NoReturns.Lookup(flow.CalleeObject(instr.Common())); ok {
				return false
			}
		}
	}
	return found
}

// Follows reports whether b certainly finds what a did: whenever b runs a has
// run before, or whenever a runs b runs later.
func Follows(e *eval.Eval, a, b ssa.Instruction) bool {
	if a == b || !flow.Reaches(a, b, nil) {
		return false
	}
	if flow.Precedes(a, b) {
		return !AfterFailure(a, b)
	}
	// What decided that a runs, and does not change, decides the same again.
	known := make(map[string]int)
	for d := a.Block().Idom(); d != nil; d = d.Idom() {
		if key := condition(e, d); key != "" {
			for i, s := range d.Succs {
				if len(s.Preds) == 1 && s.Dominates(a.Block()) {
					known[key] = i
				}
			}
		}
	}
	seen := map[*ssa.BasicBlock]bool{b.Block(): true}
	var ends func(block *ssa.BasicBlock) bool
	ends = func(block *ssa.BasicBlock) bool {
		if len(block.Instrs) == 0 {
			return false
		}
		if ret, ok := block.Instrs[len(block.Instrs)-1].(*ssa.Return); ok && !Fails(ret) {
			return true
		}
		way, decided := known[condition(e, block)]
		for i, s := range block.Succs {
			if decided && i != way || seen[s] {
				continue
			}
			seen[s] = true
			if ends(s) {
				return true
			}
		}
		return false
	}
	return !ends(a.Block())
}

// condition tells what the branch at the end of a block decides by, or "" if
// that may be another thing each time.
func condition(e *eval.Eval, b *ssa.BasicBlock) string {
	if len(b.Instrs) == 0 {
		return ""
	}
	branch, ok := b.Instrs[len(b.Instrs)-1].(*ssa.If)
	if !ok || !unchanging(e, branch.Cond, b.Parent(), 8) {
		return ""
	}
	switch cond := branch.Cond.(type) {
	case *ssa.Parameter, *ssa.UnOp, *ssa.Field:
		return e.Key(e.Of(cond, branch))
	}
	return ""
}

// AfterFailure reports whether b runs only where the result of a, or of
// something made of it, was not the good one.
func AfterFailure(a, b ssa.Instruction) bool {
	av, ok := a.(ssa.Value)
	if !ok {
		return false
	}
	for d := b.Block().Idom(); d != nil; d = d.Idom() {
		branch, ok := d.Instrs[len(d.Instrs)-1].(*ssa.If)
		if !ok || !DependsOn(branch.Cond, av, 6) {
			continue
		}
		v, ifNil := flow.NilTest(d)
		if v != nil && lib.IsError(v.Type()) && ifNil.Dominates(b.Block()) && len(ifNil.Preds) == 1 {
			continue // the good way
		}
		if slices.ContainsFunc(d.Succs, func(s *ssa.BasicBlock) bool {
			return s == b.Block() || len(s.Preds) == 1 && s.Dominates(b.Block())
		}) {
			return true
		}
	}
	return false
}

// DependsOn reports whether v is computed from w.
func DependsOn(v, w ssa.Value, depth int) bool {
	if v == w {
		return true
	}
	if depth == 0 {
		return false
	}
	instr, ok := v.(ssa.Instruction)
	if !ok {
		return false
	}
	var ops [8]*ssa.Value
	for _, op := range instr.Operands(ops[:0]) {
		if *op != nil && DependsOn(*op, w, depth-1) {
			return true
		}
	}
	return false
}
