package panics_test

import (
	"bytes"
	"encoding/gob"
	"go/types"
	"reflect"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/flow"
	"github.com/obslint/obslint/analyzers/internal/panics"
	"github.com/obslint/obslint/analyzers/internal/passtest"
)

// lone is a Package over some source that knows of no other.
func lone(t *testing.T, src string) (*panics.Package, *analysis.Pass) {
	t.Helper()
	src = "package a\n" + src
	pass := passtest.Source(t, src)
	pass.ReadFile = func(string) ([]byte, error) { return []byte(src), nil }
	no := func(*types.Func) (some, all bool) { return false, false }
	return panics.New(pass, no, func(*types.Func) bool { return false }), pass
}

// Each package has a function a that calls f; the words say of that call
// whether it may panic, and whether f shields it.
func TestCalls(t *testing.T) {
	for _, tt := range []struct{ name, src, want string }{
		{"nothing", `func f(x int) int { return x + 1 }; func a() { f(1) }`, ""},
		{"fields", `type T struct{ n, m int }; func (t *T) f() { t.n++; t.m = t.n }; func a(t *T) { t.f() }`, ""},
		{"panic", `func f() { panic(1) }; func a() { f() }`, "panics"},
		{"panic further down", `func f() { g() }; func g() { h() }; func h() { panic(1) }; func a() { f() }`, "panics"},
		{"unknown", `var g func(); func f() { g() }; func a() { f() }`, "panics"},
		{"interface", `func f(e interface{ X() }) { e.X() }; func a() { f(nil) }`, "panics"},
		{"error", `func f(e error) string { return e.Error() }; func a() { f(nil) }`, ""},
		{"calm", `import "fmt"; func f() { fmt.Println() }; func a() { f() }`, ""},
		{"not calm", `import "net/http"; func f() { http.Get("") }; func a() { f() }`, "panics"},
		{"exit", `import "os"; func f() { os.Exit(1) }; func a() { f() }`, ""},
		{"assertion", `func f(x any) int { return x.(int) }; func a() { f(nil) }`, "panics"},
		{"tested assertion", `func f(x any) int { n, _ := x.(int); return n }; func a() { f(nil) }`, ""},
		{"index", `func f(s []int) int { return s[1] }; func a() { f(nil) }`, "panics"},
		{"index of a variable", `func f() int { var s [2]int; s[1]++; return s[0] }; func a() { f() }`, ""},
		{"map", `func f(m map[int]int) { m[1] = 1 }; func a() { f(nil) }`, "panics"},
		{"map that is read", `func f(m map[int]int) int { return m[1] }; func a() { f(nil) }`, ""},
		{"channel", `func f(c chan int) { c <- 1 }; func a() { f(nil) }`, "panics"},
		{"goroutine", `func f() { go func() { panic(1) }() }; func a() { f() }`, ""},
		{"handler", `func f() { defer func() { recover() }(); panic(1) }; func a() { f() }`, "panics shields"},
		{"handler in a function", `func f() { defer h(); panic(1) }; func h() { recover() }; func a() { f() }`, "panics shields"},
		{"handler that panics again", `func f() { defer func() { panic(recover()) }(); panic(1) }; func a() { f() }`, "panics"},
		{"handler below", `func f() { defer func() { h() }(); panic(1) }; func h() { recover() }; func a() { f() }`, "panics"},
		{"handler too late", `var g func(); func f() { g(); defer func() { recover() }() }; func a() { f() }`, "panics"},
		{"shielded further down", `func f() { g() }; func g() { defer func() { recover() }(); panic(1) }; func a() { f() }`, ""},
		{"recursion", `func f(n int) { f(n - 1) }; func a() { f(1) }`, "panics"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p, pass := lone(t, tt.src)
			res, err := flow.Analyzer.Run(pass)
			if err != nil {
				t.Fatal(err)
			}
			a := res.(*flow.Package).Func(pass.Pkg.Scope().Lookup("a").(*types.Func))
			var got []string
			for instr := range flow.Instrs(a) {
				if call, ok := instr.(*ssa.Call); ok {
					if p.MayPanic(&call.Call) {
						got = append(got, "panics")
					}
					if p.Shields(&call.Call) {
						got = append(got, "shields")
					}
				}
			}
			if got := strings.Join(got, " "); got != tt.want {
				t.Errorf("the call %q, want %q", got, tt.want)
			}
		})
	}
}

