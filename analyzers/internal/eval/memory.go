package eval

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/flow"
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
func (e *Eval) load(addr ssa.Value, at ssa.Instruction) *Val {
	root, fields := flow.AddrPath(addr)
	var path []string
	for _, f := range fields {
		path = append(path, f.Name())
	}
	self := LocalOf(at)
	switch root := root.(type) {
	case *ssa.Alloc:
		settled := len(fields) > 0 && e.settled(fields[len(fields)-1])
		if v := e.read(root, path, flow.Deref(addr.Type()), at, settled); v.K != Unknown {
			return v
		}
		// A closure has its address, but nothing else is stored there.
		if s := onlyStore(root); s != nil && len(path) == 0 && !isStruct(s.Val.Type()) && flow.Precedes(s, at) {
			return e.Of(s.Val, s)
		}
		if v := e.chosen(root, path, flow.Deref(addr.Type()), at); v != nil {
			return v
		}
		return self
	case *ssa.Global:
		return e.global(root, path, flow.Deref(addr.Type()))
	case *ssa.FreeVar:
		alloc := flow.Variable(root)
		if alloc == nil {
			break
		}
		s := onlyStore(alloc)
		if s == nil {
			return self
		}
		v := e.Of(s.Val, s)
		for _, f := range path {
			v = v.Get(f)
		}
		return e.Field(v, fields)
	case *ssa.IndexAddr:
		if list := e.Of(root.X, at); list.K == List && len(path) == 0 {
			if c, ok := root.Index.(*ssa.Const); ok && c.Value != nil && c.Int64() >= 0 && c.Int64() < int64(len(list.V)) {
				return list.V[c.Int64()]
			}
		}
		if RangeIndex(root.Index) {
			v := ElemsOf(e.Of(root.X, at), root)
			for _, f := range path {
				v = v.Get(f)
			}
			if v.K != Unknown {
				return v
			}
		}
		return self
	}
	v := e.Of(root, at)
	for _, f := range path {
		v = v.Get(f)
	}
	if v.K == Unknown || (v.K == Object || v.K == Group) && e.replaced(fields) {
		return self
	}
	return e.Field(v, fields)
}

// onlyStore returns the one store into a local variable, also of closures, or
// nil if there may be others.
func onlyStore(alloc *ssa.Alloc) *ssa.Store {
	if stores, ok := flow.Stores(alloc); ok && len(stores) == 1 {
		return stores[0]
	}
	return nil
}

func isStruct(t types.Type) bool {
	_, ok := t.Underlying().(*types.Struct)
	return ok
}

// replaced reports whether the package sets one of the fields of what it has not
// made itself: it may be another one than the maker has set.
func (e *Eval) replaced(fields []*types.Var) bool {
	return slices.ContainsFunc(fields, func(f *types.Var) bool {
		return slices.ContainsFunc(e.FieldStores(f), func(s *ssa.Store) bool { return !Constructs(s) })
	})
}

// sinceMade returns the struct v, whose address is a result of a call, of type
// typ, without the fields that may be replaced: options may have been set by now.
func (e *Eval) sinceMade(v *Val, call *ssa.Call, typ types.Type) *Val {
	ptr, ok := typ.Underlying().(*types.Pointer)
	if !ok || v.K != Record {
		return v
	}
	return e.unreplaced(v, call, ptr.Elem())
}

func (e *Eval) unreplaced(v *Val, call *ssa.Call, typ types.Type) *Val {
	st, ok := typ.Underlying().(*types.Struct)
	if !ok {
		return v
	}
	for f := range st.Fields() {
		if held := v.Get(f.Name()); slices.ContainsFunc(e.FieldStores(f), func(s *ssa.Store) bool { return replaces(s, call) }) {
			v = v.With(f.Name(), NotKnown)
		} else if held.K == Record && isStruct(f.Type()) {
			v = v.With(f.Name(), e.unreplaced(held, call, f.Type()))
		}
	}
	return v
}

// replaces reports whether a store may change what a call has made.
func replaces(s *ssa.Store, call *ssa.Call) bool {
	switch root, _ := flow.AddrPath(s.Addr); root := root.(type) {
	case *ssa.Alloc:
		return false
	case *ssa.Call:
		return root == call
	case *ssa.Extract:
		return root.Tuple == call
	}
	return true
}

// RangeIndex reports whether v counts the rounds of a range loop.
func RangeIndex(v ssa.Value) bool {
	add, ok := v.(*ssa.BinOp)
	if !ok || add.Op != token.ADD {
		return false
	}
	phi, ok := add.X.(*ssa.Phi)
	return ok && phi.Comment == "rangeindex"
}

