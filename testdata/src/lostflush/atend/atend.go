// Package atend has programs that shut their telemetry down at the end, when
// a signal has come.
package atend

import (
	"context"
	"errors"
	"log"
	"net/http"
	"os"
	"os/signal"
	"sync"
	"time"

	"go.opentelemetry.io/otel"
	sdklog "go.opentelemetry.io/otel/sdk/log"
	"go.opentelemetry.io/otel/sdk/metric"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
)

func newProvider(exp sdktrace.SpanExporter) *sdktrace.TracerProvider {
	return sdktrace.NewTracerProvider(sdktrace.WithBatcher(exp))
}

// Deferred is the plain form: ctx is over when the deferred call runs.
func Deferred(parent context.Context, exp sdktrace.SpanExporter) { // want Deferred:"traces"
	ctx, stop := signal.NotifyContext(parent, os.Interrupt)
	defer stop()
	tp := newProvider(exp)
	defer tp.Shutdown(ctx) // want `tp.Shutdown runs when ctx is over \(done on line 34\): it returns at once and exports nothing; use context.WithTimeout\(context.WithoutCancel\(ctx\), …\)`

	_, span := tp.Tracer("atend").Start(ctx, "work")
	span.End()
	<-ctx.Done()
}

// Inside has it in a deferred literal.
func Inside(parent context.Context, exp sdktrace.SpanExporter) { // want Inside:"traces"
	ctx, stop := signal.NotifyContext(parent, os.Interrupt)
	defer stop()
	tp := newProvider(exp)
	defer func() {
		if err := tp.Shutdown(ctx); err != nil { // want `tp.Shutdown runs when ctx is over`
			log.Print(err)
		}
	}()

	ctx, span := tp.Tracer("atend").Start(ctx, "work")
	span.End()
	<-ctx.Done()
}

// Select waits for the signal or for the server, whose error is not the
// normal way out.
func Select(parent context.Context, exp sdktrace.SpanExporter, srv *http.Server) (err error) { // want Select:"traces"
	ctx, stop := signal.NotifyContext(parent, os.Interrupt)
	defer stop()
	tp := newProvider(exp)
	defer func() {
		err = errors.Join(err, tp.Shutdown(ctx)) // want `tp.Shutdown runs when ctx is over`
	}()
	_, span := tp.Tracer("atend").Start(ctx, "work")
	span.End()

	failed := make(chan error, 1)
	go func() { failed <- srv.ListenAndServe() }()
	select {
	case err = <-failed:
		return err
	case <-ctx.Done():
		stop()
	}
	return srv.Shutdown(context.Background())
}

// Fresh makes a timeout of what is over, which is over from the start.
func Fresh(parent context.Context, exp sdktrace.SpanExporter) error { // want Fresh:"traces"
	ctx, stop := signal.NotifyContext(parent, os.Interrupt)
	defer stop()
	tp := newProvider(exp)
	_, span := tp.Tracer("atend").Start(ctx, "work")
	span.End()

	<-ctx.Done()
	log.Print("shutting down")
	shutdownCtx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	return tp.Shutdown(shutdownCtx) // want `tp.Shutdown runs when shutdownCtx is over, as its parent is \(done on line 84\): it returns at once and exports nothing; make shutdownCtx of context.WithoutCancel`
}

// Cancelled has called stop itself.
func Cancelled(parent context.Context, mp *metric.MeterProvider, wait func()) {
	ctx, stop := context.WithCancel(parent)
	wait()
	stop()
	if err := mp.Shutdown(ctx); err != nil { // want `mp.Shutdown runs when ctx is over \(past stop on line 95\)`
		otel.Handle(err)
	}
}

// Logs has log records to lose.
func Logs(parent context.Context, lp *sdklog.LoggerProvider) error {
	ctx, stop := signal.NotifyContext(parent, os.Interrupt)
	defer stop()
	select {
	case <-ctx.Done():
	}
	return lp.Shutdown(ctx) // want `lp.Shutdown runs when ctx is over`
}

// Served ends its server in a goroutine when the signal has come.
func Served(parent context.Context, exp sdktrace.SpanExporter, srv *http.Server) error { // want Served:"serves"
	ctx, stop := signal.NotifyContext(parent, os.Interrupt)
	defer stop()
	tp := newProvider(exp)
	defer func() {
		_ = tp.Shutdown(ctx) // want `tp.Shutdown runs when ctx is over \(past srv.ListenAndServe on line \d+\)`
	}()
	_, span := tp.Tracer("atend").Start(ctx, "work")
	span.End()

	go func() {
		<-ctx.Done()
		_ = srv.Shutdown(context.Background())
	}()
	return srv.ListenAndServe()
}

// Given waits for a context that comes from who knows where.
func Given(from func() context.Context, exp sdktrace.SpanExporter) error { // want Given:"traces"
	ctx := from()
	tp := newProvider(exp)
	_, span := tp.Tracer("atend").Start(ctx, "work")
	span.End()
	<-ctx.Done()
	return tp.Shutdown(ctx) // want `tp.Shutdown runs when ctx is over`
}

// Server keeps its context.
type Server struct {
	ctx    context.Context
	cancel context.CancelFunc
	tp     *sdktrace.TracerProvider
}

// Open opens it.
func Open(exp sdktrace.SpanExporter) *Server {
	s := &Server{tp: newProvider(exp)}
	s.ctx, s.cancel = context.WithCancel(context.Background())
	return s
}

