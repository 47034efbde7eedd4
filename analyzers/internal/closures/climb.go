package closures

import (
	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/flow"
)

// A Place is where a call, or the literal that it stands in, stands in one
// function.
type Place struct {
	Fn       *ssa.Function
	At       ssa.Instruction
	Deferred bool // it runs when Fn ends
	Async    *Use // it runs, or is sent to run, in a goroutine that is not waited for
	Out      *Use // it leaves Fn: returned, stored
}

// maxPaths bounds the ways that lead to a call.
const maxPaths = 16

// Climb returns the ways that lead to a call, each from the call itself
// outwards through the functions that its literal stands in: none if there are
// too many. async tells that what the call does goes on in a goroutine.
func (l *Literals) Climb(call ssa.CallInstruction, async bool) [][]Place {
	first := Place{Fn: call.Parent(), At: call}
	switch call.(type) {
	case *ssa.Defer:
		first.Deferred = true
	case *ssa.Go:
		async = true
	}
	if async {
		u := Use{Kind: Started, At: call, Call: call}
		if !l.Awaited(u.At) {
			first.Async = &u
		}
	}
	var paths [][]Place
	var up func(path []Place)
	up = func(path []Place) {
		last := path[len(path)-1]
		uses, ok := l.Uses(last.Fn)
		if !ok || last.Out != nil || len(path) > 8 || len(paths) > maxPaths {
			paths = append(paths, path)
			return
		}
		for _, u := range uses {
			u := u
			next := Place{Fn: u.At.Parent(), At: u.At, Async: last.Async}
			for _, p := range path {
				if p.Fn == next.Fn {
					u.Kind = Passed // calls itself
				}
			}
			switch u.Kind {
			case Deferred:
				next.Deferred = true
			case Called:
				next.Deferred = last.Deferred && flow.IsYield(last.Fn)
			case Started, Sent:
				if next.Async == nil && !l.Awaited(u.At) {
					next.Async = &u
				}
			case Returned, Stored:
				next.Out = &u
			case Passed:
				paths = append(paths, path)
				continue
			}
			if next.Async != nil && l.Awaited(u.At) {
				next.Async = nil
			}
			up(append(path[:len(path):len(path)], next))
		}
	}
	up([]Place{first})
	if len(paths) > maxPaths {
		return nil
	}
	return paths
}
