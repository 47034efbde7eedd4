package unwind_test

import (
	"fmt"
	"go/types"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/flow"
	"github.com/obslint/obslint/analyzers/internal/passtest"
	"github.com/obslint/obslint/analyzers/internal/unwind"
)

const header = `package a

import (
	"errors"
	"os"
)

var errX = errors.New("x")

func a()       {}
func b()       {}
func c()       {}
func work()    {}
func ok() bool { return false }

type abort struct{}

func rec()          { if recover() != nil { a() } }
func nested()       { rec() }
func again()        { if r := recover(); r != nil { b(); panic(r) } }
func set(p *error)  { if recover() != nil { *p = errX } }
func look(p *error) { if *p != nil { a() } else { b() } }
func flag(f bool)   { if f { a() } else { b() } }

var _ = os.Exit
`

// trace is a state of a test: the calls of a, b and c so far, and an R for a
// recovery.
type trace string

// run returns what comes of a return of f, and of a panic of the calls of work
// in it.
func run(t *testing.T, body string) (returns, panics string) {
	t.Helper()
	pass := passtest.Source(t, header+body)
	res, err := flow.Analyzer.Run(pass)
	if err != nil {
		t.Fatal(err)
	}
	f := res.(*flow.Package).Func(pass.Pkg.Scope().Lookup("f").(*types.Func))
	var returned, panicked []string
	show := func(st unwind.State[trace]) string {
		s := string(st.Own)
		if st.Panicking {
			s += "!"
		}
		if s == "" {
			s = "-"
		}
		return s
	}
	m := &unwind.Machine[trace]{
		Call: func(_ *unwind.Frame, call ssa.CallInstruction, _ bool, st unwind.State[trace]) ([]unwind.State[trace], bool) {
			fn := flow.CalleeObject(call.Common())
			if fn == nil || !slices.Contains([]string{"a", "b", "c", "ok", "work"}, fn.Name()) {
				return nil, false
			}
			if len(fn.Name()) == 1 {
				st.Own += trace(fn.Name())
			}
			return []unwind.State[trace]{st}, true
		},
		Recovered: func(_ *unwind.Frame, s trace) trace { return s + "R" },
		MayPanic: func(at ssa.Instruction, _ trace) bool {
			call, ok := at.(*ssa.Call)
			return !ok || flow.CalleeObject(&call.Call) != nil && flow.CalleeObject(&call.Call).Name() == "work"
		},
		Panicked: func(_ ssa.Instruction, _ unwind.State[trace], _ []*ssa.Defer, ends []unwind.State[trace]) {
			for _, e := range ends {
				panicked = append(panicked, show(e))
			}
		},
		Returned: func(_ *ssa.Return, st unwind.State[trace]) { returned = append(returned, show(st)) },
	}
	if _, ok := m.Run(&unwind.Frame{Fn: f}, unwind.State[trace]{}); !ok {
		return "too much", "too much"
	}
	slices.Sort(returned)
	slices.Sort(panicked)
	return strings.Join(slices.Compact(returned), " "), strings.Join(slices.Compact(panicked), " ")
}

func TestRun(t *testing.T) {
	for _, test := range []struct{ name, body, returns, panics string }{
		{"last in, first out", "func f() { defer a(); defer b(); work(); c() }", "cba", "ba!"},
		{"recovery", "func f() { defer a(); defer rec(); defer b(); work() }", "ba", "bRaa"},
		{"recovery of a call", "func f() { defer func() { rec() }(); work() }", "-", "!"},
		{"recovery below", "func f() { defer nested(); work() }", "-", "!"},
		{"recover deferred", "func f() { defer recover(); work() }", "-", "!"},
		{"deferred in a deferred call", "func f() { defer func() { defer rec() }(); work() }", "-", "!"},
		{"recover not deferred", "func f() { rec(); work() }", "-", "!"},
		{"panic again", "func f() { defer rec(); defer again(); work() }", "-", "RbRa"},
		{"condition", "func f() { if ok() { defer a() }; work() }", "- a", "! a!"},
		{"condition again", "func f(x bool) { if x { defer a() }; work(); if !x { b() } }", "a b", "! a!"},
		{"call again", "func f() { if ok() { a() }; work(); if ok() { b() } }", "- ab", "! a!"},
		{"loop", "func f() { for ok() { defer a() }; work() }", "- a", "! a!"},
		{"named result", "func f() (err error) { defer look(&err); defer set(&err); work(); return nil }", "b", "Ra Rb"},
		{"result set", "func f() (err error) { defer look(&err); work(); return errors.New(``) }", "a b", "b!"},
		{"closure variable", "func f() { done := false; defer func() { if done { a() } else { b() } }(); work(); done = true }", "a", "b!"},
		{"argument evaluated early", "func f() { x := false; p := &x; defer flag(x); work(); *p = true }", "b", "b!"},
		{"argument", "func f() { defer flag(true); work() }", "a", "a!"},
		{"phi", "func f() { var e error; if ok() { e = errX }; work(); if e != nil { a() } else { b() } }", "a b", "!"},
		{"known error", "func f() { var e error; if ok() { e = &er{} }; if e != nil { a() } else { b() } }\ntype er struct{}\nfunc (*er) Error() string { return `` }", "a b", ""},
		{"panic on purpose", "func f() { defer func() { if _, ok := recover().(abort); ok { a() } }(); work() }", "-", "R"},
		{"panic by name", "func f() { defer func() { if r := recover(); r == errX { a() } }(); work() }", "- a", "R"},
		{"exit", "func f() { defer func() { if recover() != nil { os.Exit(1) } }(); work() }", "-", ""},
		{"explicit panic", "func f() { defer rec(); if ok() { panic(1) } }", "-", "Ra"},
		{"panic in a callee", "func f() { defer rec(); again2() }\nfunc again2() { panic(1) }", "", ""},
		{"literal", "func f() { g := func() { a() }; defer g(); work() }", "a", "a!"},
		{"recursion", "func f() { defer a(); f(); work() }", "a", "a!"},
		{"range over func", "func f() { for range seq { defer a() }; work() }\nfunc seq(yield func() bool) { yield() }", "too much", "too much"},
		{"generic", "func f() { defer g(1); work() }\nfunc g[T any](T) { a() }", "a", "a!"},
	} {
		t.Run(test.name, func(t *testing.T) {
			returns, panics := run(t, test.body)
			if returns != test.returns || panics != test.panics {
				t.Errorf("returns %q, panics %q; want %q, %q\n%s", returns, panics, test.returns, test.panics, test.body)
			}
		})
	}
}

// Conditions that are tested once leave no trace; too many that are tested
// again are too much to follow.
func TestLimit(t *testing.T) {
	once, again := "func f(x [20]bool) {\n", "func f(x [20]bool) {\n"
	for i := range 20 {
		cond := fmt.Sprintf("if x[%d] { work() }\n", i)
		once += cond
		again += strings.Replace(cond, "x[", "y.f", 1)
		again = strings.Replace(again, "] {", " {", 1)
	}
	again = strings.Replace(again, "x [20]bool", "y *fields", 1)
	again += again[strings.Index(again, "\n"):] + "}\ntype fields struct { "
	for i := range 20 {
		again += fmt.Sprintf("f%d, ", i)
	}
	again = strings.TrimSuffix(again, ", ") + " bool }"
	if returns, _ := run(t, once+"}"); returns != "-" {
		t.Errorf("returns %q", returns)
	}
	if returns, _ := run(t, again); returns != "too much" {
		t.Errorf("returns %q", returns)
	}
}
