package dupmetric

import (
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/eval"
)

// formatted returns the text that a call makes of a format with plain verbs and
// of texts and whole numbers, or nil if there is more to it.
func (x *checker) formatted(call *ssa.Call, format, args *eval.Val) *eval.Val {
	text, ok := format.Str()
	expr := x.callExprs()[call.Common().Pos()]
	if !ok || expr == nil || expr.Ellipsis.IsValid() || len(args.V) != len(expr.Args)-1 {
		return nil
	}
	var parts []*eval.Val
	next := 0
	for i := 0; i < len(text); i++ {
		if text[i] != '%' {
			parts = append(parts, eval.TextOf(text[i:i+1]))
			continue
		}
		if i++; i == len(text) {
			return nil
		}
		if text[i] == '%' {
			parts = append(parts, eval.TextOf("%"))
			continue
		}
		if next == len(args.V) || !writes(text[i], x.pass.TypesInfo.TypeOf(expr.Args[next+1])) {
			return nil
		}
		parts = append(parts, args.V[next])
		next++
	}
	if next < len(args.V) {
		return nil
	}
	return eval.ConcatOf(parts...)
}

// writes reports whether a verb writes a value of type t as it is: a text, or a
// whole number, that does not format itself.
func writes(verb byte, t types.Type) bool {
	if n, ok := types.Unalias(t).(*types.Named); ok && n.NumMethods() > 0 {
		return false
	}
	b, ok := t.Underlying().(*types.Basic)
	if !ok {
		return false
	}
	switch verb {
	case 's':
		return b.Info()&types.IsString != 0
	case 'd':
		return b.Info()&types.IsInteger != 0
	case 'v':
		return b.Info()&(types.IsString|types.IsInteger) != 0
	}
	return false
}
