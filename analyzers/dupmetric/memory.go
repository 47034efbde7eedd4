package dupmetric

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/flow"
	"github.com/obslint/obslint/analyzers/internal/lib"
)

// A write is a store to a part of a variable.
type write struct {
	store *ssa.Store
	path  []string // of fields
}

// accesses are what a function does with a local variable.
type accesses struct {
	writes  []write
	escapes []ssa.Instruction // others get its address
}

// load returns the value at an address.
func (x *checker) load(addr ssa.Value, at ssa.Instruction) *Val {
	root, fields := addrPath(addr)
	var path []string
	for _, f := range fields {
		path = append(path, f.Name())
	}
	self := &Val{K: Local, ref: at}
	switch root := root.(type) {
	case *ssa.Alloc:
		settled := len(fields) > 0 && x.settled(fields[len(fields)-1])
		if v := x.read(root, path, flow.Deref(addr.Type()), at, settled); v.K != Unknown {
			return v
		}
		return self
	case *ssa.Global:
		return x.global(root, path, flow.Deref(addr.Type()))
	case *ssa.FreeVar:
		alloc := flow.Variable(root)
		if alloc == nil {
			break
		}
		stores, ok := flow.Stores(alloc)
		if !ok || len(stores) != 1 {
			return self
		}
		v := x.val(stores[0].Val, stores[0])
		for _, f := range path {
			v = v.get(f)
		}
		return x.field(v, fields)
	case *ssa.IndexAddr:
		if list := x.val(root.X, at); list.K == List && len(path) == 0 {
			if c, ok := root.Index.(*ssa.Const); ok && c.Value != nil && c.Int64() >= 0 && c.Int64() < int64(len(list.V)) {
				return list.V[c.Int64()]
			}
		}
		if rangeIndex(root.Index) {
			v := elems(x.val(root.X, at), root)
			for _, f := range path {
				v = v.get(f)
			}
			if v.K != Unknown {
				return v
			}
		}
		return self
	}
	v := x.val(root, at)
	for _, f := range path {
		v = v.get(f)
	}
	if v.K == Unknown {
		return self
	}
	return x.field(v, fields)
}

// rangeIndex reports whether v counts the rounds of a range loop.
func rangeIndex(v ssa.Value) bool {
	add, ok := v.(*ssa.BinOp)
	if !ok || add.Op != token.ADD {
		return false
	}
	phi, ok := add.X.(*ssa.Phi)
	return ok && phi.Comment == "rangeindex"
}

// field makes the best of a field of a value that is not known itself: a
// field that is written once, at construction, has the value of that write.
func (x *checker) field(v *Val, fields []*types.Var) *Val {
	if v.K != Field || len(fields) == 0 {
		return v
	}
	f := fields[len(fields)-1]
	if x.isRegistry(f.Type()) {
		if !x.settled(f) {
			return unknown
		}
		return v
	}
	stores := slices.DeleteFunc(slices.Clone(x.fieldStores()[f]), func(s *ssa.Store) bool {
		c, ok := s.Val.(*ssa.Const)
		return ok && c.IsNil()
	})
	if len(stores) == 1 && !slices.Contains(x.fields, f) {
		x.fields = append(x.fields, f)
		defer func() { x.fields = x.fields[:len(x.fields)-1] }()
		switch out := x.val(stores[0].Val, stores[0]); out.K {
		case Metric, Group:
			if out.closed(nil) {
				return shared(out, f)
			}
		case List, Dict:
			return out.strip(nil)
		}
	}
	return v
}

// settled reports whether a field holds a registry, or the description of a
// metric, that only constructors set.
func (x *checker) settled(f *types.Var) bool {
	for _, s := range x.fieldStores()[f] {
		if !constructs(s) {
			return false
		}
	}
	return x.isRegistry(f.Type()) || isType(f.Type(), lib.MetricTypes.Desc)
}

// constructs reports whether a store fills a value that its function has made.
func constructs(s *ssa.Store) bool {
	root, _ := addrPath(s.Addr)
	_, ok := root.(*ssa.Alloc)
	return ok
}

// shared is the metric v, held where it outlives a call.
func shared(v *Val, ref any) *Val {
	out := *v
	out.ref = ref
	if v.K == Metric {
		out.N |= isShared
	}
	return &out
}

// addrPath splits an address into the variable or pointer that it starts from
// and the fields that lead on.
func addrPath(addr ssa.Value) (root ssa.Value, fields []*types.Var) {
	for {
		fa, ok := addr.(*ssa.FieldAddr)
		if !ok {
			slices.Reverse(fields)
			return addr, fields
		}
		fields = append(fields, flow.FieldOf(fa.X.Type(), fa.Field))
		addr = fa.X
	}
}

// read returns what stands at path in a local variable where at stands. Others
// that get its address change nothing if path is settled.
func (x *checker) read(alloc *ssa.Alloc, path []string, typ types.Type, at ssa.Instruction, settled bool) *Val {
	if alloc.Parent() != at.Parent() {
		return unknown
	}
	acc := x.accessesOf(alloc)
	for _, e := range acc.escapes {
		if !settled && e != at && flow.Reaches(e, at, func(i ssa.Instruction) bool { return i == alloc }) {
			return unknown
		}
	}
	return x.readPath(alloc, acc, path, typ, at)
}

