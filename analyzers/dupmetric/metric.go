package dupmetric

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/flow"
	"github.com/obslint/obslint/analyzers/internal/lib"
)

// metric returns the metric that a constructor makes.
func (x *checker) metric(row lib.Metric, call *ssa.Call, arg func(int) *Val) *Val {
	out := &Val{K: Metric, S: row.Kind, ref: call, V: []*Val{unknown, zero, zero, zero, zero}}
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
		out.V = []*Val{opts, arg(1), zero, arg(3), arg(2)}
		return out
	case lib.InstrumentAPI:
		out.V[0] = opts
		list := arg(1)
		if list.K != List && list.K != Zero {
			out.V[1], out.V[2] = unknown, unknown
			return out
		}
		for _, o := range list.V {
			if o.K != Record {
				if o.K != Local || !x.isLibraryOption(o) {
					out.V[1], out.V[2] = unknown, unknown
				}
				continue
			}
			if slices.Contains(o.L, "help") {
				out.V[1] = o.get("help")
			}
			if slices.Contains(o.L, "unit") {
				out.V[2] = o.get("unit")
			}
		}
		return out
	case lib.NestedOptsAPI:
		out.V[4] = opts.get(f.Labels)
		if opts.K == Record {
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
	out.V[0] = join(opts.get(f.Namespace), opts.get(f.Subsystem), opts.get(f.Name))
	out.V[1] = opts.get(f.Help)
	out.V[2] = opts.get(f.Unit)
	out.V[3] = opts.get(f.ConstLabels)
	return out
}

// isLibraryOption reports whether o is made by a function of the package of
// the options that make a difference: it makes none.
func (x *checker) isLibraryOption(o *Val) bool {
	r, ok := o.ref.(resultOf)
	if !ok {
		return false
	}
	fn := flow.CalleeObject(r.call.Common())
	return fn != nil && fn.Pkg() != nil && slices.Contains(lib.MetricOptions.Paths(), fn.Pkg().Path())
}

// group returns the metrics of a ready collector.
func group(row lib.Collector, call *ssa.Call, arg func(int) *Val) *Val {
	out := &Val{K: Group, ref: call}
	prefix := zero
	if row.Namespace {
		prefix = join(arg(0).get(lib.MetricFields.Namespace), zero, text("x"))
		s, ok := prefix.str()
		if !ok {
			return unknown
		}
		prefix = text(s[:len(s)-1])
	}
	labels := zero
	if row.Label != "" {
		labels = &Val{K: Dict, L: []string{row.Label}, V: []*Val{arg(1)}}
	}
	for _, name := range row.Names {
		out.V = append(out.V, &Val{K: Metric, S: "metric", N: isGroup, ref: call,
			V: []*Val{concat(prefix, text(name)), unknown, zero, labels, zero}})
	}
	return out
}
