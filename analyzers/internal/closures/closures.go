// Package closures says what becomes of the func literals of a package: where
// one is called, deferred, started in a goroutine, returned, kept or sent
// ([Literals.Uses]), and so through which functions, outwards, a call in it runs
// ([Literals.Climb]).
//
// A literal is followed through variables, conversions, wrappers such as
// sync.OnceFunc, functions that run what they are given before they come back,
// and, by facts, those that start it in a goroutine ([Starts]) or put it on a
// list ([Collects]), also of other packages. One that is handed to anything else
// is Passed: nobody knows.
package closures

import (
	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/flow"
)

// Facts returns the types of the facts that [Scan] exports, for the analyzer
// that it is called by.
func Facts() []analysis.Fact { return []analysis.Fact{new(Starts), new(Collects)} }

// Literals answers for the func literals of one package.
type Literals struct {
	pass   *analysis.Pass
	flow   *flow.Package
	usesOf map[*ssa.Function][]Use
	busy   map[*ssa.Function]bool // mayWait is at it
}

// New returns the Literals of the pass's package. The analyzer of the pass must
// have the types of Facts among its fact types, and have called Scan.
func New(pass *analysis.Pass, p *flow.Package) *Literals {
	return &Literals{pass: pass, flow: p, usesOf: make(map[*ssa.Function][]Use), busy: make(map[*ssa.Function]bool)}
}
