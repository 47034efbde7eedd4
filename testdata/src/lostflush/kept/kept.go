// Package kept has contexts and funcs in fields that one function stores and
// another reads.
package kept

import (
	"bytes"
	"context"
	"net/http"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus/push"
	"go.opentelemetry.io/otel/sdk/metric"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"

	"obslint.test/lostflush/initer"
)

// Telemetry keeps the context of its constructor.
type Telemetry struct {
	ctx context.Context
	tp  *sdktrace.TracerProvider
}

// New limits the time to connect.
func New(parent context.Context, open func(context.Context) sdktrace.SpanExporter) *Telemetry {
	ctx, cancel := context.WithTimeout(parent, 10*time.Second)
	defer cancel()
	exp := open(ctx)
	return &Telemetry{ctx: ctx, tp: sdktrace.NewTracerProvider(sdktrace.WithBatcher(exp))}
}

// Work leaves a span to export.
func (t *Telemetry) Work() { // want Work:"traces"
	_, span := t.tp.Tracer("kept").Start(t.ctx, "work")
	span.End()
}

// Close flushes under what New has cancelled.
func (t *Telemetry) Close() error {
	return t.tp.Shutdown(t.ctx) // want `t.tp.Shutdown runs under a context that New has kept \(line 30\) and whose end cancels it: it then exports nothing; use context.WithTimeout\(context.WithoutCancel\(t.ctx\), …\)`
}

// Limited keeps a timeout that starts with it.
type Limited struct {
	ctx    context.Context
	cancel context.CancelFunc
	tp     *sdktrace.TracerProvider
}

// NewLimited makes one.
func NewLimited(exp sdktrace.SpanExporter) *Limited {
	l := &Limited{tp: sdktrace.NewTracerProvider(sdktrace.WithBatcher(exp))}
	l.ctx, l.cancel = context.WithTimeout(context.Background(), 50*time.Millisecond)
	return l
}

// Work leaves a span to export.
func (l *Limited) Work() { // want Work:"traces"
	_, span := l.tp.Tracer("kept").Start(l.ctx, "work")
	span.End()
}

// Close comes too late.
func (l *Limited) Close() error {
	defer l.cancel()
	return l.tp.Shutdown(l.ctx) // want `the timeout of l.ctx starts in NewLimited \(line 54\), not when this runs: once it is over, l.tp.Shutdown exports nothing; make a new one here`
}

// Pusher keeps the context of the last request.
type Pusher struct {
	mu     sync.Mutex
	ctx    context.Context
	pusher *push.Pusher
	tick   chan struct{}
}

// NewPusher makes one.
func NewPusher(url string) *Pusher {
	p := &Pusher{pusher: push.New(url, "job"), tick: make(chan struct{}, 1)}
	go p.loop()
	return p
}

func (p *Pusher) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	p.ctx = r.Context()
	p.mu.Unlock()
	p.tick <- struct{}{}
}

func (p *Pusher) loop() {
	for range p.tick {
		p.flush()
	}
}

func (p *Pusher) flush() {
	p.mu.Lock()
	ctx := p.ctx
	p.mu.Unlock()
	_ = p.pusher.PushContext(ctx) // want `p.pusher.PushContext runs under a context that ServeHTTP has kept \(line 87\) and whose end cancels it: it then delivers nothing; use context.WithTimeout\(context.WithoutCancel\(ctx\), …\)`
}

// Options hold the context.
type Options struct {
	Ctx    context.Context
	Pusher *push.Pusher
	Wait   time.Duration
}

type reporter struct{ opts Options }

func start(opts Options) *reporter { // want start:"flushes 0.Ctxasync"
	r := &reporter{opts: opts}
	go r.loop()
	return r
}

func (r *reporter) loop() { // want loop:"flushes .opts.Ctx"
	time.Sleep(r.opts.Wait)
	_ = r.opts.Pusher.PushContext(r.opts.Ctx)
}

// Report starts a reporter for each request.
func Report(url string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		start(Options{Ctx: r.Context(), Pusher: push.New(url, "job"), Wait: 10 * time.Millisecond}) // want `start runs in a goroutine that outlives the handler, whose end cancels its context: it then delivers nothing; give it a context of its own there`
	}
}

// App keeps funcs for its end.
type App struct{ closers []func() error }

