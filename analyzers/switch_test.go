package analyzers_test

import (
	"testing"

	"github.com/obslint/obslint/analyzers"
	"github.com/obslint/obslint/analyzers/internal/passtest"
)

// TestSwitches switches every pass off under go vet: none may still report
// anything in the cases. What each reports when it is on, its own tests say.
func TestSwitches(t *testing.T) {
	var args []string
	for _, a := range analyzers.Suite {
		args = append(args, "-"+a.Name+"=false")
	}
	for _, f := range passtest.Vet(t, passtest.Src(t), append(args, "./...")...) {
		t.Errorf("switched off, and yet: %v", f)
	}
}
