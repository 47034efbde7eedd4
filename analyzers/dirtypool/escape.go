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

// A leaving hands pooled memory to somebody who may keep it: a return, a send,
// a store, a go statement.
type leaving struct {
	obj   *object
	at    ssa.Instruction
	by    *ssa.BasicBlock // the way on which a variable holds it, or nil
	whole bool            // the object, and not just its memory
}

// leave notes that v goes where at sends it, if it is pooled memory.
func (f *frame) leave(v ssa.Value, at ssa.Instruction) { f.leaveBy(v, at, nil) }

// leaveBy is leave for what a variable holds on the way that comes from by.
func (f *frame) leaveBy(v ssa.Value, at ssa.Instruction, by *ssa.BasicBlock) {
	if !f.record {
		return
	}
	phi, ok := peel(v).(*ssa.Phi)
	if ok {
		for i, e := range phi.Edges {
			if _, again := e.(*ssa.Phi); !again {
				f.leaveBy(e, at, phi.Block().Preds[i])
			}
		}
		return
	}
	if mc, ok := flow.Source(peel(v)).(*ssa.MakeClosure); ok {
		if _, stored := at.(*ssa.Store); !stored {
			f.captured(mc, at)
		}
		return
	}
	p := f.place(v)
	if p != nil && p.kind == variable {
		p = p.of
	}
	if p == nil || p.obj.origin != fromPool || p.weak || p.path != "" && !p.alias {
		return
	}
	if iface, ok := v.Type().Underlying().(*types.Interface); ok && !p.alias && p.kind == address && !types.Implements(types.NewPointer(flow.Deref(p.obj.typ)), iface) {
		return // something else that a function returns along with it
	}
	l := &leaving{obj: p.obj, at: at, by: by}
	switch {
	case p.alias:
		if !refers(v.Type()) && !isString(v.Type()) {
			return // an element
		}
	case p.kind == content && (isSlice(v.Type()) || isMap(v.Type())):
	case p.kind == address && isMemory(p.obj.typ):
		l.whole = true
	default:
		return
	}
	f.info.leaves = append(f.info.leaves, l)
}

