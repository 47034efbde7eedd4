package callerskip

import (
	"go/constant"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/flow"
	"github.com/obslint/obslint/analyzers/internal/lib"
)

// options is what a list of options does to a logger.
type options struct {
	skip    int
	unknown bool
	param   *ssa.Parameter      // its value is added to the skip
	records *bool               // nil if nothing is said
	added   ssa.CallInstruction // the option that adds to the skip
}

func (o options) apply(list []logger) []logger {
	out := make([]logger, 0, len(list))
	for _, l := range list {
		l.skip += o.skip
		l.unknown = l.unknown || o.unknown || o.param != nil && l.depth != nil
		if o.param != nil {
			l.depth = o.param
		}
		if o.records != nil {
			l.mute, l.decided = !*o.records, true
		}
		if o.added != nil {
			l.added = o.added
		}
		out = append(out, l)
	}
	return out
}

// then is what o and, behind it, p do.
func (o options) then(p options) options {
	o.skip += p.skip
	o.unknown = o.unknown || p.unknown || o.param != nil && p.param != nil
	if p.param != nil {
		o.param = p.param
	}
	if p.records != nil {
		o.records = p.records
	}
	if p.added != nil {
		o.added = p.added
	}
	return o
}

// same reports whether two lists of options do the same to a logger.
func (o options) same(p options) bool {
	return o.skip == p.skip && o.unknown == p.unknown && o.param == p.param &&
		(o.records == nil) == (p.records == nil) && (o.records == nil || *o.records == *p.records)
}

// options reads a list of options: the variadic argument of a call.
func (r *resolver) options(v ssa.Value) options { return r.optionList(v, nil) }

func (r *resolver) optionList(v ssa.Value, seen []ssa.Value) options {
	if slices.Contains(seen, v) {
		return options{} // built in a loop: what is added there counts where it is added
	}
	seen = append(seen, v)
	switch v := v.(type) {
	case *ssa.Const:
		return options{unknown: !v.IsNil()}
	case *ssa.MakeSlice:
		n, ok := intConst(v.Len)
		return options{unknown: !ok || n != 0}
	case *ssa.ChangeType:
		return r.optionList(v.X, seen)
	case *ssa.Slice:
		if _, ok := v.X.(*ssa.Alloc); !ok {
			break
		}
		elems, ok := elements(v, nil)
		o := options{unknown: !ok}
		for _, e := range elems {
			o = o.then(r.option(e))
		}
		return o
	case *ssa.Phi:
		return r.alternatives(v.Edges, seen)
	case *ssa.Call:
		if b, ok := v.Call.Value.(*ssa.Builtin); ok && b.Name() == "append" && len(v.Call.Args) == 2 {
			return r.optionList(v.Call.Args[0], seen).then(r.optionList(v.Call.Args[1], seen))
		}
		if fn, _ := flow.Callee(v.Common()); fn != nil && len(seen) < 6 {
			var results []ssa.Value
			for instr := range flow.Instrs(origin(fn)) {
				if ret, ok := instr.(*ssa.Return); ok && len(ret.Results) > 0 {
					results = append(results, ret.Results[0])
				}
			}
			return r.alternatives(results, seen)
		}
	case *ssa.Parameter:
		// What callers give, if they can all be seen.
		sites, all := r.callSites(v.Parent())
		if !all || len(seen) > 6 || len(sites) > 16 {
			return options{unknown: true}
		}
		var passed []ssa.Value
		for _, site := range sites {
			if args := argsOf(site.Common()); paramIndex(v) < len(args) {
				passed = append(passed, args[paramIndex(v)])
			}
		}
		return r.alternatives(passed, seen)
	case *ssa.UnOp:
		if obj := stored(v.X); obj != nil && obj.Pkg() == r.pass.Pkg && !obj.IsField() && !obj.Exported() && len(seen) < 6 {
			var values []ssa.Value
			for _, s := range r.storesOf(obj) {
				values = append(values, s.Val)
			}
			return r.alternatives(values, seen)
		}
		if srcs := flow.Sources(v); len(srcs) > 0 && srcs[0] != ssa.Value(v) {
			return r.alternatives(srcs, seen)
		}
	}
	return options{unknown: true}
}

