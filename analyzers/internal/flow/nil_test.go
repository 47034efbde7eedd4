package flow_test

import (
	"testing"

	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/flow"
)

func TestNilTest(t *testing.T) {
	c := build(t, `package a
func yes() {}
func equal(p *int) { if p == nil { yes() } }
func turned(p *int) { if nil == p { yes() } }
func unequal(p *int) { if p != nil { return }; yes() }
func none(p *int) { yes() }
func other(n int) { if n == 0 { yes() } }
`)
	for name, want := range map[string]bool{"equal": true, "turned": true, "unequal": true, "none": false, "other": false} {
		f := c.fn(t, name)
		v, ifNil := flow.NilTest(f.Blocks[0])
		if (v != nil) != want {
			t.Errorf("%s: value %v", name, v)
			continue
		}
		if !want {
			continue
		}
		if v != f.Params[0] {
			t.Errorf("%s: value %v", name, v)
		}
		if at := c.call(t, f, "yes").Block(); ifNil != at || flow.Other(f.Blocks[0], ifNil) == at {
			t.Errorf("%s: the branch for nil is block %d", name, ifNil.Index)
		}
	}
}

func TestAddrPath(t *testing.T) {
	c := build(t, `package a
type T struct{ in struct{ x, y int } }
func use(*int) {}
func deep(t *T) { use(&t.in.y) }
func plain(p *int) { use(p) }
func outer() { func() { func() { use(nil) }() }() }
`)
	for name, want := range map[string]string{"deep": "in y ", "plain": ""} {
		f := c.fn(t, name)
		root, fields := flow.AddrPath(c.call(t, f, "use").Common().Args[0])
		got := ""
		for _, f := range fields {
			got += f.Name() + " "
		}
		if root != ssa.Value(f.Params[0]) || got != want {
			t.Errorf("%s: %v, %q", name, root, got)
		}
	}
	outer, inner := c.fn(t, "outer"), c.fn(t, "outer").AnonFuncs[0].AnonFuncs[0]
	if !flow.Encloses(outer, inner) || flow.Encloses(inner, outer) || flow.Encloses(c.fn(t, "deep"), inner) {
		t.Errorf("Encloses is wrong")
	}
}
