package eval_test

import (
	"fmt"
	"go/types"
	"strings"
	"testing"
	"time"

	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/eval"
	"github.com/obslint/obslint/analyzers/internal/flow"
	"github.com/obslint/obslint/analyzers/internal/passtest"
)

// prelude is what the test's domain knows: thing makes an object with a name,
// House is a handle, and street the one that is there from the start.
const prelude = `package a
type House struct{ owner string }
type Opts struct{ First, Last string; Tags []string; In struct{ Floor string } }
type Thing struct{ o Opts }
func thing(o Opts) *Thing { return &Thing{o} }
func paint(h *House, color string) *House { return h }
func build() *House { return &House{} }
var street = build()
func use(any) {}
func get() string { return "" }
func change(*Opts) {}
`

// domain is the user of the Eval under test.
type domain struct{ e *eval.Eval }

func (d *domain) Call(call *ssa.Call, _ int) *eval.Val {
	arg := func(i int) *eval.Val { return d.e.Of(call.Common().Args[i], call) }
	fn := call.Common().StaticCallee()
	switch {
	case fn == nil:
	case fn.Name() == "thing":
		o := arg(0)
		return eval.ObjectOf(call, "thing", 0, eval.JoinOf(o.Get("First"), eval.Empty, o.Get("Last")), o.Get("Tags"))
	case fn.Name() == "paint":
		return eval.WrapOf(arg(0), eval.Empty, arg(1))
	}
	return nil
}

func (d *domain) Interface(_ *ssa.MakeInterface, val *eval.Val) *eval.Val { return val }

func (d *domain) Variable(v *types.Var) *eval.Val {
	if v.Name() == "street" {
		return &eval.Val{K: eval.Preset, S: "street"}
	}
	return nil
}

func (d *domain) Handle(t types.Type) bool  { return strings.HasSuffix(t.String(), ".House") }
func (d *domain) Settles(t types.Type) bool { return d.Handle(t) }
func (d *domain) Reads(*types.Func) bool    { return false }

func load(t *testing.T, src string) (*eval.Eval, *flow.Package, *types.Package) {
	t.Helper()
	pass := passtest.Source(t, prelude+src)
	res, err := flow.Analyzer.Run(pass)
	if err != nil {
		t.Fatal(err)
	}
	d := new(domain)
	d.e = eval.New(res.(*flow.Package), d)
	return d.e, res.(*flow.Package), pass.Pkg
}

// used returns what the argument of the call of use in the function of a name,
// or in its literals, is.
func used(e *eval.Eval, name string) *eval.Val {
	for _, f := range e.Funcs() {
		if outer, _, _ := strings.Cut(f.Name(), "$"); outer != name {
			continue
		}
		for instr := range flow.Instrs(f) {
			call, ok := instr.(*ssa.Call)
			if !ok || call.Common().StaticCallee() == nil || call.Common().StaticCallee().Name() != "use" {
				continue
			}
			return e.Of(call.Common().Args[0], call)
		}
	}
	return nil
}

func show(v *eval.Val) string {
	if v == nil {
		return "no call"
	}
	var parts []string
	for i, p := range v.V {
		s := show(p)
		if i < len(v.L) {
			s = v.L[i] + ":" + s
		}
		parts = append(parts, s)
	}
	all := strings.Join(parts, " ")
	switch v.K {
	case eval.Unknown:
		return "?"
	case eval.Zero:
		return "nil"
	case eval.Text:
		return fmt.Sprintf("%q", v.S)
	case eval.Param:
		return fmt.Sprintf("$%d", v.N)
	case eval.Field:
		return all + "." + v.S
	case eval.Global, eval.Preset:
		return v.S[strings.LastIndexByte(v.S, '.')+1:]
	case eval.Local:
		return "local"
	case eval.Object:
		if v.N&eval.Shared != 0 {
			return "the " + v.S + "(" + all + ")"
		}
		return v.S + "(" + all + ")"
	}
	names := map[eval.Kind]string{eval.Concat: "concat", eval.Join: "join", eval.List: "list", eval.Dict: "dict", eval.Record: "record",
		eval.Wrap: "wrap", eval.Or: "or", eval.Each: "each", eval.Elems: "elems", eval.Group: "group",
		eval.Sets: "sets", eval.Chosen: "chosen" + v.S}
	return names[v.K] + "(" + all + ")"
}

