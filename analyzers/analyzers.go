// Package analyzers is the obslint suite: every pass, for drivers that take a
// list of analyzers.
package analyzers

import (
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/obslint/obslint/analyzers/callerskip"
	"github.com/obslint/obslint/analyzers/directive"
	"github.com/obslint/obslint/analyzers/dirtypool"
	"github.com/obslint/obslint/analyzers/dupmetric"
	"github.com/obslint/obslint/analyzers/lostflush"
	"github.com/obslint/obslint/analyzers/spanrecover"
)

// Suite is every pass, sorted by name. The last word on an ignore directive is
// the directive pass's, which requires all the others.
var Suite = suite(
	callerskip.Analyzer,
	dirtypool.Analyzer,
	dupmetric.Analyzer,
	lostflush.Analyzer,
	spanrecover.Analyzer,
)

func suite(passes ...*analysis.Analyzer) []*analysis.Analyzer {
	all := append(passes, directive.New(passes...))
	slices.SortFunc(all, func(a, b *analysis.Analyzer) int { return strings.Compare(a.Name, b.Name) })
	for _, a := range all {
		guard(a)
	}
	return all
}
