package eval

import "golang.org/x/tools/go/ssa"

// ElemsOf are the elements of a list, or the values of a map, which the loop
// around ref ranges over.
func ElemsOf(list *Val, ref any) *Val {
	switch list.K {
	case List, Dict:
		if len(list.V) > 0 {
			return &Val{K: Each, V: list.V, ref: ref}
		}
	case Param, Field:
		return &Val{K: Elems, V: []*Val{list}, ref: ref}
	}
	return NotKnown
}

// FirstEach returns the first part of v that is one thing after the other.
func (v *Val) FirstEach() *Val {
	if v.K == Each {
		return v
	}
	for _, p := range v.V {
		if e := p.FirstEach(); e != nil {
			return e
		}
	}
	return nil
}

// FirstElems returns the first part of v that stands for the elements of a list that
// is not known.
func (v *Val) FirstElems() *Val {
	if v.K == Elems {
		return v
	}
	for _, p := range v.V {
		if e := p.FirstElems(); e != nil {
			return e
		}
	}
	return nil
}

// Loop returns an instruction of the loop in f that v, an Each or Elems, stems
// from.
func (v *Val) Loop(f *ssa.Function) ssa.Instruction {
	if i, ok := v.ref.(ssa.Instruction); ok && i.Parent() == f {
		return i
	}
	return nil
}

// Pick returns v in round i of the loop that each stems from.
func (v *Val) Pick(each *Val, i int) *Val {
	if v.K == Each && v.ref == each.ref {
		if i < len(v.V) {
			return v.V[i]
		}
		return NotKnown
	}
	return v.rebuild(func(p *Val) *Val { return p.Pick(each, i) })
}

// Several reports whether v is one thing now and another one later.
func (v *Val) Several() bool {
	if v.K == Each || v.K == Elems {
		return true
	}
	for _, p := range v.V {
		if p.Several() {
			return true
		}
	}
	return false
}
