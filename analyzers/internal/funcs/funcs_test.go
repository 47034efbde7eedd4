package funcs_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/obslint/obslint/analyzers/internal/flow"
	"github.com/obslint/obslint/analyzers/internal/funcs"
	"github.com/obslint/obslint/analyzers/internal/passtest"
)

func TestBottomUp(t *testing.T) {
	for _, tt := range []struct{ name, src, want string }{
		{"chain", `
func a() { b() }
func b() { c() }
func c() {}`, "c|b|a"},
		{"recursion", `
func a() { a(); b() }
func b() { c() }
func c() { b() }`, "b c|a"},
		{"defer and go", `
func a() { defer c(); go b() }
func b() {}
func c() {}`, "c|b|a"},
		{"literal", `
func a() { f := func() { b() }; f() }
func b() {}`, "b|a$1|a"},
		{"recursive literal", `
func a() { var f func(); f = func() { f(); a() }; f() }`, "a a$1"},
		{"method value and expression", `
type T struct{}
func a(t T) { f := t.m; f(); T.n(t) }
func (T) m() {}
func (T) n() {}`, "m|n|a"},
		{"generic", `
type G[X any] struct{}
func a(g G[int]) { g.m(); f[string]() }
func (G[X]) m() { f[X]() }
func f[X any]() { g[X]() }
func g[X any]() { f[X]() }`, "f g|m|a"},
		{"range over func", `
func a(seq func(func(int) bool)) { for range seq { b() } }
func b() {}`, "b|a$1|a"},
		{"blank", `
func _() { b() }
func b() {}`, "b|_"},
		{"initializer", `
var v = func() { a() }
func a() { b() }
func b() {}`, "b|a|init$1"},
	} {
		pass := passtest.Source(t, "package a\n"+tt.src)
		res, err := flow.Analyzer.Run(pass)
		if err != nil {
			t.Fatal(err)
		}
		fns := res.(*flow.Package).Funcs()
		var groups []string
		total := 0
		for _, group := range funcs.BottomUp(fns) {
			var names []string
			for _, f := range group {
				names = append(names, f.Name())
			}
			total += len(names)
			slices.Sort(names)
			groups = append(groups, strings.Join(names, " "))
		}
		if got := strings.Join(groups, "|"); got != tt.want {
			t.Errorf("%s: groups are %s, want %s", tt.name, got, tt.want)
		}
		if total != len(fns) {
			t.Errorf("%s: %d functions in groups, want %d", tt.name, total, len(fns))
		}
	}
}
