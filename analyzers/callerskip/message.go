package callerskip

import (
	"go/constant"
	"go/token"
	"go/types"
	"regexp"
	"strings"
	"unicode"

	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/flow"
	"github.com/obslint/obslint/analyzers/internal/lib"
)

// A text is what is known of the message of an entry.
type text struct {
	// param is the function's own parameter that the message is, or nil.
	param *ssa.Parameter
	// whole says that the message is made of a format parameter or of a list
	// of values, so that words of the function's own around it are a prefix.
	whole bool
	// words says that the message has words of the function's own.
	words bool
	// blank says that the message is a constant without a word.
	blank bool
	// same says that the message is one that is being read, from an earlier
	// round of a loop, with or without something that has no word added.
	same bool
}

func (t text) forwards() bool { return t.param != nil && (t.whole || !t.words) }

// and is the text of two texts that stand side by side. Of two parameters the
// format counts, else the later one: the earlier is a prefix.
func (t text) and(u text) text {
	if u.same {
		t, u = u, t
	}
	if t.same {
		if u.same = u.param == nil && !u.words; u.same {
			return t
		}
		return u
	}
	if t.param == nil || u.param != nil && (u.whole || !t.whole) {
		t.param = u.param
	}
	t.whole = t.whole || u.whole
	t.words = t.words || u.words
	t.blank = t.blank && u.blank
	return t
}

var own = text{words: true}

// message reads the message of a call that prints args in fn: the first of
// them, or, if that is a format without words, those that follow.
func message(fn *ssa.Function, args []ssa.Value) text {
	if len(args) == 0 {
		return own
	}
	r := &reader{fn: fn, known: make(map[ssa.Value]text)}
	t := r.text(args[0])
	for _, a := range args[1:] {
		rest := r.text(a)
		switch {
		case t.blank && rest.param != nil:
			return t.and(rest)
		case t.param != nil && rest.whole:
			t.whole = true // a format with a prefix, and its values
		}
	}
	return t
}

// A reader reads the texts of a function.
type reader struct {
	fn    *ssa.Function
	known map[ssa.Value]text
}

func (r *reader) text(v ssa.Value) text {
	if t, ok := r.known[v]; ok {
		return t
	}
	r.known[v] = text{same: true}
	t := r.read(v)
	r.known[v] = t
	return t
}

func (r *reader) read(v ssa.Value) text {
	srcs := flow.Sources(v)
	if len(srcs) == 0 {
		return own
	}
	// On every way the message must be forwarded.
	out := text{same: true}
	for _, src := range srcs {
		t := r.source(src)
		switch {
		case t.same:
		case out.same:
			out = t
		case t.blank && len(srcs) > 1:
			out = out.and(t)
		case out.forwards() && t.forwards() || out.blank && t.forwards():
			out = out.and(t)
		case out.forwards() != t.forwards():
			return own
		default:
			out = out.and(t)
		}
	}
	return out
}

func (r *reader) source(v ssa.Value) text {
	switch v := v.(type) {
	case *ssa.Parameter:
		if v.Parent() == r.fn && isMessage(v.Type()) {
			_, list := v.Type().Underlying().(*types.Slice)
			return text{param: v, whole: list}
		}
	case *ssa.Const:
		if v.Value == nil {
			return text{blank: true} // an empty list
		}
		if v.Value.Kind() == constant.String {
			words := hasWords(constant.StringVal(v.Value))
			return text{words: words, blank: !words}
		}
		return text{words: true}
	case *ssa.BinOp:
		if v.Op == token.ADD {
			return r.text(v.X).and(r.text(v.Y))
		}
	case *ssa.Slice:
		elems, ok := elements(v, nil)
		if !ok {
			return own
		}
		return r.all(elems)
	case *ssa.Call:
		if b, ok := v.Call.Value.(*ssa.Builtin); ok && b.Name() == "append" {
			return r.all(v.Call.Args)
		}
		row, ok := lib.Texts.Lookup(flow.CalleeObject(v.Common()))
		if !ok {
			return own
		}
		_, args := flow.Args(v.Common())
		if row.Message >= len(args) {
			return own
		}
		if !row.Rest {
			return r.text(args[row.Message])
		}
		t := r.text(args[row.Message])
		if t.forwards() {
			t.whole = true // its own format
			return t
		}
		for _, a := range args[row.Message+1:] {
			t = t.and(r.text(a))
		}
		return t
	}
	return text{}
}

func (r *reader) all(vs []ssa.Value) text {
	t := text{blank: true}
	for _, v := range vs {
		t = t.and(r.text(v))
	}
	return t
}

// isMessage reports whether a parameter of type t can be a message, a format
// or a list of values to print.
func isMessage(t types.Type) bool {
	if _, ok := types.Unalias(t).(*types.TypeParam); ok {
		return false
	}
	switch t := t.Underlying().(type) {
	case *types.Basic:
		return t.Info()&types.IsString != 0
	case *types.Slice:
		switch e := t.Elem().Underlying().(type) {
		case *types.Basic:
			return e.Info()&types.IsString != 0
		case *types.Interface:
			return e.Empty()
		}
	case *types.Interface:
		return t.Empty()
	}
	return false
}

var verb = regexp.MustCompile(`%[-+# 0-9.*\[\]]*[a-zA-Z%]`)

// hasWords reports whether a constant says something by itself, the verbs of a
// format left out.
func hasWords(s string) bool {
	return strings.ContainsFunc(verb.ReplaceAllString(s, ""), unicode.IsLetter)
}
