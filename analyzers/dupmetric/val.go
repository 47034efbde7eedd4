package dupmetric

import (
	"fmt"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"
)

// A Val is what is known about a value: of a name, a list of labels, an
// options struct, a registry, a metric. What a function does is told in Vals
// over its parameters; a call puts its arguments in their place. A Val is not
// changed once it is made.
type Val struct {
	K Kind
	S string
	N int      // index of a parameter, receiver first
	L []string // sorted keys of a Dict or Record
	V []*Val   // parts

	fn  *ssa.Function // of a Param of a function of this package
	ref any           // what a Local is; the object that a Metric is
}

// A Kind says what a Val is.
type Kind uint8

const (
	Unknown Kind = iota
	Zero         // nil, "", an empty struct
	Text         // S
	Param        // parameter N
	Field        // field S of V[0]
	Concat       // texts V, one after another
	Join         // namespace, subsystem and name V as one metric name
	List         // V
	Dict         // texts L to V
	Record       // fields L are V; those that are missing are Zero, or of the value at key ""
	Global       // the package variable S, which holds one value
	Preset       // the registry S that is there from the start
	Local        // some value that is always the same one
	Wrap         // V[0], adding labels V[1] and prefix V[2] to what it is given
	Or           // V[0], if it is not nil, else V[1]
	Scope        // the meter named V[1] of the provider V[0]
	Metric       // a metric of kind S: name, help, unit, const labels, label names
	Group        // Metrics
	Each         // one of V after the other
	Elems        // the elements of the list V[0], one after the other
	Made         // the registry that result N is, made by the call
)

var unknown, zero = &Val{}, &Val{K: Zero}

func text(s string) *Val { return &Val{K: Text, S: s} }

// str returns the text of v, if it is known.
func (v *Val) str() (string, bool) {
	switch v.K {
	case Zero:
		return "", true
	case Text:
		return v.S, true
	}
	return "", false
}

func concat(parts ...*Val) *Val {
	var out []*Val
	for _, p := range parts {
		if s, ok := p.str(); ok {
			if n := len(out); n > 0 && out[n-1].K == Text {
				out[n-1] = text(out[n-1].S + s)
			} else if s != "" {
				out = append(out, text(s))
			}
			continue
		}
		if p.K == Unknown {
			return unknown
		}
		out = append(out, p)
	}
	switch len(out) {
	case 0:
		return text("")
	case 1:
		return out[0]
	}
	return &Val{K: Concat, V: out}
}

// join joins the parts of a metric's name with underscores, as the library
// does: empty parts do not count, and without a name there is none.
func join(namespace, subsystem, name *Val) *Val {
	var parts []string
	for _, v := range []*Val{namespace, subsystem, name} {
		s, ok := v.str()
		if !ok {
			if v.K == Unknown {
				return unknown
			}
			return &Val{K: Join, V: []*Val{namespace, subsystem, name}}
		}
		if s != "" {
			parts = append(parts, s)
		}
	}
	if s, _ := name.str(); s == "" {
		return text("")
	}
	return text(strings.Join(parts, "_"))
}

// get returns field name of v.
func (v *Val) get(name string) *Val {
	switch v.K {
	case Zero:
		return zero
	case Record:
		if i, ok := slices.BinarySearch(v.L, name); ok {
			return v.V[i]
		}
		if len(v.L) > 0 && v.L[0] == "" {
			return v.V[0].get(name)
		}
		return zero
	case Param, Field, Local, Global, Elems:
		return &Val{K: Field, S: name, V: []*Val{v}}
	case Each:
		out := &Val{K: Each, ref: v.ref}
		for _, e := range v.V {
			out.V = append(out.V, e.get(name))
		}
		return out
	}
	return unknown
}

// with returns the record v with field name set.
func (v *Val) with(name string, f *Val) *Val {
	out := &Val{K: v.K, ref: v.ref, L: slices.Clone(v.L), V: slices.Clone(v.V)}
	i, found := slices.BinarySearch(out.L, name)
	if found {
		out.V[i] = f
	} else {
		out.L, out.V = slices.Insert(out.L, i, name), slices.Insert(out.V, i, f)
	}
	return out
}

// elems are the elements of a list, or the values of a map, which the loop
// around ref ranges over.
func elems(list *Val, ref any) *Val {
	switch list.K {
	case List, Dict:
		if len(list.V) > 0 {
			return &Val{K: Each, V: list.V, ref: ref}
		}
	case Param, Field:
		return &Val{K: Elems, V: []*Val{list}, ref: ref}
	}
	return unknown
}

// keys returns the keys of a Dict.
func (v *Val) keys() *Val {
	out := &Val{K: List}
	for _, l := range v.L {
		out.V = append(out.V, text(l))
	}
	return out
}

// firstEach returns the first part of v that is one thing after the other.
func (v *Val) firstEach() *Val {
	if v.K == Each {
		return v
	}
	for _, p := range v.V {
		if e := p.firstEach(); e != nil {
			return e
		}
	}
	return nil
}

// elems returns the first part of v that stands for the elements of a list that
// is not known.
func (v *Val) elems() *Val {
	if v.K == Elems {
		return v
	}
	for _, p := range v.V {
		if e := p.elems(); e != nil {
			return e
		}
	}
	return nil
}