// Field makes the best of a field of a value that is not known itself: a
// field that is written once, at construction, has the value of that write.
func (e *Eval) Field(v *Val, fields []*types.Var) *Val {
	if v.K != Field || len(fields) == 0 {
		return v
	}
	f := fields[len(fields)-1]
	if e.domain.Handle(f.Type()) {
		if !e.settled(f) || e.holdsOwn(f) {
			return NotKnown
		}
		return v
	}
	stores := slices.DeleteFunc(slices.Clone(e.FieldStores(f)), func(s *ssa.Store) bool {
		c, ok := s.Val.(*ssa.Const)
		return ok && c.IsNil()
	})
	if len(stores) == 1 && !slices.Contains(e.fields, f) {
		e.fields = append(e.fields, f)
		defer func() { e.fields = e.fields[:len(e.fields)-1] }()
		switch out := e.Of(stores[0].Val, stores[0]); out.K {
		case Object, Group:
			if out.Closed(nil) {
				return shared(out, f)
			}
		case List, Dict:
			return out.Strip(nil)
		}
	}
	return v
}

// holdsOwn reports whether a field may hold a handle of a type of the program's
// own.
func (e *Eval) holdsOwn(f *types.Var) bool {
	if slices.Contains(e.fields, f) {
		return false
	}
	e.fields = append(e.fields, f)
	defer func() { e.fields = e.fields[:len(e.fields)-1] }()
	return slices.ContainsFunc(e.FieldStores(f), func(s *ssa.Store) bool { return e.Of(s.Val, s).Base().K == Own })
}

// settled reports whether only constructors set a field, of a type for which
// its user relies on that.
func (e *Eval) settled(f *types.Var) bool {
	for _, s := range e.FieldStores(f) {
		if !Constructs(s) {
			return false
		}
	}
	return e.domain.Settles(f.Type())
}

// SetLater reports whether the package sets a field of this name of something that
// the function at hand has not made.
func (e *Eval) SetLater(name string) bool { e.scan(); return e.later[name] }

// Constructs reports whether a store fills a value that its function has made.
func Constructs(s *ssa.Store) bool {
	root, _ := flow.AddrPath(s.Addr)
	_, ok := root.(*ssa.Alloc)
	return ok
}

// read returns what stands at path in a local variable where at stands. Others
// that get its address change nothing if path is settled.
func (e *Eval) read(alloc *ssa.Alloc, path []string, typ types.Type, at ssa.Instruction, settled bool) *Val {
	if alloc.Parent() != at.Parent() {
		return NotKnown
	}
	acc := e.accessesOf(alloc)
	for _, esc := range acc.escapes {
		if !settled && esc != at && flow.Reaches(esc, at, func(i ssa.Instruction) bool { return i == alloc }) {
			return NotKnown
		}
	}
	return e.readPath(alloc, acc, path, typ, at)
}

func (e *Eval) readPath(alloc *ssa.Alloc, acc *accesses, path []string, typ types.Type, at ssa.Instruction) *Val {
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
			v := e.readPath(alloc, acc, append(slices.Clone(path), f.Name()), f.Type(), at)
			if v.K != Zero {
				out = out.With(f.Name(), v)
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
		return Empty
	case !fresh && len(found) == 1:
		return e.written(found[0], path)
	case !fresh && len(found) == 2 && e.domain.Handle(typ):
		// A handle that stands in for a nil one.
		for i, w := range found {
			v, alt := e.written(found[1-i], path), e.Of(w.store.Val, w.store)
			if alt.K == Preset && e.replacesNil(w.store.Block(), v) {
				return either(v, alt)
			}
		}
	}
	return NotKnown
}

// written returns what a write puts at path. Within one question a store is
// looked at once: the fields of structs that are made from structs multiply.
func (e *Eval) written(w write, path []string) *Val {
	v := e.stored[w.store]
	if v == nil {
		v = e.Of(w.store.Val, w.store)
		if e.depth > 0 {
			e.stored[w.store] = v
		}
	}
	for _, f := range path[len(w.path):] {
		v = v.Get(f)
	}
	return v
}

// accessesOf finds the uses of a local variable's address.
func (e *Eval) accessesOf(alloc *ssa.Alloc) *accesses {
	if acc := e.access[alloc]; acc != nil {
		return acc
	}
	acc := new(accesses)
	e.access[alloc] = acc
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
				if fn := flow.CalleeObject(ref.Common()); fn != nil && e.domain.Reads(fn) {
					continue
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
func (e *Eval) elements(alloc *ssa.Alloc, at ssa.Instruction) *Val {
	arr, ok := flow.Deref(alloc.Type()).Underlying().(*types.Array)
	if !ok || arr.Len() > 256 {
		return NotKnown
	}
	out := &Val{K: List, V: slices.Repeat([]*Val{Empty}, int(arr.Len()))}
	for _, ref := range *alloc.Referrers() {
		ia, ok := ref.(*ssa.IndexAddr)
		if !ok {
			continue
		}
		c, ok := ia.Index.(*ssa.Const)
		if !ok || c.Value == nil {
			return NotKnown
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
						parts = parts.With(flow.FieldOf(r.X.Type(), r.Field).Name(), e.Of(s.Val, s))
					}
				}
			}
		}
		switch {
		case i < 0 || i >= arr.Len():
			return NotKnown
		case whole != nil:
			out.V[i] = e.Of(whole.Val, at)
		case len(parts.L) > 0:
			out.V[i] = parts
		}
	}
	return out
}