func TestOf(t *testing.T) {
	e, _, _ := load(t, `
type name string
const pre = "a" + "b"
func constant() { use(pre + "c") }
func number() { use(7) }
func parameter(s string) { use(s) }
func concatenated(s string) { use("x_" + s + "_y") }
func converted(s string) { use(string(name("x")) + s) }
func called() { use(get()) }
func literal() { use(Opts{First: "a", Last: "b"}) }
func filled() { var o Opts; o.First = "a"; o.In.Floor = "2"; use(o) }
func overwritten() { o := Opts{First: "a"}; o.First = "b"; use(o.First) }
func later() { o := Opts{First: "a"}; use(o.First); o.First = "b" }
func maybe(b bool) { o := Opts{First: "a"}; if b { o.First = "b" }; use(o.First) }
func agreed(b bool) { s := "a"; if b { s = "a" }; use(s) }
func parts(o Opts) { use(o.In.Floor) }
func escaped() { var o Opts; o.First = "a"; change(&o); use(o.First) }
func escapes() { var o Opts; o.First = "a"; use(o.First); change(&o) }
func pointed(o *Opts) { use(o.First) }
func list() { use([]string{"a", "b"}) }
func appended() { use(append([]string{"a"}, "b")) }
func indexed() { l := []string{"a", "b"}; use(l[1]) }
func ranged() { for _, s := range []string{"a", "b"} { use(s + "!") } }
func rangedParam(l []string) { for _, s := range l { use(s) } }
func dict() { use(map[string]string{"k": "v"}) }
func dictFilled() { m := map[string]string{}; m["k"] = "v"; m["l"] = "w"; use(m) }
func dictMaybe(b bool) { m := map[string]string{"k": "v"}; if b { m["l"] = "w" }; use(m) }
func keys() { for k := range map[string]int{"a": 1, "b": 2} { use(k) } }
func captured() { s := "a"; func() { use(s) }() }
func capturedTwice() { s := "a"; s = "b"; func() { use(s) }() }
func loop(n int) { s := "a"; for range n { s += "b" }; use(s) }
func asserted(a any) { use(a.(string)) }
func object() { use(thing(Opts{First: "a", Last: "b", Tags: []string{"t"}})) }
func wrapped(h *House) { use(paint(h, "red")) }
func bare(h *House) { use(paint(h, "")) }
func unless(h *House) { if h == nil { h = street }; use(h) }
func other(h *House, b bool) { if b { h = street }; use(h) }
func noHouse() { use(paint(nil, "red")) }
func alsoCaptured(s string) { func() { _ = s }(); use(s) }
func setLater(s string) { f := func() { s = "b" }; f(); use(s) }
func option(h *House) { use(func(c *Conf) { c.House, c.Size = h, 1 }) }
func asks(h *House) { use(func(c *Conf) { if h != nil { c.House = h } }) }
func tells() { use(func(c *Conf) { c.Name = "a"; tell(c) }) }
type Conf struct { House *House; Name string; Size int }
func tell(*Conf) {}
func chosen(opts ...func(*Conf)) { c := Conf{Name: "a"}; for _, o := range opts { o(&c) }; use(c.Name) }
func chosenNil(opts ...func(*Conf)) { c := new(Conf); for _, o := range opts { if o != nil { o(c) } }; if c.House == nil { c.House = street }; use(c.House) }
func chosenSize(opts ...func(*Conf)) { var c Conf; for _, o := range opts { o(&c) }; use(c.Size) }
func chosenSome(b bool, opts ...func(*Conf)) { var c Conf; for _, o := range opts { if b { o(&c) } }; use(c.Name) }
func chosenTold(opts ...func(*Conf)) { var c Conf; for _, o := range opts { o(&c) }; tell(&c); use(c.Name) }
func chosenThen(opts ...func(*Conf)) { var c Conf; for _, o := range opts { o(&c) }; c.Name = "b"; use(c.Name) }
`)
	for name, want := range map[string]string{
		"constant":      `"abc"`,
		"number":        `"7"`,
		"parameter":     `$0`,
		"concatenated":  `concat("x_" $0 "_y")`,
		"converted":     `concat("x" $0)`,
		"called":        `local`,
		"literal":       `record(First:"a" Last:"b")`,
		"filled":        `record(First:"a" In:record(Floor:"2"))`,
		"overwritten":   `"b"`,
		"later":         `"a"`,
		"maybe":         `local`,
		"agreed":        `"a"`,
		"parts":         `$0.In.Floor`,
		"escaped":       `local`,
		"escapes":       `"a"`,
		"pointed":       `$0.First`,
		"list":          `list("a" "b")`,
		"appended":      `list("a" "b")`,
		"indexed":       `"b"`,
		"ranged":        `concat(each("a" "b") "!")`,
		"rangedParam":   `elems($0)`,
		"dict":          `dict(k:"v")`,
		"dictFilled":    `dict(k:"v" l:"w")`,
		"dictMaybe":     `?`,
		"keys":          `each("a" "b")`,
		"captured":      `"a"`,
		"capturedTwice": `local`,
		"loop":          `local`,
		"asserted":      `$0`,
		"object":        `thing("a_b" list("t"))`,
		"wrapped":       `wrap($0 nil "red")`,
		"bare":          `$0`,
		"unless":        `or($0 street)`,
		"other":         `local`,
		"noHouse":       `nil`,
		"alsoCaptured":  `$0`,
		"setLater":      `local`,
		"option":        `sets(House:$0)`,
		"asks":          `local`,
		"tells":         `local`,
		"chosen":        `chosenName($0 "a")`,
		"chosenNil":     `or(chosenHouse($0 nil) street)`,
		"chosenSize":    `local`,
		"chosenSome":    `local`,
		"chosenTold":    `local`,
		"chosenThen":    `local`,
	} {
		if got := show(used(e, name)); got != want {
			t.Errorf("%s: got %s, want %s", name, got, want)
		}
	}
}

