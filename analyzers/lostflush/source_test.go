package lostflush

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"

	"github.com/obslint/obslint/analyzers/internal/calls"
	"github.com/obslint/obslint/analyzers/internal/flow"
	"github.com/obslint/obslint/analyzers/internal/flushes"
	"github.com/obslint/obslint/analyzers/internal/passtest"
)

// odd is code that go/types accepts and nobody writes.
const odd = `package a

import (
	"context"
	"net/http"
)

type G[T any] struct{ ctx context.Context; f func(T) }

func (g *G[T]) Do(v T) { g.f(v); g.Do(v) }

func _(ctx context.Context) { <-ctx.Done() }

var _ = func() { ctx, cancel := context.WithCancel(context.Background()); cancel(); <-ctx.Done() }

func rec(f func(func())) { rec(func(g func()) { f(g) }) }

func ctxs(ctx context.Context, n int) context.Context {
	for range n {
		ctx, _ = context.WithCancel(ctx)
	}
	return ctx
}

func swap(a, b context.Context) (x, y context.Context) {
	for {
		a, b = b, a
		select {
		case <-a.Done():
			return a, b
		default:
		}
	}
}

func send(ctx context.Context, url string) {
	go func() { http.NewRequestWithContext(ctx, "POST", url, nil) }()
	defer func() { recover() }()
	var c chan func()
	c <- func() { http.NewRequestWithContext(nil, "POST", url, nil) }
	goto end
end:
	select {}
}
`

// TestOddCode asks everything about odd code: nothing must fail.
func TestOddCode(t *testing.T) {
	pass := passtest.Source(t, odd)
	pass.Analyzer = Analyzer
	for _, a := range []*analysis.Analyzer{calls.Analyzer, flow.Analyzer} {
		res, err := a.Run(pass)
		if err != nil {
			t.Fatal(err)
		}
		pass.ResultOf[a] = res
	}
	c := newChecker(pass, nil)
	c.flushes.Summarize(func(fl flushes.Flush) bool { return c.judge(fl) != nil })
	for _, f := range c.flow.Funcs() {
		for instr := range flow.Instrs(f) {
			c.lits.Awaited(instr)
		}
		c.life.Events(f)
	}
}

const exiting = `package main

import (
	"context"
	"log"
	"os"

	sdk "go.opentelemetry.io/otel/sdk/trace"
)

func work() error { return nil }

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

func main() {
	ctx := context.Background()
	tp := sdk.NewTracerProvider()
	if err := work(); err != nil {
		log.Fatal("nothing is deferred yet", err)
	}
	defer tp.Shutdown(ctx)
	tp.Tracer("main").Start(ctx, "main")
	if err := work(); err != nil {
		log.Fatal("first", err)
	}
	func() {
		os.Exit(3)
	}()
	check(work())
}
`

// TestRelated looks at the places that a finding of exit points to.
func TestRelated(t *testing.T) {
	pass := passtest.SourceWith(t, []passtest.Stub{
		{Path: "go.opentelemetry.io/otel/trace", Source: `package trace
import "context"
type Span interface{ End() }
type Tracer interface { Start(context.Context, string) (context.Context, Span) }
`},
		{Path: "go.opentelemetry.io/otel/sdk/trace", Source: `package trace
import "context"
import "go.opentelemetry.io/otel/trace"
type TracerProvider struct{}
type TracerProviderOption interface{ apply() }
func NewTracerProvider(...TracerProviderOption) *TracerProvider { return nil }
func WithBatcher(int) TracerProviderOption { return nil }
func (*TracerProvider) Shutdown(context.Context) error { return nil }
func (*TracerProvider) Tracer(string) trace.Tracer { return nil }
`}}, strings.Replace(exiting, "NewTracerProvider()", "NewTracerProvider(sdk.WithBatcher(1))", 1))
	passtest.Facts(pass)
	var got []string
	pass.Report = func(d analysis.Diagnostic) {
		got = append(got, fmt.Sprintf("%d: %s", pass.Fset.Position(d.Pos).Line, d.Message))
		for _, r := range d.Related {
			got = append(got, fmt.Sprintf("%d: %s", pass.Fset.Position(r.Pos).Line, r.Message))
		}
	}
	runAll(t, pass)
	want := []string{
		"28: log.Fatal ends the process without the tp.Shutdown that is deferred on line 25, and so do 2 calls behind it: what is still buffered is lost; return instead, or shut down first",
		"25: the deferred call that does not run",
		"31: os.Exit ends the process without the tp.Shutdown that is deferred on line 25, too",
		"33: check ends the process on an error without the tp.Shutdown that is deferred on line 25, too",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// runAll runs the pass, with what it requires.
func runAll(t testing.TB, pass *analysis.Pass) {
	t.Helper()
	pass.Analyzer = Analyzer
	for _, a := range []*analysis.Analyzer{calls.Analyzer, flow.Analyzer, Analyzer} {
		res, err := a.Run(pass)
		if err != nil {
			t.Fatal(err)
		}
		pass.ResultOf[a] = res
	}
}

func BenchmarkPass(b *testing.B) {
	for b.Loop() {
		runAll(b, passtest.Source(b, odd))
	}
}
