package dupmetric

import (
	"fmt"
	"strings"

	"github.com/obslint/obslint/analyzers/internal/again"
	"github.com/obslint/obslint/analyzers/internal/eval"
)

// A summary is the fact of a function: what each of its calls certainly
// registers, and the metrics and registries that it returns.
type summary struct {
	Events  []event
	Results []*eval.Val
	Guards  uint64 // parameters that nil stands for "do nothing"; receiver first
	Repeats uint64 // parameters that it calls again and again; receiver first
	Tries   uint64 // parameters that it calls again where they have failed, or in any case
	Queries bool   // it unregisters, or asks what is registered
	Steady  bool   // it makes a collector that its arguments alone decide about

	Describes []*eval.Val // the metrics that a collector's method describes, over the receiver
}

// An event is one registration.
type event struct {
	Reg  *eval.Val
	Met  *eval.Val
	Mode mode
	At   string       // file.go:N
	Undo bool         // its package takes it out of registries, too
	Sure bool         // it comes in calls that fail, too
	Once bool         // it comes in the first call alone
	If   []*eval.Val  // it comes only where these are nil
	When []again.Flag // it comes only if these are so

	here  site // where it is in the function at hand
	each  bool // one of the elements of a literal that a loop registers
	round int  // which of the elements
}

// A mode says what becomes of the registration's error.
type mode uint8

const (
	panics  mode = iota // the registration panics
	returns             // the error is looked at
	drops               // nobody looks at the error
	expects             // the duplicate is provided for
	silent              // there is no error
)

func (*summary) AFact() {}

func (s *summary) String() string {
	var parts []string
	if n := len(s.Events); n > 0 {
		parts = append(parts, fmt.Sprintf("registers %d", n))
	}
	for _, r := range s.Results {
		if r.K != eval.Unknown {
			parts = append(parts, "makes")
			break
		}
	}
	if s.Queries {
		parts = append(parts, "asks")
	}
	if s.Repeats != 0 {
		parts = append(parts, "repeats")
	} else if s.Tries != 0 {
		parts = append(parts, "tries")
	}
	if s.Steady {
		parts = append(parts, "steady")
	}
	if n := len(s.Describes); n > 0 {
		parts = append(parts, fmt.Sprintf("describes %d", n))
	}
	return strings.Join(parts, " ")
}

// says reports whether the summary is worth a fact.
func (s *summary) says() bool {
	return len(s.Events) > 0 || len(s.Results) > 0 || s.Queries || len(s.Describes) > 0 || s.Repeats|s.Tries != 0 || s.Steady
}

// held is the fact of a package variable that holds one metric for good.
type held struct{ Val *eval.Val }

func (*held) AFact()           {}
func (h *held) String() string { return "metric" }

// families is the fact of a package: what is registered when it is
// initialized, by it and by all that it imports. The facts of indirect imports
// do not arrive by themselves, so it is a union.
type families struct {
	Of         []packageFamilies // sorted by path
	Reassigned uint8             // the default registry is replaced: see below
}

const (
	inFunction       = 1 // at some time
	atInitialization = 2 // before others register
)

// packageFamilies are the families that one package registers.
type packageFamilies struct {
	Path  string
	Lines []string // see family.line
}

// maxFamilies bounds the families in a package's fact.
const maxFamilies = 4096

func (*families) AFact() {}

func (f *families) String() string {
	n := 0
	for _, p := range f.Of {
		n += len(p.Lines)
	}
	if f.Reassigned > 0 {
		return fmt.Sprintf("families %d reassigned", n)
	}
	return fmt.Sprintf("families %d", n)
}
