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

// judgeEscapes reports pooled memory that leaves a function which gives the
// object back.
func (a *program) judgeEscapes(in *objstate.Info) {
	told := make(map[*objstate.Object]bool)
	for _, l := range in.Leaves {
		if told[l.Obj] {
			continue
		}
		for _, e := range slices.Concat(in.Puts, in.Given) {
			if e.Obj != l.Obj || e.From.Parent() != in.Fn {
				continue
			}
			if e.Later {
				run := runs(e.From)
				if run == nil {
					continue
				}
				now := *e
				now.From = run
				e = &now
			}
			if !a.putAfter(e, l) {
				continue
			}
			told[l.Obj] = true
			a.reportEscape(l, e)
			break
		}
	}
}

// runs returns the call or defer statement of the func that from makes, or that
// a function called at from returns; nil if there is none here.
func runs(from ssa.Instruction) ssa.Instruction {
	v, ok := from.(ssa.Value)
	if !ok {
		return nil
	}
	for _, ref := range *v.Referrers() {
		switch ref := ref.(type) {
		case *ssa.Extract:
			if run := runs(ref); run != nil {
				return run
			}
		case *ssa.Call:
			if ref.Call.Value == v {
				return ref
			}
		case *ssa.Defer:
			if ref.Call.Value == v {
				return ref
			}
		}
	}
	return nil
}

// putAfter reports whether the object goes back once its memory has left.
func (a *program) putAfter(e *objstate.Put, l *objstate.Leaving) bool {
	d, deferred := e.From.(*ssa.Defer)
	if deferred && (!flow.Precedes(d, l.At) && !isReturn(l.At) || isReturn(l.At) && !flow.Precedes(d, l.At)) {
		return false
	}
	if _, kept := e.From.(*ssa.MakeClosure); kept {
		return false // by a literal that runs later
	}
	if e.At.Parent() != e.From.Parent() && (!objstate.Surely(e.At) || !e.Sure) {
		return false // on a condition that may tell
	}
	if l.By != nil && !deferred && !flow.Reaches(e.From, l.By.Instrs[len(l.By.Instrs)-1], nil) {
		return false // the variable holds something else by then
	}
	switch at := l.At.(type) {
	case *ssa.Return:
		if deferred {
			return true
		}
		if call, ok := e.From.(*ssa.Call); ok && len(call.Call.Args) > 0 && !l.StillHolds(call) {
			return false
		}
		return flow.Reaches(e.From, at, func(i ssa.Instruction) bool { return i == l.Obj.Get }) && objstate.Bound(e.From, at)
	case *ssa.Store:
		if l.Whole || !objstate.Outlives(at) {
			return false
		}
	case *ssa.MapUpdate:
		if l.Whole || !objstate.GoesOut(at.Map, 0) {
			return false
		}
	case *ssa.Send:
		if l.Whole && !deferred && !objstate.Bound(at, e.From) {
			return false // which of the two is up to a condition
		}
	case *ssa.Select:
		if l.Whole && !deferred {
			return false // it goes back where nobody takes it
		}
	case *ssa.Go:
		fn, _ := flow.Callee(&at.Call)
		if fn == nil && l.Whole || fn != nil && (a.Infos[fn] == nil || len(a.Infos[fn].Puts) > 0) {
			return false
		}
		if _, ok := l.Obj.Type.Underlying().(*types.Struct); ok && !lib.HoldsContent(l.Obj.Type) {
			return false // some part of it, at some time
		}
	}
	// Something that waits may wait for the one who has the memory.
	waits := func(i ssa.Instruction) bool {
		switch i := i.(type) {
		case *ssa.UnOp:
			return i.Op == token.ARROW
		case *ssa.Select:
			return true
		case *ssa.Range, *ssa.Next:
			return false
		case ssa.CallInstruction:
			fn := flow.CalleeObject(i.Common())
			_, row := lib.Contents.Lookup(fn)
			_, pool := a.Access(i.Common())
			_, builtin := i.Common().Value.(*ssa.Builtin)
			switch l.At.(type) {
			case *ssa.Store, *ssa.MapUpdate:
				return false
			}
			return !row && !pool && !builtin
		}
		return false
	}
	if deferred {
		return !flow.Follow(l.At, func(i ssa.Instruction) flow.Step {
			if waits(i) {
				return flow.Found
			}
			return flow.Go
		})
	}
	return flow.Reaches(l.At, e.From, func(i ssa.Instruction) bool { return waits(i) || i == l.Obj.Get })
}

func isReturn(i ssa.Instruction) bool { _, ok := i.(*ssa.Return); return ok }

func (a *program) reportEscape(l *objstate.Leaving, e *objstate.Put) {
	what := a.objectName(l.Obj)
	memory := "the memory of the " + what
	if l.Whole {
		memory = "the " + what
	}
	verb := "is returned"
	switch l.At.(type) {
	case *ssa.Send, *ssa.Select:
		verb = "is sent away"
	case *ssa.Store, *ssa.MapUpdate:
		verb = "is kept"
	case *ssa.Go:
		verb = "is used by a goroutine"
	}
	place := report.Place(a.pass.Fset, l.At.Pos(), e.At.Pos())
	a.report.Report(report.Diagnostic{
		Range:    a.leavingRange(l.At),
		Category: "escape",
		Message: fmt.Sprintf("%s %s, but goes back to %s on %s, so that its next user overwrites what is here; copy it first",
			memory, verb, e.Pool.Name, place),
		Related: []analysis.RelatedInformation{{Pos: e.At.Pos(), Message: fmt.Sprintf("the %s goes back to %s here", what, e.Pool.Name)}},
	})
}

