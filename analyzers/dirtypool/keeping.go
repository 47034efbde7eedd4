package dirtypool

import (
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/flow"
	"github.com/obslint/obslint/analyzers/internal/lib"
	"github.com/obslint/obslint/analyzers/internal/objstate"
)

// present reports whether the users of l say that it is set by a part that is
// cleaned: some write sets both.
func (a *program) present(l *leaf, path string) bool {
	name := path[strings.LastIndexByte(path, '.')+1:]
	return slices.ContainsFunc(l.writes, func(w *objstate.Write) bool {
		in := a.Infos[w.At.Parent()]
		if in == nil {
			return false
		}
		marked := func(x, y *objstate.Write) bool {
			return y.Marks && y.Obj == x.Obj && y.Path == trimTo(x.Path, l.path, path)
		}
		for _, x := range in.Writes {
			if x.At == w.At && slices.ContainsFunc(in.Writes, func(y *objstate.Write) bool { return marked(x, y) }) {
				return true
			}
		}
		return slices.ContainsFunc(w.At.Block().Instrs, func(i ssa.Instruction) bool { return marks(i, w.At, name) })
	})
}

// marks reports whether an instruction calls a method of the field that is named,
// of the struct of which a store sets another field.
func marks(i, at ssa.Instruction, name string) bool {
	st, ok := at.(*ssa.Store)
	call, also := i.(*ssa.Call)
	if !ok || !also {
		return false
	}
	to, ok := st.Addr.(*ssa.FieldAddr)
	return ok && slices.ContainsFunc(call.Call.Args, func(v ssa.Value) bool {
		fa, ok := v.(*ssa.FieldAddr)
		return ok && fa.X == to.X && objstate.FieldName(fa.X.Type(), fa.Field) == name
	})
}

// trimTo is path as seen from the struct in which l, or the part of l that is
// written, is own.
func trimTo(own, l, path string) string {
	if prefix, ok := strings.CutSuffix(l, own); ok && len(path) > len(prefix) {
		return strings.TrimPrefix(path, prefix)
	}
	return path
}

// intended reports whether somebody cleans a part of the objects of p by name,
// so that the state of one use is not meant for the next.
func (a *program) intended(p *pool, leaves []*leaf) bool {
	cleans := func(fn *ssa.Function, o *objstate.Object) bool {
		in := a.Infos[fn]
		return in != nil && slices.ContainsFunc(in.Cleans, func(w *objstate.Write) bool {
			st, store := w.At.(*ssa.Store)
			return w.Obj == o && store && slices.ContainsFunc(leaves, func(l *leaf) bool {
				return objstate.Within(l.path, w.Path) && !a.full[l.field.Origin()] && (w.Path != l.path || types.Identical(flow.Deref(st.Addr.Type()), l.typ))
			})
		})
	}
	return slices.ContainsFunc(p.Gets, func(o *objstate.Object) bool { return cleans(o.Get.Parent(), o) }) ||
		slices.ContainsFunc(p.puts, func(e *objstate.Put) bool { return e.Obj != nil && cleans(e.From.Parent(), e.Obj) })
}

// findElsewhere notes the pooled structs that are also made where no pool is
// about: what is done to objects of these types says nothing about the pooled
// ones, unless it is seen that they are.
func (a *program) findElsewhere() {
	a.elsewhere = make(map[*types.TypeName]bool)
	pools := make(map[*ssa.Function]bool)
	var note func(fn *ssa.Function, depth int)
	note = func(fn *ssa.Function, depth int) {
		if fn == nil || pools[fn] || depth > 3 {
			return
		}
		pools[fn] = true
		for instr := range flow.Instrs(fn) {
			if call, ok := instr.(ssa.CallInstruction); ok {
				note(call.Common().StaticCallee(), depth+1)
			}
		}
	}
	for _, p := range a.Pools {
		for _, v := range p.Made {
			if in, ok := v.(ssa.Instruction); ok {
				note(in.Parent(), 0)
			}
		}
	}
	for _, fn := range a.Code.Funcs() {
		gets := false
		for instr := range flow.Instrs(fn) {
			if call, ok := instr.(ssa.CallInstruction); ok {
				if _, ok := a.Access(call.Common()); ok {
					gets = true
				}
			}
		}
		if pools[fn] || gets || fn.Parent() != nil && pools[fn.Parent()] {
			continue
		}
		for instr := range flow.Instrs(fn) {
			if v, ok := instr.(*ssa.Alloc); ok && v.Heap {
				if n := objstate.StructOf(v.Type()); n != nil && a.Named[n] {
					a.elsewhere[n] = true
				}
			}
		}
	}
}

// handsOut reports whether a function returns an object of p, or one that others
// can call.
func (a *program) handsOut(p *pool, toOthers bool) bool {
	return slices.ContainsFunc(p.Gets, func(o *objstate.Object) bool {
		in := a.Infos[o.Get.Parent()]
		return in == nil || slices.ContainsFunc(in.Escapes, func(e *objstate.Escape) bool { return e.Obj == o && e.Ret && !(toOthers && a.Stays(in.Fn)) })
	})
}

