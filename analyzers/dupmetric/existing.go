package dupmetric

import (
	"fmt"
	"go/token"
	"go/types"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/again"
	"github.com/obslint/obslint/analyzers/internal/eval"
	"github.com/obslint/obslint/analyzers/internal/flow"
	"github.com/obslint/obslint/analyzers/internal/lib"
	"github.com/obslint/obslint/analyzers/internal/report"
)

// errorMode says what becomes of the error of a call that registers.
func (x *checker) errorMode(call *ssa.Call) mode {
	var err ssa.Value = call
	if tuple, ok := call.Type().(*types.Tuple); ok {
		err = nil
		for _, ref := range *call.Referrers() {
			if e, ok := ref.(*ssa.Extract); ok && e.Index == tuple.Len()-1 {
				err = e
			}
		}
		if tuple.Len() == 0 || !lib.IsError(tuple.At(tuple.Len()-1).Type()) {
			return returns
		}
	} else if !lib.IsError(call.Type()) {
		return returns
	}
	used := false
	if err != nil {
		for _, ref := range *err.Referrers() {
			if _, ok := ref.(*ssa.DebugRef); ok {
				continue
			}
			used = true
			if c, ok := ref.(*ssa.Call); ok {
				if fn, _ := flow.Callee(c.Common()); fn != nil && fn.Pkg == call.Parent().Pkg && x.expectsDuplicate(fn) {
					return expects
				}
			}
		}
	}
	switch {
	case !used:
		return drops
	case x.expectsDuplicate(call.Parent()):
		return expects
	}
	return returns
}

// expectsDuplicate reports whether f speaks of the error of a registration of
// what is registered already: has a value of its type.
func (x *checker) expectsDuplicate(f *ssa.Function) bool {
	is := func(t types.Type) bool {
		return lib.MetricTypes.Duplicate.Is(t) || lib.MetricTypes.Duplicate.Is(flow.Deref(t))
	}
	for instr := range flow.Instrs(f) {
		switch instr := instr.(type) {
		case *ssa.TypeAssert:
			if is(instr.AssertedType) {
				return true
			}
		case *ssa.MakeInterface:
			if is(instr.X.Type()) {
				return true
			}
		case ssa.Value: // a variable, or what a generic function finds
			t := instr.Type()
			if tuple, ok := t.(*types.Tuple); ok && tuple.Len() > 0 {
				t = tuple.At(0).Type()
			}
			if is(t) {
				return true
			}
		}
	}
	for _, anon := range f.AnonFuncs {
		if x.expectsDuplicate(anon) {
			return true
		}
	}
	return false
}

// checkExisting looks at how a function uses what the duplicate error brings.
func (x *checker) checkExisting(f *ssa.Function, in ...*groups) {
	if !x.expectsDuplicate(f) {
		return
	}
	for i, evs := 0, x.events(f); i < len(evs); i++ {
		ev := &evs[i]
		call, ok := ev.here.call.(*ssa.Call)
		if !ok || ev.Mode != expects || ev.here.rng == nil || len(ev.here.way) > 0 || ev.Met.K != eval.Object {
			continue
		}
		b, known := x.familyOf(ev)
		takes, asserted := existingOf(f)
		if !takes {
			x.checkKept(f, call, b, known)
			continue
		}
		// The function itself, when it runs again, finds its own collector.
		before := []family{b}
		if known {
			for _, g := range in {
				for _, a := range g.near(b) {
					if c, ok := compare(a, b); ok && c.category == "twice" && a.flags&isGroup == 0 {
						before = append(before, a)
					}
				}
			}
		}
		for i, a := range before {
			if i > 0 && !slices.Equal(a.labels, b.labels) && len(a.labels) == len(b.labels) {
				x.rep.Report(report.Diagnostic{Range: ev.here.rng, Category: "existing",
					Message: fmt.Sprintf("%q is registered %s with the labels in the order %v: positional values for the existing collector fill the wrong ones; use one order",
						b.name, x.where(a, ev.here.rng.Pos()), a.labels)})
				break
			}
			for _, ta := range asserted {
				if !x.about(ta, f, call) {
					continue
				}
				if want := a.goType(ta.AssertedType); want != "" {
					place := "here"
					if i > 0 {
						place = x.where(a, ev.here.rng.Pos())
					}
					x.rep.Report(report.Diagnostic{Range: ev.here.rng, Category: "existing",
						Message: fmt.Sprintf("the collector of %q that is registered %s is a %s: when this finds it, the type assertion to %s panics; assert the type it has",
							b.name, place, want, types.TypeString(ta.AssertedType, (*types.Package).Name))})
					return
				}
			}
		}
	}
}

