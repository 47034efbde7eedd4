package callerskip

import (
	"go/constant"

	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/flow"
	"github.com/obslint/obslint/analyzers/internal/lib"
)

// options is what a list of options does to a logger.
type options struct {
	skip    int
	unknown bool
	records *bool               // nil if nothing is said
	added   ssa.CallInstruction // the option that adds to the skip
}

func (o options) apply(list []logger) []logger {
	out := make([]logger, 0, len(list))
	for _, l := range list {
		l.skip += o.skip
		l.unknown = l.unknown || o.unknown
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

// options reads the variadic argument of a call.
func (r *resolver) options(v ssa.Value) options {
	elems, ok := elements(v, nil)
	o := options{unknown: !ok}
	for _, e := range elems {
		src := flow.Source(e)
		if src == nil {
			o.unknown = true
			continue
		}
		call, ok := src.(*ssa.Call)
		if !ok {
			o.unknown = true
			continue
		}
		obj := flow.CalleeObject(call.Common())
		row, ok := lib.LogOptions.Lookup(obj)
		switch {
		case !ok:
			// An option of the library that has nothing to do with callers.
			if obj == nil || obj.Pkg() == nil || lib.LoggingOf(obj.Pkg().Path()) == nil {
				o.unknown = true
			}
		case row.Skip >= 0:
			n, ok := intConst(call.Common().Args[row.Skip])
			o.skip += n
			o.unknown = o.unknown || !ok
			o.added = call
		case row.If >= 0:
			on, ok := boolConst(call.Common().Args[row.If])
			if !ok {
				o.unknown = true
			}
			o.records = &on
		default:
			on := row.Records
			o.records = &on
		}
	}
	return o
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
