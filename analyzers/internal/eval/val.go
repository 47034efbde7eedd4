package eval

import (
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/flow"
)

// A Val is what is known about a value. What a function does is told in Vals
// over its parameters; a call puts its arguments in their place. A Val is not
// changed once it is made. Its exported fields can stand in a fact: see Strip.
type Val struct {
	K Kind
	S string
	N int      // index of a parameter, receiver first; flags of an Object
	L []string // sorted keys of a Dict or Record
	V []*Val   // parts

	fn  *ssa.Function // of a Param of a function of this package
	ref any           // what a Local is; what makes an Object
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
	Join         // texts V with underscores between those that are not empty, if the last is not
	List         // V
	Dict         // texts L to V
	Record       // fields L are V; those that are missing are Zero, or of the value at key ""
	Global       // the package variable S, which holds one value
	Preset       // the value that its user calls S, which is there from the start
	Local        // some value that is always the same one
	Wrap         // V[0] with the rest of V around it; nothing if V[0] is
	Or           // V[0], if it is not nil, else V[1]
	Scope        // what V[0] has by the name V[1]
	Object       // an object of kind S made of V: another one each time, if N has no Shared
	Group        // Objects
	Each         // one of V after the other
	Elems        // the elements of the list V[0], one after the other
	Made         // what result N is, made by the call
	Sets         // an option, which sets fields L to V
	Chosen       // field S as the options V[0] set it, V[1] if they do not
	Own          // a handle of a type of the program's own, of which nothing is known
)

// Shared in N says that an Object is one that outlives a call, and the same
// each time. The other bits are its user's.
const Shared = 1

// NotKnown is a value of which nothing is known, and Empty is nil, or "".
var NotKnown, Empty = &Val{}, &Val{K: Zero}

// TextOf is the text s.
func TextOf(s string) *Val { return &Val{K: Text, S: s} }

// Str returns the text of v, if it is known.
func (v *Val) Str() (string, bool) {
	switch v.K {
	case Zero:
		return "", true
	case Text:
		return v.S, true
	}
	return "", false
}

// ConcatOf is one text after another.
func ConcatOf(parts ...*Val) *Val {
	var out []*Val
	for i := 0; i < len(parts); i++ {
		p := parts[i]
		if p.K == Concat {
			parts = slices.Concat(parts[:i], p.V, parts[i+1:])
			p = parts[i]
		}
		if s, ok := p.Str(); ok {
			if n := len(out); n > 0 && out[n-1].K == Text {
				out[n-1] = TextOf(out[n-1].S + s)
			} else if s != "" {
				out = append(out, TextOf(s))
			}
			continue
		}
		if p.K == Unknown {
			return NotKnown
		}
		out = append(out, p)
	}
	switch len(out) {
	case 0:
		return TextOf("")
	case 1:
		return out[0]
	}
	return &Val{K: Concat, V: out}
}

// JoinOf joins texts with underscores: empty ones do not count, and without a
// name there is none.
func JoinOf(namespace, subsystem, name *Val) *Val {
	var parts []string
	for _, v := range []*Val{namespace, subsystem, name} {
		s, ok := v.Str()
		if !ok {
			if v.K == Unknown {
				return NotKnown
			}
			return &Val{K: Join, V: []*Val{namespace, subsystem, name}}
		}
		if s != "" {
			parts = append(parts, s)
		}
	}
	if s, _ := name.Str(); s == "" {
		return TextOf("")
	}
	return TextOf(strings.Join(parts, "_"))
}

// LocalOf is the value that ref, an instruction or value, stands for.
func LocalOf(ref any) *Val { return &Val{K: Local, ref: ref} }

// ObjectOf is an object of some kind that call makes of parts.
func ObjectOf(call *ssa.Call, kind string, flags int, parts ...*Val) *Val {
	return &Val{K: Object, S: kind, N: flags, V: parts, ref: call}
}

// GroupOf are the objects that call makes.
func GroupOf(call *ssa.Call, objects ...*Val) *Val {
	return &Val{K: Group, V: objects, ref: call}
}

// WrapOf is a value with labels and a prefix around it, or what it is itself if
// there are none.
func WrapOf(of, labels, prefix *Val) *Val {
	switch {
	case of.K == Unknown || of.K == Zero:
		return of
	case isZero(labels) && isZero(prefix):
		return of
	}
	return &Val{K: Wrap, V: []*Val{of, labels, prefix}}
}

func isZero(v *Val) bool { return v.K == Zero || v.K == Text && v.S == "" }

