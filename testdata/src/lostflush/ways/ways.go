// Package ways has contexts that end in roundabout ways.
package ways

import (
	"context"
	"errors"
	"iter"
	"log"
	"net/http"
	"os"
	"os/signal"
	"sync"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/labstack/echo/v4"
	"github.com/prometheus/client_golang/prometheus/push"
	"go.opentelemetry.io/otel/sdk/metric"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
)

// Later pushes, in its own loop, under the contexts that it is sent.
type Later struct {
	Pusher *push.Pusher
	Queue  chan context.Context
	tries  chan context.Context
}

// Loop is its loop.
func (l *Later) Loop() {
	for ctx := range l.Queue {
		if err := l.Pusher.PushContext(ctx); err != nil {
			log.Print(err)
		}
	}
}

// Tries picks what it pushes.
func (l *Later) Tries(stop <-chan struct{}) {
	for {
		select {
		case <-stop:
			return
		case ctx, ok := <-l.tries:
			if !ok {
				return
			}
			ctx, cancel := context.WithTimeout(ctx, time.Second)
			_ = l.Pusher.AddContext(ctx)
			cancel()
		}
	}
}

func (l *Later) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), time.Second)
	defer cancel()
	w.WriteHeader(http.StatusNoContent)
	l.Queue <- ctx // want `the context that is sent goes to a flush that outlives ServeHTTP, whose end cancels it: that flush then delivers nothing; send context.WithoutCancel of it`
}

// Try gives up if nobody listens.
func (l *Later) Try(w http.ResponseWriter, r *http.Request) {
	w.WriteHeader(http.StatusNoContent)
	select {
	case l.tries <- r.Context(): // want `the context that is sent goes to a flush that outlives Try`
	default:
	}
}

// Background is right.
func (l *Later) Background(w http.ResponseWriter, r *http.Request) {
	l.Queue <- context.WithoutCancel(r.Context())
}

// Started hands its channel to a worker.
func Started(p *push.Pusher) http.HandlerFunc {
	q := make(chan context.Context, 8)
	go worker(q, p)
	return func(w http.ResponseWriter, r *http.Request) {
		q <- r.Context() // want `the context that is sent goes to a flush that outlives the handler`
	}
}

func worker(q <-chan context.Context, p *push.Pusher) {
	for {
		_ = p.PushContext(<-q)
	}
}

// Asked pushes for those that wait for its answer.
type Asked struct {
	pusher  *push.Pusher
	queue   chan context.Context
	answers chan error
	seen    chan context.Context
}

// Loop answers.
func (a *Asked) Loop() {
	for {
		select {
		case ctx := <-a.queue:
			a.answers <- a.pusher.PushContext(ctx)
		case ctx := <-a.seen:
			log.Print(ctx.Err())
		}
	}
}

// ServeHTTP is right: it is still there when the push goes out.
func (a *Asked) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	a.queue <- r.Context()
	if err := <-a.answers; err != nil {
		http.Error(w, err.Error(), http.StatusBadGateway)
	}
	a.seen <- r.Context()
}

// Freed pushes under contexts that nobody ends.
type Freed struct {
	pusher *push.Pusher
	queue  chan context.Context
}

// Loop detaches.
func (f *Freed) Loop() {
	for ctx := range f.queue {
		_ = f.pusher.PushContext(context.WithoutCancel(ctx))
	}
}

// ServeHTTP is right.
func (f *Freed) ServeHTTP(w http.ResponseWriter, r *http.Request) { f.queue <- r.Context() }

