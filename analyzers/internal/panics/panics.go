// Package panics says where panics come from and who stops them: which calls
// may panic, which deferred calls stop a panic that runs them, and which
// functions stop the panics of the funcs that they are given to run.
//
// It has two lenses. [Package.Scan] looks at the syntax of files in which
// anything recovers, so that it may look at every package. The other questions
// are asked of the SSA form, of packages that a pass has found worth it. What is
// known of other packages comes from the pass, which keeps it in its facts.
package panics

import (
	"go/types"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/flow"
	"github.com/obslint/obslint/analyzers/internal/lib"
	"github.com/obslint/obslint/analyzers/internal/unwind"
)

// A Package is a package that questions are asked of.
type Package struct {
	pass  *analysis.Pass
	stops func(*types.Func) (some, all bool)
	calm  func(*types.Func) bool
}

// New returns a Package whose analyzer owns the fact [Runs]. stops tells of a
// function of another package, and false of one of this, whether it stops any
// panic that runs it as a deferred call, and whether it stops every one. calm
// reports functions that are known not to panic.
func New(pass *analysis.Pass, stops func(*types.Func) (some, all bool), calm func(*types.Func) bool) *Package {
	return &Package{pass, stops, calm}
}

// Runs is the fact of a function that runs funcs that it is given, and stops
// their panics for good.
type Runs struct {
	Params []int
}

func (*Runs) AFact() {}

func (f *Runs) String() string { return "stops" }

// Runs returns which parameters of a function of another package, funcs, it
// runs with their panics stopped.
func (p *Package) Runs(obj *types.Func) []int {
	if obj == nil || obj.Pkg() == p.pass.Pkg {
		return nil
	}
	if row, ok := lib.Starters.Lookup(obj); ok && row.Stops {
		return []int{row.Fn}
	}
	var f Runs
	if p.pass.ImportObjectFact(obj, &f) {
		return f.Params
	}
	return nil
}

// maxDepth is how deep into the functions of the package a question goes.
const maxDepth = 3

// RecoversIn reports whether fn itself calls recover.
func RecoversIn(fn *ssa.Function) bool {
	for instr := range flow.Instrs(fn) {
		if unwind.IsRecover(instr) {
			return true
		}
	}
	return false
}

// StoppedBy reports whether a deferred call stops any panic that runs it, and
// whether it stops every one.
func (p *Package) StoppedBy(d *ssa.Defer) (some, all bool) {
	if fn, _ := flow.Callee(&d.Call); fn != nil && len(fn.Blocks) > 0 {
		some, all = RecoversIn(fn), true
		for instr := range flow.Instrs(fn) {
			if p, ok := instr.(*ssa.Panic); ok && unwind.Raises(p) {
				all = false
			}
		}
		return some, some && all
	}
	return p.stops(flow.CalleeObject(&d.Call))
}

// StoppedAround reports whether a function between fn and outer, one around
// the other, defers anything that recovers.
func (p *Package) StoppedAround(fn, outer *ssa.Function) bool {
	for ; fn != nil; fn = fn.Parent() {
		for instr := range flow.Instrs(fn) {
			if d, ok := instr.(*ssa.Defer); ok {
				if some, _ := p.StoppedBy(d); some {
					return true
				}
			}
		}
		if fn == outer {
			break
		}
	}
	return false
}

// Shields reports whether a call reaches a function of this package that stops
// all panics in it: a handler is deferred where it begins, and does not panic
// again.
func (p *Package) Shields(call *ssa.CallCommon) bool { return p.shields(call, 0) }

func (p *Package) shields(call *ssa.CallCommon, depth int) bool {
	fn, _ := flow.Callee(call)
	if fn == nil || len(fn.Blocks) == 0 || depth > maxDepth {
		return false
	}
	for _, instr := range fn.Blocks[0].Instrs {
		switch instr := instr.(type) {
		case *ssa.Defer:
			if _, all := p.StoppedBy(instr); all {
				return true
			}
		case *ssa.Call:
			if p.mayPanic(&instr.Call, depth+1) {
				return false
			}
		}
	}
	return false
}

// MayPanic reports whether a call may panic, as far as that is worth a word:
// where it calls panic, code that is not seen and may, or a function of this
// package that does so, asserts a type, or uses an index, a map or a channel.
func (p *Package) MayPanic(call *ssa.CallCommon) bool { return p.mayPanic(call, 0) }

func (p *Package) mayPanic(call *ssa.CallCommon, depth int) bool {
	if b := flow.Builtin(call); b != "" {
		return b == "panic"
	}
	if obj := flow.CalleeObject(call); obj != nil {
		if obj.Pkg() == nil || lib.Calm(obj.Pkg().Path()) || p.calm(obj) {
			return false // error.Error, or a library that is known
		}
		if _, ok := lib.NoReturns.Lookup(obj); ok {
			return false
		}
		if _, ok := lib.CalmFuncs.Lookup(obj); ok {
			return false
		}
	}
	fn, _ := flow.Callee(call)
	if fn == nil || len(fn.Blocks) == 0 || depth > maxDepth {
		return true
	}
	if depth > 0 && p.shields(call, depth) {
		return false
	}
	for instr := range flow.Instrs(fn) {
		switch instr := instr.(type) {
		case *ssa.Panic:
			if unwind.Raises(instr) {
				return true
			}
		case *ssa.TypeAssert:
			if !instr.CommaOk {
				return true
			}
		case *ssa.IndexAddr:
			if _, ok := instr.X.(*ssa.Alloc); !ok {
				return true
			}
		case *ssa.Index, *ssa.Send, *ssa.MapUpdate:
			return true
		case *ssa.Call:
			if p.mayPanic(&instr.Call, depth+1) {
				return true
			}
		}
	}
	return false
}