// Metrics leaves the context of its own in one of them.
func (a *App) Metrics(parent context.Context, exp metric.Exporter) *metric.MeterProvider {
	ctx, cancel := context.WithTimeout(parent, 5*time.Second)
	defer cancel()
	mp := metric.NewMeterProvider(metric.WithReader(metric.NewPeriodicReader(exp)))
	a.closers = append(a.closers, func() error {
		return mp.Shutdown(ctx) // want `mp.Shutdown runs in a func that outlives Metrics, whose end cancels ctx`
	})
	return mp
}

// Traces is right: the timeout is made when the func runs.
func (a *App) Traces(parent context.Context, exp sdktrace.SpanExporter) { // want Traces:"keeps 0.closers"
	tp := sdktrace.NewTracerProvider(sdktrace.WithBatcher(exp))
	a.closers = append(a.closers, func() error {
		ctx, cancel := context.WithTimeout(parent, 5*time.Second)
		defer cancel()
		return tp.Shutdown(ctx)
	})
}

// Once is right: what it stores runs before it returns.
func (a *App) Once(parent context.Context, exp sdktrace.SpanExporter) { // want Once:"keeps 0.closers" Once:"flushes .closers"
	ctx, cancel := context.WithTimeout(parent, 5*time.Second)
	defer cancel()
	tp := sdktrace.NewTracerProvider(sdktrace.WithBatcher(exp))
	a.closers = append(a.closers, func() error { return tp.Shutdown(ctx) })
	a.Close()
}

// Close runs them all.
func (a *App) Close() { // want Close:"flushes .closers"
	for _, f := range a.closers {
		_ = f()
	}
}

// Held gives a context that ends to what keeps it.
type Held struct{ p *initer.Pusher }

// Hold makes one.
func Hold(parent context.Context, url string) *Held {
	ctx, cancel := context.WithTimeout(parent, time.Second)
	defer cancel()
	h := new(Held)
	h.p = initer.NewPusher(ctx, url) // want `initer.NewPusher keeps this context for a later flush, and the end of Hold cancels it: that flush then delivers nothing; give it context.WithoutCancel of it`
	return h
}

// Close pushes.
func (h *Held) Close() error { return h.p.Close() } // want Close:"flushes .p.ctx"

// Here is right: the push is over before the context is.
func Here(parent context.Context, url string) error { // want Here:"flushes 0"
	ctx, cancel := context.WithTimeout(parent, time.Second)
	defer cancel()
	return initer.NewPusher(ctx, url).Close()
}

// Whole is right: the context lives as long as the struct.
type Whole struct {
	ctx    context.Context
	cancel context.CancelFunc
	tp     *sdktrace.TracerProvider
}

// NewWhole makes one.
func NewWhole(exp sdktrace.SpanExporter) *Whole {
	ctx, cancel := context.WithCancel(context.Background())
	return &Whole{ctx: ctx, cancel: cancel, tp: sdktrace.NewTracerProvider(sdktrace.WithBatcher(exp))}
}

// Close ends it last.
func (w *Whole) Close() error { // want Close:"flushes .ctx"
	defer w.cancel()
	return w.tp.Shutdown(w.ctx)
}

// job is right: it is done before Do returns.
type job struct {
	ctx    context.Context
	pusher *push.Pusher
}

func (j *job) run() error { return j.pusher.PushContext(j.ctx) } // want run:"flushes .ctx"

// Do runs one.
func Do(parent context.Context, url string) error { // want Do:"flushes 0"
	ctx, cancel := context.WithTimeout(parent, time.Second)
	defer cancel()
	j := &job{ctx: ctx, pusher: push.New(url, "job")}
	return j.run()
}

// post is a push by hand.
func post(ctx context.Context, url, body string) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, url, bytes.NewBufferString(body))
	if err != nil {
		return err
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	return resp.Body.Close()
}

// ByHand pushes in a helper.
func ByHand(url string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		ctx := r.Context()
		go func() {
			time.Sleep(10 * time.Millisecond)
			_ = post(ctx, url, "requests_total 1\n") // want `post runs in a goroutine that outlives the handler, whose end cancels ctx`
		}()
	}
}

// tasks are handed on where there is room.
type tasks struct{ c chan *job }

func (t *tasks) run() {
	for j := range t.c {
		handle(j)
	}
}

func handle(j *job) { // want handle:"flushes 0.ctx"
	_ = j.pusher.PushContext(j.ctx)
}

func (t *tasks) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	j := &job{pusher: push.New("http://127.0.0.1", "job")}
	j.ctx = r.Context()
	select {
	case t.c <- j: // want `the context in ctx goes to a flush that outlives ServeHTTP`
	default:
	}
}
