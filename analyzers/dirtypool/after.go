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
	"github.com/obslint/obslint/analyzers/internal/report"
)

// judgeAfter reports objects that a function goes on to use when it has given
// them back.
func (a *program) judgeAfter(in *info) {
	told := make(map[ssa.Instruction]bool)
	for _, e := range in.puts {
		if _, call := e.from.(*ssa.Call); !call || e.later || e.obj == nil || e.obj.origin == fromMemory || !e.sure || e.from.Parent() != in.fn {
			continue
		}
		if at := a.usedAfter(e); at != nil && !told[at] {
			told[at] = true
			a.reportAfter(e, at)
		}
	}
}

// usedAfter returns the first use of an object behind the call that gives it
// back: one that every way to it, or every way from that call, has both.
func (a *program) usedAfter(e *put) ssa.Instruction {
	var first ssa.Instruction
	names := []ssa.Value{e.obj.root}
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
			if ref.Parent() != e.from.Parent() || !a.uses(ref, v) || first != nil && !flow.Precedes(ref, first) {
				continue
			}
			anew := func(i ssa.Instruction) bool { return i == def || i == e.obj.get }
			if flow.Reaches(e.from, ref, anew) && bound(e.from, ref) {
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
		if _, ok := a.access(common); ok {
			return false
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
	if fn == nil || a.infos[fn] == nil {
		return false
	}
	in := a.infos[fn]
	recv, args := flow.Args(common)
	if recv != nil {
		args = append([]ssa.Value{recv}, args...)
	}
	i := slices.Index(args, v)
	if i < 0 || i >= len(fn.Params) {
		return false
	}
	o := in.byRoot[fn.Params[i]]
	return o != nil && !slices.ContainsFunc(in.puts, func(e *put) bool { return e.obj == o }) &&
		(slices.ContainsFunc(in.reads, func(r *read) bool { return r.obj == o }) ||
			slices.ContainsFunc(in.writes, func(w *write) bool { return w.obj == o }))
}

// surely reports whether every way through its function meets an instruction
// that gives o back, but for those that drop it for its size or because it is
// nil.
func surely(at ssa.Instruction) bool {
	first := at.Parent().Blocks[0].Instrs[0]
	return first == at || !flow.Follow(first, func(i ssa.Instruction) flow.Step {
		if i == at {
			return flow.Stop
		}
		if _, ok := i.(*ssa.Return); ok && !dropped(i.Block()) {
			return flow.Found
		}
		return flow.Go
	})
}

// dropped reports whether a block is reached by what something's size is, or
// whether it is nil.
func dropped(b *ssa.BasicBlock) bool {
	for ; b.Idom() != nil; b = b.Idom() {
		cond, ok := b.Idom().Instrs[len(b.Idom().Instrs)-1].(*ssa.If)
		if !ok || len(b.Preds) != 1 {
			continue
		}
		if op, ok := cond.Cond.(*ssa.BinOp); ok && (isNil(op.Y) || isSize(op.X) || isSize(op.Y)) {
			return true
		}
	}
	return false
}

func isNil(v ssa.Value) bool {
	c, ok := v.(*ssa.Const)
	return ok && c.IsNil()
}

// isSize reports whether v is a length or capacity.
func isSize(v ssa.Value) bool {
	call, ok := v.(*ssa.Call)
	if !ok {
		return false
	}
	if b, ok := call.Call.Value.(*ssa.Builtin); ok {
		return b.Name() == "len" || b.Name() == "cap"
	}
	row, ok := lib.Contents.Lookup(flow.CalleeObject(&call.Call))
	t, basic := call.Type().Underlying().(*types.Basic)
	return ok && (row.Effect == lib.Reads || row.Effect == lib.Ignores) && basic && t.Kind() == types.Int
}

func (a *program) reportAfter(e *put, at ssa.Instruction) {
	what := a.objectName(e.obj)
	pos := at.Pos()
	d := report.Diagnostic{
		Range:    spot{pos, pos},
		Category: "escape",
		Message: fmt.Sprintf("the %s is used here, but went back to %s on %s, and its next user may have it by now; put it back after its last use",
			what, e.pool.name, report.Place(a.pass.Fset, pos, e.from.Pos())),
		Related: []analysis.RelatedInformation{{Pos: e.at.Pos(), Message: fmt.Sprintf("the %s goes back to %s here", what, e.pool.name)}},
	}
	if call, ok := at.(*ssa.Call); ok {
		d.Range = a.callRange(call)
	}
	a.report.Report(d)
}
