package callers_test

import (
	"fmt"
	"go/types"
	"slices"
	"strings"
	"testing"

	"github.com/obslint/obslint/analyzers/internal/callers"
	"github.com/obslint/obslint/analyzers/internal/flow"
	"github.com/obslint/obslint/analyzers/internal/passtest"
)

// Each package has a function or a method f; its callers are wanted.
func TestCalls(t *testing.T) {
	for _, tt := range []struct{ name, src, want string }{
		{"direct", `func f() {}; func a() { f() }; func b() { defer f(); go f() }`, "a b b"},
		{"literal", `func f() {}; func a() { func() { f() }() }`, "a$1"},
		{"variable", `func f() {}; func a() { g := f; g() }`, "a"},
		{"parameter", `func f() {}; func a(g func()) { g() }; func b() { a(f) }`, "a"},
		{"parameter of a method", `type T int; func f() {}; func (T) a(n int, g func()) { g() }; func b(t T) { t.a(1, f) }`, "a"},
		{"field", `type T struct{ g func() }; func f() {}; func a(t *T) { t.g() }; var t = T{g: f}`, "a"},
		{"field of a value", `type T struct{ g func() }; func f() {}; func a(t T) { t.g() }; func b() T { return T{f} }`, "a"},
		{"variable of the package", `var g = f; func f() {}; func a() { g() }`, "a"},
		{"map", `var m = map[string]func(){"x": f}; func f() {}; func a() { m["x"]() }`, "a"},
		{"map, with a test", `var m = map[string]func(){}; func init() { m["x"] = f }; func f() {}; func a() { if g, ok := m["x"]; ok { g() } }`, "a"},
		{"range over a map", `type T struct{ m map[string]func() }; func (t *T) add() { t.m["x"] = f }; func f() {}; func (t *T) a() { for _, g := range t.m { g() } }`, "a"},
		{"array of a field", `type T struct{ s [2]func() }; func (t *T) add() { t.s[0] = f }; func f() {}; func (t *T) a() { for _, g := range t.s { g() } }`, "a"},
		{"slice", `var s = []func(){f}; func f() {}; func a() { for _, g := range s { g() } }`, "a"},
		{"appended", `type T struct{ s []func() }; func (t *T) add() { t.s = append(t.s, f) }; func f() {}; func (t *T) a() { for _, g := range t.s { g() } }`, "a"},
		{"variadic", `func f() {}; func a(s ...func()) { for _, g := range s { g() } }; func b() { a(f, nil) }`, "a"},
		{"field of an element", `var s = []struct { n string; g func() }{{"f", f}}; func f() {}; func a() { for _, e := range s { e.g() } }`, "a"},
		{"channel", `var c = make(chan func()); func f() {}; func a() { c <- f }; func b() { g := <-c; g() }`, "b"},
		{"range over a channel", `type T struct{ c chan func() }; func f() {}; func (t T) a() { t.c <- f }; func (t T) b() { for g := range t.c { g() } }`, "b"},
		{"select", `var c, d = make(chan func()), make(chan int); func f() {}; func a() { select { case c <- f: default: } }; func b() { select { case <-d: case g, ok := <-c: if ok { g() } } }`, "b"},
		{"from list to parameter", `type T struct{ s []func() }; func (t *T) add() { t.s = append(t.s, f) }; func f() {}; func a(g func()) { g() }; func (t *T) b() { for _, g := range t.s { a(g) } }`, "a"},
		{"from parameter to field", `type T struct{ g func() }; func n(g func()) *T { return &T{g: g} }; func f() {}; func (t *T) a() { t.g() }; var t = n(f)`, "a"},
		{"list as a parameter", `var s = []func(){f}; func f() {}; func a(l []func()) { l[0]() }; func b() { a(s) }`, "a"},
		{"a circle of places", `type T struct{ g, h func() }; func f() {}; func (t *T) a() { t.g = t.h; t.h = t.g; t.g() }; func (t *T) b() { t.h = f }`, "a"},
		{"method value", `type T int; func (T) f() {}; func a(g func()) { g() }; func b(t T) { a(t.f) }`, "a"},
		{"interface", `type I interface{ f() }; type T int; func (T) f() {}; func a(i I) { i.f() }; func b() { a(T(1)) }`, "a"},
		{"interface that is not met", `type I interface{ f() }; type T int; func (T) f() {}; func a(i I) { i.f() }`, ""},
		{"chain", `type I interface{ f() }; type T struct{ next I }; func (t T) f() { t.next.f() }; func a(i I) { T{i}.f(); b(T{i}) }; func b(i I) { i.f() }`, "a"},
		{"generic", `func f[X any](X) {}; func a() { f(1); f("") }`, "a a"},
		{"not in tests", `func f() {}; func a() { f() }` + "\x00" + "//test\npackage a; func b() { f() }; var _ = func() { f() }", "a"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			x, fp := index(t, tt.src)
			var got []string
			for _, fn := range fp.Funcs() {
				if fn.Name() == "f" {
					for _, call := range x.Calls(fn) {
						got = append(got, call.Parent().Name())
					}
				}
			}
			slices.Sort(got)
			if got := strings.Join(got, " "); got != tt.want {
				t.Errorf("called in %q, want %q", got, tt.want)
			}
		})
	}
}

func TestHandings(t *testing.T) {
	x, fp := index(t, `import ("sort"; "sync")
		func f(i, j int) bool { return false }
		func g() {}
		func a(s []int, unknown func(int, func())) { sort.Slice(s, f); new(sync.Once).Do(g); unknown(1, g); b(g) }
		func b(func()) {}`)
	got := make(map[string]string)
	for _, fn := range fp.Funcs() {
		for _, h := range x.Handings(fn) {
			name := "?"
			if obj := flow.CalleeObject(h.Call.Common()); obj != nil {
				name = obj.Name()
			}
			got[fn.Name()] += fmt.Sprintf("%s %d;", name, h.Arg)
		}
	}
	if got["f"] != "Slice 1;" || got["g"] != "Do 0;? 1;" {
		t.Errorf("handed: %q", got)
	}
}

func index(t *testing.T, src string) (*callers.Index, *flow.Package) {
	t.Helper()
	files := strings.Split("package a\n"+src, "\x00")
	pass := passtest.Source(t, files...)
	res, err := flow.Analyzer.Run(pass)
	if err != nil {
		t.Fatal(err)
	}
	fp := res.(*flow.Package)
	if _, ok := pass.Pkg.Scope().Lookup("f").(*types.Func); !ok && !strings.Contains(src, ") f()") {
		t.Fatal("no f")
	}
	return callers.New(fp), fp
}
