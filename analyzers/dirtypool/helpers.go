package dirtypool

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/flow"
	"github.com/obslint/obslint/analyzers/internal/objstate"
)

// exportWrappers exports facts of the wrappers that others can call. A method
// is one where its type has both sides.
func (a *program) exportWrappers() {
	sides := make(map[types.Object][2]bool)
	side := func(fact *objstate.PoolUse) int {
		if fact.Put {
			return 1
		}
		return 0
	}
	for fn, fact := range a.Wrappers {
		if fact.From == objstate.Receiver {
			n := objstate.NameOf(flow.Deref(fn.Signature().Recv().Type()))
			both := sides[n]
			both[side(fact)] = true
			sides[n] = both
		}
	}
	for _, fn := range a.Code.Funcs() {
		obj := objstate.Exportable(fn)
		if obj == nil || a.Wrappers[obj] == nil || a.Wrappers[obj].From == 0 {
			continue
		}
		if recv := obj.Signature().Recv(); recv == nil || sides[objstate.NameOf(flow.Deref(recv.Type()))] == [2]bool{true, true} {
			a.pass.ExportObjectFact(obj, a.Wrappers[obj])
		}
	}
}

// contract reports whether exported functions hand out the objects of p and
// take them back as they are, so that cleaning is up to those who call them.
func (a *program) contract(p *pool) bool {
	gets := slices.ContainsFunc(p.Gets, func(o *objstate.Object) bool { return a.lends(o.Get.Parent()) })
	return gets && slices.ContainsFunc(p.Puts, func(e *objstate.Put) bool { return a.lends(e.From.Parent()) })
}

// lends reports whether fn is an exported function that does nothing but get
// or put.
func (a *program) lends(fn *ssa.Function) bool {
	obj := objstate.Exportable(fn)
	return obj != nil && a.Wrappers[obj] != nil
}

// exportHelpers exports facts of the functions that others may call to get
// and put content, and that do not clean it.
func (a *program) exportHelpers() {
	for _, p := range a.pools {
		var id string
		switch x := p.ID.(type) {
		case string: // of another package, through its helpers
			id = x
		case types.Object:
			if x.Pkg() != a.pass.Pkg {
				continue
			}
			id = x.Pkg().Path() + "." + x.Name()
		default:
			continue
		}
		for _, o := range p.Gets {
			fn, in := objstate.Exportable(o.Get.Parent()), a.Infos[o.Get.Parent()]
			if fn == nil || in == nil || !objstate.IsContent(o.Type) && !(p.lent && a.Wrappers[fn] != nil) || !in.Returns(0, o) {
				continue
			}
			if left := in.Left[o]; left != nil && left.Get("")&objstate.Old != 0 && left.Get("")&^(objstate.Old|objstate.Unknown) == 0 {
				a.pass.ExportObjectFact(fn, &objstate.PoolUse{Pool: id})
			}
		}
		for _, e := range p.Puts {
			fn := objstate.Exportable(e.From.Parent())
			if fn == nil || e.Obj == nil || e.Obj.Origin != objstate.FromCaller || !objstate.IsContent(e.Obj.Type) && !(p.lent && a.Wrappers[fn] != nil) {
				continue
			}
			sig := fn.Signature()
			par, ok := e.Obj.Root.(*ssa.Parameter)
			if ok && sig.Params().Len() == 1 && par.Object() == sig.Params().At(0) && e.Cells.Get("") == objstate.Old {
				a.pass.ExportObjectFact(fn, &objstate.PoolUse{Pool: id, Put: true})
			}
		}
	}
}
