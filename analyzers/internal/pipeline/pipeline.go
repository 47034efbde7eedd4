// Package pipeline says how the parts of a telemetry pipeline are put together
// in a package, by the rows of lib.Stages: whether a provider, a processor or a
// reader buffers anything at all ([Pipelines.Idle]), also where other functions
// make it, and which provider buffers for an exporter ([Pipelines.BufferedBy]).
//
// Both answer for what is seen whole: a part that comes from elsewhere may
// buffer, and a provider that goes elsewhere may be shut down there.
package pipeline

import (
	"golang.org/x/tools/go/analysis"

	"github.com/obslint/obslint/analyzers/internal/flow"
)

// Facts returns the types of the facts that [Pipelines.ExportIdle] exports, for
// the analyzer that it is called by.
func Facts() []analysis.Fact { return []analysis.Fact{new(Idle)} }

// Pipelines answers for the pipelines of one package.
type Pipelines struct {
	pass *analysis.Pass
	flow *flow.Package
}

// New returns the Pipelines of the pass's package. The analyzer of the pass
// must have the types of Facts among its fact types.
func New(pass *analysis.Pass, p *flow.Package) *Pipelines { return &Pipelines{pass, p} }