// about reports whether a type assertion is one of what is registered in place
// of what call, in f, registers: it stands where the error of this call is that
// of a duplicate, or f registers nothing else.
func (x *checker) about(ta *ssa.TypeAssert, f *ssa.Function, call *ssa.Call) bool {
	if dup := duplicateBranch(f, call); dup != nil && ta.Parent() == f {
		return dup.Dominates(ta.Block())
	}
	return !slices.ContainsFunc(x.events(f), func(ev event) bool { return ev.here.call != call && ev.Mode == expects })
}

// goType returns the type of the vector a, if a type assertion of it to typ
// certainly panics.
func (a family) goType(typ types.Type) string {
	if a.flags&isVec == 0 || a.kind == "" {
		return ""
	}
	name := strings.ToUpper(a.kind[:1]) + a.kind[1:] + "Vec"
	n, ok := types.Unalias(flow.Deref(typ)).(*types.Named)
	if !ok || n.Obj().Name() == name || !strings.HasSuffix(n.Obj().Name(), "Vec") {
		return ""
	}
	return name
}

// existingOf reports whether f looks at what is registered already, and the
// assertions of its type that panic if it has another one.
func existingOf(f *ssa.Function) (takes bool, asserted []*ssa.TypeAssert) {
	for instr := range flow.Instrs(f) {
		var v ssa.Value
		switch instr := instr.(type) {
		case *ssa.FieldAddr:
			if lib.MetricTypes.Duplicate.Is(flow.Deref(instr.X.Type())) && flow.FieldOf(instr.X.Type(), instr.Field).Name() == lib.MetricTypes.Existing && !stored(instr) {
				v = instr
			}
		case *ssa.Field:
			if lib.MetricTypes.Duplicate.Is(instr.X.Type()) && flow.FieldOf(instr.X.Type(), instr.Field).Name() == lib.MetricTypes.Existing {
				v = instr
			}
		case *ssa.Call:
			// Others get the error.
			for _, a := range instr.Common().Args {
				if lib.MetricTypes.Duplicate.Is(a.Type()) && !isPointer(a.Type()) {
					takes = true
				}
			}
		}
		if v == nil {
			continue
		}
		takes = true
		for _, ref := range *v.Referrers() {
			if load, ok := ref.(*ssa.UnOp); ok {
				for _, r := range *load.Referrers() {
					if ta, ok := r.(*ssa.TypeAssert); ok && !ta.CommaOk {
						asserted = append(asserted, ta)
					}
				}
			}
			if ta, ok := ref.(*ssa.TypeAssert); ok && !ta.CommaOk {
				asserted = append(asserted, ta)
			}
		}
	}
	for _, anon := range f.AnonFuncs {
		t, a := existingOf(anon)
		takes, asserted = takes || t, append(asserted, a...)
	}
	return takes, asserted
}

func isPointer(t types.Type) bool {
	_, ok := t.Underlying().(*types.Pointer)
	return ok
}

// stored reports whether an address is only written to.
func stored(addr ssa.Value) bool {
	for _, ref := range *addr.Referrers() {
		if s, ok := ref.(*ssa.Store); !ok || s.Addr != addr {
			return false
		}
	}
	return true
}