// Work leaves a span to export.
func (s *Server) Work() { // want Work:"traces"
	_, span := s.tp.Tracer("atend").Start(s.ctx, "work")
	span.End()
}

// Stop cancels too early.
func (s *Server) Stop() error {
	s.cancel()
	return s.tp.Shutdown(s.ctx) // want `s.tp.Shutdown runs when s.ctx is over \(past s.cancel on line \d+\)`
}

// Halt is right.
func (s *Server) Halt() error { // want Halt:"flushes .ctx"
	defer s.cancel()
	return s.tp.Shutdown(s.ctx)
}

// After shuts down when the context is over, and under it.
func After(parent context.Context, exp sdktrace.SpanExporter) { // want After:"traces"
	ctx, stop := signal.NotifyContext(parent, os.Interrupt)
	defer stop()
	tp := newProvider(exp)
	done := make(chan struct{})
	context.AfterFunc(ctx, func() {
		defer close(done)
		_ = tp.Shutdown(ctx) // want `tp.Shutdown runs when ctx is over \(past context.AfterFunc on line \d+\)`
	})
	_, span := tp.Tracer("atend").Start(ctx, "work")
	span.End()
	<-done
}

// Several shuts down what a slice of interfaces holds.
func Several(parent context.Context, exp sdktrace.SpanExporter) (err error) { // want Several:"traces"
	type shutdowner interface {
		Shutdown(context.Context) error
	}
	ctx, stop := signal.NotifyContext(parent, os.Interrupt)
	defer stop()
	tp := newProvider(exp)
	parts := []shutdowner{tp}
	defer func() {
		for _, p := range parts {
			err = errors.Join(err, p.Shutdown(ctx)) // want `p.Shutdown runs when ctx is over`
		}
	}()
	_, span := tp.Tracer("atend").Start(ctx, "work")
	span.End()
	<-ctx.Done()
	return nil
}

// Captured has waited for the context that the variable holds by then, and
// ended it itself.
func Captured(exp sdktrace.SpanExporter, run func(context.Context) error) { // want Captured:"traces"
	ctx := context.Background()
	tp := newProvider(exp)
	defer func() {
		if err := tp.Shutdown(ctx); err != nil { // want `tp.Shutdown runs when ctx is over \(past cancel on line \d+\)`
			log.Print(err)
		}
	}()

	ctx, cancel := signal.NotifyContext(ctx, os.Interrupt)
	ctx = context.WithValue(ctx, key{}, "worker")
	ctx, span := tp.Tracer("atend").Start(ctx, "work")
	span.End()
	go func() {
		if err := run(ctx); err != nil {
			log.Print(err)
		}
		cancel()
	}()
	if err := run(ctx); err != nil {
		log.Fatalf("run: %v", err) // want `log.Fatalf ends the process without the Shutdown that is deferred on line \d+`
	}
	cancel()
}

type key struct{}

// Named calls the funcs of a map.
func Named(parent context.Context, exp sdktrace.SpanExporter) { // want Named:"traces"
	ctx, stop := signal.NotifyContext(parent, os.Interrupt)
	defer stop()
	tp := newProvider(exp)
	ends := map[string]func(context.Context) error{"traces": tp.Shutdown}
	_, span := tp.Tracer("atend").Start(ctx, "work")
	span.End()
	<-ctx.Done()
	for name, end := range ends {
		if err := end(ctx); err != nil { // want `end runs when ctx is over`
			log.Print(name, err)
		}
	}
}

// Processor ends what goes on exporting, if the process lets it.
func Processor(parent context.Context, bsp sdktrace.SpanProcessor) error {
	ctx, stop := signal.NotifyContext(parent, os.Interrupt)
	defer stop()
	<-ctx.Done()
	return bsp.Shutdown(ctx) // want `bsp.Shutdown runs when ctx is over \(done on line \d+\): it returns at once and waits for no export`
}

// Grouped has its server ended behind the end of the context.
func Grouped(exp sdktrace.SpanExporter, srv *http.Server, sig <-chan os.Signal) error { // want Grouped:"serves"
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	tp := newProvider(exp)
	_, span := tp.Tracer("atend").Start(ctx, "work")
	span.End()
	go func() {
		<-sig
		cancel()
		_ = srv.Close()
	}()
	if err := srv.ListenAndServe(); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return tp.Shutdown(ctx) // want `tp.Shutdown runs when ctx is over \(past srv.ListenAndServe on line \d+\)`
}

// Retried flushes in a func that a helper runs at once.
func Retried(parent context.Context, exp sdktrace.SpanExporter) error { // want Retried:"traces"
	ctx, stop := signal.NotifyContext(parent, os.Interrupt)
	defer stop()
	tp := newProvider(exp)
	_, span := tp.Tracer("atend").Start(ctx, "work")
	span.End()
	<-ctx.Done()
	return retry(func() error {
		return tp.Shutdown(ctx) // want `tp.Shutdown runs when ctx is over`
	})
}

func retry(f func() error) error {
	if err := f(); err == nil {
		return nil
	}
	return f()
}

// Once shuts down once.
type Once struct {
	once sync.Once
	tp   *sdktrace.TracerProvider
}

// Stop hands its context on.
func (o *Once) Stop(ctx context.Context) (err error) { // want Stop:"flushes 0"
	o.once.Do(func() { err = o.tp.Shutdown(ctx) })
	return err
}

// Run stops too late.
func (o *Once) Run(ctx context.Context) error { // want Run:"waits 0"
	<-ctx.Done()
	return o.Stop(ctx) // want `o.Stop runs when ctx is over`
}
