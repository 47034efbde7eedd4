package callerskip

import (
	"slices"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/checker"
	"golang.org/x/tools/go/packages"

	"github.com/obslint/obslint/analyzers/internal/passtest"
)

// TestStores holds that a finding shows each place where the logger that lacks
// the skip is stored, and not where it is copied with more fields.
func TestStores(t *testing.T) {
	pkgs, err := packages.Load(&packages.Config{
		Mode: packages.LoadSyntax | packages.NeedModule,
		Dir:  passtest.Src(t),
	}, "./callerskip/stored")
	if err != nil || packages.PrintErrors(pkgs) > 0 {
		t.Fatal(err)
	}
	graph, err := checker.Analyze([]*analysis.Analyzer{Analyzer}, pkgs, nil)
	if err != nil {
		t.Fatal(err)
	}
	const stored = "the logger that is stored into z here carries no skip"
	var lines []int
	for _, act := range graph.Roots {
		for _, d := range act.Diagnostics {
			for _, rel := range d.Related {
				if rel.Message == stored {
					lines = append(lines, pkgs[0].Fset.Position(rel.Pos).Line)
				}
			}
		}
	}
	if want := []int{16, 26, 32}; !slices.Equal(lines, want) {
		t.Errorf("the stores that are shown: lines %v, want %v", lines, want)
	}
}