// ofGetter reports whether a write is to an object from p, by the function that
// gets it.
func (a *program) ofGetter(p *pool, w *objstate.Write) bool {
	return a.during(p, w) && w.At.Parent() == w.Obj.Get.Parent()
}

// behindInterface reports whether an exported function hands out the objects of p
// as an interface: which of its methods come first is up to others.
func (a *program) behindInterface(p *pool) bool {
	return slices.ContainsFunc(p.Gets, func(o *objstate.Object) bool {
		in := a.Infos[o.Get.Parent()]
		if in == nil || in.Fn.Object() == nil || !in.Fn.Object().Exported() {
			return false
		}
		byInterface := a.Called[in.Fn] == 0 && objstate.Exportable(in.Fn) == nil // a method that others know by one
		return slices.ContainsFunc(in.Escapes, func(e *objstate.Escape) bool {
			ret, ok := e.At.(*ssa.Return)
			return ok && e.Obj == o && (byInterface || slices.ContainsFunc(ret.Results, func(v ssa.Value) bool { return types.IsInterface(v.Type()) }))
		})
	})
}

// findBorn notes what the fields of pooled structs are given where a new object is
// made, if that is neither zero nor empty, slices that are made with a length and
// so are room that is addressed, and which fields nothing else sets.
func (a *program) findBorn() {
	a.born, a.fixed = make(map[*types.Var]bool), make(map[*types.Var]bool)
	for _, fn := range a.Code.Funcs() {
		for fa, st := range flow.FieldStores(fn) {
			_, fresh := fa.X.(*ssa.Alloc)
			field := flow.Field(fa)
			if field == nil || !a.Pooled(fa.X.Type()) {
				continue
			}
			if _, room := st.Val.(*ssa.MakeSlice); (fresh || room) && ownValue(st.Val) {
				a.born[field] = true
			}
			if was, seen := a.fixed[field]; !seen || was {
				a.fixed[field] = fresh && !field.Exported()
			}
		}
	}
}

// ownValue reports whether v gives a new object something of its own: a slice
// with a length, a func, what a function makes.
func ownValue(v ssa.Value) bool {
	t := v.Type()
	if objstate.IsMap(t) || lib.HoldsContent(t) {
		return false
	}
	switch v := objstate.Peel(v).(type) {
	case *ssa.Slice:
		_, array := v.X.(*ssa.Alloc)
		return array && v.Low == nil && !objstate.IsConst(v.High, 0)
	case *ssa.MakeSlice:
		return !objstate.IsConst(v.Len, 0)
	case *ssa.MakeClosure, *ssa.Function:
		return true
	case *ssa.Call:
		if _, clock := lib.Clocks.Lookup(flow.CalleeObject(&v.Call)); clock {
			return false
		}
		return len(v.Call.Args) == 0
	}
	return false
}

// hollow reports whether a guard says nothing about l: all uses set it to a
// constant, also where they leave l alone.
func hollow(guard, l *leaf) bool {
	alone := false
	for _, g := range guard.writes {
		if g.Value == "" {
			return false
		}
		for _, w := range l.writes {
			if w.Obj == g.Obj && w.At.Parent() == g.At.Parent() && !w.At.Block().Dominates(g.At.Block()) &&
				!flow.OnEveryPath(g.At, func(i ssa.Instruction) bool { return i == w.At }) {
				alone = true
			}
		}
	}
	return alone
}

// sees reports whether a read may see what the last user left in a part.
func sees(r *objstate.Read, l *leaf) bool {
	return objstate.Touches(r.Path, l.path) && (r.Cells == nil || r.Cells.Get(l.path)&objstate.Old != 0) && !(r.Encoded && l.hidden)
}

// exposed reports whether a struct in a field may be worked on by code that does
// not come by the struct around it: others can name the field, or its address is
// returned or kept.
func (a *program) exposed(field *types.Var) bool {
	if field.Exported() || field.Embedded() {
		return true
	}
	if a.handed == nil {
		a.handed = make(map[*types.Var]bool)
		for _, fn := range a.Code.Funcs() {
			for instr := range flow.Instrs(fn) {
				if fa, ok := instr.(*ssa.FieldAddr); ok && goesAway(fa) {
					a.handed[flow.Field(fa)] = true
				}
			}
		}
	}
	return a.handed[field]
}

// goesAway reports whether an address is returned, kept or handed to a goroutine.
func goesAway(v ssa.Value) bool {
	for _, ref := range *v.Referrers() {
		switch ref := ref.(type) {
		case *ssa.Return, *ssa.Go, *ssa.Phi, *ssa.MakeClosure, *ssa.Send, *ssa.MapUpdate:
			return true
		case *ssa.Store:
			if ref.Val == v {
				return true
			}
		}
	}
	return false
}
