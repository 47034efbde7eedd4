package sites_test

import (
	"go/types"
	"maps"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/calls"
	"github.com/obslint/obslint/analyzers/internal/flow"
	"github.com/obslint/obslint/analyzers/internal/passtest"
	"github.com/obslint/obslint/analyzers/internal/sites"
)

// index returns the index of some source.
func index(t *testing.T, files ...string) *sites.Index {
	t.Helper()
	pass := passtest.Source(t, files...)
	for _, a := range []*analysis.Analyzer{calls.Analyzer, flow.Analyzer} {
		res, err := a.Run(pass)
		if err != nil {
			t.Fatal(err)
		}
		pass.ResultOf[a] = res
	}
	return sites.New(pass)
}

func function(t *testing.T, x *sites.Index, name string) *ssa.Function {
	t.Helper()
	for _, fn := range x.Funcs() {
		if fn.Name() == name {
			return fn
		}
	}
	t.Fatalf("no function %s", name)
	return nil
}

func TestNext(t *testing.T) {
	x := index(t, `package a
type I interface{ say(string); all() I }
type end struct{}
func (end) say(string) {}
func (e end) all() I { return e }
type link struct{ next I }
func (l *link) say(s string) { l.next.say(s) }
func (l *link) all() I { return l.next.all() }
func (l *link) other(s string) { l.next.say(s) }
func use() { var i I = &link{end{}}; i.say("x") }
type J interface{ say(string) }
var three = []J{end{}, &link{}, &last{}}
type last struct{ next J }
func (l *last) say(s string) { l.next.say(s) }`)
	short := func(s string) string { return strings.ReplaceAll(s, "example.com/", "") }
	got := make(map[string]string)
	for _, fn := range x.Funcs() {
		for instr := range flow.Instrs(fn) {
			if call, ok := instr.(ssa.CallInstruction); ok && call.Common().IsInvoke() {
				next, reached := "", ""
				if n := x.Next(call); n != nil {
					next = n.String()
				}
				if f := x.Dispatch(call); f != nil {
					reached = f.String()
				}
				got[short(fn.String())] = short(next + " " + reached)
			}
		}
	}
	want := map[string]string{
		"(*a.link).say": "a.end (a.end).say", "(*a.link).all": "a.end (a.end).all",
		"(*a.link).other": " ", "a.use": " ", "(*a.last).say": " ",
	}
	if !maps.Equal(got, want) {
		t.Errorf("next %q, want %q", got, want)
	}
	if calls, all := x.Calls(function(t, x, "say")); len(calls) > 0 || all {
		t.Errorf("what may be one of several is called: %v, all %v", calls, all)
	}
}

func TestCalls(t *testing.T) {
	x := index(t, `package a
type T struct{ f func(string) }
func (T) bound(string) {}
func (T) only(string)  {}
func (T) disp(string)  {}
type I interface{ disp(string) }
func Exported(string)  {}
func hidden(string)    {}
func dead(string)      {}
func passed(string)    {}
func tested(string)    {}
func gen[X any](X)     {}
var held = func(string) {}
func use(t T, f func(func(string))) func(string) {
	Exported("a")
	hidden("b")
	hidden("c")
	passed("d")
	f(passed)
	t.f = t.bound
	g := t.only
	g("e")
	I(t).disp("f")
	gen(1)
	gen("x")
	tested("g")
	return func(string) {}
}`, "//test\npackage a\nvar _ = func() any { tested(\"h\"); return 1 }()\nvar v = tested")
	for _, c := range []struct {
		name        string
		calls       int
		all         bool
		taken, kept bool
	}{
		{name: "Exported", calls: 1},
		{name: "hidden", calls: 2, all: true},
		{name: "dead"},
		{name: "passed", calls: 1, taken: true},
		{name: "bound", taken: true, kept: true},
		{name: "only", calls: 1, all: true},
		{name: "disp", calls: 1, all: true},
		{name: "gen", calls: 2, all: true},
		{name: "tested", calls: 1, all: true},
		{name: "init$1", taken: true, kept: true},
		{name: "use$1", taken: true, kept: true},
	} {
		fn := function(t, x, c.name)
		list, all := x.Calls(fn)
		if len(list) != c.calls || all != c.all || x.Taken(fn) != c.taken || x.Kept(fn) != c.kept {
			t.Errorf("%s: %d calls, all %v, taken %v, kept %v; want %+v", c.name, len(list), all, x.Taken(fn), x.Kept(fn), c)
		}
		for _, call := range list {
			if x.Syntax(call) == nil {
				t.Errorf("%s: a call without syntax", c.name)
			}
		}
	}
}

func TestStores(t *testing.T) {
	x := index(t, `package a
import "sync/atomic"
type T struct{ n, m int }
var (
	v    = 1
	cell atomic.Pointer[T]
)
func set(t *T) *T {
	t.n = 2
	v = 3
	cell.Store(t)
	x, y := 5, 6
	t.m, v = x, y
	return &T{n: 4}
}`, "//test\npackage a\nfunc init() { v = 7 }")
	scope := x.Pass.Pkg.Scope()
	st := scope.Lookup("T").Type().Underlying().(*types.Struct)
	for _, c := range []struct {
		v    *types.Var
		want []string
	}{
		{st.Field(0), []string{"2", "4"}},
		{st.Field(1), []string{"x"}},
		{scope.Lookup("v").(*types.Var), []string{"3", "y", "1"}},
	} {
		var got []string
		for _, s := range x.Stores(c.v) {
			got = append(got, types.ExprString(x.StoredExpr(s)))
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %q, want %q", c.v.Name(), got, c.want)
		}
	}
	if got := x.Cell(scope.Lookup("cell").(*types.Var)); len(got) != 1 {
		t.Errorf("cell: %v", got)
	}
}