// checkKept reports a fresh collector that goes on being used where the error
// says that another one is registered.
func (x *checker) checkKept(f *ssa.Function, call *ssa.Call, b family, known bool) {
	if !x.madeIn(b.ev, f) {
		return
	}
	_, args := flow.Args(call.Common())
	if len(args) != 1 {
		return
	}
	dup := duplicateBranch(f, call)
	if dup == nil {
		return
	}
	uses := usesOf(args[0])
	if made, ok := b.ev.Met.Ref().(*ssa.Call); ok && b.ev.each {
		uses = usesOf(made) // an element of a list
	}
	kept := flow.Follow(dup.Instrs[0], func(i ssa.Instruction) flow.Step {
		if uses[i] {
			return flow.Found
		}
		return flow.Go
	}) || uses[dup.Instrs[0]]
	if !kept {
		return
	}
	if x.reported[b.ev.here.rng.Pos()] {
		return
	}
	x.reported[b.ev.here.rng.Pos()] = true
	name := "a collector"
	if known {
		name = strconv.Quote(b.name)
	}
	x.rep.Report(report.Diagnostic{Range: b.ev.here.rng, Category: "existing",
		Message: fmt.Sprintf("when %s is registered already this goes on with the fresh one, and what it counts never reaches Gather; use the error's %s", name, lib.MetricTypes.Existing)})
}

// duplicateBranch returns the block that control enters when the error of call
// is that of a duplicate.
func duplicateBranch(f *ssa.Function, call *ssa.Call) *ssa.BasicBlock {
	for _, b := range f.Blocks {
		if len(b.Instrs) == 0 {
			continue
		}
		branch, ok := b.Instrs[len(b.Instrs)-1].(*ssa.If)
		if !ok || !call.Block().Dominates(b) {
			continue
		}
		cond, yes := branch.Cond, 0
		for {
			not, ok := cond.(*ssa.UnOp)
			if !ok || not.Op != token.NOT {
				break
			}
			cond, yes = not.X, 1-yes
		}
		switch c := cond.(type) {
		case *ssa.Extract:
			if ta, ok := c.Tuple.(*ssa.TypeAssert); ok && c.Index == 1 && lib.MetricTypes.Duplicate.Is(ta.AssertedType) && again.DependsOn(ta.X, call, 4) {
				return b.Succs[yes]
			}
		case *ssa.Call:
			about := false
			for _, a := range c.Common().Args {
				if mi, ok := a.(*ssa.MakeInterface); ok && lib.MetricTypes.Duplicate.Is(flow.Deref(mi.X.Type())) {
					about = true
				}
			}
			if about && again.DependsOn(c, call, 4) {
				return b.Succs[yes]
			}
		}
	}
	return nil
}

// usesOf returns the instructions that use a collector, or the struct that it
// is a field of, other than to make and register it.
func usesOf(v ssa.Value) map[ssa.Instruction]bool {
	out := make(map[ssa.Instruction]bool)
	seen := make(map[ssa.Value]bool)
	var visit func(ssa.Value)
	visit = func(v ssa.Value) {
		if seen[v] || v.Referrers() == nil {
			return
		}
		seen[v] = true
		for _, ref := range *v.Referrers() {
			switch ref := ref.(type) {
			case *ssa.MakeInterface:
				visit(ref)
			case *ssa.ChangeInterface:
				visit(ref)
			case *ssa.Phi:
				visit(ref)
			case *ssa.Store:
				out[ref] = true
				if root, _ := flow.AddrPath(ref.Addr); ref.Val == v {
					if alloc, ok := root.(*ssa.Alloc); ok {
						delete(out, ref)
						visit(alloc)
					}
				}
			case *ssa.UnOp, *ssa.FieldAddr, *ssa.DebugRef:
			default:
				out[ref.(ssa.Instruction)] = true
			}
		}
	}
	switch src := v.(type) {
	case *ssa.MakeInterface:
		v = src.X
	case *ssa.ChangeInterface:
		v = src.X
	}
	if load, ok := v.(*ssa.UnOp); ok {
		if alloc, _ := flow.AddrPath(load.X); alloc != nil {
			visit(alloc)
		}
	}
	visit(v)
	return out
}
