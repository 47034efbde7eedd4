package flow_test

import (
	"go/types"
	"slices"
	"testing"

	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/flow"
)

// TestElements lists the elements of the slice that each function hands to use.
func TestElements(t *testing.T) {
	c := build(t, `package a
func use(...int) {}
func get() []int { return nil }
func literal()  { use([]int{1, 2}...) }
func variadic() { use(1, 2) }
func empty()    { use() }
func made()     { s := make([]int, 0, 4); s = append(s, 1); s = append(s, 2); use(s...) }
func sized()    { use(make([]int, 4)...) }
func loop(n int) { var s []int; for range n { s = append(s, 1) }; use(s...) }
func from()     { use(append(get(), 1)...) }
func alias()    { s := []int{1}; f := func() { use(s...) }; f() }
`)
	for name, want := range map[string]struct {
		n  int
		ok bool
	}{
		"literal": {2, true}, "variadic": {2, true}, "empty": {0, true}, "made": {2, true},
		"sized": {}, "loop": {}, "from": {1, false},
	} {
		got, ok := flow.Elements(c.call(t, c.fn(t, name), "use").Common().Args[0])
		if ok != want.ok || ok && len(got) != want.n {
			t.Errorf("%s: %v, %v", name, got, ok)
		}
	}
}

func TestReads(t *testing.T) {
	c := build(t, `package a
type T struct{ f int }
type I interface{ m(int) }
func (T) m(int) {}
var g = 1
func gen[X any](x X) {}
func use(x int) {}
func load(t *T) { use(t.f) }
func global() { use(g) }
func field(t T) { use(T{g}.f) }
func static(t T) { t.m(1) }
func invoke(i I) { i.m(1) }
func instance(b bool) { gen(1); _ = b }
`)
	for name, want := range map[string]string{"load": "f", "global": "g"} {
		got := flow.Loaded(c.call(t, c.fn(t, name), "use").Common().Args[0])
		if got == nil || got.Name() != want {
			t.Errorf("%s: %v", name, got)
		}
	}
	for _, name := range []string{"static", "invoke"} {
		if n := len(flow.Actuals(c.call(t, c.fn(t, name), "m").Common())); n != 2 {
			t.Errorf("%s: %d arguments", name, n)
		}
	}
	gen := c.call(t, c.fn(t, "instance"), "gen").Common().StaticCallee()
	if flow.Origin(gen) != c.fn(t, "gen") || flow.Origin(flow.Origin(gen)) != c.fn(t, "gen") {
		t.Errorf("the origin of %v", gen)
	}
	m := c.Func(types.NewMethodSet(c.pkg.Scope().Lookup("T").Type()).Lookup(c.pkg, "m").Obj().(*types.Func))
	if got := []int{flow.Position(m.Params[0]), flow.Position(m.Params[1])}; !slices.Equal(got, []int{0, 1}) {
		t.Errorf("positions %v", got)
	}
	one := c.call(t, c.fn(t, "static"), "m").Common().Args[1]
	if n, ok := flow.Int(one); n != 1 || !ok {
		t.Errorf("Int: %d, %v", n, ok)
	}
	if _, ok := flow.Bool(one); ok {
		t.Error("Bool of a number")
	}
	if _, ok := flow.Int(m.Params[1]); ok {
		t.Error("Int of a parameter")
	}
}

func TestBuiltinAndWhole(t *testing.T) {
	c := build(t, `package a
type T struct{ list []int; m map[string]int }
func use(any) {}
func ptr(*int) {}
func field(t *T) { use(t.list) }
func element(t *T) { ptr(&t.list[1]) }
func lookup(m map[string]int) int { return m["x"] }
func grow(s []int) []int { return append(s, 1) }
func named(append func(int)) { append(1) }
`)
	if addr := c.call(t, c.fn(t, "element"), "ptr").Common().Args[0]; flow.Loaded(flow.Whole(addr)) == nil {
		t.Errorf("the whole of %v is %v", addr, flow.Whole(addr))
	}
	for name, want := range map[string]string{"lookup": "m", "named": "", "field": "t"} {
		f := c.fn(t, name)
		got := ""
		for instr := range flow.Instrs(f) {
			if v, ok := instr.(ssa.Value); ok {
				if whole := flow.Whole(v); whole != nil {
					got = whole.Name()
				}
			}
		}
		if got != want {
			t.Errorf("%s: the whole is %q", name, got)
		}
	}
	for name, want := range map[string]string{"grow": "append", "named": "", "element": ""} {
		for instr := range flow.Instrs(c.fn(t, name)) {
			if call, ok := instr.(*ssa.Call); ok && flow.Builtin(&call.Call) != want {
				t.Errorf("%s: %q", name, flow.Builtin(&call.Call))
			}
		}
	}
}