func TestVariables(t *testing.T) {
	e, _, _ := load(t, `
var once = "a"
var twice = "a"
func set() { twice = "b" }
var late string
func setLate() { late = "a" }
var home = build()
var moved *House
func move() { moved = build() }
var things = struct{ a, b *Thing }{a: thing(Opts{Last: "x"})}
var self *House
func init() { self = paint(self, "red") }
type owner struct { house, second *House; it *Thing; tags []string }
func newOwner(h *House) *owner { return &owner{house: h, it: thing(Opts{Last: "y"}), tags: []string{"t"}} }
func (o *owner) sell() { o.second = nil }
func useOnce() { use(once) }
func useTwice() { use(twice) }
func useLate() { use(late) }
func useHome() { use(home) }
func useMoved() { use(moved) }
func useStreet() { use(street) }
func useThing() { use(things.a) }
func useOtherThing() { use(things.b) }
func useHouse(o *owner) { use(o.house) }
func useSecond(o *owner) { use(o.second) }
func useIt(o *owner) { use(o.it) }
func useTags(o *owner) { use(o.tags) }
func useSelf() { use(self) }
`)
	for name, want := range map[string]string{
		"useOnce":       `"a"`,
		"useTwice":      `?`,
		"useLate":       `?`,
		"useHome":       `home`,
		"useMoved":      `?`,
		"useStreet":     `street`,
		"useThing":      `the thing("x" nil)`,
		"useOtherThing": `nil`,
		"useHouse":      `$0.house`,
		"useSecond":     `?`,
		"useIt":         `the thing("y" nil)`,
		"useTags":       `list("t")`,
		"useSelf":       `self`,
	} {
		if got := show(used(e, name)); got != want {
			t.Errorf("%s: got %s, want %s", name, got, want)
		}
	}
}

// TestBounds holds that values that are made of themselves, or of very many
// parts, end soon.
func TestBounds(t *testing.T) {
	var src strings.Builder
	src.WriteString("\ntype pair struct { a, b any }\nfunc doubled() {\n\tx0 := pair{\"a\", \"b\"}\n")
	for i := range 60 {
		fmt.Fprintf(&src, "\tx%d := pair{x%d, x%d}\n", i+1, i, i)
	}
	src.WriteString("\tuse(x60)\n}\nfunc long(s string) {\n\tuse(s")
	for i := range 200 {
		fmt.Fprintf(&src, " + p%d()", i)
	}
	src.WriteString(")\n}\nfunc cycle() { var p pair; for { p = pair{p, p}; use(p) } }\n")
	for i := range 200 {
		fmt.Fprintf(&src, "func p%d() string { return \"\" }\n", i)
	}
	e, _, _ := load(t, src.String())
	start := time.Now()
	for _, name := range []string{"doubled", "long", "cycle"} {
		if used(e, name) == nil {
			t.Errorf("%s: nothing", name)
		}
	}
	if d := time.Since(start); d > 5*time.Second {
		t.Errorf("took %v", d)
	}
}

func TestSubst(t *testing.T) {
	param := func(n int) *eval.Val { return &eval.Val{K: eval.Param, N: n} }
	name := eval.JoinOf(param(0).Get("First"), eval.Empty, eval.ConcatOf(param(1), eval.TextOf("_total")))
	opts := (&eval.Val{K: eval.Record}).With("First", eval.TextOf("app"))
	for _, tt := range []struct {
		v    *eval.Val
		args []*eval.Val
		want string
	}{
		{name, []*eval.Val{opts, eval.TextOf("calls")}, `"app_calls_total"`},
		{name, []*eval.Val{eval.Empty, eval.TextOf("calls")}, `"calls_total"`},
		{name, []*eval.Val{opts, eval.NotKnown}, `?`},
		{name, []*eval.Val{opts}, `?`},
		{name, []*eval.Val{param(3), eval.TextOf("calls")}, `join($3.First nil "calls_total")`},
		{eval.WrapOf(param(0), eval.Empty, param(1)), []*eval.Val{eval.Empty, eval.TextOf("x")}, `nil`},
		{eval.ElemsOf(param(0), nil), []*eval.Val{{K: eval.List, V: []*eval.Val{eval.TextOf("a"), eval.TextOf("b")}}}, `each("a" "b")`},
		{&eval.Val{K: eval.Or, V: []*eval.Val{param(0), eval.TextOf("d")}}, []*eval.Val{eval.Empty}, `"d"`},
		{&eval.Val{K: eval.Or, V: []*eval.Val{param(0), eval.TextOf("d")}}, []*eval.Val{{K: eval.Global, S: "p.R"}}, `R`},
	} {
		if got := show(tt.v.Subst(nil, tt.args)); got != tt.want {
			t.Errorf("%s with %d arguments: got %s, want %s", show(tt.v), len(tt.args), got, tt.want)
		}
	}
}

