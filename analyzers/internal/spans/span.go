package spans

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/flow"
	"github.com/obslint/obslint/analyzers/internal/lib"
	"github.com/obslint/obslint/analyzers/internal/unwind"
)

// A Span is one span, in the function that starts it or is given it to end.
type Span struct {
	Fn    *ssa.Function
	Start ssa.CallInstruction // nil for a parameter
	Value ssa.Value           // the span, or a struct that has it; nil if only a func ends it
	Trail *Trail              // where it goes

	p     *Package
	ctx   ssa.Value // a context with the span in it, or nil
	ender ssa.Value // instead of span: a func that ends it
	ends  *Effect   // what that does
	loose bool      // what is set when it has ended may still count

	holders []holder // structs that the span is stored in
	memo    map[related]relation
	depth   int
	stores  map[ssa.Value]bool // structs that a context with the span is stored in
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
	perhaps            // something made of one of those below, which may lead to the span
	isCtx              // a context with the span in it
	isHolder           // a struct with the span in it
	isSpan
)

// relation returns what v is, where fr runs.
func (s *Span) relation(fr *unwind.Frame, v ssa.Value) relation {
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

func (s *Span) source(fr *unwind.Frame, src ssa.Value) relation {
	switch src {
	case nil:
		return unrelated
	case s.ender:
		return isHolder
	case s.Value:
		if isSpanType(src.Type()) {
			return isSpan
		}
		return isHolder
	case s.ctx:
		if lib.IsContext(src.Type()) {
			return isCtx
		}
		return perhaps
	}
	if s.holds(src) {
		return isHolder
	}
	if s.storesContext(src) {
		return perhaps
	}
	switch src := src.(type) {
	case *ssa.Call:
		return s.result(fr, src, 0)
	case *ssa.Extract:
		if call, ok := src.Tuple.(*ssa.Call); ok {
			return s.result(fr, call, src.Index)
		}
	case *ssa.UnOp: // a load
		switch x := src.X.(type) {
		case *ssa.FieldAddr:
			return s.field(fr, x.X, x.Field, src.Type())
		case *ssa.Alloc:
			return s.stored(fr, x)
		}
	case *ssa.Field:
		return s.field(fr, src.X, src.Field, src.Type())
	case *ssa.Alloc:
		return s.stored(fr, src)
	case *ssa.Slice:
		if a, ok := src.X.(*ssa.Alloc); ok {
			return s.stored(fr, a)
		}
	case *ssa.MakeClosure:
		for _, b := range src.Bindings {
			if s.relation(fr, b) != unrelated {
				return perhaps
			}
		}
	}
	return unrelated
}

// holds reports whether a field of base is the span.
func (s *Span) holds(base ssa.Value) bool {
	return slices.ContainsFunc(s.holders, func(h holder) bool { return h.base == base })
}

// storesContext reports whether the subject's function stores a context with
// the span in a field of base.
func (s *Span) storesContext(base ssa.Value) bool {
	if s.stores == nil {
		s.stores = make(map[ssa.Value]bool)
		s.findStores(s.Fn)
	}
	return s.stores[base]
}

func (s *Span) findStores(fn *ssa.Function) {
	for fa, store := range flow.FieldStores(fn) {
		if !s.p.carries(store.Val.Type()) || s.relation(&unwind.Frame{Fn: fn}, store.Val) == unrelated {
			continue
		}
		for _, base := range flow.Sources(fa.X) {
			s.stores[base] = true
		}
	}
	for _, anon := range fn.AnonFuncs {
		s.findStores(anon)
	}
}

// stored returns what is known of a local variable, or of an array or a struct
// in one, by what is stored in it.
func (s *Span) stored(fr *unwind.Frame, a *ssa.Alloc) relation {
	rel := unrelated
	for _, addr := range flow.Addresses(a) {
		for _, ref := range *addr.Referrers() {
			switch ref := ref.(type) {
			case *ssa.Store:
				if ref.Addr == addr {
					rel = max(rel, min(isHolder, s.relation(fr, ref.Val)))
				}
			case *ssa.IndexAddr, *ssa.FieldAddr:
				for _, ref := range *ref.(ssa.Value).Referrers() {
					store, ok := ref.(*ssa.Store)
					if !ok {
						continue
					}
					switch in := s.relation(fr, store.Val); {
					case in == unrelated:
					case in >= isHolder && isElement(store.Addr):
						rel = max(rel, isHolder)
					default:
						rel = max(rel, perhaps)
					}
				}
			}
		}
	}
	return rel
}

func isElement(addr ssa.Value) bool {
	_, ok := addr.(*ssa.IndexAddr)
	return ok
}

// result returns what a result of a call is: the span of a context, a context
// made of one with the span, or anything else that may lead to it.
func (s *Span) result(fr *unwind.Frame, call *ssa.Call, index int) relation {
	obj := flow.CalleeObject(&call.Call)
	recv, args := flow.Args(&call.Call)
	if row, ok := lib.SpanFroms.Lookup(obj); ok {
		if index != 0 || row.Ctx >= len(args) {
			return unrelated
		}
		switch s.relation(fr, args[row.Ctx]) {
		case isCtx:
			return isSpan
		case unrelated:
			return unrelated
		}
		return perhaps
	}
	if row, ok := lib.SpanIns.Lookup(obj); ok {
		if row.Span >= len(args) {
			return unrelated
		}
		return min(isCtx, s.relation(fr, args[row.Span]))
	}
	if _, ok := s.p.Start(call); ok {
		return unrelated
	}
	t := resultType(call, index)
	if !lib.IsContext(t) && !s.p.leads(call, t) {
		return unrelated
	}
	rel := s.relation(fr, recv)
	for _, arg := range args {
		if lib.IsContext(t) && lib.IsContext(arg.Type()) && s.relation(fr, arg) == isCtx {
			return isCtx
		}
		rel = max(rel, s.relation(fr, arg))
	}
	return min(rel, perhaps)
}

// maxCopies is how many copies of a struct are looked behind, one of another.
const maxCopies = 8

// field returns what a field of a struct is, given where that comes from.
func (s *Span) field(fr *unwind.Frame, base ssa.Value, field int, t types.Type) relation {
	rel := unrelated
	if s.depth++; s.depth > maxCopies {
		s.depth--
		return rel
	}
	defer func() { s.depth-- }()
	for _, src := range unwind.Sources(fr, base) {
		rel = max(rel, s.fieldOf(fr, src, field, t))
	}
	return rel
}

func (s *Span) fieldOf(fr *unwind.Frame, src ssa.Value, field int, t types.Type) relation {
	if isSpanType(t) {
		if src == s.Value { // a struct that was returned with the span in it
			return isSpan
		}
		if slices.Contains(s.holders, holder{src, field}) {
			return isSpan
		}
	}
	// A copy of a struct, as the receiver of a method is.
	switch x := src.(type) {
	case *ssa.UnOp:
		if a, ok := x.X.(*ssa.Alloc); ok {
			return s.fieldOf(fr, a, field, t)
		}
	case *ssa.Alloc:
		if stores, _ := flow.Stores(x); len(stores) > 0 {
			rel := unrelated
			for _, store := range stores {
				if _, ok := store.Val.Type().Underlying().(*types.Struct); ok {
					rel = max(rel, s.field(fr, store.Val, field, t))
				}
			}
			return rel
		}
	}
	if !s.p.carries(t) {
		return unrelated
	}
	return min(perhaps, s.source(fr, src))
}

// mayBe reports whether a span that a deferred call gives an error status may
// be the subject: nothing says that it is another.
func (r *Run) mayBe(fr *unwind.Frame, call ssa.CallInstruction, span ssa.Value) bool {
	return r.unwinding(fr, call) && !r.another(fr, span)
}

// another reports whether v is certainly another span than the subject, or a
// context without the subject: what another call started, or what came in.
func (s *Span) another(fr *unwind.Frame, v ssa.Value) bool {
	if v == nil || s.relation(fr, v) != unrelated {
		return false
	}
	for _, src := range unwind.Sources(fr, v) {
		if ex, ok := src.(*ssa.Extract); ok {
			src = ex.Tuple
		}
		switch src := src.(type) {
		case *ssa.Const, *ssa.Parameter:
		case *ssa.Call:
			if _, ok := s.p.Start(src); ok {
				continue
			}
			_, args := flow.Args(&src.Call)
			obj := flow.CalleeObject(&src.Call)
			row, ok := lib.SpanFroms.Lookup(obj)
			switch {
			case ok && row.Ctx < len(args):
				if !s.another(fr, args[row.Ctx]) {
					return false
				}
			case obj == nil || obj.Pkg() == nil || !lib.Calm(obj.Pkg().Path()) || !lib.IsContext(resultType(src, 0)):
				return false
			}
		default:
			return false
		}
	}
	return true
}
