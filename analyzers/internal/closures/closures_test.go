package closures_test

import (
	"go/types"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/closures"
	"github.com/obslint/obslint/analyzers/internal/flow"
	"github.com/obslint/obslint/analyzers/internal/passtest"
)

const takers = `package a

import (
	"log"
	"sync"
)

func starts(f func()) { go f() }

func startsWrapped(name string, f func()) {
	go func() {
		log.Print(name)
		f()
	}()
}

func runs(f func()) {
	done := make(chan bool)
	go func() { f(); close(done) }()
	<-done
}

func joins(wg *sync.WaitGroup, f func()) {
	wg.Add(1)
	go func() { defer wg.Done(); f() }()
	wg.Wait()
}

func calls(f func()) { f() }


type list struct{ fs, gs []func() }

func (l *list) add(f func())      { l.fs = append(l.fs, f) }
func (l *list) wrap(f func())     { l.gs = append(l.gs, func() { f() }) }
func (l *list) set(f func())      { l.fs = []func(){f} }
func (l *list) other(f func(int)) { _ = append(l.fs, func() { f(1) }) }
`

func TestScan(t *testing.T) {
	pass := passtest.Source(t, takers)
	list := passtest.Facts(pass)
	closures.Scan(pass)
	want := []string{"add: collects 0.fs", "starts: starts 0", "startsWrapped: starts 1", "wrap: collects 0.gs"}
	if got := list(); !slices.Equal(got, want) {
		t.Errorf("facts:\n%q\nwant:\n%q", got, want)
	}
}

const ways = `package a

import (
	"net/http"
	"sync"
	"time"
)

func at() {}

func starts(f func()) { go f() }
func runs(f func())   { f() }
func any(f func())    { keep = f }

type list struct{ fs []func() }

func (l *list) add(f func()) { l.fs = append(l.fs, f) }

var keep func()

func plain()    { at() }
func deferred() { defer at() }
func started()  { go at() }
func waited() {
	done := make(chan bool)
	go func() { at(); close(done) }()
	<-done
}
func called()         { func() { at() }() }
func inDefer()        { defer func() { at() }() }
func variable()       { f := func() { at() }; f(); defer f() }
func returned() func() { return func() { at() } }
func second() (int, func()) { f := sync.OnceFunc(func() { at() }); return 1, f }
func stored()         { keep = func() { at() } }
func collected(l *list) { l.add(func() { at() }) }
func sent(c chan func()) { c <- func() { at() } }
func listed() func() {
	var fs []func()
	fs = append(fs, func() { at() })
	return func() {
		for i := len(fs) - 1; i >= 0; i-- {
			fs[i]()
		}
	}
}
func literal() {
	for _, f := range []func(){func() { at() }, any2} {
		defer f()
	}
}
func leaves() []func() {
	fs := []func(){func() { at() }}
	for _, f := range fs {
		f()
	}
	return fs
}
func any2() {}
func passed()         { any(func() { at() }) }
func atOnce()         { runs(func() { at() }) }
func inGoroutine()    { starts(func() { at() }) }
func timer()          { time.AfterFunc(1, func() { at() }) }
func nested()         { defer func() { func() { go at() }() }() }
func grouped(wg *sync.WaitGroup) { wg.Go(func() { at() }); wg.Wait() }
func hooked(s *http.Server) {
	s.RegisterOnShutdown(func() { at() })
	defer s.Shutdown(nil)
}
func ranged(seq func(yield func(int) bool)) {
	for range seq {
		at()
	}
}
func recursive() {
	var f func()
	f = func() { at(); f() }
	f()
}
`

func TestClimb(t *testing.T) {
	pass := passtest.Source(t, ways)
	passtest.Facts(pass)
	closures.Scan(pass)
	res, err := flow.Analyzer.Run(pass)
	if err != nil {
		t.Fatal(err)
	}
	p := res.(*flow.Package)
	lits := closures.New(pass, p)
	for name, want := range map[string]string{
		"plain":       "plain",
		"deferred":    "deferred deferred",
		"started":     "started async",
		"waited":      "waited$1 > waited",
		"called":      "called$1 > called",
		"inDefer":     "inDefer$1 > inDefer deferred",
		"variable":    "variable$1 > variable | variable$1 > variable deferred",
		"returned":    "returned$1 > returned out0",
		"second":      "second$1 > second out1",
		"stored":      "stored$1 > stored out",
		"collected":   "collected$1 > collected out",
		"sent":        "sent$1 > sent async",
		"listed":      "listed$1 > listed$2 > listed out0",
		"literal":     "literal$1 > literal deferred",
		"leaves":      "leaves$1 > leaves out",
		"passed":      "passed$1",
		"atOnce":      "atOnce$1 > atOnce",
		"inGoroutine": "inGoroutine$1 > inGoroutine async",
		"timer":       "timer$1 > timer async",
		"nested":      "nested$1$1 async > nested$1 async > nested deferred async",
		"grouped":     "grouped$1 > grouped",
		"hooked":      "hooked$1 > hooked deferred",
		"ranged":      "ranged$1 > ranged",
		"recursive":   "recursive$1 > recursive | recursive$1",
	} {
		var got []string
		for _, call := range callsOf(p, name, "at") {
			for _, path := range lits.Climb(call, false) {
				got = append(got, show(path))
			}
		}
		if got := strings.Join(got, " | "); got != want {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
	}
}

// callsOf returns the calls of a function by name in another and its literals.
func callsOf(p *flow.Package, in, name string) (out []ssa.CallInstruction) {
	for _, f := range p.Funcs() {
		if flow.Outermost(f).Name() != in {
			continue
		}
		for instr := range flow.Instrs(f) {
			call, ok := instr.(ssa.CallInstruction)
			if !ok {
				continue
			}
			if obj := flow.CalleeObject(call.Common()); obj != nil && obj.Name() == name {
				out = append(out, call)
			}
		}
	}
	return out
}

func show(path []closures.Place) string {
	var out []string
	for _, p := range path {
		s := p.Fn.Name()
		if i := strings.LastIndex(s, "."); i >= 0 {
			s = s[i+1:]
		}
		if p.Deferred {
			s += " deferred"
		}
		if p.Async != nil {
			s += " async"
		}
		if p.Out != nil {
			s += " out"
			if p.Out.Kind == closures.Returned {
				s += string(rune('0' + p.Out.Result))
			}
		}
		out = append(out, s)
	}
	return strings.Join(out, " > ")
}

func TestTakesContext(t *testing.T) {
	pass := passtest.Source(t, `package a
import "context"
var (
	a func(context.Context)
	b func(context.Context) error
	c func()
	d func(context.Context, int)
	e func(context.Context) (int, error)
	f func(context.Context) int
)
`)
	var got []string
	for _, name := range pass.Pkg.Scope().Names() {
		if closures.TakesContext(pass.Pkg.Scope().Lookup(name).(*types.Var).Type()) {
			got = append(got, name)
		}
	}
	if !slices.Equal(got, []string{"a", "b"}) {
		t.Errorf("%q take a context", got)
	}
}
