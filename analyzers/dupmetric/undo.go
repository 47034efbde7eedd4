package dupmetric

import (
	"go/token"

	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/eval"
	"github.com/obslint/obslint/analyzers/internal/flow"
	"github.com/obslint/obslint/analyzers/internal/lib"
)

// undone is what the functions of a package take out of registries.
type undone struct {
	any   bool
	names map[string]bool
	made  map[any]bool // metrics, as Val.ref, whose names are not known
}

// undone returns the calls of f that unregister, or ask what is registered.
func (x *checker) undone(f *ssa.Function) []ssa.Instruction {
	var out []ssa.Instruction
	for instr := range flow.Instrs(f) {
		if x.isQuery(instr) {
			out = append(out, instr)
		}
	}
	return out
}

func (x *checker) undoneBetween(a, b family, undone []ssa.Instruction) bool {
	for _, q := range undone {
		if q == a.ev.here.call || q == b.ev.here.call || flow.Reaches(a.ev.here.call, q, nil) && flow.Reaches(q, b.ev.here.call, nil) {
			return true
		}
	}
	return false
}

// unregisters reports whether the package that registers a family, or this
// one, also takes it out of registries, so that it may be gone by the time that
// it is registered again.
func (x *checker) unregisters(f family) bool {
	return f.ev != nil && (f.ev.Undo || x.undoesMetric(f.ev.Met))
}

// undoesMetric reports whether any function of the package may take a metric
// out of a registry.
func (x *checker) undoesMetric(met *eval.Val) bool {
	if x.undoes == nil {
		x.undoes = &undone{names: make(map[string]bool), made: make(map[any]bool)}
		for _, f := range x.flow.Funcs() {
			for instr := range flow.Instrs(f) {
				if call, ok := instr.(ssa.CallInstruction); ok && isUndo(call) {
					x.undoes.add(x, call)
				}
			}
		}
	}
	for met.K == eval.Wrap {
		met = met.V[0]
	}
	name := ""
	if met.K == eval.Object {
		name, _ = met.V[0].Str()
		if _, ok := constructorOf(name); ok {
			name = ""
		}
	}
	u := x.undoes
	return u.any || u.names[name] || u.made[met.Ref()] || name == "" && len(u.names)+len(u.made) > 0
}

func isUndo(call ssa.CallInstruction) bool {
	row, ok := lib.RegistryQueries.Lookup(meant(flow.CalleeObject(call.Common())))
	return ok && row.Undoes
}

func (u *undone) add(x *checker, call ssa.CallInstruction) {
	if kept, ok := x.undoesKept(call); ok {
		for _, met := range kept {
			if name, ok := met.V[0].Str(); ok {
				u.names[name] = true
			} else {
				u.made[met.Ref()] = true
			}
		}
		return
	}
	c, ok := call.(*ssa.Call)
	if !ok {
		u.any = true
		return
	}
	cs := x.collectors(c)
	for _, c := range cs {
		for _, ev := range (event{Reg: eval.Empty, Met: c}).flatten(nil) {
			if ev.Met.K == eval.Object {
				name, _ := ev.Met.V[0].Str()
				u.names[name] = true
			} else {
				u.any = true
			}
		}
	}
	u.any = u.any || len(cs) == 0 || u.names[""]
}

// undoesKept returns the metrics that a call may take out of a registry, if it
// takes them from a field that nothing else is stored in.
func (x *checker) undoesKept(call ssa.CallInstruction) ([]*eval.Val, bool) {
	_, args := flow.Args(call.Common())
	if len(args) != 1 {
		return nil, false
	}
	load, ok := flow.Source(args[0]).(*ssa.UnOp)
	if !ok || load.Op != token.MUL {
		return nil, false
	}
	addr, ok := load.X.(*ssa.FieldAddr)
	if !ok {
		return nil, false
	}
	var out []*eval.Val
	for _, s := range x.vals.FieldStores(flow.Field(addr)) {
		met := x.vals.Of(s.Val, s)
		if met.K == eval.Zero {
			continue
		}
		if met.K != eval.Object {
			return nil, false
		}
		out = append(out, met)
	}
	return out, len(out) > 0
}