// alternatives is what each of several lists does, unknown if they differ.
func (r *resolver) alternatives(lists []ssa.Value, seen []ssa.Value) options {
	var out options
	first := true
	for _, v := range lists {
		if slices.Contains(seen, v) {
			continue
		}
		o := r.optionList(v, seen)
		if first {
			out, first = o, false
		} else if !out.same(o) {
			return options{unknown: true}
		}
	}
	if first {
		out.unknown = true
	}
	return out
}

// option reads one option.
func (r *resolver) option(v ssa.Value) options {
	srcs := flow.Sources(v)
	if len(srcs) == 0 {
		return options{unknown: true}
	}
	var out options
	for i, src := range srcs {
		o := options{unknown: true}
		if call, ok := src.(*ssa.Call); ok {
			o = r.optionCall(call)
		}
		if i == 0 {
			out = o
		} else if !out.same(o) {
			return options{unknown: true}
		}
	}
	return out
}

func (r *resolver) optionCall(call *ssa.Call) options {
	obj := flow.CalleeObject(call.Common())
	row, ok := lib.LogOptions.Lookup(obj)
	switch {
	case !ok:
		// An option of the library that has nothing to do with callers.
		return options{unknown: obj == nil || obj.Pkg() == nil || lib.LoggingOf(obj.Pkg().Path()) == nil}
	case row.Skip >= 0:
		o := r.number(call.Common().Args[row.Skip])
		o.added = call
		return o
	case row.If >= 0:
		on, ok := boolConst(call.Common().Args[row.If])
		return options{unknown: !ok, records: &on}
	}
	on := row.Records
	return options{records: &on}
}

// elements returns the elements of a slice that is built where it can be
// seen; it is false if there may be others, or if some may be missing.
func elements(v ssa.Value, seen []ssa.Value) ([]ssa.Value, bool) {
	for _, s := range seen {
		if s == v {
			return nil, false // built in a loop
		}
	}
	seen = append(seen, v)
	switch v := v.(type) {
	case *ssa.Const:
		return nil, v.IsNil()
	case *ssa.MakeSlice:
		n, ok := intConst(v.Len)
		return nil, ok && n == 0
	case *ssa.ChangeType:
		return elements(v.X, seen)
	case *ssa.Slice:
		alloc, ok := v.X.(*ssa.Alloc)
		if !ok {
			return nil, false
		}
		var out []ssa.Value
		for _, ref := range *alloc.Referrers() {
			addr, ok := ref.(*ssa.IndexAddr)
			if !ok {
				continue
			}
			for _, ref := range *addr.Referrers() {
				if s, ok := ref.(*ssa.Store); ok && s.Addr == addr {
					out = append(out, s.Val)
				}
			}
		}
		return out, true
	case *ssa.Call:
		b, ok := v.Call.Value.(*ssa.Builtin)
		if !ok || b.Name() != "append" || len(v.Call.Args) != 2 {
			return nil, false
		}
		head, ok1 := elements(v.Call.Args[0], seen)
		tail, ok2 := elements(v.Call.Args[1], seen)
		return append(head, tail...), ok1 && ok2
	case *ssa.UnOp:
		if src := flow.Source(v); src != nil && src != ssa.Value(v) {
			return elements(src, seen)
		}
	}
	return nil, false
}

func intConst(v ssa.Value) (int, bool) {
	c, ok := v.(*ssa.Const)
	if !ok || c.Value == nil || c.Value.Kind() != constant.Int {
		return 0, false
	}
	n, ok := constant.Int64Val(c.Value)
	return int(n), ok
}

func boolConst(v ssa.Value) (bool, bool) {
	c, ok := v.(*ssa.Const)
	if !ok || c.Value == nil || c.Value.Kind() != constant.Bool {
		return false, false
	}
	return constant.BoolVal(c.Value), true
}

func origin(fn *ssa.Function) *ssa.Function {
	if o := fn.Origin(); o != nil {
		return o
	}
	return fn
}
