package callerskip

import (
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/checker"
	"golang.org/x/tools/go/packages"
)

// BenchmarkPass measures the pass, its index and its SSA form on the cases of
// one package, without loading.
func BenchmarkPass(b *testing.B) {
	pkgs, err := packages.Load(&packages.Config{
		Mode: packages.LoadSyntax | packages.NeedModule,
		Dir:  "../../testdata/src",
	}, "./callerskip/lookalike")
	if err != nil || packages.PrintErrors(pkgs) > 0 {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := checker.Analyze([]*analysis.Analyzer{Analyzer}, pkgs, nil); err != nil {
			b.Fatal(err)
		}
	}
}
