package lostflush

import (
	"fmt"
	"go/types"
	"slices"
	"testing"

	"golang.org/x/tools/go/analysis"

	"github.com/obslint/obslint/analyzers/internal/calls"
	"github.com/obslint/obslint/analyzers/internal/flow"
	"github.com/obslint/obslint/analyzers/internal/passtest"
)

const scanned = `package a

import (
	"context"
	"errors"
	"log"
	"net/http"
	"os"
	"sync"
	"time"
)

func plain(ctx context.Context) { <-ctx.Done() }

func second(n int, ctx context.Context) error {
	if n > 0 {
		n--
	}
	select {
	case <-ctx.Done():
	}
	return nil
}

func loop(ctx context.Context) error {
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(time.Second):
			continue
		}
	}
}

// This one waits, unless it fails.
func early(ctx context.Context, err error) error {
	if err != nil {
		return err
	}
	<-ctx.Done()
	return nil
}

func made(ctx context.Context, n int) error {
	if n < 0 {
		return errors.New("negative")
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	<-ctx.Done()
	return ctx.Err()
}

// None of these waits for sure.
func mayBeNil(ctx context.Context, n int, err error) error {
	if n > 0 {
		return err
	}
	<-ctx.Done()
	return nil
}

func otherCase(ctx context.Context, c chan int) {
	select {
	case <-ctx.Done():
	case <-c:
	}
}

func breaks(ctx context.Context, c chan int) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-c:
			return
		}
	}
}

func child(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	<-ctx.Done()
}

func inLiteral(ctx context.Context) func() { return func() { <-ctx.Done() } }

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

func serve() error { return http.ListenAndServe(":0", nil) }

func maybe(b bool) {
	if b {
		serve()
	}
}

func background() { go serve() }

func signal(c chan os.Signal) { <-c }

func fatal(msg string) {
	log.Print(msg)
	os.Exit(1)
}

func mayExit(err error) {
	if err == nil {
		return
	}
	log.Fatal(err)
}

func check(msg string, err error) {
	if err != nil {
		log.Fatal(msg, err)
	}
}

func mayNot(err error) {
	if err != nil {
		if os.IsNotExist(err) {
			return
		}
		log.Fatal(err)
	}
}
`

// facts runs f with a pass that notes the facts it exports.
func facts(t *testing.T, src string, f func(*analysis.Pass)) []string {
	pass := passtest.Source(t, src)
	known := make(map[types.Object][]analysis.Fact)
	pass.ExportObjectFact = func(obj types.Object, f analysis.Fact) { known[obj] = append(known[obj], f) }
	pass.ImportObjectFact = func(obj types.Object, f analysis.Fact) bool {
		for _, g := range known[obj] {
			if sameType(f, g) {
				return true
			}
		}
		return false
	}
	f(pass)
	var got []string
	for obj, list := range known {
		for _, f := range list {
			got = append(got, obj.Name()+": "+fmt.Sprint(f))
		}
	}
	slices.Sort(got)
	return got
}

func TestScan(t *testing.T) {
	got := facts(t, scanned, func(pass *analysis.Pass) {
		res, err := calls.Analyzer.Run(pass)
		if err != nil {
			t.Fatal(err)
		}
		scan(pass, res.(*calls.Index), true)
	})
	want := []string{
		"check: exits on 1",
		"early: waits 0 or fails",
		"fatal: exits",
		"loop: waits 0",
		"made: waits 0 or fails",
		"mayExit: exits on 0",
		"maybe: traces",
		"plain: waits 0",
		"second: waits 1",
		"serve: serves",
		"signal: serves",
		"starts: starts 0",
		"startsWrapped: starts 1",
	}
	if !slices.Equal(got, want) {
		t.Errorf("facts:\n%q\nwant:\n%q", got, want)
	}
}

// TestOddCode runs the pass over code that go/types accepts and nobody writes.
func TestOddCode(t *testing.T) {
	pass := passtest.Source(t, `package a

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
`)
	pass.Analyzer = Analyzer
	for _, a := range []*analysis.Analyzer{calls.Analyzer, flow.Analyzer} {
		res, err := a.Run(pass)
		if err != nil {
			t.Fatal(err)
		}
		pass.ResultOf[a] = res
	}
	c := newChecker(pass, nil)
	c.summarize()
	for _, f := range c.flow.Funcs() {
		for instr := range flow.Instrs(f) {
			c.mayWait(instr)
		}
		c.events(f)
	}
}

func BenchmarkPass(b *testing.B) {
	for b.Loop() {
		pass := passtest.Source(b, scanned)
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
