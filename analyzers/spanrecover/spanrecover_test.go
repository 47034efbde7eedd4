package spanrecover

import (
	"fmt"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"

	"github.com/obslint/obslint/analyzers/internal/passtest"
)

func TestCases(t *testing.T) { passtest.Run(t, Analyzer) }

func TestProofs(t *testing.T) { passtest.Proofs(t, Analyzer) }

// Code that has nothing to do with spans must cost next to nothing.
func BenchmarkNoSpans(b *testing.B) {
	var src strings.Builder
	src.WriteString("package a\n")
	for i := range 2000 {
		fmt.Fprintf(&src, "func f%d(x int) int { defer func() { recover() }(); return x + f0(%d) }\n", i, i)
	}
	pass := passtest.Source(b, src.String())
	pass.Analyzer = Analyzer
	pass.ReadFile = func(string) ([]byte, error) { return []byte(src.String()), nil }
	pass.AllObjectFacts = func() []analysis.ObjectFact { return nil }
	for b.Loop() {
		for _, req := range Analyzer.Requires {
			res, err := req.Run(pass)
			if err != nil {
				b.Fatal(err)
			}
			pass.ResultOf[req] = res
		}
		if _, err := Analyzer.Run(pass); err != nil {
			b.Fatal(err)
		}
	}
}
