package flow_test

import (
	"go/ast"
	"go/types"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/flow"
	"github.com/obslint/obslint/analyzers/internal/passtest"
)

// build returns the flow package of some source, and the pass it is of.
func build(t *testing.T, files ...string) *code {
	t.Helper()
	pass := passtest.Source(t, files...)
	res, err := flow.Analyzer.Run(pass)
	if err != nil {
		t.Fatal(err)
	}
	c := &code{Package: res.(*flow.Package), pkg: pass.Pkg, files: pass.Files}
	c.SSA()
	return c
}

type code struct {
	*flow.Package
	pkg   *types.Package
	files []*ast.File
}

func (c *code) fn(t *testing.T, name string) *ssa.Function {
	t.Helper()
	obj, ok := c.pkg.Scope().Lookup(name).(*types.Func)
	if !ok {
		t.Fatalf("no function %s", name)
	}
	f := c.Func(obj)
	if f == nil {
		t.Fatalf("no SSA form of %s", name)
	}
	return f
}

// calls returns the calls of a function by name that stand in f, or in its
// literals, in source order.
func (c *code) calls(t *testing.T, in *ssa.Function, name string) []ssa.CallInstruction {
	t.Helper()
	var out []ssa.CallInstruction
	ast.Inspect(in.Syntax(), func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok {
			fun := ast.Unparen(call.Fun)
			if index, ok := fun.(*ast.IndexExpr); ok {
				fun = index.X
			}
			if sel, ok := fun.(*ast.SelectorExpr); ok {
				fun = sel.Sel
			}
			if id, ok := fun.(*ast.Ident); ok && id.Name == name {
				out = append(out, c.Instr(call))
			}
		}
		return true
	})
	return out
}

func (c *code) call(t *testing.T, in *ssa.Function, name string) ssa.CallInstruction {
	t.Helper()
	calls := c.calls(t, in, name)
	if len(calls) != 1 || calls[0] == nil {
		t.Fatalf("%d calls of %s in %s, want one", len(calls), name, in)
	}
	return calls[0]
}

func TestFuncs(t *testing.T) {
	c := build(t, `package a
import . "strings"
func _() { _ = func() {} }
func init() { ToUpper("x") }
func init() {}
func asm(int) int
type T struct{}
func (T) M() {}
func (*T) _() {}
func G[X any](x X) { func() { _ = x }() }
var v2 = func() int { return v1() }
var v1 = func() int { return len(ToLower("x")) }
`, "//test\npackage a\nfunc inTest() {}\nvar v3 = func() { inTest() }\n")
	var names []string
	for _, f := range c.Funcs() {
		if len(f.Blocks) == 0 {
			t.Errorf("%s has no body", f)
		}
		names = append(names, strings.TrimPrefix(f.RelString(c.pkg), "("))
	}
	want := "_ _$1 init#1 init#2 T).M *T)._ G G$1 init$2 init$1"
	if got := strings.Join(names, " "); got != want {
		t.Errorf("functions are %q, want %q", got, want)
	}
	for _, name := range []string{"asm", "inTest"} {
		if f := c.Func(c.pkg.Scope().Lookup(name).(*types.Func)); f != nil {
			t.Errorf("Func(%s) is %v, want nil", name, f)
		}
	}
	ast.Inspect(c.files[0], func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncDecl:
			if f := c.FuncAt(n); (f == nil) != (n.Body == nil) {
				t.Errorf("FuncAt(%s) is %v", n.Name.Name, f)
			}
		case *ast.FuncLit:
			if c.FuncAt(n) == nil {
				t.Errorf("no function for a literal")
			}
		}
		return true
	})
	ast.Inspect(c.files[1], func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncDecl, *ast.FuncLit:
			if c.FuncAt(n) != nil {
				t.Errorf("a function of a test file has a form")
			}
		case *ast.CallExpr:
			if c.Instr(n) != nil {
				t.Errorf("a call in a test file has an instruction")
			}
		}
		return true
	})
}