// objectName names an object in a message.
func (a *program) objectName(o *objstate.Object) string {
	switch t := flow.Deref(o.Type); {
	case objstate.IsSlice(t):
		return "slice"
	case lib.HoldsContent(o.Type) || objstate.IsMap(t):
	default:
		if n := objstate.NameOf(o.Type); n != nil {
			return n.Name()
		}
	}
	return contentName(o.Type)
}

// leavingRange is where an instruction stands: the position of a return, a
// send, a store or a go statement, as far as it is known.
func (a *program) leavingRange(at ssa.Instruction) analysis.Range {
	if g, ok := at.(*ssa.Go); ok {
		return a.callRange(g)
	}
	return spot{at.Pos(), at.Pos()}
}

// judgeEnded reports spans that have ended and go into a pool.
func (a *program) judgeEnded(in *objstate.Info) {
	for instr := range flow.Instrs(in.Fn) {
		call, ok := instr.(ssa.CallInstruction)
		if !ok {
			continue
		}
		acc, ok := a.Access(call.Common())
		if !ok || !acc.Put {
			continue
		}
		arg := objstate.Peel(acc.Obj)
		if !lib.PooledSpans[lib.TypeOf(arg.Type())] || !ends(in.Fn, arg) {
			continue
		}
		name := "the pool"
		if p := a.PoolOf(acc.Pool); p != nil {
			name = p.Name
		}
		a.report.Report(report.Diagnostic{
			Range:    a.callRange(instr),
			Category: "ended",
			Message:  fmt.Sprintf("a span that has ended records nothing any more, and its children join its old trace: start a new one instead of keeping it in %s", name),
		})
	}
}

// ends reports whether a function ends the span v.
func ends(fn *ssa.Function, v ssa.Value) bool {
	src := flow.Source(v)
	for instr := range flow.Instrs(fn) {
		call, ok := instr.(ssa.CallInstruction)
		if !ok {
			continue
		}
		if _, ok := lib.SpanEnds.Lookup(flow.CalleeObject(call.Common())); !ok {
			continue
		}
		recv, _ := flow.Args(call.Common())
		if recv != nil && (recv == v || src != nil && flow.Source(recv) == src) {
			return true
		}
	}
	return false
}

// judgeDecode reports decoders that fill an object which still holds what its
// last user decoded.
func (a *program) judgeDecode(p *pool) {
	told := make(map[ssa.CallInstruction]bool)
	for _, o := range p.Gets {
		in := a.Infos[o.Get.Parent()]
		st, ok := o.Type.Underlying().(*types.Struct)
		if in == nil || !ok && !objstate.IsMap(o.Type) {
			continue
		}
		for _, d := range in.Decodes {
			if d.Obj != o || told[d.At] {
				continue
			}
			var kept []string
			if objstate.IsMap(o.Type) && d.Cells.Get("")&objstate.Old != 0 && a.putsBack(p, "") {
				kept = append(kept, "")
			}
			for i := 0; ok && i < st.NumFields(); i++ {
				field := st.Field(i)
				if field.Exported() && d.Cells.Get(field.Name())&objstate.Old != 0 && a.putsBack(p, field.Name()) {
					kept = append(kept, field.Name())
				}
			}
			if len(kept) == 0 {
				continue
			}
			told[d.At] = true
			a.reportDecode(p, o, d, kept)
		}
	}
}

// putsBack reports whether an object goes back with something in a field.
func (a *program) putsBack(p *pool, field string) bool {
	for _, e := range p.puts {
		m := e.Cells.Get(field)
		if e.Obj.Origin == objstate.FromPool && m&(objstate.Used|objstate.Unknown) != 0 && m&objstate.Zero == 0 ||
			e.Obj.Origin != objstate.FromPool && e.Obj.Origin != objstate.Made && m == objstate.Old {
			return true
		}
	}
	return false
}

func (a *program) reportDecode(p *pool, o *objstate.Object, d *objstate.Decode, kept []string) {
	what, zero := "object", "zero"
	if n := objstate.NameOf(o.Type); n != nil {
		what = n.Name()
	}
	if objstate.IsMap(o.Type) {
		what, zero = "map", "clear"
	}
	fn := flow.CalleeObject(d.At.Common())
	a.report.Report(report.Diagnostic{
		Range:    a.callRange(d.At),
		Category: "decode",
		Message: fmt.Sprintf("%s leaves what its input does not name as the last user of this %s from %s decoded it; %s the %s first",
			fn.Name(), what, p.Name, zero, what),
		Related: []analysis.RelatedInformation{{Pos: o.Get.Pos(), Message: fmt.Sprintf("the %s comes from %s here, not emptied", what, p.Name)}},
	})
}
