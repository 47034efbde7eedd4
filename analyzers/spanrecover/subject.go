package spanrecover

import (
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/flow"
	"github.com/obslint/obslint/analyzers/internal/lib"
	"github.com/obslint/obslint/analyzers/internal/unwind"
)

// A subject is one span, in the function that starts it or is given it to end.
type subject struct {
	p     *pkg
	fn    *ssa.Function
	start ssa.CallInstruction // nil for a parameter
	span  ssa.Value           // the span, or a struct that has it
	ctx   ssa.Value           // a context with the span in it, or nil
	ender ssa.Value           // instead of span: a func that ends it
	ends  *Effect             // what that does
	name  string              // as the user calls it
	loose bool                // what is set when it has ended may still count

	holders []holder    // structs that the span is stored in
	rivals  []ssa.Value // other starts whose spans stand in the same variable
	trail   *trail
	memo    map[related]relation
}

// A holder is a struct that has the span in a field.
type holder struct {
	base  ssa.Value
	field int
}

type related struct {
	fr *unwind.Frame
	v  ssa.Value
}

// A relation is what a value has to do with a subject.
type relation uint8

const (
	unrelated relation = iota
	isCtx              // a context with the span in it
	isHolder           // a struct with the span in it
	isSpan
)

// relation returns what v is, where fr runs.
func (s *subject) relation(fr *unwind.Frame, v ssa.Value) relation {
	if v == nil {
		return unrelated
	}
	key := related{fr, v}
	if rel, ok := s.memo[key]; ok {
		return rel
	}
	if s.memo == nil {
		s.memo = make(map[related]relation)
	}
	s.memo[key] = unrelated // ends a circle
	rel := unrelated
	for _, src := range unwind.Sources(fr, v) {
		rel = max(rel, s.source(fr, src))
	}
	s.memo[key] = rel
	return rel
}

func (s *subject) source(fr *unwind.Frame, src ssa.Value) relation {
	switch src {
	case nil:
		return unrelated
	case s.ender:
		return isHolder
	case s.span:
		if isSpanType(src.Type()) {
			return isSpan
		}
		return isHolder
	case s.ctx:
		return isCtx
	}
	for _, h := range s.holders {
		if h.base == src {
			return isHolder
		}
	}
	switch src := src.(type) {
	case *ssa.Call:
		return s.result(fr, src, 0)
	case *ssa.Extract:
		if call, ok := src.Tuple.(*ssa.Call); ok {
			return s.result(fr, call, src.Index)
		}
	case *ssa.UnOp: // a load
		if fa, ok := src.X.(*ssa.FieldAddr); ok && isSpanType(src.Type()) {
			return s.field(fr, fa.X, fa.Field)
		}
	case *ssa.Field:
		if isSpanType(src.Type()) {
			return s.field(fr, src.X, src.Field)
		}
	}
	return unrelated
}

// result returns what a result of a call is: the span of a context, or a
// context made of one with the span.
func (s *subject) result(fr *unwind.Frame, call *ssa.Call, index int) relation {
	obj := flow.CalleeObject(&call.Call)
	_, args := flow.Args(&call.Call)
	if row, ok := lib.SpanFroms.Lookup(obj); ok {
		if index == 0 && row.Ctx < len(args) && s.relation(fr, args[row.Ctx]) == isCtx {
			return isSpan
		}
		return unrelated
	}
	if row, ok := lib.SpanIns.Lookup(obj); ok {
		if row.Span < len(args) && s.relation(fr, args[row.Span]) >= isHolder {
			return isCtx
		}
		return unrelated
	}
	if _, ok := s.p.starts(call); ok {
		return unrelated
	}
	if !isContext(resultType(call, index)) {
		return unrelated
	}
	for _, arg := range args {
		if isContext(arg.Type()) && s.relation(fr, arg) == isCtx {
			return isCtx
		}
	}
	return unrelated
}

func (s *subject) field(fr *unwind.Frame, base ssa.Value, field int) relation {
	srcs := unwind.Sources(fr, base)
	for _, src := range srcs {
		if src == s.span { // a struct that was returned with the span in it
			return isSpan
		}
		for _, h := range s.holders {
			if h.base == src && h.field == field {
				return isSpan
			}
		}
	}
	return unrelated
}

func resultType(call *ssa.Call, index int) types.Type {
	if t, ok := call.Type().(*types.Tuple); ok {
		if index < t.Len() {
			return t.At(index).Type()
		}
		return types.Typ[types.Invalid]
	}
	return call.Type()
}

// isSpanType reports whether t has a method that ends spans: a row's, not one
// of a wrapper's own.
func isSpanType(t types.Type) bool {
	ms := types.NewMethodSet(t)
	for i := range ms.Len() {
		if fn, ok := ms.At(i).Obj().(*types.Func); ok {
			if _, ok := lib.SpanEnds.Lookup(fn); ok && len(ms.At(i).Index()) == 1 {
				return true
			}
		}
	}
	return false
}

// holdsSpan reports whether t is a struct with a span in a field, or a pointer
// to one.
func holdsSpan(t types.Type) bool {
	if p, ok := t.Underlying().(*types.Pointer); ok {
		t = p.Elem()
	}
	st, ok := t.Underlying().(*types.Struct)
	if !ok {
		return false
	}
	for f := range st.Fields() {
		if isSpanType(f.Type()) {
			return true
		}
	}
	return false
}

func isContext(t types.Type) bool {
	n, ok := types.Unalias(t).(*types.Named)
	return ok && n.Obj().Name() == "Context" && n.Obj().Pkg() != nil && n.Obj().Pkg().Path() == "context"
}

func isError(t types.Type) bool { return types.Identical(t, types.Universe.Lookup("error").Type()) }

func isErrorPointer(t types.Type) bool {
	p, ok := t.Underlying().(*types.Pointer)
	return ok && isError(p.Elem())
}
