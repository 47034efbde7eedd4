package frames_test

import (
	"fmt"
	"go/types"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"

	"github.com/obslint/obslint/analyzers/internal/calls"
	"github.com/obslint/obslint/analyzers/internal/flow"
	"github.com/obslint/obslint/analyzers/internal/frames"
	"github.com/obslint/obslint/analyzers/internal/lib"
	"github.com/obslint/obslint/analyzers/internal/loggers"
	"github.com/obslint/obslint/analyzers/internal/passtest"
	"github.com/obslint/obslint/analyzers/internal/sites"
)

// elsewhere knows of one wrapper of another package, and of no logger.
type elsewhere struct{}

func (elsewhere) Logger(types.Object) (s loggers.Summary, ok bool) { return s, ok }
func (elsewhere) Asked(*lib.Logging) bool                          { return false }
func (elsewhere) Wrapper(fn *types.Func) *frames.Summary {
	if fn.Pkg().Name() != "grpclog" {
		return nil
	}
	return &frames.Summary{Param: 0, Routes: []frames.Way{{Frames: 1, Skip: 2, Library: "zap"}}}
}

func load(t *testing.T, src string, run func(p *frames.Package)) {
	t.Helper()
	passtest.Real(t, []*analysis.Analyzer{calls.Analyzer, flow.Analyzer}, func(_ int, pass *analysis.Pass) {
		run(frames.New(loggers.New(sites.New(pass), elsewhere{}), elsewhere{}))
	}, src)
}

// routes lists the ways of a wrapper: the frames, innermost first, and the skip.
func routes(w *frames.Wrapper) string {
	if w == nil {
		return ""
	}
	var out []string
	for _, r := range w.Routes {
		var s []string
		for _, f := range r.Frames {
			s = append(s, f.Name)
		}
		for _, l := range r.Loggers {
			out = append(out, strings.Join(s, " < ")+fmt.Sprintf(" skip %d", l.Skip))
		}
	}
	return w.Param.Name() + ": " + strings.Join(out, "; ")
}

func TestWrapper(t *testing.T) {
	want := map[string]string{
		"one":     "msg: one skip 1",
		"two":     "msg: one < two skip 1",
		"level":   "msg: level skip 0; level skip 0",
		"checked": "f: checked skip 0",
		"ending":  "msg: ending skip 0",
		"gen":     "msg: one < gen skip 1",
		"lit":     "",
		"lit$1":   "s: one < the function literal skip 1",
		"depth":   "msg: depth skip 2",
		"byDepth": "msg: depth < byDepth skip 2",
		"far":     "msg: grpclog.Infof < far skip 2",
		"printf":  "f: T.Printf < printf skip 0",
		"record":  "msg: record skip 1",

		"own": "", "counts": "", "sends": "", "starts": "", "errs": "", "stack": "", "stores": "", "no": "",
	}
	load(t, `package unittest
import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"runtime"
	"sync"
	"time"
	"go.uber.org/zap"
	"google.golang.org/grpc/grpclog"
	"k8s.io/klog/v2"
)
var z = zap.Must(zap.NewProduction(zap.AddCallerSkip(1)))
func one(msg string) { z.Info(msg) }
func two(msg string) { one(": " + msg) }
func fresh() *zap.Logger { return zap.Must(zap.NewProduction()) }
func level(msg string, n int) { switch { case n > 1: fresh().Warn(msg); default: fresh().Info(msg) } }
var mu sync.Mutex
func checked(f string, args ...any) {
	mu.Lock()
	defer mu.Unlock()
	if e := fresh().Check(zap.InfoLevel, fmt.Sprintf(f, args...)); e != nil { e.Write(zap.Int("n", len(args))) }
}
func ending(msg string) { fresh().Error(msg); os.Exit(1) }
func gen[X any](x X, msg string) { one(msg) }
func lit() { f := func(s string) { one(s) }; f("x") }
func depth(n int, msg string) { klog.InfoDepth(2, msg) }
func byDepth(msg string) { depth(1, msg) }
func far(msg string) { grpclog.Infof(msg) }
type T struct{ z *zap.SugaredLogger }
func (t T) Printf(f string, v ...any) { t.z.Infof(f, v...) }
type printer interface { Printf(string, ...any) }
func printf(f string, v ...any) { var p printer = T{fresh().Sugar()}; p.Printf(f, v...) }
func record(h slog.Handler, msg string) {
	var pcs [1]uintptr
	runtime.Callers(2, pcs[:])
	_ = h.Handle(context.Background(), slog.NewRecord(time.Now(), slog.LevelInfo, msg, pcs[0]))
}
func own(msg string) { z.Info("started", zap.String("msg", msg)) }
var n int
func counts(msg string) { n++; z.Info(msg) }
func sends(c chan string, msg string) { c <- msg; z.Info(msg) }
func starts(msg string) { go z.Info(msg) }
func errs(msg string) error { z.Info(msg); return errors.New(msg) }
func stack(msg string) { _, f, _, _ := runtime.Caller(1); z.Info(msg, zap.String("f", f)) }
func stores(t *T, msg string) { t.z = nil; z.Info(msg) }
func no(n int) { z.Info(fmt.Sprint(n)) }
`, func(p *frames.Package) {
		for _, fn := range p.Flow.Funcs() {
			expect, listed := want[fn.Name()]
			if !listed {
				continue
			}
			delete(want, fn.Name())
			if got := routes(p.Wrapper(fn)); got != expect {
				t.Errorf("%s: %q, want %q", fn.Name(), got, expect)
			}
		}
	})
	if len(want) > 0 {
		t.Errorf("not there: %v", want)
	}
}

