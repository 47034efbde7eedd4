// Package proof is how a test shows that a fault that obslint reports is real:
// it runs the flagged code against the real library and says what it saw.
//
// A proof knows two outcomes: of the code as it stands, and of the code
// repaired. The suite runs every proof twice, the second time with the
// repaired files laid over the faulty ones, and tells by OBSLINT_PROOF which
// run it is. Run by hand, a proof sees the code as it stands.
package proof

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
)

// State is which run this is: "faulty", the default, or "repaired".
func State() string {
	if os.Getenv("OBSLINT_PROOF") == "repaired" {
		return "repaired"
	}
	return "faulty"
}

// A Line is what a proof prints on a line of its own, behind the word
// obslint-proof, for the suite to read.
type Line struct {
	Category  string // pass/category
	LookAlike bool
	State     string
	Outcome   string
}

// Run shows a fault of a category, "pass/category": what observe sees must be
// faulty in the code as it stands and repaired in the repaired code. The two
// must differ, or the proof could not fail.
func Run[O comparable](t *testing.T, category string, faulty, repaired O, observe func(t *testing.T) O) {
	t.Helper()
	if faulty == repaired {
		t.Fatal("a proof with one outcome for both states cannot fail")
	}
	want := faulty
	if State() == "repaired" {
		want = repaired
	}
	check(t, category, false, want, observe)
}

// LookAlike shows that code that looks like a fault of a category is none:
// observe must see want in every state.
func LookAlike[O comparable](t *testing.T, category string, want O, observe func(t *testing.T) O) {
	t.Helper()
	check(t, category, true, want, observe)
}

func check[O comparable](t *testing.T, category string, lookAlike bool, want O, observe func(t *testing.T) O) {
	t.Helper()
	got := observe(t)
	if got != want {
		t.Errorf("%s, %s: got outcome %+v, want %+v", category, State(), got, want)
	}
	line, err := json.Marshal(Line{category, lookAlike, State(), fmt.Sprintf("%+v", got)})
	if err != nil {
		t.Fatal(err)
	}
	fmt.Printf("\nobslint-proof %s\n", line)
}

// Main runs the main package at the given import path as a process of its own,
// for faults that end the process or panic in init, and returns what it wrote
// and its exit status.
func Main(t *testing.T, path string, args ...string) (output string, status int) {
	t.Helper()
	cmdArgs := []string{"run"}
	if overlay := os.Getenv("OBSLINT_PROOF_OVERLAY"); overlay != "" && State() == "repaired" {
		cmdArgs = append(cmdArgs, "-overlay", overlay)
	}
	cmd := exec.Command("go", append(append(cmdArgs, path), args...)...)
	var out strings.Builder
	cmd.Stdout, cmd.Stderr = &out, &out
	if err := cmd.Run(); err != nil {
		if cmd.ProcessState == nil {
			t.Fatal(err)
		}
	}
	// go run says "exit status N" and itself exits with 1.
	status = cmd.ProcessState.ExitCode()
	if i := strings.LastIndex(out.String(), "exit status "); i >= 0 {
		fmt.Sscanf(out.String()[i:], "exit status %d", &status)
	}
	return out.String(), status
}
