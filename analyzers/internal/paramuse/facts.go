// Package paramuse says what functions do to what they are given, by a cheap look
// at their syntax: which parts of its receiver a method zeroes ([Reset]), and
// whether a function writes behind what is in a buffer, keeps it, or decodes into
// an object that is a parameter ([Params]). Both are facts, so that callers in
// other packages know: the analyzer that exports them lists them as its own.
//
// Only bodies that are told by looking at each statement have a fact: at the
// first one of another kind the scan of a function ends, so that it costs little
// on every package.
package paramuse

import (
	"slices"
	"strconv"
	"strings"
)

// A Reset says what a method zeroes of its receiver.
type Reset struct {
	All    bool
	Fields []string // sorted
}

// AFact makes a Reset a fact.
func (*Reset) AFact() {}

func (f *Reset) String() string {
	if f.All {
		return "resets all"
	}
	return "resets " + strings.Join(f.Fields, ",")
}

// sorted returns a set in order, each once.
func sorted(names []string) []string {
	slices.Sort(names)
	return slices.Compact(names)
}

// A Params says what a function does to what it is given: it writes behind
// what is in a buffer, and may keep the buffer, in something whose methods may
// drain it; or it decodes into an object.
type Params struct {
	Fills, Keeps, Drains, Decodes []int
}

// AFact makes Params a fact.
func (*Params) AFact() {}

func (f *Params) String() string {
	var out []string
	for _, x := range []struct {
		name string
		at   []int
	}{{"fills", f.Fills}, {"keeps", f.Keeps}, {"drains", f.Drains}, {"decodes", f.Decodes}} {
		for _, i := range x.at {
			out = append(out, x.name+" "+strconv.Itoa(i))
		}
	}
	return strings.Join(out, ", ")
}
