// Package flushes says which calls of a package flush telemetry, of what kind
// and under which context ([Catalog.Of]), and tells other packages by facts what
// the functions of this one do.
//
// A call flushes if it reaches a row of lib.Flushes, itself or through functions
// that hand a context on ([Flushes]), that return funcs which flush ([Returns]),
// fields and variables that hold such funcs ([Holds]) or a context for later
// ([Keeps]). What a function does is summed up from its calls, callees first,
// again until nothing new comes up ([Catalog.Summarize]): a flush under the
// context that is a parameter is the function's, under one that it makes itself
// it is its own matter, and one that the caller of Summarize judges to be at
// fault is nobody else's.
//
// The package knows no fault. Where a context ends it asks ctxlife, where a
// literal goes closures, and whether there is anything to flush pipeline.
package flushes

import (
	"go/types"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/closures"
	"github.com/obslint/obslint/analyzers/internal/ctxlife"
	"github.com/obslint/obslint/analyzers/internal/flow"
	"github.com/obslint/obslint/analyzers/internal/pipeline"
)

// A Catalog knows what the functions of one package flush.
type Catalog struct {
	pass    *analysis.Pass
	flow    *flow.Package
	lits    *closures.Literals
	life    *ctxlife.Life
	pipe    *pipeline.Pipelines
	judged  func(Flush) bool
	sums    map[*ssa.Function]*sum
	facts   map[types.Object][]analysis.Fact // of this package
	owners  []types.Object                   // the keys of facts, as they came
	changed bool
}

// New returns the Catalog of the pass's package. The analyzer of the pass must
// have the types of Facts, and of those of the packages that this one asks,
// among its fact types. It is empty until Summarize is called.
func New(pass *analysis.Pass, p *flow.Package, lits *closures.Literals, life *ctxlife.Life, pipe *pipeline.Pipelines) *Catalog {
	return &Catalog{
		pass:  pass,
		flow:  p,
		lits:  lits,
		life:  life,
		pipe:  pipe,
		sums:  make(map[*ssa.Function]*sum),
		facts: make(map[types.Object][]analysis.Fact),
	}
}