// Counted waits for a worker that ends with the context.
func Counted(parent context.Context, exp sdktrace.SpanExporter, handle func(context.Context)) { // want Counted:"traces"
	ctx, stop := signal.NotifyContext(parent, os.Interrupt)
	defer stop()
	tp := sdktrace.NewTracerProvider(sdktrace.WithBatcher(exp))
	_, span := tp.Tracer("ways").Start(ctx, "work")
	span.End()
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		defer wg.Done()
		for {
			select {
			case <-ctx.Done():
				return
			case <-time.After(time.Second):
				handle(ctx)
			}
		}
	}()
	wg.Wait()
	_ = tp.Shutdown(ctx) // want `tp.Shutdown runs when ctx is over \(past wg.Wait on line \d+\): it returns at once and exports nothing`
}

func watch(ctx context.Context, wg *sync.WaitGroup) { // want watch:"waits 0"
	defer wg.Done()
	<-ctx.Done()
}

// Watched has it in a function.
func Watched(parent context.Context, tp *sdktrace.TracerProvider) {
	ctx, stop := signal.NotifyContext(parent, os.Interrupt)
	defer stop()
	var wg sync.WaitGroup
	wg.Add(1)
	go watch(ctx, &wg)
	wg.Wait()
	_ = tp.Shutdown(ctx) // want `tp.Shutdown runs when ctx is over \(past wg.Wait`
}

// Gone has WaitGroup.Go count.
func Gone(parent context.Context, tp *sdktrace.TracerProvider, wg *sync.WaitGroup) {
	ctx, stop := signal.NotifyContext(parent, os.Interrupt)
	defer stop()
	defer func() { _ = tp.Shutdown(ctx) }() // want `tp.Shutdown runs when ctx is over \(past wg.Wait`
	wg.Go(func() { <-ctx.Done() })
	wg.Wait()
}

// Closed is told, by a channel, that the context is over.
func Closed(tp *sdktrace.TracerProvider, sig <-chan os.Signal, serve func(context.Context)) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	defer func() {
		if err := tp.Shutdown(ctx); err != nil { // want `tp.Shutdown runs when ctx is over`
			log.Print(err)
		}
	}()
	done := make(chan struct{})
	go func() {
		defer close(done)
		<-sig
		cancel()
	}()
	go serve(ctx)
	<-done
}

// Drained is right: the worker ends when there is no more work.
func Drained(parent context.Context, tp *sdktrace.TracerProvider, jobs <-chan func(context.Context)) { // want Drained:"flushes 0"
	ctx, stop := signal.NotifyContext(parent, os.Interrupt)
	defer stop()
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		defer wg.Done()
		for {
			select {
			case <-ctx.Done():
				return
			case job, ok := <-jobs:
				if !ok {
					return
				}
				job(ctx)
			}
		}
	}()
	wg.Wait()
	_ = tp.Shutdown(ctx)
}

// Some is right, as far as one can see: there may be no worker at all.
func Some(parent context.Context, tp *sdktrace.TracerProvider, n int) { // want Some:"flushes 0"
	ctx, stop := signal.NotifyContext(parent, os.Interrupt)
	defer stop()
	var wg sync.WaitGroup
	for range n {
		wg.Go(func() { <-ctx.Done() })
	}
	wg.Wait()
	_ = tp.Shutdown(ctx)
}

// Other is right: it waits for another group.
func Other(parent context.Context, tp *sdktrace.TracerProvider, work func()) { // want Other:"flushes 0"
	ctx, stop := signal.NotifyContext(parent, os.Interrupt)
	defer stop()
	var workers, watchers sync.WaitGroup
	watchers.Go(func() { <-ctx.Done() })
	workers.Go(work)
	workers.Wait()
	_ = tp.Shutdown(ctx)
	stop()
	watchers.Wait()
}

// Early is right: the worker is done before it waits.
func Early(parent context.Context, tp *sdktrace.TracerProvider, work func()) { // want Early:"flushes 0"
	ctx, stop := signal.NotifyContext(parent, os.Interrupt)
	defer stop()
	var wg sync.WaitGroup
	wg.Add(1)
	done := make(chan struct{}, 1)
	go func() {
		work()
		wg.Done()
		done <- struct{}{}
		<-ctx.Done()
	}()
	wg.Wait()
	<-done
	_ = tp.Shutdown(ctx)
}

