package dupmetric

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/eval"
	"github.com/obslint/obslint/analyzers/internal/flow"
	"github.com/obslint/obslint/analyzers/internal/lib"
)

// Bits of N of a metric, beside eval.Shared.
const (
	isVec   = 2 << iota // a vector, which has variable labels
	isGroup             // one of several metrics of a ready collector
	isDesc              // one of those that a collector of the user's own type describes
)

// Call is for package eval: what the rows, and summaries, say about a call.
func (x *checker) Call(call *ssa.Call, i int) *eval.Val {
	recv, args := flow.Args(call.Common())
	arg := func(n int) *eval.Val {
		if n < 0 {
			return eval.Empty
		}
		if n < len(args) {
			return x.vals.Of(args[n], call)
		}
		return eval.NotKnown
	}
	fn := flow.CalleeObject(call.Common())
	if row, ok := lib.Metrics.Lookup(fn); ok {
		return x.metric(row, call, arg)
	}
	if row, ok := lib.RegistryWraps.Lookup(fn); ok {
		return eval.WrapOf(arg(row.Of), arg(row.Labels), arg(row.Prefix))
	}
	if _, ok := lib.NameJoins.Lookup(fn); ok {
		return eval.JoinOf(arg(0), arg(1), arg(2))
	}
	if _, ok := lib.TextFormats.Lookup(fn); ok {
		return x.formatted(call, arg(0), arg(1))
	}
	if row, ok := lib.MetricOptions.Lookup(fn); ok {
		if row.Help {
			return (&eval.Val{K: eval.Record}).With("help", arg(0))
		}
		return (&eval.Val{K: eval.Record}).With("unit", arg(0))
	}
	if _, ok := lib.Meters.Lookup(fn); ok {
		if opts := arg(1); opts.K == eval.Zero || opts.K == eval.List && len(opts.V) == 0 {
			of := &eval.Val{K: eval.Preset, S: fn.Pkg().Path()}
			if recv != nil {
				of = x.vals.Of(recv, call)
			}
			return &eval.Val{K: eval.Scope, V: []*eval.Val{of, arg(0)}}
		}
		return eval.LocalOf(call)
	}
	if row, ok := lib.Collectors.Lookup(fn); ok {
		return group(row, call, arg)
	}
	if sum, in := x.summary(call); sum != nil && !bySoleType(call) && i < len(sum.Results) && sum.Results[i].K != eval.Unknown {
		return sum.Results[i].MadeBy(call).Subst(in, x.vals.Args(call))
	}
	return nil
}

// Interface is for package eval: a collector of the user's own type is the
// metrics that it describes.
func (x *checker) Interface(v *ssa.MakeInterface, val *eval.Val) *eval.Val {
	if lib.MetricTypes.Collector.Is(v.Type()) {
		return x.collector(v, val)
	}
	if x.isOwnRegistry(v) {
		return &eval.Val{K: eval.Own}
	}
	return val
}

// Variable is for package eval: the default registry, and the metrics that
// other packages hold.
func (x *checker) Variable(v *types.Var) *eval.Val {
	for _, reg := range lib.Registries {
		if reg.IsVar(v.Pkg().Path(), v.Name()) {
			return &eval.Val{K: eval.Preset, S: reg.Path}
		}
	}
	if fact := new(held); v.Pkg() != x.pass.Pkg && x.pass.ImportObjectFact(v, fact) {
		return fact.Val
	}
	return nil
}

// Handle reports whether values of type t are registries, or meters.
func (x *checker) Handle(t types.Type) bool {
	return slices.ContainsFunc(lib.MetricTypes.Registry, func(want lib.Type) bool { return want.Is(t) }) || registers(t)
}

// Settles reports whether a field of type t holds a registry, or the description
// of a metric.
func (x *checker) Settles(t types.Type) bool { return x.Handle(t) || lib.MetricTypes.Desc.Is(t) }

// Reads reports whether fn registers: it only reads its arguments.
func (x *checker) Reads(fn *types.Func) bool {
	_, ok := lib.Registrations.Lookup(meant(fn))
	return ok
}
