package dupmetric

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/eval"
	"github.com/obslint/obslint/analyzers/internal/flow"
	"github.com/obslint/obslint/analyzers/internal/lib"
)

// metric returns the metric that a constructor makes.
func (x *checker) metric(row lib.Metric, call *ssa.Call, arg func(int) *eval.Val) *eval.Val {
	out := eval.ObjectOf(call, row.Kind, 0, eval.NotKnown, eval.Empty, eval.Empty, eval.Empty, eval.Empty)
	if row.Vec {
		out.N = isVec
	}
	f := lib.MetricFields
	opts := arg(0)
	switch row.API {
	case lib.NameAPI:
		out.V[0] = opts
		return out
	case lib.DescAPI:
		out.V = []*eval.Val{opts, arg(1), eval.Empty, arg(3), arg(2)}
		return out
	case lib.InstrumentAPI:
		out.V[0] = opts
		list := arg(1)
		if list.K != eval.List && list.K != eval.Zero {
			out.V[1], out.V[2] = eval.NotKnown, eval.NotKnown
			return out
		}
		for _, o := range list.V {
			if o.K != eval.Record {
				if o.K != eval.Local || !x.isLibraryOption(o) {
					out.V[1], out.V[2] = eval.NotKnown, eval.NotKnown
				}
				continue
			}
			if slices.Contains(o.L, "help") {
				out.V[1] = o.Get("help")
			}
			if slices.Contains(o.L, "unit") {
				out.V[2] = o.Get("unit")
			}
		}
		return out
	case lib.NestedOptsAPI:
		out.V[4] = opts.Get(f.Labels)
		if opts.K == eval.Record {
			for i, name := range opts.L {
				if name != f.Labels && name != "" {
					opts = opts.V[i]
					break
				}
			}
		} else {
			return out
		}
	default:
		if row.Vec {
			out.V[4] = arg(1)
		}
	}
	out.V[0] = eval.JoinOf(opts.Get(f.Namespace), opts.Get(f.Subsystem), opts.Get(f.Name))
	out.V[1] = opts.Get(f.Help)
	out.V[2] = opts.Get(f.Unit)
	out.V[3] = opts.Get(f.ConstLabels)
	return out
}

// isLibraryOption reports whether o is made by a function of the package of
// the options that make a difference: it makes none.
func (x *checker) isLibraryOption(o *eval.Val) bool {
	call, ok := o.MadeAt().(*ssa.Call)
	if !ok {
		return false
	}
	fn := flow.CalleeObject(call.Common())
	return fn != nil && fn.Pkg() != nil && slices.Contains(lib.MetricOptions.Paths(), fn.Pkg().Path())
}

// group returns the metrics of a ready collector.
func group(row lib.Collector, call *ssa.Call, arg func(int) *eval.Val) *eval.Val {
	out := eval.GroupOf(call)
	prefix := eval.Empty
	if row.Namespace {
		prefix = eval.JoinOf(arg(0).Get(lib.MetricFields.Namespace), eval.Empty, eval.TextOf("x"))
		s, ok := prefix.Str()
		if !ok {
			return eval.NotKnown
		}
		prefix = eval.TextOf(s[:len(s)-1])
	}
	labels := eval.Empty
	if row.Label != "" {
		labels = &eval.Val{K: eval.Dict, L: []string{row.Label}, V: []*eval.Val{arg(1)}}
	}
	for _, name := range row.Names {
		out.V = append(out.V, eval.ObjectOf(call, "metric", isGroup,
			eval.ConcatOf(prefix, eval.TextOf(name)), eval.NotKnown, eval.Empty, labels, eval.Empty))
	}
	return out
}