// judgeEscapes reports pooled memory that leaves a function which gives the
// object back.
func (a *program) judgeEscapes(in *info) {
	told := make(map[*object]bool)
	for _, l := range in.leaves {
		if told[l.obj] {
			continue
		}
		for _, e := range slices.Concat(in.puts, in.given) {
			if e.obj != l.obj || e.from.Parent() != in.fn {
				continue
			}
			if e.later {
				run := runs(e.from)
				if run == nil {
					continue
				}
				now := *e
				now.from = run
				e = &now
			}
			if !a.putAfter(e, l) {
				continue
			}
			told[l.obj] = true
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
func (a *program) putAfter(e *put, l *leaving) bool {
	d, deferred := e.from.(*ssa.Defer)
	if deferred && (!flow.Precedes(d, l.at) && !isReturn(l.at) || isReturn(l.at) && !flow.Precedes(d, l.at)) {
		return false
	}
	if _, kept := e.from.(*ssa.MakeClosure); kept {
		return false // by a literal that runs later
	}
	if e.at.Parent() != e.from.Parent() && (!surely(e.at) || !e.sure) {
		return false // on a condition that may tell
	}
	if l.by != nil && !deferred && !flow.Reaches(e.from, l.by.Instrs[len(l.by.Instrs)-1], nil) {
		return false // the variable holds something else by then
	}
	switch at := l.at.(type) {
	case *ssa.Return:
		if deferred {
			return true
		}
		return flow.Reaches(e.from, at, func(i ssa.Instruction) bool { return i == l.obj.get }) && bound(e.from, at)
	case *ssa.Store:
		if l.whole || !outlives(at) {
			return false
		}
	case *ssa.MapUpdate:
		if l.whole || !goesOut(at.Map, 0) {
			return false
		}
	case *ssa.Send, *ssa.Select:
		if l.whole {
			return false // a hand-over has its own rules
		}
	case *ssa.Go:
		fn, _ := flow.Callee(&at.Call)
		if fn == nil && l.whole || fn != nil && (a.infos[fn] == nil || len(a.infos[fn].puts) > 0) {
			return false
		}
		if _, ok := l.obj.typ.Underlying().(*types.Struct); ok && !lib.HoldsContent(l.obj.typ) {
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
			_, pool := a.access(i.Common())
			_, builtin := i.Common().Value.(*ssa.Builtin)
			switch l.at.(type) {
			case *ssa.Store, *ssa.MapUpdate:
				return false
			}
			return !row && !pool && !builtin
		}
		return false
	}
	if deferred {
		return !flow.Follow(l.at, func(i ssa.Instruction) flow.Step {
			if waits(i) {
				return flow.Found
			}
			return flow.Go
		})
	}
	return flow.Reaches(l.at, e.from, func(i ssa.Instruction) bool { return waits(i) || i == l.obj.get })
}

// isMemory reports whether an object of type t is known to be memory that others
// may write to.
func isMemory(t types.Type) bool {
	_, basic := t.Underlying().(*types.Basic)
	return !basic && (!types.IsInterface(t) || t.Underlying().(*types.Interface).NumMethods() > 0)
}

func isString(t types.Type) bool {
	b, ok := t.Underlying().(*types.Basic)
	return ok && b.Info()&types.IsString != 0
}

func isReturn(i ssa.Instruction) bool { _, ok := i.(*ssa.Return); return ok }

// bound reports whether every way to b, or every way from a, has both, so that
// no condition keeps them apart.
func bound(a, b ssa.Instruction) bool {
	return flow.Precedes(a, b) || flow.OnEveryPath(a, func(i ssa.Instruction) bool { return i == b })
}

func (a *program) reportEscape(l *leaving, e *put) {
	what := a.objectName(l.obj)
	memory := "the memory of the " + what
	if l.whole {
		memory = "the " + what
	}
	verb := "is returned"
	switch l.at.(type) {
	case *ssa.Send, *ssa.Select:
		verb = "is sent away"
	case *ssa.Store, *ssa.MapUpdate:
		verb = "is kept"
	case *ssa.Go:
		verb = "is used by a goroutine"
	}
	place := report.Place(a.pass.Fset, l.at.Pos(), e.at.Pos())
	a.report.Report(report.Diagnostic{
		Range:    a.leavingRange(l.at),
		Category: "escape",
		Message: fmt.Sprintf("%s %s, but goes back to %s on %s, so that its next user overwrites what is here; copy it first",
			memory, verb, e.pool.name, place),
		Related: []analysis.RelatedInformation{{Pos: e.at.Pos(), Message: fmt.Sprintf("the %s goes back to %s here", what, e.pool.name)}},
	})
}

// objectName names an object in a message.
func (a *program) objectName(o *object) string {
	switch t := flow.Deref(o.typ); {
	case isSlice(t):
		return "slice"
	case lib.HoldsContent(o.typ) || isMap(t):
	default:
		if n := nameOf(o.typ); n != nil {
			return n.Name()
		}
	}
	return contentName(o.typ)
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
func (a *program) judgeEnded(in *info) {
	for instr := range flow.Instrs(in.fn) {
		call, ok := instr.(ssa.CallInstruction)
		if !ok {
			continue
		}
		acc, ok := a.access(call.Common())
		if !ok || !acc.put {
			continue
		}
		arg := peel(acc.obj)
		if !lib.PooledSpans[lib.TypeOf(arg.Type())] || !ends(in.fn, arg) {
			continue
		}
		name := "the pool"
		if p := a.poolOf(acc.pool); p != nil {
			name = p.name
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
	for _, o := range p.gets {
		in := a.infos[o.get.Parent()]
		st, ok := o.typ.Underlying().(*types.Struct)
		if in == nil || !ok && !isMap(o.typ) {
			continue
		}
		for _, d := range in.decodes {
			if d.obj != o || told[d.at] {
				continue
			}
			var kept []string
			if isMap(o.typ) && d.cells.get("")&old != 0 && a.putsBack(p, "") {
				kept = append(kept, "")
			}
			for i := 0; ok && i < st.NumFields(); i++ {
				field := st.Field(i)
				if field.Exported() && d.cells.get(field.Name())&old != 0 && a.putsBack(p, field.Name()) {
					kept = append(kept, field.Name())
				}
			}
			if len(kept) == 0 {
				continue
			}
			told[d.at] = true
			a.reportDecode(p, o, d, kept)
		}
	}
}

// putsBack reports whether an object goes back with something in a field.
func (a *program) putsBack(p *pool, field string) bool {
	for _, e := range p.puts {
		m := e.cells.get(field)
		if e.obj.origin == fromPool && m&(used|unknown) != 0 && m&zero == 0 ||
			e.obj.origin != fromPool && e.obj.origin != made && m == old {
			return true
		}
	}
	return false
}

func (a *program) reportDecode(p *pool, o *object, d *decode, kept []string) {
	what, zero := "object", "zero"
	if n := nameOf(o.typ); n != nil {
		what = n.Name()
	}
	if isMap(o.typ) {
		what, zero = "map", "clear"
	}
	fn := flow.CalleeObject(d.at.Common())
	a.report.Report(report.Diagnostic{
		Range:    a.callRange(d.at),
		Category: "decode",
		Message: fmt.Sprintf("%s leaves what its input does not name as the last user of this %s from %s decoded it; %s the %s first",
			fn.Name(), what, p.name, zero, what),
		Related: []analysis.RelatedInformation{{Pos: o.get.Pos(), Message: fmt.Sprintf("the %s comes from %s here, not emptied", what, p.name)}},
	})
}