// The recoverers and runners of each package are wanted.
func TestScan(t *testing.T) {
	for _, tt := range []struct{ name, src, recovers, runs string }{
		{"nothing", `func F(f func()) { f() }`, "", ""},
		{"recoverer", `func R() { recover() }; func r() { recover() }`, "R", ""},
		{"panics again", `func R() { if r := recover(); r != nil { panic(r) } }`, "", ""},
		{"exits", `import "os"; func R() { if recover() != nil { os.Exit(1) } }`, "", ""},
		{"in a literal", `func R() { defer func() { recover() }() }`, "", ""},
		{"runner", `func Run(n int, f func()) { defer func() { recover() }(); f() }`, "", "Run[1]"},
		{"goroutine", `func Go(f func()) { go func() { defer func() { recover() }(); f() }() }`, "", "Go[0]"},
		{"go statement", `func Go(f func()) { defer func() { recover() }(); go f() }`, "", ""},
		{"handler in a function", `func Run(f func()) { defer r(); f() }; func r() { recover() }`, "", "Run[0]"},
		{"by way of another", `func Go(f func()) { go run(f) }; func run(f func()) { defer func() { recover() }(); f() }`, "", "Go[0]"},
		{"also without a handler", `func Run(f func()) { func() { defer func() { recover() }(); f() }(); f() }`, "", ""},
		{"as an error", `func Run(f func()) (err error) { defer func() { if recover() != nil { err = error(nil) } }(); f(); return }`, "", "Run[0]"},
		{"stored for later", `type P struct{ r any }; func (p *P) Run(f func()) { defer func() { p.r = recover() }(); f() }`, "", ""},
		{"sent for later", `var c chan any; func Run(f func()) { defer func() { c <- recover() }(); f() }`, "", ""},
		{"only some", `func Run(f func()) { defer func() { if r := recover(); r != 1 { panic(r) } }(); f() }`, "", ""},
		{"deferred later", `func Run(f func()) { f(); defer func() { recover() }() }`, "", ""},
		{"worker", `type P struct{ c chan func() }; func (p *P) Go(f func()) { p.c <- f }; func (p *P) work() { for f := range p.c { run(f) } }; func run(f func()) { defer func() { recover() }(); f() }`, "", "Go[0]"},
		{"worker without a handler", `type P struct{ c chan func() }; func (p *P) Go(f func()) { p.c <- f }; func (p *P) work() { for f := range p.c { f() } }; func R() { recover() }`, "R", ""},
		{"two workers", `type P struct{ c chan func() }; func (p *P) Go(f func()) { p.c <- f }; func (p *P) work() { f := <-p.c; run(f) }; func (p *P) other() { f := <-p.c; f() }; func run(f func()) { defer func() { recover() }(); f() }`, "", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p, pass := lone(t, tt.src)
			var runs []string
			pass.ExportObjectFact = func(obj types.Object, fact analysis.Fact) {
				for _, i := range fact.(*panics.Runs).Params {
					runs = append(runs, obj.Name()+"["+string(rune('0'+i))+"]")
				}
			}
			var recovers []string
			for _, obj := range p.Scan() {
				recovers = append(recovers, obj.Name())
			}
			if got := strings.Join(recovers, " "); got != tt.recovers {
				t.Errorf("recoverers %q, want %q", got, tt.recovers)
			}
			if slices.Sort(runs); strings.Join(runs, " ") != tt.runs {
				t.Errorf("runners %q, want %q", runs, tt.runs)
			}
		})
	}
}

func TestFact(t *testing.T) {
	fact := &panics.Runs{Params: []int{0, 2}}
	var buf bytes.Buffer
	if err := gob.NewEncoder(&buf).Encode(fact); err != nil {
		t.Fatal(err)
	}
	back := new(panics.Runs)
	if err := gob.NewDecoder(&buf).Decode(back); err != nil || !reflect.DeepEqual(fact, back) {
		t.Errorf("%v became %v, %v", fact, back, err)
	}
}