func (x *checker) readPath(alloc *ssa.Alloc, acc *accesses, path []string, typ types.Type, at ssa.Instruction) *Val {
	deeper := false
	var over []write // the writes that set the whole of path
	for _, w := range acc.writes {
		switch {
		case len(w.path) <= len(path) && slices.Equal(w.path, path[:len(w.path)]):
			over = append(over, w)
		case len(w.path) > len(path) && slices.Equal(path, w.path[:len(path)]):
			deeper = true
		}
	}
	if st, ok := typ.Underlying().(*types.Struct); ok && deeper {
		out := &Val{K: Record, ref: alloc}
		for f := range st.Fields() {
			v := x.readPath(alloc, acc, append(slices.Clone(path), f.Name()), f.Type(), at)
			if v.K != Zero {
				out = out.with(f.Name(), v)
			}
		}
		out.ref = alloc
		return out
	}
	ends := func(not ssa.Instruction) func(ssa.Instruction) bool {
		return func(i ssa.Instruction) bool {
			return i == alloc || i != not && slices.ContainsFunc(over, func(w write) bool { return w.store == i })
		}
	}
	var found []write
	for _, w := range over {
		if w.store != at && flow.Reaches(w.store, at, ends(nil)) {
			found = append(found, w)
		}
	}
	fresh := flow.Reaches(alloc, at, ends(nil))
	switch {
	case fresh && len(found) == 0:
		return zero
	case !fresh && len(found) == 1:
		return x.written(found[0], path)
	case !fresh && len(found) == 2 && x.isRegistry(typ):
		// A registry that stands in for a nil one.
		for i, w := range found {
			v, alt := x.written(found[1-i], path), x.val(w.store.Val, w.store)
			if alt.K == Preset && x.replacesNil(w.store.Block(), v) {
				return either(v, alt)
			}
		}
	}
	return unknown
}

// written returns what a write puts at path. Within one question a store is
// looked at once: the fields of structs that are made from structs multiply.
func (x *checker) written(w write, path []string) *Val {
	v := x.stored[w.store]
	if v == nil {
		v = x.val(w.store.Val, w.store)
		if x.depth > 0 {
			x.stored[w.store] = v
		}
	}
	for _, f := range path[len(w.path):] {
		v = v.get(f)
	}
	return v
}

// accessesOf finds the uses of a local variable's address.
func (x *checker) accessesOf(alloc *ssa.Alloc) *accesses {
	if acc := x.access[alloc]; acc != nil {
		return acc
	}
	acc := new(accesses)
	x.access[alloc] = acc
	var visit func(addr ssa.Value, path []string)
	visit = func(addr ssa.Value, path []string) {
		for _, ref := range *addr.Referrers() {
			switch ref := ref.(type) {
			case *ssa.FieldAddr:
				visit(ref, append(slices.Clone(path), flow.FieldOf(ref.X.Type(), ref.Field).Name()))
			case *ssa.Store:
				if ref.Addr == addr {
					acc.writes = append(acc.writes, write{ref, path})
				} else {
					acc.escapes = append(acc.escapes, ref)
				}
			case *ssa.UnOp, *ssa.DebugRef, *ssa.MakeInterface, *ssa.ChangeType, *ssa.Return:
			case *ssa.Call:
				if fn := flow.CalleeObject(ref.Common()); fn != nil {
					if _, ok := lib.Registrations.Lookup(fn); ok {
						continue // reads
					}
				}
				acc.escapes = append(acc.escapes, ref)
			default:
				acc.escapes = append(acc.escapes, ref)
			}
		}
	}
	visit(alloc, nil)
	return acc
}

// elements returns the elements of a slice literal.
func (x *checker) elements(alloc *ssa.Alloc, at ssa.Instruction) *Val {
	arr, ok := flow.Deref(alloc.Type()).Underlying().(*types.Array)
	if !ok || arr.Len() > 256 {
		return unknown
	}
	out := &Val{K: List, V: slices.Repeat([]*Val{zero}, int(arr.Len()))}
	for _, ref := range *alloc.Referrers() {
		ia, ok := ref.(*ssa.IndexAddr)
		if !ok {
			continue
		}
		c, ok := ia.Index.(*ssa.Const)
		if !ok || c.Value == nil {
			return unknown
		}
		i := c.Int64()
		var whole *ssa.Store
		parts := &Val{K: Record}
		for _, r := range *ia.Referrers() {
			switch r := r.(type) {
			case *ssa.Store:
				whole = r
			case *ssa.FieldAddr:
				for _, r2 := range *r.Referrers() {
					if s, ok := r2.(*ssa.Store); ok {
						parts = parts.with(flow.FieldOf(r.X.Type(), r.Field).Name(), x.val(s.Val, s))
					}
				}
			}
		}
		switch {
		case i < 0 || i >= arr.Len():
			return unknown
		case whole != nil:
			out.V[i] = x.val(whole.Val, at)
		case len(parts.L) > 0:
			out.V[i] = parts
		}
	}
	return out
}

// isRegistry reports whether values of type t are registries, or meters.
func (x *checker) isRegistry(t types.Type) bool {
	if p, ok := types.Unalias(t).(*types.Pointer); ok {
		t = p.Elem()
	}
	n, ok := types.Unalias(t).(*types.Named)
	if !ok || n.Obj().Pkg() == nil {
		return false
	}
	return slices.Contains(lib.MetricTypes.Registry, lib.Type{Path: n.Obj().Pkg().Path(), Name: n.Obj().Name()})
}
