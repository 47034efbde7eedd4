package comeback

import (
	"fmt"

	"golang.org/x/tools/go/analysis"
)

// Facts returns the types of the facts that [Scan] exports, for the analyzer
// that it is called by.
func Facts() []analysis.Fact { return []analysis.Fact{new(Waits), new(Works), new(Exits)} }

// Waits is the fact of a function that comes back only when the context that
// is parameter Param is over; if it can fail, that is so only where its error,
// its last result, is nil.
type Waits struct {
	Param int
	Fails bool
}

// Works is the fact of a function that starts spans, or runs what the program is
// for, or that serves.
type Works struct{ Serves bool }

// Exits is the fact of a function that ends the process: if Err is not -1,
// where the error that is parameter Err is not nil; if Fails, where the program
// that it runs, or the server, comes back with an error.
type Exits struct {
	Err   int
	Fails bool
}

// Always reports whether the function never comes back.
func (f *Exits) Always() bool { return f.Err < 0 && !f.Fails }

func (*Waits) AFact() {}
func (*Works) AFact() {}
func (*Exits) AFact() {}

func (f *Waits) String() string {
	if f.Fails {
		return fmt.Sprintf("waits %d or fails", f.Param)
	}
	return fmt.Sprintf("waits %d", f.Param)
}

func (f *Works) String() string {
	if f.Serves {
		return "serves"
	}
	return "traces"
}

func (f *Exits) String() string {
	switch {
	case f.Err >= 0:
		return fmt.Sprintf("exits on %d", f.Err)
	case f.Fails:
		return "exits if it fails"
	}
	return "exits"
}
