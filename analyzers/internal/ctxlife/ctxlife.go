// Package ctxlife says how long contexts live: what a context is made of, which
// instructions lie behind its end, and what ends it when its function returns.
//
// It has three steps. A context is followed back to what makes it, through
// variables, fields, literals and the functions that derive one from another
// ([Life.Contexts]): the answer is a chain of [Ctx], from the context itself to
// the parameter, field or root that it stems from. A function is read for its
// [Event]s, the places past which a context is over: a receive from its Done
// channel, a call of its cancel function, a call that comes back only then, a
// wait for a goroutine that ends only then ([Life.Events]). And the ways through
// a function decide whether an event lies on each of them before a given place
// ([Life.Past]), on each of those at least on which no error was met: an early
// way out by an error is not what the code is for.
//
// What the package does not see is Unknown, and the answers that build on it
// are that nothing is known. It knows contexts, goroutines and groups, by the
// rows of lib and the facts of comeback and closures, but not what runs under a
// context.
package ctxlife

import (
	"go/types"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/closures"
	"github.com/obslint/obslint/analyzers/internal/flow"
)

// Facts returns the types of the facts that [Life.ExportMakes] exports, for the
// analyzer that it is called by.
func Facts() []analysis.Fact { return []analysis.Fact{new(Makes)} }

// A Life answers for the contexts of one package.
type Life struct {
	pass     *analysis.Pass
	flow     *flow.Package
	lits     *closures.Literals
	eventsOf map[*ssa.Function][]*Event
	pairOf   map[*types.Var]*types.Var // a field with a cancel function: the field with its context
}

// New returns the Life of the pass's package. The analyzer of the pass must
// have the types of Facts, and of those of closures and comeback, among its
// fact types, and have scanned with the latter two.
func New(pass *analysis.Pass, p *flow.Package, lits *closures.Literals) *Life {
	return &Life{pass: pass, flow: p, lits: lits, eventsOf: make(map[*ssa.Function][]*Event)}
}
