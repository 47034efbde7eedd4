package again_test

import (
	"go/types"
	"strings"
	"testing"

	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/again"
	"github.com/obslint/obslint/analyzers/internal/eval"
	"github.com/obslint/obslint/analyzers/internal/flow"
	"github.com/obslint/obslint/analyzers/internal/passtest"
)

// nothing is a domain that knows nothing.
type nothing struct{}

func (nothing) Call(*ssa.Call, int) *eval.Val                           { return nil }
func (nothing) Interface(_ *ssa.MakeInterface, val *eval.Val) *eval.Val { return val }
func (nothing) Variable(*types.Var) *eval.Val                           { return nil }
func (nothing) Handle(types.Type) bool                                  { return false }
func (nothing) Settles(types.Type) bool                                 { return false }
func (nothing) Reads(*types.Func) bool                                  { return false }

type code struct {
	*eval.Eval
	t *testing.T
}

func load(t *testing.T, src string) code {
	t.Helper()
	res, err := flow.Analyzer.Run(passtest.Source(t, src))
	if err != nil {
		t.Fatal(err)
	}
	return code{eval.New(res.(*flow.Package), nothing{}), t}
}

// call returns the function of a name, and its call of do or its like.
func (c code) call(name, callee string) (*ssa.Function, ssa.CallInstruction) {
	c.t.Helper()
	for _, f := range c.Funcs() {
		if f.Name() != name {
			continue
		}
		for instr := range flow.Instrs(f) {
			call, ok := instr.(ssa.CallInstruction)
			if !ok {
				continue
			}
			if fn := flow.CalleeObject(call.Common()); fn != nil && fn.Name() == callee {
				return f, call
			}
		}
	}
	c.t.Fatalf("no call of %s in %s", callee, name)
	return nil, nil
}

// check asks a question about the call of do in each function: the name of the
// function ends in Yes or No.
func check(t *testing.T, what, src string, ask func(c code, f *ssa.Function, do ssa.CallInstruction) bool) {
	t.Helper()
	c := load(t, "package a\nimport (\"errors\"; \"strings\"; \"sync\")\nvar _, _, _ = errors.New, strings.Cut, sync.Mutex{}\nfunc do(...any) error { return nil }\nfunc also() {}\n"+src)
	n := 0
	for _, f := range c.Funcs() {
		name := f.Name()
		yes := strings.HasSuffix(name, "Yes")
		if !yes && !strings.HasSuffix(name, "No") {
			continue
		}
		n++
		f, do := c.call(name, "do")
		if got := ask(c, f, do); got != yes {
			t.Errorf("%s: %s is %v", what, name, got)
		}
	}
	if n < 4 {
		t.Errorf("%s: %d functions", what, n)
	}
}

func TestCertain(t *testing.T) {
	check(t, "Certain", `
type T struct{ on bool }
func plainYes() { do() }
func branchNo(b bool) { if b { do() } }
func bothYes(b bool) { if b { also() }; do() }
func failsYes() error { if err := errors.New("x"); err != nil { return err }; do(); return nil }
func panicsYes(b bool) { if b { panic(b) }; do() }
func returnsNo(b bool) { if b { return }; do() }
func nilParamYes(p *T) { if p == nil { return }; do() }
func nilFieldYes(x struct{ p *T }) { if x.p == nil { return }; do() }
func loopNo(n int) { for range n { do() } }
func deadYes() { if false { return }; do() }
func onlyNilYes(p *T) { if p == nil { do() } }
`, func(c code, f *ssa.Function, do ssa.CallInstruction) bool {
		return again.Certain(c.Eval, do, new(again.Course))
	})
}

func TestCourse(t *testing.T) {
	c := load(t, `package a
func do() {}
type T struct{}
func guard(a, b *T) { if b == nil { return }; do() }
func unless(a, b *T) { if b == nil { do() } }
func each(l []string) { for range l { do() } }
type S struct{ off, done bool }
func (s *S) flagged(on bool) { if !on || s.off { return }; do() }
func (s *S) state() { if !s.done { do(); s.done = true } }
`)
	_, do := c.call("guard", "do")
	var course again.Course
	if !again.Certain(c.Eval, do, &course) || course.Guards != 1<<1 || len(course.IfNil) != 0 {
		t.Errorf("guard: %+v", course)
	}
	_, do = c.call("unless", "do")
	course = again.Course{}
	if !again.Certain(c.Eval, do, &course) || len(course.IfNil) != 1 || course.IfNil[0].N != 1 {
		t.Errorf("unless: %+v", course)
	}
	_, do = c.call("each", "do")
	if course = (again.Course{Each: true}); !again.Certain(c.Eval, do, &course) {
		t.Errorf("each: not certain")
	}
	_, do = c.call("flagged", "do")
	course = again.Course{Flags: true}
	if !again.Certain(c.Eval, do, &course) || len(course.When) != 2 {
		t.Errorf("flagged: %+v", course)
	}
	for _, flag := range course.When {
		if want := flag.Name == "off"; flag.Not != want || !want && flag.Name != "on" {
			t.Errorf("flagged: %+v", flag)
		}
	}
	if again.Certain(c.Eval, do, new(again.Course)) {
		t.Errorf("flagged: certain without flags")
	}
	_, do = c.call("state", "do")
	if course = (again.Course{Flags: true}); again.Certain(c.Eval, do, &course) {
		t.Errorf("state: certain")
	}
}

