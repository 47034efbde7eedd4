// Package message says whether the message of a log entry is the logging
// function's own or one that it was given.
//
// A function that forwards a parameter as the message (as it is, through
// fmt.Sprintf, in a list of values, with a prefix before a format) logs for its
// caller; one whose own words make up the message reports an event of its own.
package message

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

// A Text is what is known of the message of an entry.
type Text struct {
	// Param is the function's own parameter that the message is, or nil.
	Param *ssa.Parameter
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

// Forwards reports whether the message is the parameter, with no words that make
// it the function's own.
func (t Text) Forwards() bool { return t.Param != nil && (t.whole || !t.words) }

// and is the text of two texts that stand side by side. Of two parameters the
// format counts, else the later one: the earlier is a prefix.
func (t Text) and(u Text) Text {
	if u.same {
		t, u = u, t
	}
	if t.same {
		if u.same = u.Param == nil && !u.words; u.same {
			return t
		}
		return u
	}
	if t.Param == nil || u.Param != nil && (u.whole || !t.whole) {
		t.Param = u.Param
	}
	t.whole = t.whole || u.whole
	t.words = t.words || u.words
	t.blank = t.blank && u.blank
	return t
}

// Own is a message of the function's own.
var Own = Text{words: true}

// Of reads the message of a call that prints args in fn: the first of
// them, or, if that is a format without words, those that follow.
func Of(fn *ssa.Function, args []ssa.Value) Text {
	if len(args) == 0 {
		return Own
	}
	r := &reader{fn: fn, known: make(map[ssa.Value]Text)}
	t := r.text(args[0])
	for _, a := range args[1:] {
		rest := r.text(a)
		switch {
		case t.blank && rest.Param != nil:
			return t.and(rest)
		case t.Param != nil && rest.whole:
			t.whole = true // a format with a prefix, and its values
		}
	}
	return t
}

// A reader reads the texts of a function, those in a callee that makes text for
// it included.
type reader struct {
	fn    *ssa.Function
	known map[ssa.Value]Text

	callee *ssa.Function // the values that are read are this function's, or nil
	args   []ssa.Value   // what it is called with, values of caller
	caller *reader
	depth  int
}

func (r *reader) text(v ssa.Value) Text {
	if t, ok := r.known[v]; ok {
		return t
	}
	r.known[v] = Text{same: true}
	t := r.read(v)
	r.known[v] = t
	return t
}

func (r *reader) read(v ssa.Value) Text {
	return r.any(flow.Sources(v))
}

// any is the text of one of several values.
func (r *reader) any(srcs []ssa.Value) Text {
	if len(srcs) == 0 {
		return Own
	}
	// On every way the message must be forwarded.
	out := Text{same: true}
	for _, src := range srcs {
		t := r.source(src)
		switch {
		case t.same:
		case out.same:
			out = t
		case t.blank && len(srcs) > 1:
			out = out.and(t)
		case out.Forwards() && t.Forwards() || out.blank && t.Forwards():
			out = out.and(t)
		case out.Forwards() != t.Forwards():
			return Own
		default:
			out = out.and(t)
		}
	}
	return out
}

func (r *reader) source(v ssa.Value) Text {
	switch v := v.(type) {
	case *ssa.Parameter:
		if r.callee != nil && v.Parent() == r.callee {
			return r.caller.text(r.args[flow.Position(v)])
		}
		if v.Parent() == r.fn && Can(v.Type()) {
			_, list := v.Type().Underlying().(*types.Slice)
			return Text{Param: v, whole: list}
		}
	case *ssa.Const:
		if v.Value == nil {
			return Text{blank: true} // an empty list
		}
		if v.Value.Kind() == constant.String {
			words := HasWords(constant.StringVal(v.Value))
			return Text{words: words, blank: !words}
		}
		return Text{words: true}
	case *ssa.BinOp:
		if v.Op == token.ADD {
			return r.text(v.X).and(r.text(v.Y))
		}
	case *ssa.UnOp:
		// One of the values that the function was given to print.
		if elem, ok := v.X.(*ssa.IndexAddr); ok && types.IsInterface(v.Type()) {
			return r.text(elem.X)
		}
	case *ssa.Slice:
		elems, ok := flow.Elements(v)
		if !ok {
			return Own
		}
		return r.all(elems)
	case *ssa.Call:
		if b, ok := v.Call.Value.(*ssa.Builtin); ok && b.Name() == "append" {
			return r.all(v.Call.Args)
		}
		row, ok := lib.Texts.Lookup(flow.CalleeObject(v.Common()))
		if !ok {
			return r.made(v)
		}
		_, args := flow.Args(v.Common())
		if row.Message >= len(args) {
			return Own
		}
		if !row.Rest {
			return r.text(args[row.Message])
		}
		t := r.text(args[row.Message])
		if t.Forwards() {
			t.whole = true // its own format
			return t
		}
		for _, a := range args[row.Message+1:] {
			t = t.and(r.text(a))
		}
		return t
	}
	return Text{}
}

// made reads the text that a call of a function of the package returns.
func (r *reader) made(call *ssa.Call) Text {
	fn, _ := flow.Callee(&call.Call)
	if fn == nil || len(fn.Blocks) == 0 || r.depth == 3 || len(call.Call.Args) != len(fn.Params) || fn.Signature.Results().Len() != 1 {
		return Own
	}
	inner := &reader{fn: r.fn, known: make(map[ssa.Value]Text), callee: fn, args: call.Call.Args, caller: r, depth: r.depth + 1}
	var results []ssa.Value
	for instr := range flow.Instrs(fn) {
		if ret, ok := instr.(*ssa.Return); ok {
			results = append(results, flow.Sources(ret.Results[0])...)
		}
	}
	return inner.any(results)
}

func (r *reader) all(vs []ssa.Value) Text {
	t := Text{blank: true}
	for _, v := range vs {
		t = t.and(r.text(v))
	}
	return t
}

// Can reports whether a parameter of type t can be a message, a format
// or a list of values to print.
func Can(t types.Type) bool {
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

// HasWords reports whether a constant says something by itself, the verbs of a
// format left out.
func HasWords(s string) bool {
	return strings.ContainsFunc(verb.ReplaceAllString(s, ""), unicode.IsLetter)
}
