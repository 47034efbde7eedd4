package dirtypool

import (
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
	weak := false
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
			weak = weak || r.how&(takes|passed) != 0
			if r.how&takes != 0 && !found {
				found = true
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