func TestFollows(t *testing.T) {
	check(t, "Follows", `
func straightYes() { also(); do() }
func backwardsNo() { do(); also() }
func returnYes(b bool) { also(); if b { return }; do() }
func dominatedYes(b bool) { also(); if b { do() } }
func elseNo(b bool) { if b { also() } else { do() } }
func sameConditionYes(b bool) { if b { also() }; if b { do() } }
func otherConditionNo(b, c bool) { if b { also() }; if c { do() } }
`, func(c code, f *ssa.Function, do ssa.CallInstruction) bool {
		_, also := c.call(f.Name(), "also")
		return again.Follows(c.Eval, also, do)
	})
}

func TestEveryRound(t *testing.T) {
	check(t, "EveryRound", `
func rangeYes(n int) { for range n { do() } }
func forYes() { for { do() } }
func branchNo(l []bool) { for _, b := range l { if b { do() } } }
func continueNo(l []bool) { for _, b := range l { if b { continue }; do() } }
func breakYes(l []bool) { for _, b := range l { if b { break }; do() } }
func noneNo() { do() }
func innerYes(n int) { for range n { for range n { do() } } }
`, func(c code, f *ssa.Function, do ssa.CallInstruction) bool { return again.EveryRound(do) })
}

func TestOneRound(t *testing.T) {
	check(t, "OneRound", `
func onceYes() { for i := 0; i < 1; i++ { do() } }
func twiceNo() { for i := 0; i < 2; i++ { do() } }
func listYes() { for _, s := range []string{"a"} { do(s) } }
func longListNo() { for _, s := range []string{"a", "b"} { do(s) } }
func unknownNo(l []string) { for _, s := range l { do(s) } }
func textNo(s string) { for s < "b" { do(s); s += "a" } }
`, func(c code, f *ssa.Function, do ssa.CallInstruction) bool { return again.OneRound(c.Eval, do) })
}

func TestSomeRounds(t *testing.T) {
	check(t, "SomeRounds", `
type E struct{ On bool; Name string }
func (e E) Ready() bool { return e.On }
func (e E) do() {}
type S struct{ name string; done bool }
func (s *S) do(string) {}
func parameterYes(b bool, n int) { for range n { if b { do() } } }
func elementYes(l []E) { for _, e := range l { if e.On { e.do() } } }
func methodYes(s *S, l []E) { for _, e := range l { if e.Ready() { s.do(e.Name) } } }
func otherGivenNo(l []E) { for _, e := range l { if e.On { do() } } }
func pickedNo(l []string, s string) { for _, e := range l { if e == s { do(e) } } }
func stateNo(n int) { done := false; for range n { if !done { do(); done = true } } }
func nestedYes(b bool, m, n int) { for range m { for i := 0; i < n; i++ { if b { do() } } } }
func fieldNo(s *S, n int) { for range n { if !s.done { do(); s.done = true } } }
func keyYes(m, seen map[string]int) { for k := range m { if _, ok := seen[k]; !ok { do(); seen[k] = 1 } } }
func ofKeyYes(l []E, seen map[string]int) { for _, e := range l { if _, ok := seen[e.Name]; ok { continue }; do(); seen[e.Name] = 1 } }
func foundNo(m, seen map[string]int) { for k := range m { if _, ok := seen[k]; ok { do() } } }
func fixedNo(m, seen map[string]int) { for range m { if _, ok := seen["x"]; !ok { do(); seen["x"] = 1 } } }
func tickYes(c chan int, d chan struct{}) { for { select { case <-c: do(); case <-d: return } } }
`, func(c code, f *ssa.Function, do ssa.CallInstruction) bool { return again.SomeRounds(c.Eval, do) })
}

func TestAwaitsOne(t *testing.T) {
	check(t, "AwaitsOne", `
func valueNo(c chan int) { for { select { case <-c: do(); default: } } }
func signalYes(c chan struct{}) { for { select { case <-c: do(); default: } } }
func errorYes(c chan error) { for { select { case <-c: do(); default: } } }
func plainNo(n int) { for range n { do() } }
func genericYes[C ~chan int](c C) { for { select { case <-c: do(); default: } } }
`, func(c code, f *ssa.Function, do ssa.CallInstruction) bool { return again.AwaitsOne(do) })
}

