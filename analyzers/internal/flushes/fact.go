package flushes

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/obslint/obslint/analyzers/internal/lib"
)

// Facts returns the types of the facts that [Catalog.Summarize] exports, for the
// analyzer that it is called by.
func Facts() []analysis.Fact {
	return []analysis.Fact{new(Flushes), new(Returns), new(Holds), new(Keeps)}
}

// An Effect is one flush that a call of a function leads to.
type Effect struct {
	Kind  lib.FlushKind
	Param int    // the parameter that it runs under, or whose field it runs under, or -1
	Field string // the field, of that parameter or of the receiver, that holds the context, or ""
	Async bool   // it runs in a goroutine that the function does not wait for

	// If Method is not empty, it is what a call of that method flushes, of what
	// parameter Of, an interface or a slice of them, holds; Kind is 0. If it is
	// "()", it is what the func is, or the funcs are, that Of holds; or, if Of
	// is -1, those that have been collected in Field of the receiver.
	Method string
	Of     int
}

// Flushes is the fact of a function that flushes.
type Flushes struct{ Effects []Effect }

// A Returned is a flush that a call of a returned func leads to. If the
// effect's context is not the func's own, From is the parameter, of the
// function that returns it, whose context it keeps, or -1, and Beside the
// result that is its context, or what that is made of, or -1.
type Returned struct {
	Result int
	From   int
	Beside int
	Effect Effect
}

// Returns is the fact of a function that returns funcs which flush.
type Returns struct{ Funcs []Returned }

// Holds is the fact of a field or package variable that holds a func, or
// several, which flush.
type Holds struct{ Effects []Effect }

// Keeps is the fact of a function that keeps the context of parameter Param in
// a field of its result 0, or of its receiver: as it is, or in a func that
// flushes under it.
type Keeps struct {
	Param int
	Field string
	Recv  bool
}

func (*Flushes) AFact() {}
func (*Returns) AFact() {}
func (*Holds) AFact()   {}
func (*Keeps) AFact()   {}

func (f *Flushes) String() string { return "flushes " + effects(f.Effects) }
func (f *Holds) String() string   { return "holds " + effects(f.Effects) }
func (f *Keeps) String() string   { return fmt.Sprintf("keeps %d%s", f.Param, f.Field) }

func (f *Returns) String() string {
	var out []string
	for _, r := range f.Funcs {
		s := fmt.Sprintf("%d:%s", r.Result, r.Effect)
		if r.From >= 0 {
			s = fmt.Sprintf("%d:from%d", r.Result, r.From)
		}
		if r.Beside >= 0 {
			s = fmt.Sprintf("%d:beside%d", r.Result, r.Beside)
		}
		out = append(out, s)
	}
	return "returns " + strings.Join(out, ",")
}

func effects(list []Effect) string {
	var out []string
	for _, e := range list {
		if s := e.String(); !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return strings.Join(out, ",")
}

func (e Effect) String() string {
	s := "alone"
	switch {
	case e.Param >= 0:
		s = fmt.Sprint(e.Param, e.Field)
	case e.Field != "":
		s = e.Field
	}
	if e.Async {
		s += "async"
	}
	switch {
	case e.Method == called && e.Of < 0:
		s = fmt.Sprintf("%s(%d)", e.Field, e.Param)
	case e.Method == called:
		s = fmt.Sprintf("%d(%s)", e.Of, s)
	case e.Method != "":
		s = fmt.Sprintf("%d.%s(%s)", e.Of, e.Method, s)
	}
	return s
}

// copyFact copies src to dst if they are facts of one type.
func copyFact(dst, src analysis.Fact) bool {
	switch dst := dst.(type) {
	case *Flushes:
		return set(dst, src)
	case *Returns:
		return set(dst, src)
	case *Holds:
		return set(dst, src)
	case *Keeps:
		return set(dst, src)
	}
	return false
}

func set[F any](dst *F, src any) bool {
	f, ok := src.(*F)
	if ok {
		*dst = *f
	}
	return ok
}

func sameType(a, b analysis.Fact) bool { return reflect.TypeOf(a) == reflect.TypeOf(b) }