func TestCallee(t *testing.T) {
	c := build(t, `package a
import "bytes"
type T struct{ bytes.Buffer; in I }
func (T) V(a, b int) {}
func (*T) P(a, b int) {}
type I interface{ V(a, b int) }
type E struct{ T }
type G[X any] struct{ x X }
func (g *G[X]) Do(x X) {}
func Gen[X any](x X) {}
func direct(t *T)      { t.P(1, 2) }
func promoted(e *E)    { e.V(1, 2) }
func library(t *T)     { t.Truncate(1) }
func libvalue(t *T)    { f := t.Truncate; f(1) }
func iface(i I)        { i.V(1, 2) }
func ifacevalue(i I)   { f := i.V; f(1, 2) }
func field(t *T)       { t.in.V(1, 2) }
func value(t *T)       { f := t.P; f(1, 2) }
func provalue(e *E)    { f := e.V; defer f(1, 2) }
func expr(t T)         { T.V(t, 1, 2) }
func exprptr(t *T)     { (*T).P(t, 1, 2) }
func exprvar(t *T)     { f := (*T).P; f(t, 1, 2) }
func exprpro(e E)      { E.V(e, 1, 2) }
func expriface(i I)    { I.V(i, 1, 2) }
func generic()         { Gen[int](1) }
func genericval()      { f := Gen[int]; f(1) }
func genmethod(g *G[int])    { g.Do(1) }
func genmethodval(g *G[int]) { f := g.Do; go f(1) }
func constraint[X I](x X)    { x.V(1, 2) }
func lit()             { func(a int) {}(1) }
func litvar()          { f := func(a int) {}; f(1) }
func captured()        { f := func(a int) {}; func() { f(1) }() }
func recursive()       { var f func(int); f = func(a int) { f(1) }; f(2) }
func either(b bool)    { f := func(a int) {}; if b { f = func(a int) {} }; f(1) }
func param(f func(int)) { f(1) }
func pkgvar()          { v(1) }
var v = func(int) {}
`)
	for _, tt := range []struct{ in, name, callee, object, recv, args string }{
		{"direct", "P", "*T).P", "P", "t", "1:int 2:int"},
		{"promoted", "V", "T).V", "V", "*t0", "1:int 2:int"},
		{"library", "Truncate", "*bytes.Buffer).Truncate", "Truncate", "&t.Buffer [#0]", "1:int"},
		{"libvalue", "f", "*bytes.Buffer).Truncate", "Truncate", "&t.Buffer [#0]", "1:int"},
		{"iface", "V", "", "V", "i", "1:int 2:int"},
		{"ifacevalue", "f", "I).V$bound", "V", "i", "1:int 2:int"},
		{"field", "V", "", "V", "*t0", "1:int 2:int"},
		{"value", "f", "*T).P", "P", "t", "1:int 2:int"},
		{"provalue", "f", "T).V", "V", "*t0", "1:int 2:int"},
		{"expr", "V", "T).V", "V", "t", "1:int 2:int"},
		{"exprptr", "P", "*T).P", "P", "t", "1:int 2:int"},
		{"exprvar", "f", "*T).P", "P", "t", "1:int 2:int"},
		{"exprpro", "V", "T).V", "V", "e", "1:int 2:int"},
		{"expriface", "V", "I).V$thunk", "V", "i", "1:int 2:int"},
		{"generic", "Gen", "Gen", "Gen", "", "1:int"},
		{"genericval", "f", "Gen", "Gen", "", "1:int"},
		{"genmethod", "Do", "*G[X]).Do", "Do", "g", "1:int"},
		{"genmethodval", "f", "*G[X]).Do", "Do", "g", "1:int"},
		{"constraint", "V", "", "V", "x", "1:int 2:int"},
		{"litvar", "f", "litvar$1", "", "", "1:int"},
		{"captured", "f", "captured$1", "", "", "1:int"},
		{"either", "f", "", "", "", "1:int"},
		{"param", "f", "", "", "", "1:int"},
		{"pkgvar", "v", "", "", "", "1:int"},
	} {
		call := c.call(t, c.fn(t, tt.in), tt.name).Common()
		name := ""
		if fn, _ := flow.Callee(call); fn != nil {
			name = strings.TrimPrefix(fn.RelString(c.pkg), "(")
		}
		if name != tt.callee {
			t.Errorf("%s: callee is %q, want %q", tt.in, name, tt.callee)
		}
		object := ""
		if obj := flow.CalleeObject(call); obj != nil {
			object = obj.Name()
			if obj.Origin() != obj {
				t.Errorf("%s: callee object %v is an instance", tt.in, obj)
			}
		}
		if object != tt.object {
			t.Errorf("%s: callee object is %q, want %q", tt.in, object, tt.object)
		}
		recv, args := flow.Args(call)
		if got := show(recv); got != tt.recv {
			t.Errorf("%s: receiver is %q, want %q", tt.in, got, tt.recv)
		}
		if got := show(args...); got != tt.args {
			t.Errorf("%s: arguments are %q, want %q", tt.in, got, tt.args)
		}
	}
	for _, call := range c.calls(t, c.fn(t, "recursive"), "f") {
		if fn, _ := flow.Callee(call.Common()); fn == nil || fn.Name() != "recursive$1" {
			t.Errorf("recursive: callee is %v", fn)
		}
	}
	lit := c.fn(t, "lit")
	if fn, _ := flow.Callee(lit.Blocks[0].Instrs[0].(*ssa.Call).Common()); fn != lit.AnonFuncs[0] {
		t.Errorf("lit: callee is %v", fn)
	}
}

