package flushes

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/flow"
	"github.com/obslint/obslint/analyzers/internal/lib"
)

// A constructor often returns an interface, whose callers do not see what it
// holds. The method of an interface flushes if that of each type of the
// interface's package which implements it does, but for those that do nothing.

// An implemented is a method of an interface of this package, and the methods
// of the package's types that implement it.
type implemented struct {
	method *types.Func
	by     []*types.Func
}

// implementations returns the methods of the package's interfaces that are
// given a context, and what implements them.
func (c *Catalog) implementations() []implemented {
	scope := c.pass.Pkg.Scope()
	var ifaces []*types.Interface
	var concrete []types.Type
	for _, name := range scope.Names() {
		tn, ok := scope.Lookup(name).(*types.TypeName)
		if !ok || tn.IsAlias() {
			continue
		}
		named, ok := tn.Type().(*types.Named)
		if !ok || named.TypeParams().Len() > 0 {
			continue
		}
		if iface, ok := named.Underlying().(*types.Interface); !ok {
			concrete = append(concrete, types.NewPointer(named))
		} else if iface.IsMethodSet() && slices.ContainsFunc(slices.Collect(iface.Methods()), takesAContext) {
			ifaces = append(ifaces, iface)
		}
	}
	var out []implemented
	for _, iface := range ifaces {
		for m := range iface.Methods() {
			if m.Pkg() != c.pass.Pkg || !takesAContext(m) {
				continue
			}
			im := implemented{method: m}
			for _, t := range concrete {
				obj, _, _ := types.LookupFieldOrMethod(t, true, c.pass.Pkg, m.Name())
				if by, ok := obj.(*types.Func); ok && types.Implements(t, iface) {
					im.by = append(im.by, by.Origin())
				}
			}
			if len(im.by) > 0 {
				out = append(out, im)
			}
		}
	}
	return out
}

func takesAContext(m *types.Func) bool {
	for p := range m.Signature().Params().Variables() {
		if lib.IsContext(p.Type()) {
			return true
		}
	}
	return false
}

// throughTypes notes what the methods of interfaces flush.
func (c *Catalog) throughTypes(list []implemented) {
	for _, im := range list {
		var effects []Effect
		all := true
		for _, by := range im.by {
			for _, e := range c.methodEffects(by, nil) {
				if e.Param >= 0 && e.Field == "" && e.Method == "" && !slices.Contains(effects, e.Effect) {
					effects = append(effects, e.Effect)
				}
			}
			all = all && (len(c.methodEffects(by, nil)) > 0 || c.doesNothing(by))
		}
		var old Flushes
		c.fact(im.method, &old)
		if all && len(effects) > len(old.Effects) && len(effects) <= 8 {
			c.setFact(im.method, &Flushes{Effects: effects})
			c.changed = true
		}
	}
}

// doesNothing reports whether a function of this package calls nothing.
func (c *Catalog) doesNothing(fn *types.Func) bool {
	f := c.flow.Func(fn)
	if f == nil {
		return false
	}
	for instr := range flow.Instrs(f) {
		if _, ok := instr.(ssa.CallInstruction); ok {
			return false
		}
	}
	return true
}