// Fn is the function that a Param is of, nil if that is one of another package.
func (v *Val) Fn() *ssa.Function { return v.fn }

// Ref is what a Local is, or what makes an Object: equal for those that are
// one thing.
func (v *Val) Ref() any { return v.ref }

// As returns v as the thing that ref is.
func (v *Val) As(ref any) *Val {
	out := *v
	out.ref = ref
	return &out
}

// IsParam reports whether v is a parameter of fn.
func (v *Val) IsParam(fn *ssa.Function) bool { return v.K == Param && v.fn == fn }

// MadeAt returns the instruction that makes a Local or an Object, or nil.
func (v *Val) MadeAt() ssa.Instruction {
	switch ref := v.ref.(type) {
	case resultOf:
		return ref.call
	case madeIn:
		return ref.call
	case ssa.Instruction:
		return ref
	}
	return nil
}

// MadeBy returns a result of a function as that of one call of it: what the
// function makes is another thing for each call.
func (v *Val) MadeBy(call ssa.CallInstruction) *Val {
	out := *v
	if instr := v.MadeAt(); instr != nil && flow.Encloses(instr.Parent(), call.Parent()) {
		return v // what a closure shares with the function around it
	}
	if v.K == Local || v.K == Record || (v.K == Object || v.K == Group) && v.N&Shared == 0 {
		out.ref = madeIn{call, v.ref}
	}
	if len(v.V) > 0 {
		out.V = make([]*Val, len(v.V))
		for i, p := range v.V {
			out.V[i] = p.MadeBy(call)
		}
	}
	return &out
}

// resultOf is what two Extracts of the same result have in common.
type resultOf struct {
	call  *ssa.Call
	index int
}

// madeIn is what one call of a function makes.
type madeIn struct {
	call ssa.CallInstruction
	ref  any
}

// shared is the object v, held where it outlives a call.
func shared(v *Val, ref any) *Val {
	out := v.As(ref)
	if v.K == Object {
		out.N |= Shared
	}
	return out
}

// Get returns field name of v.
func (v *Val) Get(name string) *Val {
	switch v.K {
	case Zero:
		return Empty
	case Record:
		if i, ok := slices.BinarySearch(v.L, name); ok {
			return v.V[i]
		}
		if len(v.L) > 0 && v.L[0] == "" {
			return v.V[0].Get(name)
		}
		return Empty
	case Param, Field, Local, Global, Elems:
		return &Val{K: Field, S: name, V: []*Val{v}}
	case Each:
		out := &Val{K: Each, ref: v.ref}
		for _, e := range v.V {
			out.V = append(out.V, e.Get(name))
		}
		return out
	}
	return NotKnown
}

// With returns the record v with field name set.
func (v *Val) With(name string, f *Val) *Val {
	out := &Val{K: v.K, ref: v.ref, L: slices.Clone(v.L), V: slices.Clone(v.V)}
	i, found := slices.BinarySearch(out.L, name)
	if found {
		out.V[i] = f
	} else {
		out.L, out.V = slices.Insert(out.L, i, name), slices.Insert(out.V, i, f)
	}
	return out
}

// keys returns the keys of a Dict.
func (v *Val) keys() *Val {
	out := &Val{K: List}
	for _, l := range v.L {
		out.V = append(out.V, TextOf(l))
	}
	return out
}

// either is v, or alt if v is nil.
func either(v, alt *Val) *Val {
	switch v.K {
	case Zero:
		return alt
	case Param, Field, Chosen:
		return &Val{K: Or, V: []*Val{v, alt}}
	case Unknown, Or:
		return NotKnown
	}
	return v
}

// Closed reports whether v speaks of parameters of fn only (none, if fn is
// nil) and of nothing that exists in one call of a function alone.
func (v *Val) Closed(fn *ssa.Function) bool {
	switch v.K {
	case Local:
		return false
	case Param:
		return fn != nil && v.fn == fn
	}
	for _, p := range v.V {
		if !p.Closed(fn) {
			return false
		}
	}
	return true
}

// Base is what v has something around.
func (v *Val) Base() *Val {
	for v.K == Wrap {
		v = v.V[0]
	}
	return v
}

// Root is what v is a field of, or a field of its fields.
func (v *Val) Root() *Val {
	for v.K == Field {
		v = v.V[0]
	}
	return v
}

// Size counts the parts of v; it bounds what becomes a fact.
func (v *Val) Size() int {
	n := 1
	for _, p := range v.V {
		n += p.Size()
	}
	return n
}