// show names parameters by name, other values by what computes them.
func show(vs ...ssa.Value) string {
	var out []string
	for _, v := range vs {
		switch v := v.(type) {
		case nil:
		case *ssa.Parameter, *ssa.Const, *ssa.Function:
			out = append(out, strings.TrimPrefix(v.Name(), "("))
		default:
			out = append(out, v.String())
		}
	}
	return strings.Join(out, " ")
}

func TestSources(t *testing.T) {
	c := build(t, `package a
func use(any) {}
func get() int { return 0 }
func copies(x int) { y := x; z := any(y); use(z.(int)) }
func phi(b bool, x int) { y := 1; if b { y = x }; use(y) }
func loop(n int) { y := get(); for range n { y = y; use(y) } }
func captured(x int) { y := x; func() { y = 2; func() { use(y) }() }() }
func escapes(x int) { y := x; set(&y); use(y) }
func set(*int) {}
type T struct{ f int }
func (t *T) set() {}
func bound(x T) { y := x; f := y.set; f(); use(y) }
func field(t *T) { use(t.f) }
func yield(seq func(func(int) bool)) { y := 1; for x := range seq { y = x; use(y) } }
func assert(x any) { y, ok := x.(int); _ = ok; use(y) }
func gotos(x int) { y := 1
again:
	if x > 0 { y = x; x = get(); goto again }
	use(y) }
func unstored() { var y int; func() { use(y) }() }
`)
	for _, tt := range []struct{ in, want string }{
		{"copies", "x"},
		{"phi", "1:int x"},
		{"loop", "get()"},
		{"captured", "x 2:int"},
		{"escapes", "*t0"},
		{"bound", "*t0"},
		{"field", "*t0"},
		{"yield", "1:int arg0"},
		{"assert", "x"},
		{"gotos", "1:int x get()"},
		{"unstored", "*y"},
	} {
		call := c.call(t, c.fn(t, tt.in), "use").Common()
		got := show(flow.Sources(call.Args[0])...)
		if got != tt.want {
			t.Errorf("%s: sources are %q, want %q", tt.in, got, tt.want)
		}
	}
}

