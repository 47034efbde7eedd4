package spans

import (
	"slices"
	"strings"
)

// Starts is the fact of a function that returns a span that it started, or a
// func that ends it, or puts the span into a struct that it is given.
type Starts struct {
	Span int // the result that is the span, or a struct with the span in it, or -1
	Ctx  int // the result that is a context with the span in it, or -1
	Into int // the parameter that is a struct with the span in it, if Span is -1; receiver, or none
	// Ender is the result that is a func that ends the span, if Span is -1, and
	// Ends what that does.
	Ender int
	Ends  Effect
}

func (*Starts) AFact() {}

func (f *Starts) String() string { return "starts" }

// Handles is the fact of a function that does something to a span that it is
// given, or to a panic that runs it as a deferred call.
type Handles struct {
	Effects []Effect // by Param
}

// An Effect is what a function does to the span of one parameter.
type Effect struct {
	Param int // receiver is -1; none is what it does without a span
	// How a call comes out, in one of several ways: a plain call, and a
	// deferred one that a panic runs.
	Plain, Panicking []Outcome
	// The same where all errors that it is given, or given the address of, are
	// nil; empty if that makes no difference.
	PlainNil, PanickingNil []Outcome

	Keeps bool // the span goes where the function can not be seen to end it
}

// The receiver, and no parameter at all.
const (
	receiver = -1
	none     = -2
)

// An Outcome is one way in which a call can come out for a span that is open.
type Outcome uint16

const (
	Ended     Outcome = 1 << iota
	Recorded          // an error is recorded on the span while it is open
	Failed            // the status is an error
	Succeeded         // the status is success
	Unclear           // the status is whatever
	Late              // it is touched when it has ended
	Early             // it has ended when the panic is recovered
	Recovers          // the panic is stopped
)

func (*Handles) AFact() {}

func (f *Handles) String() string {
	var words []string
	var all Outcome
	for _, e := range f.Effects {
		for _, o := range append(e.Plain, e.Panicking...) {
			all |= o
		}
		if e.Keeps {
			words = append(words, "keeps")
		}
	}
	for _, w := range []struct {
		bit  Outcome
		word string
	}{{Recovers, "recovers"}, {Recorded, "records"}, {Failed | Succeeded | Unclear, "status"}, {Ended, "ends"}} {
		if all&w.bit != 0 {
			words = append(words, w.word)
		}
	}
	return strings.Join(words, ",")
}

// effect returns what f says of a parameter.
func (f *Handles) effect(param int) *Effect {
	for i := range f.Effects {
		if f.Effects[i].Param == param {
			return &f.Effects[i]
		}
	}
	return nil
}

func (e Effect) says() bool {
	return e.Keeps || notable(e.Plain) || notable(e.Panicking)
}

func notable(outs []Outcome) bool {
	for _, o := range outs {
		if o != 0 {
			return true
		}
	}
	return false
}

// stopsSome reports whether a function stops any panic that runs it.
func (f *Handles) stopsSome() bool {
	return slices.ContainsFunc(f.Effects, func(e Effect) bool {
		return slices.ContainsFunc(e.Panicking, func(o Outcome) bool { return o&Recovers != 0 })
	})
}

// stops reports whether a function stops every panic that runs it.
func (f *Handles) stops() bool {
	return !slices.ContainsFunc(f.Effects, func(e Effect) bool {
		return len(e.Panicking) == 0 || slices.ContainsFunc(e.Panicking, func(o Outcome) bool { return o&Recovers == 0 })
	})
}
