// Package eval tells what is known about the values of a program before it
// runs: texts and how they are put together, structs and lists made by literals
// and filled step by step, package variables and fields that are set once, and
// the objects that its user, a [Domain], knows the makers of.
//
// The idea is that of symbolic execution without the paths. A value is a term,
// a [Val], over constants, the parameters of the function at hand, and things
// that are told apart by what makes them. Where control joins, or where others
// may have written, a value is known only if all ways agree on it. A function's
// summary is a Val over its parameters; a call's is that with the arguments put
// in ([Val.Subst]), and the things that the function makes are then those of
// this one call ([Val.MadeBy]).
//
// What is not known is [NotKnown], or a Local if it is at least certain that it
// is one and the same thing. How far a value is followed is bounded, and so
// are time and the size of what comes out.
package eval

import (
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/flow"
)

// A Domain is what the user of an Eval knows about calls, types and variables.
type Domain interface {
	// Call returns result i of a call, or nil if nothing is known about it.
	Call(call *ssa.Call, i int) *Val
	// Interface returns what the value of a conversion to an interface is, which
	// is val without it.
	Interface(v *ssa.MakeInterface, val *Val) *Val
	// Variable returns what a package variable holds, whatever the package at
	// hand does, or nil.
	Variable(v *types.Var) *Val
	// Handle reports whether it counts of values of a type which one it is.
	Handle(t types.Type) bool
	// Settles reports whether a field of a type is taken to be what constructors
	// set, also where others get the struct's address.
	Settles(t types.Type) bool
	// Reads reports whether a function only reads what it is given the address of.
	Reads(fn *types.Func) bool
}

// An Eval evaluates values of one package. It remembers what it has found out.
type Eval struct {
	pkg    *types.Package
	fset   *token.FileSet
	funcs  []*ssa.Function // and init
	init   *ssa.Function
	domain Domain

	ids    ids
	access map[*ssa.Alloc]*accesses
	stores map[*types.Var][]*ssa.Store
	later  map[string]bool // see SetLater
	writes map[*ssa.Global][]write

	// The question at hand.
	depth   int
	stored  map[*ssa.Store]*Val // what they store
	phis    []*ssa.Phi
	globals []*ssa.Global
	fields  []*types.Var
}

// New returns an Eval of a package.
func New(p *flow.Package, d Domain) *Eval {
	e := &Eval{
		pkg:    p.SSA().Pkg,
		fset:   p.SSA().Prog.Fset,
		funcs:  p.Funcs(),
		init:   p.SSA().Func("init"),
		domain: d,
		access: make(map[*ssa.Alloc]*accesses),
		stored: make(map[*ssa.Store]*Val),
	}
	if e.init != nil {
		e.funcs = append(e.funcs[:len(e.funcs):len(e.funcs)], e.init)
	}
	return e
}

// Funcs returns the functions of the package, and the one that initializes it,
// which is the last.
func (e *Eval) Funcs() []*ssa.Function { return e.funcs }

// Init returns the function that initializes the package, or nil.
func (e *Eval) Init() *ssa.Function { return e.init }