func TestPaths(t *testing.T) {
	c := build(t, `package a
import "os"
func from() {}
func to() {}
func stop() {}
func straight() { from(); to() }
func branch(b bool) { from(); if b { return }; to() }
func both(b bool) { from(); if b { to(); return }; to() }
func backwards() { to(); from() }
func around(n int) { for range n { to(); from() } }
func stopped() { from(); stop(); to() }
func aside(b bool) { from(); if b { stop() }; to() }
func exits(b bool) { from(); if b { os.Exit(1) }; to() }
func panics(b bool) { from(); if b { panic(b) }; to() }
func forever(b bool) { from(); for b {}; to() }
func endless() { from(); for {} }
func labelled(n int) {
	from()
outer:
	for range n { for range n { if n > 1 { break outer }; if n > 2 { continue outer } } }
	to()
}
func gotos(b bool) {
	from()
	if b { goto end }
	to()
end:
}
func selects(c, d chan int) { from(); select { case <-c: to(); case <-d: to() } }
func switches(x int) { from(); switch x { case 1: to(); fallthrough; case 2: to(); default: } }
`)
	for _, tt := range []struct {
		in                     string
		reaches, every, before bool
	}{
		{"straight", true, true, true},
		{"branch", true, false, true},
		{"both", true, true, true},
		{"backwards", false, false, false},
		{"around", true, false, false},
		{"stopped", false, true, true},
		{"aside", true, true, true},
		{"exits", true, true, true},
		{"panics", true, true, true},
		{"forever", true, true, true},
		{"endless", false, true, false},
		{"labelled", true, true, true},
		{"gotos", true, false, true},
		{"selects", true, true, true},
		{"switches", true, false, true},
	} {
		f := c.fn(t, tt.in)
		from, to, stop := c.calls(t, f, "from")[0], c.calls(t, f, "to"), c.calls(t, f, "stop")
		isTo := func(i ssa.Instruction) bool {
			return slices.ContainsFunc(to, func(c ssa.CallInstruction) bool { return c == i })
		}
		isStop := func(i ssa.Instruction) bool {
			return slices.ContainsFunc(stop, func(c ssa.CallInstruction) bool { return c == i })
		}
		reaches := len(to) > 0 && flow.Reaches(from, to[0], isStop)
		if reaches != tt.reaches {
			t.Errorf("%s: Reaches is %v", tt.in, reaches)
		}
		if every := flow.OnEveryPath(from, isTo); every != tt.every {
			t.Errorf("%s: OnEveryPath is %v", tt.in, every)
		}
		if before := len(to) > 0 && flow.Precedes(from, to[0]); before != tt.before {
			t.Errorf("%s: Precedes is %v", tt.in, before)
		}
		if loop := flow.InLoop(from); loop != (tt.in == "around") {
			t.Errorf("%s: InLoop is %v", tt.in, loop)
		}
	}
}

func TestDeferStacks(t *testing.T) {
	c := build(t, `package a
func a() {}
func b() {}
func at() {}
func none() { at() }
func two() { defer a(); defer b(); at() }
func later() { defer a(); at(); defer b() }
func maybe(x bool) { if x { defer a() }; defer b(); at() }
func loop(n int) { for range n { defer a() }; at() }
func inside(n int) { for range n { at(); defer a() } }
func gotos(x bool) {
again:
	defer a()
	if x { goto again }
	at()
}
func recovers() { defer func() { recover() }(); defer a(); at() }
func literal() { defer a(); func() { defer b(); at() }() }
func many(x int) {
	if x > 1 { defer a() }; if x > 2 { defer a() }; if x > 3 { defer a() }; if x > 4 { defer a() }
	if x > 5 { defer a() }; if x > 6 { defer a() }; if x > 7 { defer a() }; if x > 8 { defer a() }
	at()
}
func long(x int) {
	if x > 0 { b() }; if x > 1 { b() }; if x > 2 { b() }; if x > 3 { b() }; if x > 4 { b() }
	defer a()
	if x > 0 { b() }; if x > 1 { b() }; if x > 2 { b() }; if x > 3 { b() }; if x > 4 { b() }
	if x > 0 { b() }; if x > 1 { b() }; if x > 2 { b() }; if x > 3 { b() }; if x > 4 { b() }
	at()
}
func ranges(seq func(func(int) bool)) { for range seq { defer a() }; at() }
func within(seq func(func(int) bool)) { for range seq { defer a(); at() } }
func plain(seq func(func(int) bool)) { defer a(); for range seq { b() }; at() }
`)
	for _, tt := range []struct{ in, want string }{
		{"none", "[]"},
		{"two", "[a b]"},
		{"later", "[a]"},
		{"maybe", "[a b] [b]"},
		{"loop", "[] [a]"},
		{"inside", "[] [a]"},
		{"gotos", "[a]"},
		{"recovers", "[recovers$1 a]"},
		{"literal", "[b]"},
		{"many", "too many"},
		{"long", "[a]"},
		{"ranges", "too many"},
		{"within", "too many"},
		{"plain", "[a]"},
	} {
		stacks, ok := flow.DeferStacks(c.call(t, c.fn(t, tt.in), "at"))
		var out []string
		for _, s := range stacks {
			var names []string
			for _, d := range s {
				fn, _ := flow.Callee(d.Common())
				names = append(names, fn.Name())
			}
			out = append(out, "["+strings.Join(names, " ")+"]")
		}
		slices.Sort(out)
		got := strings.Join(out, " ")
		if !ok {
			got = "too many"
		}
		if got != tt.want {
			t.Errorf("%s: stacks are %s, want %s", tt.in, got, tt.want)
		}
	}
}

