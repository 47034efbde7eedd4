package loggers_test

import (
	"fmt"
	"go/types"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/calls"
	"github.com/obslint/obslint/analyzers/internal/flow"
	"github.com/obslint/obslint/analyzers/internal/lib"
	"github.com/obslint/obslint/analyzers/internal/loggers"
	"github.com/obslint/obslint/analyzers/internal/passtest"
	"github.com/obslint/obslint/analyzers/internal/sites"
)

// elsewhere says of other packages' functions what their names say.
type elsewhere struct{}

func (elsewhere) Logger(obj types.Object) (loggers.Summary, bool) {
	switch obj.Name() {
	case "ToContext":
		return loggers.Summary{Skip: 3}, true
	}
	return loggers.Summary{}, false
}

func (elsewhere) Asked(l *lib.Logging) bool { return l.Name == "log" }

// show is what the tests compare of a logger.
func show(l loggers.Logger) string {
	s := fmt.Sprint(l.Skip)
	for _, x := range []struct {
		on   bool
		text string
	}{{l.Unknown, "?"}, {l.Mute, "mute"}, {l.Outside, "outside"}, {l.Opaque, "opaque"}, {l.Param != nil, "param"}, {l.Depth != nil, "depth"}, {l.Grows, "grows"}} {
		if x.on {
			s += " " + x.text
		}
	}
	return s
}

// each runs f for the argument of the one call of use in each function of src.
func each(t *testing.T, src string, f func(p *loggers.Package, name string, v ssa.Value)) {
	t.Helper()
	passtest.Real(t, []*analysis.Analyzer{calls.Analyzer, flow.Analyzer}, func(_ int, pass *analysis.Pass) {
		p := loggers.New(sites.New(pass), elsewhere{})
		for _, fn := range p.Flow.Funcs() {
			for instr := range flow.Instrs(fn) {
				if call, ok := instr.(ssa.CallInstruction); ok {
					if obj := flow.CalleeObject(call.Common()); obj != nil && obj.Name() == "use" && obj.Pkg() == pass.Pkg {
						f(p, fn.Name(), call.Common().Args[0])
					}
				}
			}
		}
	}, src)
}

func TestCallers(t *testing.T) {
	want := map[string]string{
		"direct":    "0 mute",
		"recording": "2",
		"config":    "0; 1",
		"list":      "1",
		"twoLists":  "0 ? mute",
		"loop":      "0",
		"sugar":     "1",
		"zaprs":     "2",
		"number":    "3",
		"numbers":   "1; 2",
		"someone":   "0 outside",
		"inner":     "1; 2",
		"Open":      "1",
		"method":    "1; 0",
		"grown":     "0; 1 ? grows",
		"atomics":   "1",
		"maps":      "2",
		"global":    "1",
		"exported":  "0 outside",
		"std":       "0",
		"stdMute":   "0 mute",
		"unseen":    "0 ? mute",
	}
	each(t, `package unittest
import (
	"io"
	"log"
	"sync"
	"sync/atomic"
	"github.com/go-logr/logr"
	"github.com/go-logr/zapr"
	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"
)
func use(any) {}
func fresh() *zap.Logger { return zap.Must(zap.NewProduction()) }
var core zapcore.Core
func direct()    { use(zap.New(core)) }
func recording() { use(zap.New(core, zap.AddCaller(), zap.AddCallerSkip(1)).WithOptions(zap.AddCallerSkip(1)).Named("x").With()) }
func config(b bool) {
	l, err := zap.NewProduction()
	if b || err != nil { l, _ = zap.NewDevelopment(zap.AddCallerSkip(1)) }
	use(l)
}
func list()      { opts := []zap.Option{zap.AddCaller()}; opts = append(opts, zap.AddCallerSkip(1)); use(zap.New(core, opts...)) }
func twoLists(b bool) {
	opts := []zap.Option{zap.AddCaller()}
	if b { opts = append(opts, zap.AddCallerSkip(1)) }
	use(zap.New(core, opts...))
}
func loop(ns []string) { l := zap.Must(zap.NewProduction()); for _, n := range ns { l = l.Named(n) }; use(l) }
func sugar()     { use(fresh().WithOptions(zap.AddCallerSkip(1)).Sugar().Desugar()) }
func zaprs()     { var l logr.Logger = zapr.NewLogger(zap.Must(zap.NewProduction())); use(l.V(1).WithCallDepth(2)) }
const base = 2
var extra = 1
func number()    { use(fresh().WithOptions(zap.AddCallerSkip(base + extra))) }
func made(n int) *zap.Logger { return fresh().WithOptions(zap.AddCallerSkip(n)) }
func numbers(b bool) { l := made(1); if b { l = made(2) }; use(l) }
func someone(l *zap.Logger) { use(l) }
func inner(l *zap.Logger) { use(l) }
func _() { inner(fresh().WithOptions(zap.AddCallerSkip(1))); inner(made(2)) }
func Open(l *zap.Logger) { use(l) }
func _() { Open(made(1)) }
type T struct { z *zap.Logger; G *zap.Logger }
func (t *T) method() { use(t.z) }
func newT() *T { return &T{z: made(1)} }
func newU() *T { t := new(T); t.z = fresh(); return t }
type W struct { z *zap.Logger }
func (w *W) grown() { use(w.z) }
func newW() *W { return &W{z: fresh()} }
func (w *W) With() *W { return &W{z: w.z.WithOptions(zap.AddCallerSkip(1))} }
var ptr atomic.Pointer[zap.Logger]
func atomics() { ptr.Store(made(1)); use(ptr.Load()) }
var m sync.Map
func maps() { m.Store("a", made(2)); v, _ := m.Load("a"); use(v.(*zap.Logger)) }
func global() { zap.ReplaceGlobals(made(1).WithOptions(zap.AddCallerSkip(-1)).WithOptions(zap.AddCallerSkip(1))); use(zap.S()) }
func (t *T) exported() { use(t.G) }
func std(w io.Writer)     { use(log.New(w, "", log.Lshortfile)) }
func stdMute(w io.Writer) { use(log.New(w, "", 0)) }
func unseen(opts []zap.Option) { use(zap.New(core, opts...)) }
`, func(p *loggers.Package, name string, v ssa.Value) {
		var got []string
		for _, l := range p.Callers(p.Resolve(v)) {
			got = append(got, show(l))
		}
		if s := strings.Join(got, "; "); s != want[name] {
			t.Errorf("%s: %q, want %q", name, s, want[name])
		}
		delete(want, name)
	})
	if len(want) > 0 {
		t.Errorf("not there: %v", want)
	}
}