func TestEntered(t *testing.T) {
	want := map[string]bool{"Exported": true, "between": false, "dead": false, "called": true, "handed": true}
	load(t, `package unittest
import "go.uber.org/zap"
func Exported(msg string) { between(msg) }
func between(msg string) { zap.L().Info(msg) }
func dead(msg string) { between(msg) }
func called(msg string) { between(msg) }
func handed(msg string) { between(msg) }
func f() int { called("x"); return 1 }
func Hand() func(string) { return handed }
`, func(p *frames.Package) {
		for _, w := range p.All() {
			if got, expect := p.Entered(w), want[w.Name()]; got != expect {
				t.Errorf("%s: %v, want %v", w.Name(), got, expect)
			}
			delete(want, w.Name())
			for _, r := range w.Routes {
				if !w.Forwards(r.At) || !p.Within(r.At) {
					t.Errorf("%s does not forward its message", w.Name())
				}
			}
		}
	})
	if len(want) > 0 {
		t.Errorf("not there: %v", want)
	}
}

func TestSummarize(t *testing.T) {
	want := map[string]string{
		"Own":     "{0 [{1 1 0 0 false false zap}] }",
		"T.Print": "{0 [{1 1 0 0 true false zap}] }",
		"Of":      "{1 [{1 1 1 0 false false zap}] }",
		"Depth":   "{1 [{1 0 0 1 false true klog}] }",
		"Many":    "{0 [{1 0 0 0 true false zap}] }",
	}
	load(t, `package unittest
import (
	"go.uber.org/zap"
	"k8s.io/klog/v2"
)
var z = zap.Must(zap.NewProduction(zap.AddCallerSkip(1)))
func Own(msg string) { z.Info(msg) }
type T struct{ n int }
func (t T) Print(msg string) { z.WithOptions(zap.AddCallerSkip(t.n)).Info(msg) }
func Of(l *zap.Logger, msg string) { l.WithOptions(zap.AddCallerSkip(1)).Info(msg) }
func Depth(n int, msg string) { klog.InfoDepth(n, msg) }
func Many(msg string, b bool) { l := z; if b { l = zap.L() }; l.Info(msg) }
`, func(p *frames.Package) {
		for _, w := range p.All() {
			s := p.Summarize(w, func(l *lib.Logging) bool { return l.Name == "klog" })
			if got := fmt.Sprint(*s); got != want[w.Name()] {
				t.Errorf("%s: %s, want %s", w.Name(), got, want[w.Name()])
			}
			delete(want, w.Name())
		}
	})
	if len(want) > 0 {
		t.Errorf("not there: %v", want)
	}
}

// TestHarmless asks of each function whether all that it does is computing.
func TestHarmless(t *testing.T) {
	load(t, `package unittest
import (
	"fmt"
	"strings"
	"time"
)
type T struct { n int; m map[string]int }
func yesBuilds(v []any) string { var b strings.Builder; for _, x := range v { fmt.Fprint(&b, x) }; return b.String() }
func yesCalls(v []any) string { return strings.TrimSpace(yesBuilds(v)) }
func yesLocal() int { m := map[string]int{}; m["a"] = 1; t := T{}; t.n = 1; return t.n + len(m) }
func yesTime() string { return time.Now().String() }
func noStore(t *T) { t.n = 1 }
func noMap(t *T) { t.m["a"] = 1 }
func noClose(c chan int) { close(c) }
func noGo() { go yesLocal() }
func noUnused(f func() int) { f() }
func noCalls(t *T) { noStore(t) }
`, func(p *frames.Package) {
		for _, fn := range p.Flow.Funcs() {
			harmless := true
			for instr := range flow.Instrs(fn) {
				harmless = harmless && p.Harmless(instr)
			}
			if want := strings.HasPrefix(fn.Name(), "yes"); harmless != want {
				t.Errorf("%s: %v", fn.Name(), harmless)
			}
		}
	})
}
