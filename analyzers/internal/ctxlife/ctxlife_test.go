package ctxlife_test

import (
	"fmt"
	"go/types"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/calls"
	"github.com/obslint/obslint/analyzers/internal/closures"
	"github.com/obslint/obslint/analyzers/internal/comeback"
	"github.com/obslint/obslint/analyzers/internal/ctxlife"
	"github.com/obslint/obslint/analyzers/internal/flow"
	"github.com/obslint/obslint/analyzers/internal/lib"
	"github.com/obslint/obslint/analyzers/internal/passtest"
)

type code struct {
	*flow.Package
	pass  *analysis.Pass
	life  *ctxlife.Life
	facts func() []string
}

func build(t *testing.T, src string) *code {
	t.Helper()
	pass := passtest.Source(t, src)
	facts := passtest.Facts(pass)
	index, err := calls.Analyzer.Run(pass)
	if err != nil {
		t.Fatal(err)
	}
	closures.Scan(pass)
	comeback.Scan(pass, index.(*calls.Index), true)
	res, err := flow.Analyzer.Run(pass)
	if err != nil {
		t.Fatal(err)
	}
	p := res.(*flow.Package)
	return &code{p, pass, ctxlife.New(pass, p, closures.New(pass, p)), facts}
}

// uses returns the calls of use in a function and its literals.
func (c *code) uses(in string) (out []ssa.CallInstruction) {
	for _, f := range c.Funcs() {
		if flow.Outermost(f).Name() != in {
			continue
		}
		for instr := range flow.Instrs(f) {
			if call, ok := instr.(ssa.CallInstruction); ok {
				if obj := flow.CalleeObject(call.Common()); obj != nil && obj.Name() == "use" {
					out = append(out, call)
				}
			}
		}
	}
	return out
}

const header = `package a

import (
	"context"
	"errors"
	"net/http"
	"os"
	"os/signal"
	"sync"
	"time"
)

var (
	_ = errors.New
	_ http.Handler
	_ = os.Exit
	_ = signal.Notify
	_ sync.Mutex
	_ = time.Now
)

func use(ctx context.Context) {}
func work() error             { return nil }

type T struct {
	ctx  context.Context
	stop func()
	in   struct{ ctx context.Context }
}
`

func show(n *ctxlife.Ctx) string {
	var out []string
	for ; n != nil; n = n.Parent {
		s := map[ctxlife.Kind]string{ctxlife.Alive: "alive", ctxlife.Unknown: "unknown", ctxlife.Opaque: "opaque",
			ctxlife.Param: "param", ctxlife.Field: "field", ctxlife.Request: "request", ctxlife.Made: "made"}[n.Kind]
		switch n.Kind {
		case ctxlife.Param:
			s += fmt.Sprint(n.Index)
		case ctxlife.Field:
			s += n.Key.Path
		case ctxlife.Made:
			s = map[lib.CtxKind]string{lib.CtxCancel: "cancel", lib.CtxTimeout: "timeout", lib.CtxSignal: "signal"}[n.Row.Kind]
		}
		out = append(out, s)
	}
	return strings.Join(out, "<")
}