func TestSummaries(t *testing.T) {
	want := map[string]loggers.Summary{
		"Skips": {Skip: 1},
		"Of":    {Param: 2, Skip: 1},
		"By":    {Depth: 1},
		"Mute":  {Mute: true},
		"Both":  {Unknown: true},
		"G":     {Skip: 1},
	}
	passtest.Real(t, []*analysis.Analyzer{calls.Analyzer, flow.Analyzer}, func(_ int, pass *analysis.Pass) {
		p := loggers.New(sites.New(pass), elsewhere{})
		got := make(map[string]loggers.Summary)
		for _, name := range pass.Pkg.Scope().Names() {
			var s *loggers.Summary
			switch obj := pass.Pkg.Scope().Lookup(name).(type) {
			case *types.Func:
				s = p.SummarizeResult(p.Flow.Func(obj))
			case *types.Var:
				s = p.SummarizeVar(obj)
			}
			if s != nil {
				got[name] = *s
			}
		}
		if fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("%v, want %v", got, want)
		}
	}, `package unittest
import "go.uber.org/zap"
func Plain() *zap.Logger { return zap.L() }
func Skips() *zap.Logger { return zap.L().WithOptions(zap.AddCallerSkip(1)) }
func Of(name string, l *zap.Logger) (*zap.Logger, error) { return l.WithOptions(zap.AddCallerSkip(1)).Named(name), nil }
func By(n int) *zap.Logger { return zap.L().WithOptions(zap.AddCallerSkip(n)) }
func Mute() *zap.Logger { return zap.NewNop() }
func Both(b bool) *zap.Logger { if b { return Skips() }; return zap.L() }
var G = Skips()
var H = Plain()
`)
}

func TestHeld(t *testing.T) {
	var got []string
	passtest.Real(t, []*analysis.Analyzer{calls.Analyzer, flow.Analyzer}, func(_ int, pass *analysis.Pass) {
		p := loggers.New(sites.New(pass), elsewhere{})
		for _, fn := range p.Flow.Funcs() {
			for instr := range flow.Instrs(fn) {
				if call, ok := instr.(*ssa.Call); ok && len(fn.Name()) == 1 {
					method, list := p.Held(call)
					s := fn.Name()
					if method != nil {
						s += " " + method.Name()
					}
					for _, l := range list {
						s += " " + show(l)
					}
					got = append(got, s)
				}
			}
		}
	}, `package unittest
import "go.uber.org/zap"
type Printer interface{ Infof(string, ...any) }
type T struct { p Printer; f func(string, ...zap.Field) }
func New() *T {
	l := zap.L().WithOptions(zap.AddCallerSkip(1))
	return &T{l.Sugar(), l.Warn}
}
func (t *T) a() { t.p.Infof("x") }
func (t *T) b() { t.f("x") }
func (t *T) c(p Printer) { p.Infof("x") }
`)
	if want := []string{"a Infof 1", "b Warn 1", "c"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

// TestAppend holds that a value of very many loggers is unknown, and no more.
func TestAppend(t *testing.T) {
	var list []loggers.Logger
	for i := range 100 {
		list = loggers.Append(list, loggers.Logger{Skip: i})
		list = loggers.Append(list, loggers.Logger{Skip: i})
	}
	if n := len(list); n > 20 || !list[n-1].Unknown {
		t.Errorf("%d loggers, the last is %+v", n, list[n-1])
	}
}
