package objstate

import (
	"fmt"
	"go/types"
	"slices"
	"strings"
	"testing"

	"github.com/obslint/obslint/analyzers/internal/flow"
	"github.com/obslint/obslint/analyzers/internal/paramuse"
	"github.com/obslint/obslint/analyzers/internal/passtest"
)

func TestCells(t *testing.T) {
	c := newCells(Old)
	c.set("a.b", Used)
	c.set("a", Zero)
	if got := c.Get("a.b"); got != Zero {
		t.Errorf("a part of a cleaned part holds %b", got)
	}
	c.add("", Used)
	if got := c.Get("a.c"); got != Zero|Used {
		t.Errorf("a.c holds %b", got)
	}
	if got := c.Get("x"); got != Old|Used {
		t.Errorf("x holds %b", got)
	}
	d := newCells(Old)
	if !d.join(c) || d.join(c) {
		t.Error("join does not say what is news")
	}
	after := newCells(Old)
	after.set("f", Zero)
	n := overlay(c, after, "a")
	if n.Get("a.f") != Zero || n.Get("a.g") != Zero|Used || n.Get("x") != Old|Used {
		t.Errorf("overlay is %+v", n)
	}
}

func TestFact(t *testing.T) {
	for want, fact := range map[string]*PoolUse{
		"gets pool":      {Pool: "example.com/x.pool"},
		"puts pool":      {Pool: "example.com/x.pool", Put: true},
		"gets receiver":  {From: Receiver},
		"puts parameter": {From: FirstParam, Put: true},
	} {
		if got := fact.String(); got != want {
			t.Errorf("%q, not %q", got, want)
		}
	}
}

type noFacts struct{}

func (noFacts) Resets(*types.Func) *paramuse.Reset  { return nil }
func (noFacts) Params(*types.Func) *paramuse.Params { return nil }
func (noFacts) Pool(*types.Func) *PoolUse           { return nil }

func program(t *testing.T, src string) *Program {
	t.Helper()
	pass := passtest.Source(t, src)
	res, err := flow.Analyzer.Run(pass)
	if err != nil {
		t.Fatal(err)
	}
	a := NewProgram(pass.Pkg, res.(*flow.Package), noFacts{})
	a.Run()
	return a
}

// header is a pooled struct; body stands between its Get and Put.
const header = `package a
import ("bytes"; "errors"; "sync")
type inner struct{ n int }
type item struct { id string; tags []string; seen map[string]bool; in inner; buf bytes.Buffer }
var items = sync.Pool{New: func() any { return new(item) }}
var _ = errors.New
func (it *item) reset() { it.id = ""; it.tags = it.tags[:0]; clear(it.seen); it.in = inner{}; it.buf.Reset() }
func (it *item) half() { it.id = "" }
func fill(it *item, s string) { it.id = s; it.tags = append(it.tags, s) }
func some(s string) error { if s == "" { return errors.New("none") }; return nil }
func use(s string) (err error) {
	it := items.Get().(*item)
	%s
	items.Put(it)
	return nil
}
`

func (m Mask) text() string {
	var out []string
	for i, name := range []string{"old", "empty", "zero", "const", "used", "unknown"} {
		if m&(1<<i) != 0 {
			out = append(out, name)
		}
	}
	return strings.Join(out, "|")
}