func TestContexts(t *testing.T) {
	c := build(t, header+`
func param(n int, ctx context.Context) { use(ctx) }
func root()                            { use(context.Background()) }
func detached(ctx context.Context)     { use(context.WithoutCancel(ctx)) }
func value(ctx context.Context)        { use(context.WithValue(ctx, 1, 2)) }
func timeout(ctx context.Context) {
	c1, cancel := context.WithCancel(ctx)
	defer cancel()
	c2, cancel := context.WithTimeout(c1, time.Second)
	defer cancel()
	use(c2)
}
func fresh() {
	ctx, cancel := context.WithTimeout(context.Background(), 1)
	defer cancel()
	use(ctx)
}
func handler(w http.ResponseWriter, r *http.Request) { use(r.Context()) }
func withContext(w http.ResponseWriter, r *http.Request) {
	r = r.WithContext(context.WithValue(r.Context(), 1, 2))
	use(r.Context())
}
func reassigned(ctx context.Context) {
	ctx, stop := signal.NotifyContext(ctx)
	defer stop()
	use(ctx)
	ctx = context.Background()
	func() { use(ctx) }()
}
func either(ctx context.Context, b bool) {
	if b {
		ctx = context.Background()
	}
	use(ctx)
}
func loop(ctx context.Context) {
	for {
		ctx, _ = context.WithCancel(ctx)
		use(ctx)
	}
}
func literal(ctx context.Context) { func(c context.Context) { use(c) }(ctx) }
func (t *T) field()               { use(t.ctx) }
func (t *T) deep()                { use(t.in.ctx) }
func local(ctx context.Context)   { t := &T{ctx: ctx}; use(t.ctx) }
func value1(ctx context.Context)  { t := T{ctx: ctx}; use(t.ctx) }
func element(cs []context.Context) { use(cs[0]) }
func fromMap(cs map[int]context.Context) { use(cs[0]) }
func received(c chan context.Context) { use(<-c) }
func call(f func() context.Context) { use(f()) }
func derive(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(ctx, 1)
}
func own(ctx context.Context) {
	ctx, cancel := derive(ctx)
	defer cancel()
	use(ctx)
}
`)
	derive := c.pass.Pkg.Scope().Lookup("derive").(*types.Func)
	if !c.life.ExportMakes(c.Func(derive), derive) || c.life.ExportMakes(c.Func(derive), derive) {
		t.Errorf("derive is not exported once")
	}
	if got := c.facts(); !slices.Contains(got, "derive: makes 0") {
		t.Errorf("facts are %q", got)
	}
	for name, want := range map[string]string{
		"param":       "param1",
		"root":        "alive",
		"detached":    "alive",
		"value":       "param0",
		"timeout":     "timeout<cancel<param0",
		"fresh":       "timeout",
		"handler":     "request",
		"withContext": "request",
		"reassigned":  "signal<param0; alive",
		"either":      "alive param0",
		"loop":        "cancel<param0",
		"literal":     "param0",
		"field":       "field.ctx",
		"deep":        "field.in.ctx",
		"local":       "param0",
		"value1":      "param0",
		"element":     "unknown",
		"fromMap":     "opaque",
		"received":    "unknown",
		"call":        "opaque",
		"own":         "timeout<param0",
	} {
		var got []string
		for _, call := range c.uses(name) {
			var alts []string
			for _, n := range c.life.Contexts(call.Common().Args[0], call) {
				alts = append(alts, show(n))
			}
			slices.Sort(alts)
			got = append(got, strings.Join(alts, " "))
		}
		if got := strings.Join(got, "; "); got != want {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
	}
}

// TestPast asks whether the context of a use is over on every way to it.
func TestPast(t *testing.T) {
	c := build(t, header+`
func done(ctx context.Context)    { <-ctx.Done(); use(ctx) }
func before(ctx context.Context)  { use(ctx); <-ctx.Done() }
func selected(ctx context.Context, c chan int) {
	select {
	case <-ctx.Done():
		use(ctx)
	case <-c:
	}
}
func either(ctx context.Context, c chan int) {
	select {
	case <-ctx.Done():
	case <-c:
	}
	use(ctx)
}
func orError(ctx context.Context, c chan error) {
	select {
	case <-ctx.Done():
	case <-c:
	}
	use(ctx)
}
func errs(ctx context.Context) {
	if ctx.Err() != nil {
		use(ctx)
	}
}
func cancelled(ctx context.Context) {
	ctx, cancel := context.WithCancel(ctx)
	cancel()
	use(ctx)
}
func perhaps(ctx context.Context, b bool) {
	ctx, cancel := context.WithCancel(ctx)
	if b {
		cancel()
	}
	use(ctx)
}
func onSuccess(ctx context.Context) {
	ctx, cancel := context.WithCancel(ctx)
	if err := work(); err != nil {
		use(ctx)
		return
	}
	cancel()
	use(ctx)
}
func literal(ctx context.Context) {
	ctx, cancel := context.WithCancel(ctx)
	func() { cancel() }()
	use(ctx)
}
func waits(ctx context.Context) { <-ctx.Done() }
func calls(ctx context.Context) { waits(ctx); use(ctx) }
func waitsOrFails(ctx context.Context, n int) error {
	if n == 0 {
		return errors.New("n")
	}
	<-ctx.Done()
	return nil
}
func checks(ctx context.Context) {
	if err := waitsOrFails(ctx, 1); err != nil {
		return
	}
	use(ctx)
}
func ignores(ctx context.Context) { _ = waitsOrFails(ctx, 1); use(ctx) }
func joins(ctx context.Context) {
	var wg sync.WaitGroup
	wg.Add(1)
	go func() { defer wg.Done(); <-ctx.Done() }()
	wg.Wait()
	use(ctx)
}
func joinsOther(ctx context.Context) {
	var wg, other sync.WaitGroup
	wg.Add(1)
	go func() { defer other.Done(); <-ctx.Done() }()
	wg.Wait()
	use(ctx)
}
func closed(ctx context.Context) {
	done := make(chan struct{})
	go func() { defer close(done); <-ctx.Done() }()
	<-done
	use(ctx)
}
func serves(ctx context.Context, s *http.Server) {
	go func() { <-ctx.Done(); s.Close() }()
	s.ListenAndServe()
	use(ctx)
}
func (t *T) set(ctx context.Context) { t.ctx, t.stop = context.WithCancel(ctx) }
func (t *T) pair()                   { t.stop(); use(t.ctx) }
`)
	for name, want := range map[string]string{
		"done": "done", "before": "", "selected": "done", "either": "", "orError": "done", "errs": "done",
		"cancelled": "cancelled", "perhaps": "", "onSuccess": "; cancelled", "literal": "cancelled",
		"calls": "waited", "checks": "waited", "ignores": "", "joins": "waited", "joinsOther": "",
		"closed": "waited", "serves": "served", "pair": "cancelled",
	} {
		var got []string
		for _, call := range c.uses(name) {
			got = append(got, c.over(call))
		}
		if got := strings.Join(got, "; "); got != want {
			t.Errorf("%s: over by %q, want %q", name, got, want)
		}
	}
}

func (c *code) over(call ssa.CallInstruction) string {
	key, ok := c.life.Sure(call.Common().Args[0], call)
	if !ok {
		return "?"
	}
	var evs []*ctxlife.Event
	for _, ev := range c.life.Events(call.Parent()) {
		if ev.Key == key && ev.Kind != ctxlife.CancelDeferred {
			evs = append(evs, ev)
		}
	}
	ev := c.life.Past(call.Parent(), nil, ctxlife.Is(call), evs)
	if ev == nil {
		return ""
	}
	return map[ctxlife.EventKind]string{ctxlife.Done: "done", ctxlife.Cancelled: "cancelled", ctxlife.Joined: "joined",
		ctxlife.Waited: "waited", ctxlife.Served: "served"}[ev.Kind]
}
