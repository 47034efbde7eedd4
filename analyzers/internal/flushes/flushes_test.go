package flushes_test

import (
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/calls"
	"github.com/obslint/obslint/analyzers/internal/closures"
	"github.com/obslint/obslint/analyzers/internal/comeback"
	"github.com/obslint/obslint/analyzers/internal/ctxlife"
	"github.com/obslint/obslint/analyzers/internal/flow"
	"github.com/obslint/obslint/analyzers/internal/flushes"
	"github.com/obslint/obslint/analyzers/internal/passtest"
	"github.com/obslint/obslint/analyzers/internal/pipeline"
)

const source = `package a

import (
	"context"
	"net/http"

	sdk "go.opentelemetry.io/otel/sdk/trace"
)

func direct(ctx context.Context, tp *sdk.TracerProvider) error { return tp.Shutdown(ctx) }
func forces(tp *sdk.TracerProvider, ctx context.Context)       { _ = tp.ForceFlush(ctx) }
func through(n int, ctx context.Context, tp *sdk.TracerProvider) { _ = direct(ctx, tp) }
func derived(ctx context.Context, tp *sdk.TracerProvider) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	_ = tp.Shutdown(ctx)
}
func detached(ctx context.Context, tp *sdk.TracerProvider) { _ = tp.Shutdown(context.WithoutCancel(ctx)) }
func async(ctx context.Context, tp *sdk.TracerProvider)    { go tp.Shutdown(ctx) }
func waited(ctx context.Context, tp *sdk.TracerProvider) {
	done := make(chan struct{})
	go func() { defer close(done); tp.Shutdown(ctx) }()
	<-done
}
func faulty(tp *sdk.TracerProvider, faulty context.Context) { _ = tp.Shutdown(faulty) }
func idle(ctx context.Context) { _ = sdk.NewTracerProvider().Shutdown(ctx) }

func returned(tp *sdk.TracerProvider) func(context.Context) error { return tp.Shutdown }
func closure(ctx context.Context, tp *sdk.TracerProvider) (func() error, error) {
	return func() error { return tp.Shutdown(ctx) }, nil
}
func beside(tp *sdk.TracerProvider) (context.Context, func()) {
	ctx, _ := context.WithCancel(context.TODO())
	return ctx, func() { _ = tp.Shutdown(ctx) }
}

type T struct {
	tp  *sdk.TracerProvider
	ctx context.Context
	end func(context.Context) error
	fns []func()
}

func newT(ctx context.Context) *T      { return &T{ctx: ctx} }
func (t *T) field() error              { return t.tp.Shutdown(t.ctx) }
func (t *T) set(tp *sdk.TracerProvider) { t.end = tp.Shutdown }
func (t *T) held(ctx context.Context)  { _ = t.end(ctx) }

type shutter interface{ Shutdown(context.Context) error }

func iface(s shutter, ctx context.Context)   { _ = s.Shutdown(ctx) }
func each(ctx context.Context, all []shutter) {
	for _, s := range all {
		_ = s.Shutdown(ctx)
	}
}
func called(f func(context.Context) error, ctx context.Context) { _ = f(ctx) }

func request(ctx context.Context, url string) { _, _ = http.NewRequestWithContext(ctx, "POST", url, nil) }
`

func TestSummarize(t *testing.T) {
	pass := passtest.SourceWith(t, passtest.TraceSDK, source)
	list := passtest.Facts(pass)
	res, err := calls.Analyzer.Run(pass)
	if err != nil {
		t.Fatal(err)
	}
	index := res.(*calls.Index)
	if used := flushes.Uses(pass, index); !used.Flushes || used.Works {
		t.Errorf("the gate says %+v", used)
	}
	closures.Scan(pass)
	comeback.Scan(pass, index, false)
	res, err = flow.Analyzer.Run(pass)
	if err != nil {
		t.Fatal(err)
	}
	p := res.(*flow.Package)
	lits := closures.New(pass, p)
	cat := flushes.New(pass, p, lits, ctxlife.New(pass, p, lits), pipeline.New(pass, p))
	cat.Summarize(func(fl flushes.Flush) bool { return fl.Call.Parent().Name() == "faulty" })
	want := []string{
		"async: flushes 0async",
		"beside: makes 0",
		"beside: returns 1:beside0",
		"called: flushes 0(1)",
		"closure: returns 0:from0",
		"derived: flushes 0",
		"detached: flushes alone",
		"direct: flushes 0",
		"each: flushes 1.Shutdown(0)",
		"end: holds 0",
		"field: flushes .ctx",
		"forces: flushes 1",
		"held: flushes 0",
		"iface: flushes 0.Shutdown(1)",
		"newT: keeps 0.ctx",
		"returned: returns 0:0",
		"through: flushes 1",
		"waited: flushes 0",
	}
	if got := list(); !slices.Equal(got, want) {
		t.Errorf("facts:\n%s\nwant:\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}

	shut, requests := map[string]bool{}, 0
	for _, f := range p.Funcs() {
		for instr := range flow.Instrs(f) {
			if call, ok := instr.(ssa.CallInstruction); ok {
				if cat.ShutsDown(call) {
					shut[f.Name()] = true
				}
				requests += len(cat.Requests(call))
			}
		}
	}
	if !shut["direct"] || !shut["through"] || shut["forces"] || shut["idle"] {
		t.Errorf("%v shut a provider down", shut)
	}
	if requests != 1 {
		t.Errorf("%d requests, want 1", requests)
	}
}
