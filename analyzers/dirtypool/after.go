package dirtypool

import (
	"fmt"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/flow"
	"github.com/obslint/obslint/analyzers/internal/lib"
	"github.com/obslint/obslint/analyzers/internal/objstate"
	"github.com/obslint/obslint/analyzers/internal/report"
)

// judgeAfter reports objects that a function goes on to use when it has given
// them back.
func (a *program) judgeAfter(in *objstate.Info) {
	told := make(map[ssa.Instruction]bool)
	for _, e := range in.Puts {
		if _, call := e.From.(*ssa.Call); !call || e.Later || e.Obj == nil || e.Obj.Origin == objstate.FromMemory || !e.Sure || e.From.Parent() != in.Fn {
			continue
		}
		if at := a.usedAfter(e); at != nil && !told[at] {
			told[at] = true
			a.reportAfter(e, at)
		} else if d := putAgain(in, e); d != nil && !told[e.From] {
			told[e.From] = true
			a.reportTwice(e, d)
		}
	}
}

// putAgain returns the defer statement before the call that gives e back which
// gives back the same object when the function is left, or nil.
func putAgain(in *objstate.Info, e *objstate.Put) *ssa.Defer {
	given := func(v ssa.Value) bool {
		return types.Identical(flow.Deref(objstate.Peel(v).Type()), flow.Deref(e.Obj.Type))
	}
	for _, other := range in.Puts {
		d, ok := other.From.(*ssa.Defer)
		if !ok || other.Obj != e.Obj || other.Pool != e.Pool || other.Later || !other.Sure || !flow.Precedes(d, e.From) {
			continue
		}
		for _, v := range d.Call.Args {
			if given(v) && slices.ContainsFunc(e.From.(*ssa.Call).Call.Args, func(w ssa.Value) bool { return objstate.Peel(w) == objstate.Peel(v) }) {
				return d
			}
		}
	}
	return nil
}

// usedAfter returns the first use of an object behind the call that gives it
// back: one that every way to it, or every way from that call, has both.
func (a *program) usedAfter(e *objstate.Put) ssa.Instruction {
	var first ssa.Instruction
	names := []ssa.Value{e.Obj.Root}
	for i := 0; i < len(names); i++ {
		v := names[i]
		if v.Referrers() == nil {
			continue
		}
		def, _ := v.(ssa.Instruction)
		if u, ok := v.(*ssa.UnOp); ok && isVariable(u.X) {
			def = nil // the variable holds the same object each time
		}
		for _, ref := range *v.Referrers() {
			switch ref := ref.(type) {
			case *ssa.TypeAssert, *ssa.ChangeType, *ssa.MakeInterface, *ssa.Phi:
				if !slices.Contains(names, ref.(ssa.Value)) {
					names = append(names, ref.(ssa.Value))
				}
				continue
			case *ssa.UnOp:
				if isVariable(v) {
					names = append(names, ref)
					continue
				}
			case *ssa.Store:
				if isVariable(v) {
					return nil // which of its values is meant is not known
				}
			case *ssa.Extract:
				if _, ok := v.(*ssa.TypeAssert); ok && ref.Index == 0 {
					names = append(names, ref)
				}
				continue
			}
			if ref.Parent() != e.From.Parent() || !a.uses(ref, v) || first != nil && !flow.Precedes(ref, first) {
				continue
			}
			anew := func(i ssa.Instruction) bool { return i == def || i == e.Obj.Get }
			if flow.Reaches(e.From, ref, anew) && objstate.Bound(e.From, ref) {
				first = ref
			}
		}
	}
	return first
}

// isVariable reports whether v is a captured variable that holds an object, and
// not the object.
func isVariable(v ssa.Value) bool {
	_, captured := v.(*ssa.FreeVar)
	_, pointer := flow.Deref(v.Type()).Underlying().(*types.Pointer)
	return captured && pointer
}

// uses reports whether an instruction works on the memory of v, a pooled
// object.
func (a *program) uses(instr ssa.Instruction, v ssa.Value) bool {
	switch instr := instr.(type) {
	case *ssa.FieldAddr:
		field := flow.Field(instr)
		return instr.X == v && field != nil && !kept(field.Type()) && !a.fixed[field]
	case *ssa.UnOp:
		return instr.Op == token.MUL
	case *ssa.IndexAddr:
		return instr.X == v
	case *ssa.Store:
		return instr.Addr == v
	case *ssa.MapUpdate:
		return instr.Map == v
	case *ssa.Lookup:
		return instr.X == v
	case *ssa.Range:
		return true
	case *ssa.Call:
		common := &instr.Call
		if b, ok := common.Value.(*ssa.Builtin); ok {
			return b.Name() == "copy" || b.Name() == "append"
		}
		if acc, ok := a.Access(common); ok {
			return acc.Put && objstate.Peel(acc.Obj) == objstate.Peel(v)
		}
		fn := flow.CalleeObject(common)
		if recv, _ := flow.Args(common); recv == v {
			row, ok := lib.Contents.Lookup(fn)
			return ok && row.Effect != lib.Ignores || a.touches(common, v)
		}
		return a.touches(common, v)
	}
	return false
}

// touches reports whether a function of this package reads or writes the
// object that it is given as v.
func (a *program) touches(common *ssa.CallCommon, v ssa.Value) bool {
	fn, _ := flow.Callee(common)
	if fn == nil || a.Infos[fn] == nil {
		return false
	}
	in := a.Infos[fn]
	recv, args := flow.Args(common)
	if recv != nil {
		args = append([]ssa.Value{recv}, args...)
	}
	i := slices.Index(args, v)
	if i < 0 || i >= len(fn.Params) {
		return false
	}
	o := in.ByRoot[fn.Params[i]]
	return o != nil && !slices.ContainsFunc(in.Puts, func(e *objstate.Put) bool { return e.Obj == o }) &&
		(slices.ContainsFunc(in.Reads, func(r *objstate.Read) bool { return r.Obj == o }) ||
			slices.ContainsFunc(in.Writes, func(w *objstate.Write) bool { return w.Obj == o }))
}

func (a *program) reportTwice(e *objstate.Put, d *ssa.Defer) {
	what := a.objectName(e.Obj)
	a.report.Report(report.Diagnostic{
		Range:    a.callRange(e.From),
		Category: "escape",
		Message: fmt.Sprintf("the %s goes back to %s here, and once more by the defer on %s, so that two users may have it at a time; put it back once",
			what, e.Pool.Name, report.Place(a.pass.Fset, e.From.Pos(), d.Pos())),
		Related: []analysis.RelatedInformation{{Pos: d.Pos(), Message: fmt.Sprintf("the %s goes back to %s here, when the function is left", what, e.Pool.Name)}},
	})
}

func (a *program) reportAfter(e *objstate.Put, at ssa.Instruction) {
	what := a.objectName(e.Obj)
	pos := at.Pos()
	d := report.Diagnostic{
		Range:    spot{pos, pos},
		Category: "escape",
		Message: fmt.Sprintf("the %s is used here, but went back to %s on %s, and its next user may have it by now; put it back after its last use",
			what, e.Pool.Name, report.Place(a.pass.Fset, pos, e.From.Pos())),
		Related: []analysis.RelatedInformation{{Pos: e.At.Pos(), Message: fmt.Sprintf("the %s goes back to %s here", what, e.Pool.Name)}},
	}
	if call, ok := at.(*ssa.Call); ok {
		d.Range = a.callRange(call)
	}
	a.report.Report(d)
}
