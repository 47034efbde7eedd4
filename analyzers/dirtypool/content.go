package dirtypool

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"
)

// judgeContent decides about a pool of buffers, builders, hashes, slices or
// maps.
func (a *program) judgeContent(p *pool) {
	var clean, dirty []*put
	for _, e := range p.puts {
		m := e.cells.get("")
		dirt := used
		if e.obj.origin != fromPool {
			dirt |= old
		}
		switch {
		case e.obj.origin == made:
		case m&dirt != 0:
			dirty = append(dirty, e)
			if m&zero != 0 {
				clean = append(clean, e) // on other ways
			}
		case m&zero != 0:
			clean = append(clean, e)
		}
	}
	if len(dirty) == 0 {
		return
	}
	type exposure struct {
		o *object
		r *read
	}
	var strong []exposure
	weak, others := false, false // others empty it after Get
	for _, o := range p.gets {
		in := a.infos[o.get.Parent()]
		if in == nil {
			continue
		}
		found := false
		for _, r := range in.reads {
			if r.obj != o {
				continue
			}
			weak = weak || r.how&(takes|sized|passed) != 0
			if r.how&(takes|sized) != 0 && !found {
				found = true
				strong = append(strong, exposure{o, r})
			}
		}
		others = others || !found && slices.ContainsFunc(in.cleans, func(w *write) bool { return w.obj == o })
	}
	if len(strong) > 0 && others {
		clean = nil
	}
	if len(clean) == 0 && len(strong) == 0 {
		for _, o := range p.gets {
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
			if same[0].obj.origin == fromPool {
				a.reportContentPath(p, same)
			}
		}
	}
}

// written returns the write of the object of e that its Put leaves, or nil.
func (a *program) written(e *put) ssa.Instruction {
	in := a.infos[e.from.Parent()]
	if in == nil {
		return nil
	}
	for _, w := range in.writes {
		if w.obj == e.obj {
			return w.at
		}
	}
	return nil
}

// byCall groups the ways back into the pool by the call of Put.
func byCall(puts []*put) [][]*put {
	var out [][]*put
	at := make(map[ssa.CallInstruction]int)
	for _, e := range puts {
		i, ok := at[e.at]
		if !ok {
			i = len(out)
			at[e.at] = i
			out = append(out, nil)
		}
		out[i] = append(out[i], e)
	}
	return out
}

// kept returns a read of content that a function puts into a field as it comes
// from the pool, where the methods that work on that field write to it, read
// it, and never clean it.
func (a *program) kept(o *object) *read {
	in := a.infos[o.get.Parent()]
	if in == nil {
		return nil
	}
	var holder *types.Var
	for _, s := range in.stored {
		if s.obj == o && s.mask&old != 0 {
			holder = s.holder
		}
	}
	if holder == nil {
		return nil
	}
	var found *read
	written := false
	for _, fn := range a.flow.Funcs() {
		in := a.infos[fn]
		if in == nil {
			continue
		}
		holds := func(o *object) bool { return o.origin == fromMemory && o.holder == holder }
		if slices.ContainsFunc(in.cleans, func(w *write) bool { return holds(w.obj) && w.path == "" }) ||
			slices.ContainsFunc(in.escapes, func(e *escape) bool { return holds(e.obj) }) {
			return nil
		}
		written = written || slices.ContainsFunc(in.writes, func(w *write) bool { return holds(w.obj) })
		for _, r := range in.reads {
			if holds(r.obj) && r.how&(takes|sized) != 0 && r.at.Parent() == fn && found == nil {
				found = r
			}
		}
	}
	if !written {
		return nil
	}
	return found
}
