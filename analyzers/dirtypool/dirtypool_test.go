package dirtypool

import (
	"testing"

	"github.com/obslint/obslint/analyzers/internal/passtest"
)

func TestCases(t *testing.T) { passtest.Run(t, Analyzer) }

func TestProofs(t *testing.T) { passtest.Proofs(t, Analyzer) }