// TestPut says what the parts hold when an object goes back.
func TestPut(t *testing.T) {
	for _, c := range []struct{ body, part, want string }{
		{`_ = it`, "id", "old"},
		{`it.id = s`, "id", "used"},
		{`it.id = "x"`, "id", "const"},
		{`it.id = s; it.id = ""`, "id", "zero"},
		{`it.id = ""`, "id", "empty"}, // prepared, not cleaned
		{`if s != "" { it.id = s }`, "id", "old|used"},
		{`if it.id != "" { it.id = s; it.id = "" }`, "id", "empty|zero"},
		{`it.tags = append(it.tags[:0], s)`, "tags", "empty|used"},
		{`it.tags = append(it.tags, s); it.reset()`, "tags", "zero"},
		{`it.in.n++; it.reset()`, "in.n", "zero"},
		{`it.in.n++; it.half()`, "in.n", "old|used"},
		{`fill(it, s)`, "id", "used"},
		{`fill(it, s); *it = item{}`, "tags", "zero"},
		{`fill(it, s); *it = item{id: it.id}`, "id", "used"},
		{`it.seen[s] = true; clear(it.seen)`, "seen", "zero"},
		{`it.seen[s] = true; for k := range it.seen { delete(it.seen, k) }`, "seen", "zero"},
		{`it.buf.WriteString(s)`, "buf", "old|used"},
		{`it.buf.WriteString(s); it.buf.Reset()`, "buf", "zero"},
		{`it.id = s; func() { it.id = "" }()`, "id", "zero"},
		{`it.id = s; defer it.reset()`, "id", "used"}, // runs later
		{`for i := range 3 { if i == 0 { it.tags = it.tags[:0] }; it.tags = append(it.tags, s) }`, "tags", "old|empty|zero|used"}, // or no round
	} {
		a := program(t, fmt.Sprintf(header, c.body))
		if len(a.Pools) != 1 || len(a.Pools[0].Puts) != 1 || len(a.Pools[0].Gets) != 1 {
			t.Fatalf("%s: %d pools", c.body, len(a.Pools))
		}
		e := a.Pools[0].Puts[0]
		if got := e.Cells.Get(c.part).text(); got != c.want {
			t.Errorf("%s: %s goes back %s, not %s", c.body, c.part, got, c.want)
		}
	}
}

// TestReads says which reads may see what the last user left.
func TestReads(t *testing.T) {
	for _, c := range []struct{ body, want string }{
		{`println(it.id)`, "id"},
		{`it.id = s; println(it.id)`, ""},
		{`it.reset(); println(it.id, len(it.tags))`, ""},
		{`if it.half(); it.id == "" { println(it.in.n) }`, "in.n"},
		{`it.tags = append(it.tags, s)`, "tags"},
		{`it.tags = append(it.tags[:0], s)`, ""},
		{`fill(it, s)`, "tags"},
		{`println(it.buf.String())`, "buf"},
		{`if it.id == s { println(it.in.n) }`, ""}, // a cache with its key
		{`for k := range it.seen { println(k) }`, "seen"},
		{`if err := some(s); err != nil { println(it.id); return err }`, "id"},
	} {
		a := program(t, fmt.Sprintf(header, c.body))
		o := a.Pools[0].Gets[0]
		var got []string
		for _, r := range a.Infos[o.Get.Parent()].Reads {
			if r.Obj == o && !slices.Contains(got, r.Path) {
				got = append(got, r.Path)
			}
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%s: reads %q, not %q", c.body, got, c.want)
		}
	}
}

// TestAccess finds pools in fields, containers and wrappers.
func TestAccess(t *testing.T) {
	a := program(t, `package a
import "sync"
type box[T any] struct{ p sync.Pool }
func (b *box[T]) Get() *T { return b.p.Get().(*T) }
func (b *box[T]) Put(v *T) { b.p.Put(v) }
type conn struct{ n int }
var conns box[conn]
var sized [4]sync.Pool
type server struct{ bufs sync.Pool }
func (s *server) one() { c := conns.Get(); c.n++; conns.Put(c) }
func (s *server) two(i int) { b := sized[i].Get().(*[]byte); sized[i].Put(b) }
func (s *server) three() { b := s.bufs.Get().(*conn); s.bufs.Put(b) }
`)
	var got []string
	for _, p := range a.Pools {
		if len(p.Gets) > 0 {
			got = append(got, fmt.Sprintf("%s %d %d", p.Name, len(p.Gets), len(p.Puts)))
		}
	}
	slices.Sort(got)
	if want := "bufs 1 1,conns 1 1,p 1 1,sized 1 1"; strings.Join(got, ",") != want {
		t.Errorf("pools: %s", strings.Join(got, ","))
	}
}

// TestLeaves finds the memory that a function hands on.
func TestLeaves(t *testing.T) {
	a := program(t, `package a
import ("bytes"; "sync")
var bufs = sync.Pool{New: func() any { return new(bytes.Buffer) }}
func alias() []byte { b := bufs.Get().(*bytes.Buffer); defer bufs.Put(b); b.Reset(); return b.Bytes() }
func copied() string { b := bufs.Get().(*bytes.Buffer); defer bufs.Put(b); b.Reset(); return b.String() }
`)
	for _, fn := range a.Code.Funcs() {
		if in := a.Infos[fn]; fn.Name() == "alias" && len(in.Leaves) != 1 || fn.Name() == "copied" && len(in.Leaves) != 0 {
			t.Errorf("%s: %d leave", fn.Name(), len(in.Leaves))
		}
	}
}
