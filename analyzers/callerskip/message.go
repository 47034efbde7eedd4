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
}

func (t text) forwards() bool { return t.param != nil && (t.whole || !t.words) }

// and is the text of two texts that stand side by side. Of two parameters the
// format counts, else the later one: the earlier is a prefix.
func (t text) and(u text) text {
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
	t := textOf(fn, args[0], nil)
	for _, a := range args[1:] {
		rest := textOf(fn, a, nil)
		switch {
		case t.blank && rest.param != nil:
			return t.and(rest)
		case t.param != nil && rest.whole:
			t.whole = true // a format with a prefix, and its values
		}
	}
	return t
}

func textOf(fn *ssa.Function, v ssa.Value, seen []ssa.Value) text {
	for _, s := range seen {
		if s == v {
			return text{blank: true} // the same text again
		}
	}
	if len(seen) > 64 {
		return own
	}
	seen = append(seen, v)
	srcs := flow.Sources(v)
	if len(srcs) == 0 {
		return own
	}
	// On every way the message must be forwarded.
	var out text
	for i, src := range srcs {
		t := sourceText(fn, src, seen)
		switch {
		case i == 0:
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

func sourceText(fn *ssa.Function, v ssa.Value, seen []ssa.Value) text {
	switch v := v.(type) {
	case *ssa.Parameter:
		if v.Parent() == fn && isMessage(v.Type()) {
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
			return textOf(fn, v.X, seen).and(textOf(fn, v.Y, seen))
		}
	case *ssa.Slice:
		elems, ok := elements(v, nil)
		if !ok {
			return own
		}
		return textOfAll(fn, elems, seen)
	case *ssa.Call:
		if b, ok := v.Call.Value.(*ssa.Builtin); ok && b.Name() == "append" {
			return textOfAll(fn, v.Call.Args, seen)
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
			return textOf(fn, args[row.Message], seen)
		}
		t := textOf(fn, args[row.Message], seen)
		if t.forwards() {
			t.whole = true // its own format
			return t
		}
		for _, a := range args[row.Message+1:] {
			t = t.and(textOf(fn, a, seen))
		}
		return t
	}
	return text{}
}

func textOfAll(fn *ssa.Function, vs []ssa.Value, seen []ssa.Value) text {
	t := text{blank: true}
	for _, v := range vs {
		t = t.and(textOf(fn, v, seen))
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
