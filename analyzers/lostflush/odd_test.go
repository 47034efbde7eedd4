package lostflush

import (
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

func BenchmarkPass(b *testing.B) {
	for b.Loop() {
		pass := passtest.Source(b, odd)
		pass.Analyzer = Analyzer
		for _, a := range []*analysis.Analyzer{calls.Analyzer, flow.Analyzer} {
			res, err := a.Run(pass)
			if err != nil {
				b.Fatal(err)
			}
			pass.ResultOf[a] = res
		}
		if _, err := Analyzer.Run(pass); err != nil {
			b.Fatal(err)
		}
	}
}