func TestGoesOn(t *testing.T) {
	check(t, "GoesOn", `
func ignoresYes(n int) { for range n { do() } }
func untilNo() { for { if err := do(); err == nil { return } } }
func retryNo(n int) { for range n { err := do(); if err != nil { continue }; return } }
func stopsYes(n int) { for range n { if err := do(); err != nil { return } } }
func capturedNo() { var err error; func() { _ = err }(); for { err = do(); if err == nil { return } } }
`, func(c code, f *ssa.Function, do ssa.CallInstruction) bool { return again.GoesOn(do) })
}

func TestFailsNext(t *testing.T) {
	check(t, "FailsNext", `
func open() error { return nil }
func laterYes() error { if err := do(); err != nil { return err }; return open() }
func newYes(b bool) error { if err := do(); err != nil { return err }; if b { return errors.New("x") }; return nil }
func onlyNo() error { if err := do(); err != nil { return err }; return nil }
func wrapNo() error { err := do(); if err == nil { return nil }; return errors.Join(err) }
func handsOutNo() error { return do() }
func nothingNo() { do() }
`, func(c code, f *ssa.Function, do ssa.CallInstruction) bool { return again.FailsNext(do) })
}

func TestEndsOnError(t *testing.T) {
	check(t, "EndsOnError", `
func returnsYes(n int) error { for range n { if err := do(); err != nil { return err } }; return nil }
func wrapsYes(n int) error { for range n { if err := do(); err != nil { return errors.Join(err) } }; return nil }
func goesOnNo(n int) error { for range n { if err := do(); err != nil { continue }; also() }; return nil }
func logsNo(n int) { for range n { if err := do(); err != nil { also() } } }
func stopsNo(n int) error { for range n { if err := do(); err == nil { return nil } }; return errors.New("x") }
func dropsNo(n int) error { for range n { do() }; return nil }
`, func(c code, f *ssa.Function, do ssa.CallInstruction) bool { return again.EndsOnError(do) })
}

func TestForEachKey(t *testing.T) {
	check(t, "ForEachKey", `
type T struct{ m map[string]int; s sync.Map }
func (t *T) commaYes(k string) { if _, ok := t.m[k]; !ok { do(); t.m[k] = 1 } }
func (t *T) returnYes(k string) int { if v, ok := t.m[k]; ok { return v }; do(); t.m[k] = 1; return 1 }
func (t *T) syncYes(k string) { if _, ok := t.s.Load(k); ok { return }; do(); t.s.Store(k, 1) }
func (t *T) fixedNo(k string) { if _, ok := t.m["x"]; !ok { do(); t.m["x"] = 1 } }
func (t *T) foundNo(k string) { if _, ok := t.m[k]; ok { do(); t.m[k] = 1 } }
func (t *T) forgetsNo(k string) { if _, ok := t.m[k]; !ok { do() } }
func (t *T) stateNo(k string) { if _, ok := t.m[k]; !ok && len(t.m) == 0 { do(); t.m[k] = 1 } }
`, func(c code, f *ssa.Function, do ssa.CallInstruction) bool { return again.ForEachKey(c.Eval, f, do) })
}

func TestOnlyAsks(t *testing.T) {
	check(t, "OnlyAsks", `
type T struct{ done bool }
func plainYes(path string) { do() }
func requestYes(path string) { if path == "x" { do() } }
func libraryYes(path string) { if strings.HasPrefix(path, "x") { do() } }
func (t *T) stateNo(path string) { if !t.done { do() } }
func globalNo(path string) { if !done { do() } }
var done bool
`, func(c code, f *ssa.Function, do ssa.CallInstruction) bool { return again.OnlyAsks(do) })
}

func TestPicks(t *testing.T) {
	check(t, "Picks", `
func allNo(name string) error { do(); return nil }
func comparesYes(name string) error { if name == "x" { do() }; return nil }
func asksNo(name string, dir bool) error { if dir { do() }; return nil }
func endsYes(name string) bool { do(); return false }
func goesNo(name string) bool { do(); return true }
`, func(c code, f *ssa.Function, do ssa.CallInstruction) bool { return again.Picks(do) })
}

func TestRecovers(t *testing.T) {
	check(t, "Recovers", `
func noneNo() { do() }
func literalYes() { defer func() { recover() }(); do() }
func againNo() { defer func() { if r := recover(); r != nil { panic(r) } }(); do() }
func helperYes() { defer rescue(); do() }
func rescue() { if recover() != nil { also() } }
`, func(c code, f *ssa.Function, do ssa.CallInstruction) bool { return again.Recovers(f) })
}
