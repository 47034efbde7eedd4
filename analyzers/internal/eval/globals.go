package eval

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/flow"
	"github.com/obslint/obslint/analyzers/internal/report"
)

// global returns what a package variable holds for good, or nothing.
func (e *Eval) global(g *ssa.Global, path []string, typ types.Type) *Val {
	obj, ok := g.Object().(*types.Var)
	if !ok {
		return NotKnown
	}
	known := e.domain.Variable(obj)
	if known != nil && known.K != Object && known.K != Group {
		return known
	}
	self := &Val{K: Global, S: obj.Pkg().Path() + "." + obj.Name()}
	if obj.Pkg() != e.pkg {
		if e.domain.Handle(typ) && len(path) == 0 {
			return self
		}
		if known != nil && len(path) == 0 {
			return shared(known, obj)
		}
		return NotKnown
	}
	writes := e.globalWrites(g)
	var found *write
	deeper := false
	for i := range writes {
		w := &writes[i]
		switch {
		case len(w.path) <= len(path) && slices.Equal(w.path, path[:len(w.path)]):
			if found != nil {
				return NotKnown
			}
			found = w
		case len(w.path) > len(path) && slices.Equal(path, w.path[:len(path)]):
			deeper = true
		}
	}
	if st, ok := typ.Underlying().(*types.Struct); ok && deeper && found == nil {
		out := &Val{K: Record}
		for f := range st.Fields() {
			if v := e.global(g, append(slices.Clone(path), f.Name()), f.Type()); v.K != Zero {
				out = out.With(f.Name(), v)
			}
		}
		return out
	}
	if found == nil {
		if len(writes) > 0 {
			return Empty
		}
		return NotKnown
	}
	if slices.Contains(e.globals, g) {
		return NotKnown
	}
	e.globals = append(e.globals, g)
	defer func() { e.globals = e.globals[:len(e.globals)-1] }()
	v := e.Of(found.store.Val, found.store)
	for _, f := range path[len(found.path):] {
		v = v.Get(f)
	}
	switch {
	case v.K == Object || v.K == Group:
		if !v.Closed(nil) {
			return NotKnown
		}
		return shared(v, obj)
	case e.domain.Handle(typ):
		if !e.initializes(found.store) {
			return NotKnown // each run of the function may set another one
		}
		if v.Closed(nil) && v.K != Unknown {
			return v
		}
		for _, f := range path {
			self = self.Get(f)
		}
		return self
	case v.Closed(nil) && e.initializes(found.store):
		return v
	}
	return NotKnown
}

// initializes reports whether a store runs at package initialization only.
func (e *Eval) initializes(s *ssa.Store) bool {
	return s.Parent() == e.init || IsInit(s.Parent())
}

// IsInit reports whether f is one of the package's init functions.
func IsInit(f *ssa.Function) bool {
	decl, ok := f.Object().(*types.Func)
	return f.Synthetic == "" && f.Parent() == nil && f.Signature.Recv() == nil &&
		(ok && decl.Name() == "init" || !ok && len(f.Name()) > 5 && f.Name()[:5] == "init#")
}

// scan finds the stores to fields and package variables.
func (e *Eval) scan() {
	if e.stores != nil {
		return
	}
	e.stores = make(map[*types.Var][]*ssa.Store)
	e.later = make(map[string]bool)
	e.writes = make(map[*ssa.Global][]write)
	for _, f := range e.funcs {
		for instr := range flow.Instrs(f) {
			s, ok := instr.(*ssa.Store)
			if !ok || report.InTest(e.fset, s.Pos()) {
				continue
			}
			root, fields := flow.AddrPath(s.Addr)
			if len(fields) > 0 {
				f := fields[len(fields)-1]
				e.stores[f] = append(e.stores[f], s)
				e.later[f.Name()] = e.later[f.Name()] || !Constructs(s)
			} else if st, ok := s.Val.Type().Underlying().(*types.Struct); ok && !Constructs(s) {
				for f := range st.Fields() {
					e.stores[f] = append(e.stores[f], s)
					e.later[f.Name()] = true
				}
			}
			if g, ok := root.(*ssa.Global); ok {
				var path []string
				for _, f := range fields {
					path = append(path, f.Name())
				}
				e.writes[g] = append(e.writes[g], write{s, path})
			}
		}
	}
}

// FieldStores returns the stores of the package that set a field.
func (e *Eval) FieldStores(f *types.Var) []*ssa.Store { e.scan(); return e.stores[f] }

func (e *Eval) globalWrites(g *ssa.Global) []write { e.scan(); return e.writes[g] }

// SetAtInit reports whether all that the package stores in a package variable
// it stores while it is initialized.
func (e *Eval) SetAtInit(g *ssa.Global) bool {
	return !slices.ContainsFunc(e.globalWrites(g), func(w write) bool { return !e.initializes(w.store) })
}

// Held returns what a package variable that is written once holds for good.
func (e *Eval) Held(g *ssa.Global) *Val {
	if len(e.globalWrites(g)) != 1 {
		return NotKnown
	}
	return e.global(g, nil, flow.Deref(g.Type()))
}