// TestLife tells what exists once from what each call, or each round of a loop,
// has of its own.
func TestLife(t *testing.T) {
	e, p, pkg := load(t, `
func at(any) {}
func fresh(n int) { for range n { h := build(); use(h); at(h) } }
func kept(n int) { h := build(); for range n { use(h); at(h) } }
func around() { h := build(); func() { use(h); at(h) }() }
`)
	for name, want := range map[string]struct{ varies, born bool }{
		"fresh":  {true, true},
		"kept":   {false, true},
		"around": {true, false},
	} {
		f := p.Func(pkg.Scope().Lookup(name).(*types.Func))
		if name == "around" {
			f = f.AnonFuncs[0]
		}
		v := used(e, name)
		var calls []ssa.Instruction
		for instr := range flow.Instrs(f) {
			if c, ok := instr.(*ssa.Call); ok && c.Common().StaticCallee().Name() == "use" {
				calls = append(calls, c)
			}
		}
		if len(calls) != 1 {
			t.Fatalf("%s: %d calls", name, len(calls))
		}
		if got := v.BornIn(f); got != want.born {
			t.Errorf("%s: BornIn is %v", name, got)
		}
		if name == "around" {
			continue
		}
		if got := v.Varies(calls[0], calls[0]); got != want.varies {
			t.Errorf("%s: Varies is %v", name, got)
		}
	}
}

func TestSteady(t *testing.T) {
	e, p, pkg := load(t, `
var fixed = "a"
var count int
func computesYes(s string) *Thing { return thing(Opts{Last: s + fixed}) }
func helperYes(s string) *Thing { return computesYes(s) }
func recursiveYes(n int) *Thing { if n > 0 { return recursiveYes(n - 1) }; return nil }
func countsNo() *Thing { count++; return thing(Opts{}) }
func throughNo() *Thing { return countsNo() }
func awaitsNo(c chan *Thing) *Thing { return <-c }
func startsNo() *Thing { go get(); return nil }
`)
	for _, name := range pkg.Scope().Names() {
		yes := strings.HasSuffix(name, "Yes")
		if !yes && !strings.HasSuffix(name, "No") {
			continue
		}
		f := p.Func(pkg.Scope().Lookup(name).(*types.Func))
		if got := e.Steady(f, func(*types.Package) bool { return false }); got != yes {
			t.Errorf("%s: Steady is %v", name, got)
		}
	}
}

func TestFixed(t *testing.T) {
	e, _, _ := load(t, `
type labels map[string]string
func opt(s string) func() { return func() {} }
func constantYes() { use("a") }
func sameYes() { use("a") }
func otherYes() { use("b") }
func structYes() { use(&Opts{First: "a", Tags: []string{"t"}}) }
func structOtherYes() { use(&Opts{First: "a", Tags: []string{"u"}}) }
func mapYes() { use(labels{"a": "b"}) }
func optionYes() { use(opt("a")) }
func parameterNo(s string) { use(s) }
func calledNo() { use(get()) }
func changedNo() { o := Opts{First: "a"}; p := &o; change(p); use(p) }
`)
	written := make(map[string]string)
	for _, f := range e.Funcs() {
		yes := strings.HasSuffix(f.Name(), "Yes")
		if !yes && !strings.HasSuffix(f.Name(), "No") {
			continue
		}
		for instr := range flow.Instrs(f) {
			call, ok := instr.(*ssa.Call)
			if !ok || call.Common().StaticCallee().Name() != "use" {
				continue
			}
			var b strings.Builder
			if got := eval.Fixed(&b, call.Common().Args[0], func(*types.Package) bool { return true }); got != yes {
				t.Errorf("%s: Fixed is %v", f.Name(), got)
			}
			written[f.Name()] = b.String()
		}
	}
	if written["constantYes"] != written["sameYes"] || written["constantYes"] == written["otherYes"] || written["structYes"] == written["structOtherYes"] {
		t.Errorf("written: %q", written)
	}
}
