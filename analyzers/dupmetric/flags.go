package dupmetric

import (
	"fmt"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/again"
	"github.com/obslint/obslint/analyzers/internal/eval"
)

// flags returns those of the flags of a callee's registration that its arguments
// leave open. It is false if one of them is otherwise, or may change.
func (x *checker) flags(when []again.Flag, in *ssa.Function, args []*eval.Val) ([]again.Flag, bool) {
	var open []again.Flag
	for _, flag := range when {
		if !flag.Stays(x.vals) {
			return nil, false
		}
		flag.Of = flag.Of.Subst(in, args)
		switch flag.Of.K {
		case eval.Zero, eval.Text:
			if is := flag.Of.K == eval.Text && flag.Of.S == "true"; is == flag.Not {
				return nil, false
			}
			continue
		case eval.Param, eval.Field, eval.Local:
			if root := flag.Of.Root(); (root.K == eval.Param || root.K == eval.Local) && flag.Stays(x.vals) {
				open = append(open, flag)
				continue
			}
		}
		return nil, false
	}
	return open, true
}

// sameFlags reports whether b comes whenever a does, and where flags decide about
// them they are the same by the time that b comes.
func (x *checker) sameFlags(a, b family) bool {
	return len(a.ev.When) == len(b.ev.When) && !slices.ContainsFunc(b.ev.When, func(flag again.Flag) bool {
		return flag.Of.Varies(a.ev.here.call, b.ev.here.call) || !slices.ContainsFunc(a.ev.When, func(other again.Flag) bool {
			return flag.Not == other.Not && x.vals.Key(flag.Of) == x.vals.Key(other.Of)
		})
	})
}

// provided says which flags decide about a registration.
func provided(ev *event) string {
	if ev == nil || len(ev.When) == 0 {
		return ""
	}
	var all []string
	for _, flag := range ev.When {
		if s := fmt.Sprintf("%s is %t", flag.Name, !flag.Not); !slices.Contains(all, s) {
			all = append(all, s)
		}
	}
	return " if " + strings.Join(all, " and ")
}
