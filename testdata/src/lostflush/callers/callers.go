// Package callers flushes behind what runs as long as the program lives.
package callers

import (
	"context"
	"log"
	"net/http"
	"os"
	"os/signal"
	"sync"
	"time"

	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"golang.org/x/sync/errgroup"
	"k8s.io/klog/v2"

	"obslint.test/lostflush/endings"
	"obslint.test/lostflush/longrun"
)

var exporter sdktrace.SpanExporter

func returned(s *longrun.Server) error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	shutdown, err := longrun.Init(exporter)
	if err != nil {
		return err
	}
	defer func() { _ = shutdown(ctx) }() // want `shutdown runs when ctx is over \(past s.Run on line \d+\)`
	return s.Run(ctx)
}

func through(s *longrun.Server) error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	cleanup, err := longrun.InitBound(ctx, exporter)
	if err != nil {
		return err
	}
	defer cleanup() // want `cleanup runs when its context is over \(past longrun.Checked on line \d+\)`
	if err := longrun.Checked(ctx, s); err != nil {
		return err
	}
	log.Print("bye")
	return nil
}

// Main may have failed: nobody looks.
func ignored(s *longrun.Server, tp *sdktrace.TracerProvider) error { // want ignored:"flushes alone"
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = longrun.Main(ctx, s)
	}()
	<-done
	return tp.Shutdown(ctx)
}

func beside(s *longrun.Server) {
	ctx, cleanup := longrun.Setup(exporter)
	defer cleanup() // want `cleanup runs when its context is over \(past s.Serve on line \d+\)`
	s.Serve(ctx)
}

func parent(tp *sdktrace.TracerProvider, s *http.Server) error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	defer func() { _ = tp.Shutdown(ctx) }() // want `tp.Shutdown runs when ctx is over \(past g.Wait on line \d+\)`
	g, gctx := errgroup.WithContext(ctx)
	g.Go(s.ListenAndServe)
	g.Go(func() error {
		<-gctx.Done()
		return s.Close()
	})
	return g.Wait()
}

func late(s *longrun.Server) error {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	cleanup, err := longrun.InitBound(ctx, exporter)
	if err != nil {
		return err
	}
	defer cleanup() // want `the timeout of its context starts on line \d+ and runs while the program serves or waits`
	sigs, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	return s.Run(sigs)
}

func handedUp() (func(), error) {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	return longrun.InitBound(ctx, exporter) // want `longrun.InitBound keeps this context for a later flush, and the end of handedUp cancels it`
}

func flushAndExit(ctx context.Context, s *longrun.Server, tp *sdktrace.TracerProvider) { // want flushAndExit:"flushes alone"
	defer func() { _ = tp.Shutdown(context.WithoutCancel(ctx)) }()
	if err := s.Run(ctx); err != nil {
		klog.ErrorS(err, "run")
		klog.FlushAndExit(klog.ExitFlushTimeout, 1) // want `klog.FlushAndExit ends the process without the Shutdown that is deferred on line \d+`
	}
}

// The context is assigned once more before the goroutine is started.
func again(ctx context.Context, tp *sdktrace.TracerProvider, ticks <-chan time.Time) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var wg sync.WaitGroup
	wg.Go(func() {
		for {
			select {
			case <-ctx.Done():
				_ = tp.Shutdown(ctx) // want `tp.Shutdown runs when ctx is over \(done on line \d+\)`
				return
			case <-ticks:
			}
		}
	})
	time.Sleep(time.Minute)
	cancel()
	wg.Wait()
}

// An app runs at its end what it has collected at its start.
type app struct{ cleanups []func() }

func (a *app) atEnd(f func()) { a.cleanups = append(a.cleanups, f) } // want atEnd:"collects 0.cleanups"

func (a *app) init(ctx context.Context) { // want init:"keeps 0.cleanups"
	tp := sdktrace.NewTracerProvider(sdktrace.WithBatcher(exporter))
	a.atEnd(func() { _ = tp.Shutdown(ctx) })
}