// loop returns an instruction of the loop in f that v, an Each or Elems, stems
// from.
func (v *Val) loop(f *ssa.Function) ssa.Instruction {
	if i, ok := v.ref.(ssa.Instruction); ok && i.Parent() == f {
		return i
	}
	return nil
}

// pick returns v in round i of the loop that each stems from.
func (v *Val) pick(each *Val, i int) *Val {
	if v.K == Each && v.ref == each.ref {
		if i < len(v.V) {
			return v.V[i]
		}
		return unknown
	}
	return v.rebuild(func(p *Val) *Val { return p.pick(each, i) })
}

// either is v, or alt if v is nil.
func either(v, alt *Val) *Val {
	switch v.K {
	case Zero:
		return alt
	case Param, Field:
		return &Val{K: Or, V: []*Val{v, alt}}
	case Unknown, Or:
		return unknown
	}
	return v
}

// subst returns v with the parameters of fn (nil: of the imported function
// whose summary v is of) replaced by args.
func (v *Val) subst(fn *ssa.Function, args []*Val) *Val {
	switch v.K {
	case Param:
		if v.fn != fn {
			return v
		}
		if v.N < len(args) {
			return args[v.N]
		}
		return unknown
	}
	return v.rebuild(func(p *Val) *Val { return p.subst(fn, args) })
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
		return parts[0].get(v.S)
	case Concat:
		return concat(parts...)
	case Join:
		return join(parts[0], parts[1], parts[2])
	case Or:
		return either(parts[0], parts[1])
	case Elems:
		return elems(parts[0], v.ref)
	case Wrap:
		if parts[0].K == Unknown || parts[0].K == Zero {
			return parts[0]
		}
	}
	return &Val{K: v.K, S: v.S, N: v.N, L: v.L, V: parts, ref: v.ref}
}

// closed reports whether v speaks of parameters of fn only (none, if fn is
// nil) and of nothing that exists in one call of a function alone.
func (v *Val) closed(fn *ssa.Function) bool {
	switch v.K {
	case Local:
		return false
	case Param:
		return fn != nil && v.fn == fn
	}
	for _, p := range v.V {
		if !p.closed(fn) {
			return false
		}
	}
	return true
}

// ids numbers what Locals are, for keys.
type ids map[any]int

func (m ids) of(ref any) int {
	n, ok := m[ref]
	if !ok {
		n = len(m) + 1
		m[ref] = n
	}
	return n
}

// key returns a text that is the same for equal values, and "" if v has a part
// that is not known.
func (v *Val) key(m ids) string {
	var b strings.Builder
	if !v.writeKey(&b, m) {
		return ""
	}
	return b.String()
}

func (v *Val) writeKey(b *strings.Builder, m ids) bool {
	switch v.K {
	case Unknown:
		return false
	case Zero:
		b.WriteString("0")
		return true
	case Text:
		fmt.Fprintf(b, "%q", v.S)
		return true
	case Param:
		fmt.Fprintf(b, "p%d.%d", v.N, m.of(v.fn))
		return true
	case Local:
		fmt.Fprintf(b, "l%d", m.of(v.ref))
		return true
	}
	fmt.Fprintf(b, "%d%s", v.K, v.S)
	if v.K == Made {
		fmt.Fprintf(b, ".%d", v.N)
	}
	b.WriteByte('(')
	for i, p := range v.V {
		if i < len(v.L) {
			fmt.Fprintf(b, "%q:", v.L[i])
		}
		if !p.writeKey(b, m) {
			return false
		}
		b.WriteByte(',')
	}
	b.WriteByte(')')
	return true
}

// put returns v with the part old, a Local or Made, replaced by alt.
func (v *Val) put(old, alt *Val) *Val {
	if v.K == old.K && v.ref == old.ref && v.N == old.N {
		return alt
	}
	if v.K == Metric || len(v.V) == 0 {
		return v
	}
	out := *v
	out.V = make([]*Val, len(v.V))
	for i, p := range v.V {
		out.V[i] = p.put(old, alt)
	}
	return &out
}

// several reports whether v is one thing now and another one later.
func (v *Val) several() bool {
	if v.K == Each || v.K == Elems {
		return true
	}
	for _, p := range v.V {
		if p.several() {
			return true
		}
	}
	return false
}

// base is the registry that v wraps.
func (v *Val) base() *Val {
	for v.K == Wrap {
		v = v.V[0]
	}
	return v
}

// size counts the parts of v; it bounds what becomes a fact.
func (v *Val) size() int {
	n := 1
	for _, p := range v.V {
		n += p.size()
	}
	return n
}

// strip returns v as it can stand in a fact: parts that are of one call only
// are unknown.
func (v *Val) strip(fn *ssa.Function) *Val {
	switch v.K {
	case Local:
		return unknown
	case Param:
		if v.fn != fn {
			return unknown
		}
		return &Val{K: Param, N: v.N}
	}
	if len(v.V) == 0 {
		return v
	}
	out := &Val{K: v.K, S: v.S, N: v.N, L: v.L, V: make([]*Val, len(v.V))}
	for i, p := range v.V {
		out.V[i] = p.strip(fn)
	}
	return out
}
