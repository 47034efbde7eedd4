package dupmetric

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/flow"
	"github.com/obslint/obslint/analyzers/internal/lib"
	"github.com/obslint/obslint/analyzers/internal/report"
)

// global returns what a package variable holds for good, or nothing.
func (x *checker) global(g *ssa.Global, path []string, typ types.Type) *Val {
	obj, ok := g.Object().(*types.Var)
	if !ok {
		return unknown
	}
	for _, reg := range lib.Registries {
		if reg.IsVar(obj.Pkg().Path(), obj.Name()) {
			return &Val{K: Preset, S: reg.Path}
		}
	}
	self := &Val{K: Global, S: obj.Pkg().Path() + "." + obj.Name()}
	if obj.Pkg() != x.pass.Pkg {
		if x.isRegistry(typ) && len(path) == 0 {
			return self
		}
		var fact held
		if len(path) == 0 && x.pass.ImportObjectFact(obj, &fact) {
			return shared(fact.Val, obj)
		}
		return unknown
	}
	writes := x.globalWrites()[g]
	var found *write
	deeper := false
	for i := range writes {
		w := &writes[i]
		switch {
		case len(w.path) <= len(path) && slices.Equal(w.path, path[:len(w.path)]):
			if found != nil {
				return unknown
			}
			found = w
		case len(w.path) > len(path) && slices.Equal(path, w.path[:len(path)]):
			deeper = true
		}
	}
	if st, ok := typ.Underlying().(*types.Struct); ok && deeper && found == nil {
		out := &Val{K: Record}
		for f := range st.Fields() {
			if v := x.global(g, append(slices.Clone(path), f.Name()), f.Type()); v.K != Zero {
				out = out.with(f.Name(), v)
			}
		}
		return out
	}
	if found == nil {
		if len(writes) > 0 {
			return zero
		}
		return unknown
	}
	if slices.Contains(x.globals, g) {
		return unknown
	}
	x.globals = append(x.globals, g)
	defer func() { x.globals = x.globals[:len(x.globals)-1] }()
	v := x.val(found.store.Val, found.store)
	for _, f := range path[len(found.path):] {
		v = v.get(f)
	}
	switch {
	case v.K == Metric || v.K == Group:
		if !v.closed(nil) {
			return unknown
		}
		return shared(v, obj)
	case x.isRegistry(typ):
		if !x.initializes(found.store) {
			return unknown // each run of the function may set another registry
		}
		if v.closed(nil) && v.K != Unknown {
			return v
		}
		for _, f := range path {
			self = self.get(f)
		}
		return self
	case v.closed(nil) && x.initializes(found.store):
		return v
	}
	return unknown
}

// initializes reports whether a store runs at package initialization only.
func (x *checker) initializes(s *ssa.Store) bool {
	return s.Parent() == x.init || isInit(s.Parent())
}

// isInit reports whether f is one of the package's init functions.
func isInit(f *ssa.Function) bool {
	decl, ok := f.Object().(*types.Func)
	return f.Synthetic == "" && f.Parent() == nil && f.Signature.Recv() == nil &&
		(ok && decl.Name() == "init" || !ok && len(f.Name()) > 5 && f.Name()[:5] == "init#")
}

// scan finds the stores to fields and package variables.
func (x *checker) scan() {
	if x.stores != nil {
		return
	}
	x.stores = make(map[*types.Var][]*ssa.Store)
	x.writes = make(map[*ssa.Global][]write)
	for _, f := range x.funcs {
		for instr := range flow.Instrs(f) {
			s, ok := instr.(*ssa.Store)
			if !ok || report.InTest(x.pass.Fset, s.Pos()) {
				continue
			}
			root, fields := addrPath(s.Addr)
			if len(fields) > 0 {
				f := fields[len(fields)-1]
				x.stores[f] = append(x.stores[f], s)
			} else if st, ok := s.Val.Type().Underlying().(*types.Struct); ok && !constructs(s) {
				for f := range st.Fields() {
					x.stores[f] = append(x.stores[f], s)
				}
			}
			if g, ok := root.(*ssa.Global); ok {
				var path []string
				for _, f := range fields {
					path = append(path, f.Name())
				}
				x.writes[g] = append(x.writes[g], write{s, path})
			}
		}
	}
}

func (x *checker) fieldStores() map[*types.Var][]*ssa.Store { x.scan(); return x.stores }
func (x *checker) globalWrites() map[*ssa.Global][]write    { x.scan(); return x.writes }
