package dupmetric

import (
	"bytes"
	"encoding/gob"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/obslint/obslint/analyzers/internal/eval"
)

// helper is the summary of a function that registers a counter with
// namespace and name in the options that are its parameter 1.
func helper() *summary {
	opts := &eval.Val{K: eval.Param, N: 1}
	return &summary{
		Guards: 1 << 1,
		Events: []event{{
			Reg: &eval.Val{K: eval.Or, V: []*eval.Val{{K: eval.Param, N: 0}, {K: eval.Preset, S: "p"}}},
			Met: &eval.Val{K: eval.Object, S: "counter", V: []*eval.Val{eval.JoinOf(opts.Get("Namespace"), eval.Empty, opts.Get("Name")), eval.TextOf("Calls."), eval.Empty, eval.Empty, eval.Empty}},
			At:  "helper.go:7",
		}},
	}
}

func TestFactsTravel(t *testing.T) {
	for _, want := range []any{
		helper(),
		&held{helper().Events[0].Met},
		&families{Of: []packageFamilies{{"p", []string{"a\tb", "c\td"}}}, Reassigned: inFunction},
	} {
		var buf bytes.Buffer
		if err := gob.NewEncoder(&buf).Encode(want); err != nil {
			t.Fatal(err)
		}
		got := reflect.New(reflect.TypeOf(want).Elem()).Interface()
		if err := gob.NewDecoder(&buf).Decode(got); err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("got %+v, want %+v", got, want)
		}
	}
}

// TestFactSize holds what one more registration costs each package above.
func TestFactSize(t *testing.T) {
	size := func(n int) int {
		fact := &families{Of: []packageFamilies{{Path: "example.com/p"}}}
		for i := range n {
			f := family{reg: promReg, name: fmt.Sprintf("app_requests_%d_total", i), kind: "counter", help: "cafebabe", at: "metrics.go:12"}
			fact.Of[0].Lines = append(fact.Of[0].Lines, f.line())
		}
		var buf bytes.Buffer
		if err := gob.NewEncoder(&buf).Encode(fact); err != nil {
			t.Fatal(err)
		}
		return buf.Len()
	}
	if each := (size(101) - size(1)) / 100; each > 90 {
		t.Errorf("a family takes %d bytes in a package's fact", each)
	}
}

const promReg = "default"

func TestSubst(t *testing.T) {
	x := &checker{vals: new(eval.Eval)}
	opts := (&eval.Val{K: eval.Record}).With("Namespace", eval.TextOf("app")).With("Name", eval.TextOf("calls_total"))
	for _, c := range []struct {
		reg  *eval.Val
		want string
	}{
		{eval.Empty, "p app_calls_total"},
		{&eval.Val{K: eval.Global, S: "q.R"}, "q.R app_calls_total"},
		{eval.WrapOf(&eval.Val{K: eval.Global, S: "q.R"}, eval.Empty, eval.TextOf("x_")), "q.R x_app_calls_total"},
		{eval.NotKnown, ""},
	} {
		ev := helper().Events[0]
		ev.Reg = ev.Reg.Subst(nil, []*eval.Val{c.reg, opts})
		ev.Met = ev.Met.Subst(nil, []*eval.Val{c.reg, opts})
		got := ""
		if f, ok := x.familyOf(&ev); ok {
			got = f.reg + " " + f.name
		}
		if got != c.want {
			t.Errorf("registry %+v: got %q, want %q", c.reg, got, c.want)
		}
	}
}

func TestLines(t *testing.T) {
	want := family{reg: "r", name: "n", kind: "gauge", flags: isVec, help: "1f", unit: "s",
		consts: []string{`a="1"`, `b="x=y"`}, labels: []string{"z", "y"}, open: "c", at: "f.go:3", mode: drops, pkg: "p"}
	if got := parseLine("p", want.line()); !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
	// Any text is a name, a label and a value to the library.
	odd := family{reg: "r\t", name: "n\tm\x01\\j", kind: "gauge", consts: []string{"a\t=\"1\""}, labels: []string{"x\x01y", `\b`, "\\\t"}, pkg: "p"}
	if got := parseLine("p", odd.line()); !reflect.DeepEqual(got, odd) {
		t.Errorf("got %+v, want %+v", got, odd)
	}
	// What one call of a function alone knows does not leave the package.
	want.consts = []string{"a=l12"}
	if line, _ := want.exported(); strings.Contains(line, "l12") {
		t.Errorf("line %q", line)
	}
}

func BenchmarkImports(b *testing.B) {
	var all []family
	for i := range 400 {
		all = append(all, family{reg: "r", name: fmt.Sprintf("n%d_total", i), kind: "counter", help: "1", at: "f.go:3", pkg: "p"})
	}
	for b.Loop() {
		seen := newGroups(nil)
		for _, f := range all {
			for _, g := range seen.near(f) {
				compare(g, f)
			}
			seen.add(f)
		}
	}
}