// Each shuts down what a function yields.
func Each(parent context.Context, providers iter.Seq[*sdktrace.TracerProvider]) (err error) {
	ctx, stop := signal.NotifyContext(parent, os.Interrupt)
	defer stop()
	<-ctx.Done()
	for tp := range providers {
		err = errors.Join(err, tp.Shutdown(ctx)) // want `tp.Shutdown runs when ctx is over \(done on line \d+\)`
	}
	return err
}

// EachDeferred defers that to its end.
func EachDeferred(parent context.Context, providers iter.Seq2[string, *metric.MeterProvider]) {
	ctx, cancel := context.WithCancel(parent)
	for _, mp := range providers {
		defer mp.Shutdown(ctx) // want `mp.Shutdown runs when ctx is over \(past cancel on line \d+\)`
	}
	cancel()
}

// EachInTime is right.
func EachInTime(parent context.Context, providers iter.Seq[*sdktrace.TracerProvider]) {
	ctx, stop := signal.NotifyContext(parent, os.Interrupt)
	defer stop()
	for tp := range providers {
		_ = tp.Shutdown(ctx)
	}
	<-ctx.Done()
}

// Once shuts down once.
func Once(parent context.Context, tp *sdktrace.TracerProvider) {
	ctx, stop := signal.NotifyContext(parent, os.Interrupt)
	defer stop()
	shutdown := sync.OnceValue(func() error {
		return tp.Shutdown(ctx) // want `tp.Shutdown runs when ctx is over`
	})
	defer shutdown()
	<-ctx.Done()
}

// OnceInTime is right.
func OnceInTime(parent context.Context, tp *sdktrace.TracerProvider) {
	ctx, stop := signal.NotifyContext(parent, os.Interrupt)
	defer stop()
	shutdown := sync.OnceFunc(func() { _ = tp.Shutdown(ctx) })
	shutdown()
	<-ctx.Done()
}

// Gin pushes behind each request.
func Gin(p *push.Pusher) gin.HandlerFunc {
	return func(c *gin.Context) {
		c.Next()
		ctx := c.Request.Context()
		go func() {
			_ = p.PushContext(ctx) // want `p.PushContext runs in a goroutine that outlives the handler, whose end cancels ctx`
		}()
	}
}

// GinInTime is right, since nothing cancels a copy of gin's context.
func GinInTime(p *push.Pusher) gin.HandlerFunc {
	return func(c *gin.Context) {
		c.Next()
		_ = p.PushContext(c.Request.Context())
		kept := c.Copy()
		go func() { _ = p.PushContext(kept) }()
	}
}

// Echo pushes behind each request.
func Echo(p *push.Pusher) echo.MiddlewareFunc {
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			err := next(c)
			ctx := c.Request().Context()
			go func() {
				_ = p.PushContext(ctx) // want `p.PushContext runs in a goroutine that outlives the handler, whose end cancels ctx`
			}()
			return err
		}
	}
}

// App embeds, by value, what shuts down.
type App struct {
	Telemetry
	srv *http.Server
}

// Telemetry is what App shuts down.
type Telemetry struct {
	traces  *sdktrace.TracerProvider
	metrics *metric.MeterProvider
}

// Close hands its context on.
func (t Telemetry) Close(ctx context.Context) error { // want Close:"flushes 0"
	return errors.Join(t.traces.Shutdown(ctx), t.metrics.Shutdown(ctx))
}

// Run serves till the end.
func (a *App) Run(ctx context.Context) error {
	ctx, stop := signal.NotifyContext(ctx, os.Interrupt)
	defer stop()
	defer a.Close(ctx) // want `a.Close runs when ctx is over`
	go func() { _ = a.srv.ListenAndServe() }()
	<-ctx.Done()
	return a.srv.Shutdown(context.WithoutCancel(ctx))
}