func TestVars(t *testing.T) {
	c := build(t, `package a
type in struct{ p *int }
type T struct {
	p *int
	in in
}
var pkg T
func use(ps ...*int) {}
func (t *T) recv()           { use(t.p, t.in.p) }
func param(n int, t *T)      { use(t.p) }
func global()                { use(pkg.in.p) }
func local()                 { var t T; q := &t; use(t.p, q.p) }
func captured(t *T)          { func() { use(t.p) }() }
func element(ts []T)         { use(ts[0].p) }
func (t *T) nested()         { func() { func() { use(t.p) }() }() }
`)
	loads := func(in string) (out []ssa.Value) {
		for _, f := range c.Funcs() {
			if flow.Outermost(f).Name() != in {
				continue
			}
			for instr := range flow.Instrs(f) {
				if load, ok := instr.(*ssa.UnOp); ok {
					if fa, ok := load.X.(*ssa.FieldAddr); ok && flow.Field(fa).Name() == "p" {
						out = append(out, load)
					}
				}
			}
		}
		return out
	}
	for in, want := range map[string]string{
		"recv":     "t.p t.in.p",
		"param":    "t.p",
		"global":   "pkg.in.p",
		"local":    "new T (t).p new T (t).p",
		"captured": "t.p",
		"element":  "-",
		"nested":   "t.p",
	} {
		var got []string
		for _, load := range loads(in) {
			k, ok := flow.FieldKey(load.(*ssa.UnOp).X.(*ssa.FieldAddr))
			s := "-"
			switch v := k.V.(type) {
			case *types.Var:
				s = v.Name() + k.Path
			case *ssa.Parameter:
				s = v.Name() + k.Path
			case ssa.Value:
				s = v.String() + k.Path
			}
			if ok != (s != "-") {
				t.Errorf("%s: the key is %v, %v", in, k, ok)
			}
			got = append(got, s)
		}
		if got := strings.Join(got, " "); got != want {
			t.Errorf("%s: keys are %s, want %s", in, got, want)
		}
	}
	if l := loads("local"); !flow.SameVariable(l[0], l[1]) {
		t.Errorf("local: the field of a variable is not that through its address")
	}
	if l := loads("recv"); flow.SameVariable(l[0], l[1]) {
		t.Errorf("recv: two fields are one")
	}
	if k, _ := flow.FieldKey(loads("nested")[0].(*ssa.UnOp).X.(*ssa.FieldAddr)); !flow.IsReceiver(k.V) {
		t.Errorf("nested: the receiver is not seen")
	}
	if i := flow.ParamIndex(c.fn(t, "param").Params[1]); i != 1 {
		t.Errorf("param: t is parameter %d", i)
	}
}

// TestTestsHaveNoBodies holds that of a test file only the names are built,
// also where the rest of the package needs them.
func TestTestsHaveNoBodies(t *testing.T) {
	c := build(t, `package a
func f() int { helper(); return fromTest }
var v = fromTest + 1
`, `//test
package a
import "strings"
var fromTest = func() int { return len(strings.ToUpper("x")) }()
func helper() { strings.ToLower("x") }
func init() { helper() }
`)
	f := c.fn(t, "f")
	helper := c.call(t, f, "helper").Common().StaticCallee()
	if helper == nil || len(helper.Blocks) != 0 {
		t.Errorf("the callee in a test file is %v, want one without a body", helper)
	}
	if g, ok := c.SSA().Members["fromTest"].(*ssa.Global); !ok {
		t.Errorf("fromTest is %v, want a variable", g)
	}
	if anons := c.SSA().Func("init").AnonFuncs; len(anons) != 0 {
		t.Errorf("literals of test files are built: %v", anons)
	}
}
