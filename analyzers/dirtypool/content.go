package dirtypool

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/flow"
	"github.com/obslint/obslint/analyzers/internal/objstate"
)

// judgeContent decides about a pool of buffers, builders, hashes, slices or
// maps.
func (a *program) judgeContent(p *pool) {
	var clean, dirty []*objstate.Put
	for _, e := range p.puts {
		m := e.Cells.Get("")
		dirt := objstate.Used
		if e.Obj.Origin != objstate.FromPool {
			dirt |= objstate.Old
		}
		switch {
		case e.Obj.Origin == objstate.Made:
		case m&dirt != 0:
			dirty = append(dirty, e)
			if m&objstate.Zero != 0 {
				clean = append(clean, e) // on other ways
			}
		case m&objstate.Zero != 0:
			clean = append(clean, e)
		}
	}
	if len(dirty) == 0 || a.popped(p) || a.room(p) {
		return
	}
	type exposure struct {
		o *objstate.Object
		r *objstate.Read
	}
	var strong []exposure
	weak, others := false, false // others empty it after Get
	for _, o := range p.Gets {
		in := a.Infos[o.Get.Parent()]
		if in == nil {
			continue
		}
		found := false
		for _, r := range in.Reads {
			if r.Obj != o {
				continue
			}
			weak = weak || r.How&(objstate.Takes|objstate.Sized|objstate.Passed) != 0
			if r.How&(objstate.Takes|objstate.Sized) != 0 && !found {
				found = true
				strong = append(strong, exposure{o, r})
			}
		}
		others = others || !found && slices.ContainsFunc(in.Cleans, func(w *objstate.Write) bool { return w.Obj == o })
	}
	if len(strong) > 0 && others {
		clean = nil
	}
	if len(clean) == 0 && len(strong) == 0 {
		for _, o := range p.Gets {
			if r := a.kept(o); r != nil {
				strong = append(strong, exposure{o, r})
			}
		}
	}
	switch {
	case len(clean) == 0:
		for _, x := range strong {
			a.reportContent(p, x.o, x.r, dirty[0])
		}
	case len(strong) > 0 || weak:
		for _, same := range byCall(dirty) {
			if same[0].Obj.Origin == objstate.FromPool {
				a.reportContentPath(p, same)
			}
		}
	}
}

// popped reports whether users take elements off the end of the slices of p: a
// stack, which is empty again in the end.
func (a *program) popped(p *pool) bool {
	for _, in := range a.Infos {
		if in != nil && slices.ContainsFunc(in.Writes, func(w *objstate.Write) bool {
			return w.Obj.Pool == p.Pool && w.Lazy && w.Sign < 0 && objstate.IsSlice(flow.Deref(w.Obj.Type))
		}) {
			return true
		}
	}
	return false
}

// room reports whether New makes the slices of p with a length, to which nobody
// appends: they are room for what each user counts.
func (a *program) room(p *pool) bool {
	for _, v := range p.Made {
		v = objstate.Peel(v)
		if box, ok := v.(*ssa.Alloc); ok {
			for _, ref := range *box.Referrers() {
				if st, ok := ref.(*ssa.Store); ok && st.Addr == box {
					v = st.Val
				}
			}
		}
		if !objstate.IsSlice(v.Type()) || !ownValue(v) {
			return false
		}
	}
	for _, in := range a.Infos {
		if in != nil && slices.ContainsFunc(in.Writes, func(w *objstate.Write) bool {
			call, ok := w.At.(*ssa.Call)
			return ok && w.Obj.Pool == p.Pool && flow.Builtin(&call.Call) == "append"
		}) {
			return false
		}
	}
	return len(p.Made) > 0
}

// written returns the write of the object of e that its Put leaves, or nil.
func (a *program) written(e *objstate.Put) ssa.Instruction {
	in := a.Infos[e.From.Parent()]
	if in == nil {
		return nil
	}
	for _, w := range in.Writes {
		if w.Obj == e.Obj {
			return w.At
		}
	}
	return nil
}

// byCall groups the ways back into the pool by the call of Put.
func byCall(puts []*objstate.Put) [][]*objstate.Put {
	var out [][]*objstate.Put
	at := make(map[ssa.CallInstruction]int)
	for _, e := range puts {
		i, ok := at[e.At]
		if !ok {
			i = len(out)
			at[e.At] = i
			out = append(out, nil)
		}
		out[i] = append(out[i], e)
	}
	return out
}

// kept returns a read of content that a function puts into a field as it comes
// from the pool, where the methods that work on that field write to it, read
// it, and never clean it.
func (a *program) kept(o *objstate.Object) *objstate.Read {
	in := a.Infos[o.Get.Parent()]
	if in == nil {
		return nil
	}
	var holder *types.Var
	for _, s := range in.Stored {
		if s.Obj == o && s.Mask&objstate.Old != 0 {
			holder = s.Holder
		}
	}
	if holder == nil {
		return nil
	}
	var found *objstate.Read
	written := false
	for _, fn := range a.Code.Funcs() {
		in := a.Infos[fn]
		if in == nil {
			continue
		}
		holds := func(o *objstate.Object) bool { return o.Origin == objstate.FromMemory && o.Holder == holder }
		if slices.ContainsFunc(in.Cleans, func(w *objstate.Write) bool { return holds(w.Obj) && w.Path == "" }) ||
			slices.ContainsFunc(in.Escapes, func(e *objstate.Escape) bool { return holds(e.Obj) }) {
			return nil
		}
		written = written || slices.ContainsFunc(in.Writes, func(w *objstate.Write) bool { return holds(w.Obj) })
		for _, r := range in.Reads {
			if holds(r.Obj) && r.How&(objstate.Takes|objstate.Sized) != 0 && r.At.Parent() == fn && found == nil {
				found = r
			}
		}
	}
	if !written {
		return nil
	}
	return found
}
