package dirtypool

import (
	"strings"

	"go/types"
)

// A resetFact says what a method zeroes of its receiver.
type resetFact struct {
	All    bool
	Fields []string // sorted
}

func (*resetFact) AFact() {}

func (f *resetFact) String() string {
	if f.All {
		return "resets all"
	}
	return "resets " + strings.Join(f.Fields, ",")
}

// resets returns what a method of another package zeroes.
func (a *program) resets(fn *types.Func) (*resetFact, bool) {
	if fn == nil || fn.Pkg() == nil || fn.Pkg() == a.pass.Pkg {
		return nil, false
	}
	fact := new(resetFact)
	return fact, a.pass.ImportObjectFact(fn, fact)
}

// applyFact zeroes what a method is known to zero.
func (f *frame) applyFact(p *place, fact *resetFact, st state) {
	c := st.of(p.obj)
	if fact.All {
		c.wipe(p.obj, p.path, zero)
		return
	}
	for _, name := range fact.Fields {
		c.wipe(p.obj, join(p.path, name), zero)
	}
}
