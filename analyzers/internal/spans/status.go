package spans

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/flow"
	"github.com/obslint/obslint/analyzers/internal/lib"
	"github.com/obslint/obslint/analyzers/internal/unwind"
)

// statusOf returns the status that a call of row sets.
func statusOf(row lib.SpanStatus, param func(int) ssa.Value) Outcome {
	if row.Key != "" {
		switch c, ok := constant(param(row.KeyArg)); {
		case !ok:
			return Unclear
		case c != row.Key:
			return 0
		}
	}
	c, ok := constant(param(row.Arg))
	switch {
	case !ok && row.Key != "":
		return Failed // an error tag with a value of the program's
	case !ok:
		return Unclear
	case c == row.Error:
		return Failed
	case c == row.Ok:
		return Succeeded
	}
	return 0
}

func constant(v ssa.Value) (string, bool) {
	if v == nil {
		return "", false
	}
	switch src := flow.Source(v).(type) {
	case *ssa.Const:
		if src.Value != nil {
			return src.Value.ExactString(), true
		}
	case *ssa.UnOp:
		if g, ok := src.X.(*ssa.Global); ok {
			return g.String(), true
		}
	}
	return "", false
}

// option returns the call that makes an option, among the arguments of an end,
// that gives the span an error status, or nil.
func (r *Run) option(args []ssa.Value) *ssa.Call {
	for _, arg := range args {
		sl, ok := arg.(*ssa.Slice)
		if !ok {
			continue
		}
		a, ok := sl.X.(*ssa.Alloc)
		if !ok {
			continue
		}
		for _, store := range flow.ElementStores(a) {
			if call, ok := flow.Source(store.Val).(*ssa.Call); ok {
				if _, ok := lib.SpanOptions.Lookup(flow.CalleeObject(&call.Call)); ok {
					return call
				}
			}
		}
	}
	return nil
}

// failing returns the status that an option gives: none if its error is nil.
func (r *Run) failing(fr *unwind.Frame, option *ssa.Call, st State) Outcome {
	for _, arg := range option.Call.Args {
		switch r.m.Eval(fr, st, arg) {
		case unwind.No:
			return 0
		case unwind.Yes:
			return Failed
		}
	}
	return Unclear
}

// sealed reports whether what is set on an ended span of a library is gone.
func sealed(path string) bool {
	return slices.ContainsFunc(lib.SpanRepairs, func(r lib.SpanRepair) bool { return r.Path == path && r.Sealed })
}
