package message

import (
	"go/token"
	"go/types"
	"testing"

	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/flow"
	"github.com/obslint/obslint/analyzers/internal/passtest"
)

// TestOf reads the message of the call of print in each function.
func TestOf(t *testing.T) {
	pass := passtest.Source(t, `package a
import ("fmt"; "strings")
func print(args ...any)             {}
func say(msg string, args ...any)   {}
func asItIs(msg string)             { say(msg) }
func sprintf(f string, v ...any)    { say(fmt.Sprintf(f, v...)) }
func list(v ...any)                 { print(v...) }
func sprint(v any)                  { say(fmt.Sprint(v)) }
func blank(msg string)              { say("%s\n", msg) }
func prefixed(f string, v ...any)   { say("pkg: "+f, v...) }
func trimmed(msg string)            { say(strings.TrimSpace(msg)) }
func either(b bool, f string, v ...any) { msg := f; if len(v) > 0 { msg = fmt.Sprintf(f, v...) }; say(msg) }
func owned(msg string)              { say("started") }
func around(addr string)            { say("dialing " + addr) }
func field(msg string)              { say("started", msg) }
func other(n int)                   { say(fmt.Sprint(n)) }
func sometimes(b bool, msg string)  { m := "started"; if b { m = msg }; say(m) }
func loop(v []string)               { s := ""; for _, x := range v { s += x }; say(s) }
`)
	res, err := flow.Analyzer.Run(pass)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{
		"asItIs": "msg", "sprintf": "f", "list": "v", "sprint": "v", "blank": "msg", "prefixed": "f", "trimmed": "msg", "either": "f",
		"owned": "", "around": "", "field": "", "other": "", "sometimes": "", "loop": "",
	}
	for _, fn := range res.(*flow.Package).Funcs() {
		forwarded, listed := want[fn.Name()]
		if !listed {
			continue
		}
		delete(want, fn.Name())
		for instr := range flow.Instrs(fn) {
			call, ok := instr.(ssa.CallInstruction)
			if !ok {
				continue
			}
			if obj := flow.CalleeObject(call.Common()); obj == nil || obj.Pkg() != pass.Pkg {
				continue
			}
			got := ""
			if text := Of(fn, call.Common().Args); text.Forwards() {
				got = text.Param.Name()
			}
			if got != forwarded {
				t.Errorf("%s forwards %q, want %q", fn.Name(), got, forwarded)
			}
		}
	}
	if len(want) > 0 {
		t.Errorf("not there: %v", want)
	}
}

func TestHasWords(t *testing.T) {
	for s, want := range map[string]bool{
		"": false, "%s": false, "%-10s: %+v\n": false, "[%[1]d] %%": false, "raft: %s": true, "é": true, "123": false,
	} {
		if got := HasWords(s); got != want {
			t.Errorf("HasWords(%q) = %v", s, got)
		}
	}
}

func TestCan(t *testing.T) {
	str, empty := types.Typ[types.String], types.NewInterfaceType(nil, nil)
	named := types.NewNamed(types.NewTypeName(token.NoPos, nil, "Level", nil), str, nil)
	tparam := types.NewTypeParam(types.NewTypeName(token.NoPos, nil, "T", nil), empty)
	for _, c := range []struct {
		t    types.Type
		want bool
	}{
		{str, true},
		{named, true},
		{empty, true},
		{types.NewSlice(empty), true},
		{types.NewSlice(str), true},
		{types.NewSlice(types.Typ[types.Byte]), false},
		{types.Typ[types.Int], false},
		{types.Universe.Lookup("error").Type(), false},
		{tparam, false},
	} {
		if got := Can(c.t); got != c.want {
			t.Errorf("Can(%v) = %v", c.t, got)
		}
	}
}
