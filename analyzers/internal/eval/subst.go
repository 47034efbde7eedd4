package eval

import "golang.org/x/tools/go/ssa"

// Subst returns v with the parameters of fn (nil: of the imported function
// whose summary v is of) replaced by args.
func (v *Val) Subst(fn *ssa.Function, args []*Val) *Val {
	switch v.K {
	case Param:
		if v.fn != fn {
			return v
		}
		if v.N < len(args) {
			return args[v.N]
		}
		return NotKnown
	}
	return v.rebuild(func(p *Val) *Val { return p.Subst(fn, args) })
}

// rebuild returns v with other parts.
func (v *Val) rebuild(other func(*Val) *Val) *Val {
	parts := make([]*Val, len(v.V))
	changed := false
	for i, p := range v.V {
		parts[i] = other(p)
		changed = changed || parts[i] != p
	}
	if !changed {
		return v
	}
	switch v.K {
	case Field:
		return parts[0].Get(v.S)
	case Concat:
		return ConcatOf(parts...)
	case Join:
		return JoinOf(parts[0], parts[1], parts[2])
	case Or:
		return either(parts[0], parts[1])
	case Elems:
		return ElemsOf(parts[0], v.ref)
	case Chosen:
		return chosenOf(parts[0], v.S, parts[1])
	case Wrap:
		if parts[0].K == Unknown || parts[0].K == Zero {
			return parts[0]
		}
	}
	return &Val{K: v.K, S: v.S, N: v.N, L: v.L, V: parts, ref: v.ref}
}

// Put returns v with the part old, a Local or Made, replaced by alt.
func (v *Val) Put(old, alt *Val) *Val {
	if v.K == old.K && v.ref == old.ref && v.N == old.N {
		return alt
	}
	if v.K == Object || len(v.V) == 0 {
		return v
	}
	out := *v
	out.V = make([]*Val, len(v.V))
	for i, p := range v.V {
		out.V[i] = p.Put(old, alt)
	}
	return &out
}

// Strip returns v as it can stand in a fact: parts that are of one call only
// are unknown.
func (v *Val) Strip(fn *ssa.Function) *Val {
	switch v.K {
	case Local:
		return NotKnown
	case Param:
		if v.fn != fn {
			return NotKnown
		}
		return &Val{K: Param, N: v.N}
	}
	if len(v.V) == 0 {
		return v
	}
	out := &Val{K: v.K, S: v.S, N: v.N, L: v.L, V: make([]*Val, len(v.V))}
	for i, p := range v.V {
		out.V[i] = p.Strip(fn)
	}
	return out
}
