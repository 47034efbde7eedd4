package spans

import (
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/flow"
	"github.com/obslint/obslint/analyzers/internal/lib"
)

// A Trail is where a span goes from the value that it is born as.
type Trail struct {
	Results map[int]bool // of the function: the span, or a struct with it
	Kept    bool         // it goes where others may end it
	Outer   bool         // it goes to a variable of an enclosing function

	p       *Package
	span    ssa.Value
	isFunc  bool // what is followed is itself a func that ends it
	holders []holder
	enders  map[int]*ssa.MakeClosure // of the function: a func that ends it
	lent    bool                     // unknown code is given it in a call
	seen    map[ssa.Value]bool
}

// follow finds where a span goes in fn and in the literals in it.
func (p *Package) follow(span ssa.Value) *Trail {
	_, isFunc := span.Type().Underlying().(*types.Signature)
	t := &Trail{isFunc: isFunc, p: p, span: span, Results: make(map[int]bool), enders: make(map[int]*ssa.MakeClosure), seen: make(map[ssa.Value]bool)}
	if a, ok := span.(*ssa.Alloc); ok {
		t.struct_(a)
	} else {
		t.value(span)
	}
	return t
}

// passes tells where a function passes a parameter on.
type passes uint8

const (
	nowhere passes = iota
	lends          // to unknown code, in a call
	keeps          // to where others may end the span in it
)

// passes returns where a function passes a parameter on.
func (p *Package) passes(param *ssa.Parameter) passes {
	if to, ok := p.passed[param]; ok {
		return to
	}
	p.passed[param] = nowhere // ends a circle
	t := p.follow(param)
	switch {
	case t.Kept || len(t.Results) > 0:
		p.passed[param] = keeps
	case t.lent:
		p.passed[param] = lends
	}
	return p.passed[param]
}

func (t *Trail) value(v ssa.Value) {
	if t.seen[v] || v.Referrers() == nil {
		return
	}
	t.seen[v] = true
	for _, ref := range *v.Referrers() {
		switch ref := ref.(type) {
		case *ssa.Store:
			if ref.Val == v {
				t.store(ref)
			}
		case *ssa.Return:
			for i, res := range ref.Results {
				if res == v {
					t.Results[i] = true
				}
			}
		case *ssa.MakeInterface, *ssa.ChangeInterface, *ssa.ChangeType, *ssa.Phi, *ssa.TypeAssert, *ssa.Extract:
			t.value(ref.(ssa.Value))
		case *ssa.MakeClosure: // a method value
			t.method(ref)
		case *ssa.MapUpdate, *ssa.Send:
			t.Kept = true
		case ssa.CallInstruction:
			t.argument(ref, v)
		}
	}
}

func (t *Trail) store(s *ssa.Store) {
	if a := flow.Variable(s.Addr); a != nil {
		if a.Parent() != t.span.Parent() && isOuter(a.Parent(), t.span.Parent()) {
			t.Outer = true
		}
		for _, addr := range flow.Addresses(a) {
			if fv, ok := addr.(*ssa.FreeVar); ok {
				t.captured(fv.Parent())
			}
			for _, ref := range *addr.Referrers() {
				if load, ok := ref.(*ssa.UnOp); ok {
					t.value(load)
				}
			}
		}
		return
	}
	switch addr := s.Addr.(type) {
	case *ssa.FieldAddr:
		for _, base := range flow.Sources(addr.X) {
			t.holders = append(t.holders, holder{base, addr.Field})
			if a, ok := base.(*ssa.Alloc); ok {
				t.struct_(a)
			} else {
				t.Kept = true // others have the struct, too
			}
		}
	case *ssa.IndexAddr:
		// The array behind variadic arguments goes where the call goes.
		if a, ok := addr.X.(*ssa.Alloc); ok {
			for _, ref := range *a.Referrers() {
				if sl, ok := ref.(*ssa.Slice); ok {
					t.value(sl)
				}
			}
		} else {
			t.Kept = true
		}
	default:
		t.Kept = true
	}
}

// struct_ follows a struct that has the span in a field.
func (t *Trail) struct_(a *ssa.Alloc) {
	if t.seen[a] {
		return
	}
	t.seen[a] = true
	for _, addr := range flow.Addresses(a) {
		for _, ref := range *addr.Referrers() {
			switch ref := ref.(type) {
			case *ssa.FieldAddr:
				if isSpanType(ref.Type().Underlying().(*types.Pointer).Elem()) {
					for _, ref := range *ref.Referrers() {
						if load, ok := ref.(*ssa.UnOp); ok {
							t.value(load)
						}
					}
				}
			case *ssa.UnOp:
				t.value(ref)
			case *ssa.MakeInterface, *ssa.Phi, *ssa.ChangeType:
				t.value(ref.(ssa.Value))
			case *ssa.Return:
				for i, res := range ref.Results {
					if res == addr {
						t.Results[i] = true
					}
				}
			case *ssa.Store:
				if ref.Val == addr {
					t.store(ref)
				}
			case *ssa.MakeClosure:
				if ref.Fn.(*ssa.Function).Synthetic != "" {
					t.method(ref)
				} else {
					t.captured(ref.Fn.(*ssa.Function))
				}
			case *ssa.MapUpdate, *ssa.Send:
				t.Kept = true
			case ssa.CallInstruction:
				t.argument(ref, addr)
			}
		}
	}
}

// argument looks at a call that is given the span.
func (t *Trail) argument(call ssa.CallInstruction, v ssa.Value) {
	common := call.Common()
	obj := flow.CalleeObject(common)
	if obj != nil {
		if rowOf(obj) {
			return
		}
		if _, ok := lib.SpanIns.Lookup(obj); ok {
			return
		}
	}
	if common.Value == v {
		if _, async := call.(*ssa.Go); async && t.isFunc {
			t.Kept = true
		}
		return // a method of the span, or the func that ends it
	}
	recv, args := flow.Args(common)
	_, async := call.(*ssa.Go)
	if f := t.p.handles(obj); f != nil {
		for i := range f.Effects {
			e := &f.Effects[i]
			if e.Param == receiver && recv == v || e.Param >= 0 && e.Param < len(args) && args[e.Param] == v {
				t.Kept = t.Kept || e.Keeps || async
			}
		}
		return
	}
	fn, _ := flow.Callee(common)
	switch {
	case fn != nil && len(fn.Blocks) > 0:
		for _, param := range fn.Params {
			if arg := flow.Argument(call, param); arg == v {
				to := t.p.passes(param)
				t.Kept = t.Kept || to == keeps || async && (to == lends || t.p.touches[fn])
				t.lent = t.lent || to == lends
			}
		}
	case fn != nil, obj != nil && (lib.IsStd(obj.Pkg().Path()) || Known(obj.Pkg().Path())):
		// Without a fact a function does nothing to spans.
	default:
		builtin := flow.Builtin(common)
		t.Kept = t.Kept || async || builtin == "append"
		t.lent = t.lent || builtin == ""
	}
}