func (a *app) close() { // want close:"flushes .cleanups"
	for _, f := range a.cleanups {
		f()
	}
}

func collected() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	a := new(app)
	a.init(ctx)
	<-ctx.Done()
	a.close() // want `a.close runs when its context is over \(done on line \d+\)`
}

func collectedLive() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	a := new(app)
	a.init(context.WithoutCancel(ctx))
	<-ctx.Done()
	a.close()
}

// A telemetry keeps a func that keeps a context.
type telemetry struct{ shutdown func() error }

func newTelemetry(ctx context.Context) *telemetry { // want newTelemetry:"keeps 0.shutdown"
	tp := sdktrace.NewTracerProvider(sdktrace.WithBatcher(exporter))
	return &telemetry{shutdown: func() error { return tp.Shutdown(ctx) }}
}

func (t *telemetry) close() error { return t.shutdown() } // want close:"flushes .shutdown"

func inField(s *longrun.Server) error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	t := newTelemetry(ctx)
	s.Serve(ctx)
	return t.close() // want `t.close runs when its context is over \(past s.Serve on line \d+\)`
}

func inFieldLive(ctx context.Context, s *longrun.Server) error { // want inFieldLive:"waits 0"
	t := newTelemetry(context.Background())
	s.Serve(ctx)
	return t.close()
}

// A job ends while its context is live.
func job(do func(context.Context) error) error {
	ctx, cleanup := longrun.Setup(exporter)
	defer cleanup()
	return longrun.Job(ctx, do)
}

func jobs(tp *sdktrace.TracerProvider, list []func(context.Context) error) error { // want jobs:"flushes alone"
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	defer func() { _ = tp.Shutdown(ctx) }()
	g, gctx := errgroup.WithContext(ctx)
	for _, do := range list {
		g.Go(func() error { return do(gctx) })
	}
	return g.Wait()
}

func first(tp *sdktrace.TracerProvider, results <-chan error) error { // want first:"flushes alone"
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	defer func() { _ = tp.Shutdown(ctx) }()
	return longrun.First(ctx, results)
}

func fresh(s *longrun.Server, tp *sdktrace.TracerProvider) error { // want fresh:"flushes alone"
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	defer func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
		defer cancel()
		_ = tp.Shutdown(ctx)
	}()
	return s.Group(ctx)
}

// What is called before it is returned is not only the caller's.
func calledHere() (func(), error) {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	cleanup, err := longrun.InitBound(ctx, exporter)
	if err != nil {
		return nil, err
	}
	cleanup()
	return cleanup, nil
}

// What is added runs when listed has returned.
func listed(ctx context.Context, list *endings.List) error { // want listed:"waits 0 or fails"
	shutdown, err := longrun.Init(exporter)
	if err != nil {
		return err
	}
	list.Add("traces", func() error {
		return shutdown(ctx) // want `shutdown runs when ctx is over \(done on line \d+\)`
	})
	list.Add("log", func() error { return nil })
	<-ctx.Done()
	return nil
}

func listedLive(ctx context.Context, list *endings.List, stopped <-chan struct{}) error {
	shutdown, err := longrun.Init(exporter)
	if err != nil {
		return err
	}
	list.Add("traces", func() error { return shutdown(ctx) })
	<-stopped
	return nil
}

func listedAndRun(ctx context.Context, list *endings.List) error { // want listedAndRun:"waits 0 or fails"
	shutdown, err := longrun.Init(exporter)
	if err != nil {
		return err
	}
	list.Add("traces", func() error { return shutdown(ctx) })
	list.Run()
	<-ctx.Done()
	return nil
}

// What a receiver keeps may be run by another of its methods, in time.
func (a *app) serve(ctx context.Context, tp *sdktrace.TracerProvider) { // want serve:"waits 0"
	a.cleanups = append(a.cleanups, func() { _ = tp.Shutdown(ctx) })
	<-ctx.Done()
}
