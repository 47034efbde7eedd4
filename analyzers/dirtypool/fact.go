package dirtypool

import (
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/flow"
	"github.com/obslint/obslint/analyzers/internal/lib"
)

// A resetFact says what a method zeroes of its receiver.
type resetFact struct {
	All    bool
	Fields []string // sorted
}

func (*resetFact) AFact() {}

func (f *resetFact) String() string {
	if f.All {
		return "resets all"
	}
	return "resets " + strings.Join(f.Fields, ",")
}

// A poolFact says that a function hands out an object of a pool as its last
// user left it, or takes a parameter back as it is: of a pool of its package,
// or of one that it is given.
type poolFact struct {
	Pool string // import path and name
	Put  bool
	From int // who gives the pool: 0 for nobody, receiver, or firstParam+i
	Arg  int // the parameter that is put
}

const (
	receiver   = 1
	firstParam = 2
)

func (*poolFact) AFact() {}

func (f *poolFact) String() string {
	name := f.Pool[strings.LastIndexByte(f.Pool, '.')+1:]
	if f.From == receiver {
		name = "receiver"
	} else if f.From >= firstParam {
		name = "parameter"
	}
	if f.Put {
		return "puts " + name
	}
	return "gets " + name
}

// resets returns what a method of another package zeroes.
func (a *program) resets(fn *types.Func) (*resetFact, bool) {
	if fn == nil || fn.Pkg() == nil || fn.Pkg() == a.pass.Pkg {
		return nil, false
	}
	fact := new(resetFact)
	return fact, a.pass.ImportObjectFact(fn.Origin(), fact)
}

// applyFact zeroes what a method is known to zero.
func (f *frame) applyFact(p *place, fact *resetFact, st state) {
	c := st.of(p.obj)
	if fact.All {
		c.wipe(p.obj, p.path, zero)
		return
	}
	for _, name := range fact.Fields {
		c.wipe(p.obj, join(p.path, name), zero)
	}
}

// paramFact returns what a function does to its parameters, or nil.
func (a *program) paramFact(fn *types.Func) *paramFact {
	if fn == nil || fn.Pkg() == nil {
		return nil
	}
	if fn.Pkg() == a.pass.Pkg {
		return a.params[fn.Origin()]
	}
	fact := new(paramFact)
	if !a.pass.ImportObjectFact(fn.Origin(), fact) {
		return nil
	}
	return fact
}

// fills reports whether a function of another package writes behind what is in
// the buffer that is its i-th parameter.
func (a *program) fills(fn *types.Func, i int) bool {
	fact := a.paramFact(fn)
	return fact != nil && slices.Contains(fact.Fills, i)
}

// decodesInto returns the parameters that a function decodes into.
func (a *program) decodesInto(fn *types.Func) []int {
	if row, ok := lib.Decodes.Lookup(fn); ok {
		return []int{row.Into}
	}
	if fact := a.paramFact(fn); fact != nil {
		return fact.Decodes
	}
	return nil
}

// helper returns the pool that a function of another package hands an object
// out of, or takes one back into.
func (a *program) helper(fn *types.Func) (p *pool, put, ok bool) {
	if fn == nil || fn.Pkg() == nil || fn.Pkg() == a.pass.Pkg || lib.IsStd(fn.Pkg().Path()) {
		return nil, false, false
	}
	fact := new(poolFact)
	if !a.pass.ImportObjectFact(fn, fact) || fact.From != 0 {
		return nil, false, false
	}
	name := fact.Pool[strings.LastIndexByte(fact.Pool, '/')+1:]
	return a.pool(fact.Pool, name, fn.Pos()), fact.Put, true
}

// exportHelpers exports facts of the functions that others may call to get
// and put content, and that do not clean it.
func (a *program) exportHelpers() {
	for _, p := range a.pools {
		var id string
		switch x := p.id.(type) {
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
		for _, o := range p.gets {
			fn, in := exportable(o.get.Parent()), a.infos[o.get.Parent()]
			if fn == nil || in == nil || !isContent(o.typ) && !(p.lent && a.wrappers[fn] != nil) || in.results[0] == nil || in.results[0].obj != o {
				continue
			}
			if left := in.left[o]; left != nil && left.get("")&old != 0 && left.get("")&^(old|unknown) == 0 {
				a.pass.ExportObjectFact(fn, &poolFact{Pool: id})
			}
		}
		for _, e := range p.puts {
			fn := exportable(e.from.Parent())
			if fn == nil || e.obj == nil || e.obj.origin != fromCaller || !isContent(e.obj.typ) && !(p.lent && a.wrappers[fn] != nil) {
				continue
			}
			sig := fn.Signature()
			par, ok := e.obj.root.(*ssa.Parameter)
			if ok && sig.Params().Len() == 1 && par.Object() == sig.Params().At(0) && e.cells.get("") == old {
				a.pass.ExportObjectFact(fn, &poolFact{Pool: id, Put: true})
			}
		}
	}
}

// exportable returns the object of a declared function or method that other
// packages can call.
func exportable(fn *ssa.Function) *types.Func {
	obj, ok := fn.Object().(*types.Func)
	if !ok || !obj.Exported() || fn.Parent() != nil || obj.Pkg() == nil {
		return nil
	}
	if recv := obj.Signature().Recv(); recv != nil {
		n := nameOf(flow.Deref(recv.Type()))
		if n == nil || !n.Exported() {
			return nil
		}
	}
	return obj
}

func isContent(t types.Type) bool {
	return t != nil && (lib.HoldsContent(t) || isSlice(flow.Deref(t)) || isMap(flow.Deref(t)))
}

// sorted returns a set in order, each once.
func sorted(names []string) []string {
	slices.Sort(names)
	return slices.Compact(names)
}
