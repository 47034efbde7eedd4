package loggers

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/flow"
	"github.com/obslint/obslint/analyzers/internal/lib"
)

// Options is what a list of options, or the number of a call, does to a logger.
type Options struct {
	Skip    int
	Unknown bool
	Param   *ssa.Parameter      // its value is added to the skip
	Rest    *ssa.Parameter      // it is a list of options, which are added
	Records *bool               // nil if nothing is said
	Added   ssa.CallInstruction // the option that adds to the skip
}

// Apply returns what the options make of each of list.
func (o Options) Apply(list []Logger) []Logger {
	out := make([]Logger, 0, len(list))
	for _, l := range list {
		out = append(out, o.on(l))
	}
	return out
}

func (o Options) on(l Logger) Logger {
	l.Skip += o.Skip
	l.Unknown = l.Unknown || o.Unknown || o.Param != nil && l.Depth != nil
	if o.Param != nil {
		l.Depth = o.Param
	}
	l.Unknown = l.Unknown || o.Rest != nil && l.Rest != nil
	if o.Rest != nil {
		l.Rest = o.Rest
	}
	if o.Records != nil {
		l.Mute, l.Decided = !*o.Records, true
	}
	if o.Added != nil {
		l.Added = o.Added
	}
	return l
}

// Then is what o and, behind it, q do.
func (o Options) Then(q Options) Options {
	o.Skip += q.Skip
	o.Unknown = o.Unknown || q.Unknown || o.Param != nil && q.Param != nil
	if q.Param != nil {
		o.Param = q.Param
	}
	o.Unknown = o.Unknown || o.Rest != nil && q.Rest != nil
	if q.Rest != nil {
		o.Rest = q.Rest
	}
	if q.Records != nil {
		o.Records = q.Records
	}
	if q.Added != nil {
		o.Added = q.Added
	}
	return o
}

// same reports whether two lists of options do the same to a logger.
func (o Options) same(q Options) bool {
	return o.Skip == q.Skip && o.Unknown == q.Unknown && o.Param == q.Param && o.Rest == q.Rest &&
		(o.Records == nil) == (q.Records == nil) && (o.Records == nil || *o.Records == *q.Records)
}

// either is what options do that are those of one or another list: unknown if
// they differ, or if there are none. Callers are recorded if one list does so:
// what is wrong with them shows then.
func either(lists []Options) Options {
	if len(lists) == 0 {
		return Options{Unknown: true}
	}
	out := lists[0]
	for _, o := range lists[1:] {
		if o.Records != nil && *o.Records {
			out.Records = o.Records
		}
		if o.Records = out.Records; !o.same(out) {
			return Options{Unknown: true}
		}
	}
	return out
}

// options reads a list of options: the variadic argument of a call.
func (p *Package) options(v ssa.Value) Options { return p.optionList(v, nil) }

func (p *Package) optionList(v ssa.Value, seen []ssa.Value) Options {
	if slices.Contains(seen, v) {
		return Options{} // built in a loop: what is added there counts where it is added
	}
	seen = append(seen, v)
	switch v := v.(type) {
	case *ssa.Const:
		return Options{Unknown: !v.IsNil()}
	case *ssa.MakeSlice:
		n, ok := flow.Int(v.Len)
		return Options{Unknown: !ok || n != 0}
	case *ssa.ChangeType:
		return p.optionList(v.X, seen)
	case *ssa.Slice:
		if _, ok := v.X.(*ssa.Alloc); !ok {
			break
		}
		elems, ok := flow.Elements(v)
		o := Options{Unknown: !ok}
		for _, e := range elems {
			o = o.Then(p.option(e))
		}
		return o
	case *ssa.Phi:
		return p.alternatives(v.Edges, seen)
	case *ssa.Call:
		if b, ok := v.Call.Value.(*ssa.Builtin); ok && b.Name() == "append" && len(v.Call.Args) == 2 {
			return p.optionList(v.Call.Args[0], seen).Then(p.optionList(v.Call.Args[1], seen))
		}
		if fn, _ := flow.Callee(v.Common()); fn != nil && len(seen) < 6 {
			var results []ssa.Value
			for instr := range flow.Instrs(flow.Origin(fn)) {
				if ret, ok := instr.(*ssa.Return); ok && len(ret.Results) > 0 {
					results = append(results, ret.Results[0])
				}
			}
			return p.alternatives(results, seen)
		}
	case *ssa.Parameter:
		return Options{Rest: v}
	case *ssa.UnOp:
		if obj := flow.VarAt(v.X); obj != nil && obj.Pkg() == p.Pass.Pkg && !obj.IsField() && !obj.Exported() && len(seen) < 6 {
			var values []ssa.Value
			for _, s := range p.Stores(obj) {
				values = append(values, s.Val)
			}
			return p.alternatives(values, seen)
		}
		if srcs := flow.Sources(v); len(srcs) > 0 && srcs[0] != ssa.Value(v) {
			return p.alternatives(srcs, seen)
		}
	}
	return Options{Unknown: true}
}

// alternatives is what each of several lists does, unknown if they differ.
func (p *Package) alternatives(lists []ssa.Value, seen []ssa.Value) Options {
	var out []Options
	for _, v := range lists {
		if !slices.Contains(seen, v) {
			out = append(out, p.optionList(v, seen))
		}
	}
	return either(out)
}

// option reads one option.
func (p *Package) option(v ssa.Value) Options {
	var out []Options
	for _, src := range flow.Sources(v) {
		o := Options{Unknown: true}
		if call, ok := src.(*ssa.Call); ok {
			o = p.optionCall(call)
		}
		out = append(out, o)
	}
	return either(out)
}

func (p *Package) optionCall(call *ssa.Call) Options {
	obj := flow.CalleeObject(call.Common())
	row, ok := lib.LogOptions.Lookup(obj)
	switch {
	case !ok:
		// An option of the library that has nothing to do with callers.
		return Options{Unknown: obj == nil || obj.Pkg() == nil || lib.LoggingOf(obj.Pkg().Path()) == nil}
	case row.Skip >= 0:
		o := p.Number(call.Common().Args[row.Skip])
		o.Added = call
		return o
	case row.If >= 0:
		on, ok := flow.Bool(call.Common().Args[row.If])
		return Options{Unknown: !ok, Records: &on}
	}
	on := row.Records
	return Options{Records: &on}
}
