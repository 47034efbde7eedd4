// Command walk is a vettool that walks every package in reach of a row, as all
// passes together make calls do at most, and reports nothing. The bench
// measures with it what the walk costs.
package main

import (
	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/unitchecker"

	"github.com/obslint/obslint/analyzers/internal/calls"
	"github.com/obslint/obslint/analyzers/internal/lib"
)

// A fact makes go vet run the analyzer on dependencies, too.
type fact struct{}

func (*fact) AFact() {}

var walk = &analysis.Analyzer{
	Name:      "walk",
	Doc:       "walk the packages that can reach a row",
	Requires:  []*analysis.Analyzer{calls.Analyzer},
	FactTypes: []analysis.Fact{(*fact)(nil)},
	Run: func(pass *analysis.Pass) (any, error) {
		x := pass.ResultOf[calls.Analyzer].(*calls.Index)
		if !lib.IsStd(pass.Pkg.Path()) && x.Imports(lib.Paths()...) {
			x.Inspector()
		}
		return nil, nil
	},
}

func main() {
	walk.Flags.String("key", "", "another `value` is another key in the go command's cache")
	unitchecker.Main(walk)
}
