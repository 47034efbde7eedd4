// Package alike looks wrong and is right.
package alike

import (
	"context"
	"errors"
	"net/http"
	"os"
	"os/signal"
	"time"

	"go.opentelemetry.io/otel/sdk/metric"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"golang.org/x/sync/errgroup"
)

// Synced loses nothing: spans are exported when they end.
func Synced(parent context.Context, exp sdktrace.SpanExporter) { // want Synced:"traces"
	ctx, stop := signal.NotifyContext(parent, os.Interrupt)
	defer stop()
	tp := sdktrace.NewTracerProvider(sdktrace.WithSyncer(exp))
	defer tp.Shutdown(ctx)
	_, span := tp.Tracer("alike").Start(ctx, "work")
	span.End()
	<-ctx.Done()
}

// Pulled has a reader that is asked.
func Pulled(parent context.Context) {
	ctx, stop := signal.NotifyContext(parent, os.Interrupt)
	defer stop()
	mp := metric.NewMeterProvider(metric.WithReader(metric.NewManualReader()))
	defer mp.Shutdown(ctx)
	<-ctx.Done()
}

// Again gives the variable a fresh context.
func Again(parent context.Context, exp sdktrace.SpanExporter) error { // want Again:"traces"
	ctx, stop := signal.NotifyContext(parent, os.Interrupt)
	defer stop()
	tp := sdktrace.NewTracerProvider(sdktrace.WithBatcher(exp))
	_, span := tp.Tracer("alike").Start(ctx, "work")
	span.End()
	<-ctx.Done()
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	return tp.Shutdown(ctx)
}

// Parent shuts down under the group's parent.
func Parent(ctx context.Context, exp sdktrace.SpanExporter, work func(context.Context) error) error {
	tp := sdktrace.NewTracerProvider(sdktrace.WithBatcher(exp))
	g, gctx := errgroup.WithContext(ctx)
	g.Go(func() error { return work(gctx) })
	err := g.Wait()
	_ = tp.Shutdown(ctx)
	return err
}

// Group shuts down under the group's own.
func Group(ctx context.Context, exp sdktrace.SpanExporter, work func(context.Context) error) error {
	tp := sdktrace.NewTracerProvider(sdktrace.WithBatcher(exp))
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error { return work(ctx) })
	err := g.Wait()
	_ = tp.Shutdown(ctx) // want `tp.Shutdown runs when ctx is over \(past g.Wait on line 65\)`
	return err
}

// Early ends in the middle, where the context is alive.
func Early(parent context.Context, exp sdktrace.SpanExporter, busy bool) {
	ctx, stop := signal.NotifyContext(parent, os.Interrupt)
	defer stop()
	tp := sdktrace.NewTracerProvider(sdktrace.WithBatcher(exp))
	defer tp.Shutdown(ctx)
	if busy {
		return
	}
	<-ctx.Done()
}

// Later shuts down after the flush that is cut.
func Later(parent context.Context, exp sdktrace.SpanExporter) error { // want Later:"traces"
	ctx, stop := signal.NotifyContext(parent, os.Interrupt)
	defer stop()
	tp := sdktrace.NewTracerProvider(sdktrace.WithBatcher(exp))
	_, span := tp.Tracer("alike").Start(ctx, "work")
	span.End()
	<-ctx.Done()
	_ = tp.ForceFlush(ctx)
	return tp.Shutdown(context.Background())
}

// Server.Shutdown is no telemetry.
func Server(parent context.Context, srv *http.Server) error {
	ctx, stop := signal.NotifyContext(parent, os.Interrupt)
	defer stop()
	<-ctx.Done()
	return srv.Shutdown(ctx)
}

// Exporter ends an exporter that holds nothing back.
func Exporter(parent context.Context, exp sdktrace.SpanExporter) error { // want Exporter:"traces"
	ctx, stop := signal.NotifyContext(parent, os.Interrupt)
	defer stop()
	tp := sdktrace.NewTracerProvider(sdktrace.WithSyncer(exp))
	_, span := tp.Tracer("alike").Start(ctx, "work")
	span.End()
	<-ctx.Done()
	return exp.Shutdown(ctx)
}

// TwoWays may come from either case.
func TwoWays(ctx context.Context, exp sdktrace.SpanExporter, done <-chan struct{}) error { // want TwoWays:"traces"
	tp := sdktrace.NewTracerProvider(sdktrace.WithBatcher(exp))
	_, span := tp.Tracer("alike").Start(ctx, "work")
	span.End()
	select {
	case <-ctx.Done():
	case <-done:
	}
	return tp.Shutdown(ctx)
}

// Detached is made of what is over and lives.
func Detached(parent context.Context, exp sdktrace.SpanExporter) error { // want Detached:"traces"
	ctx, stop := signal.NotifyContext(parent, os.Interrupt)
	defer stop()
	tp := sdktrace.NewTracerProvider(sdktrace.WithBatcher(exp))
	_, span := tp.Tracer("alike").Start(ctx, "work")
	span.End()
	<-ctx.Done()
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
	defer cancel()
	return tp.Shutdown(ctx)
}

// Shadow has another context of that name within.
func Shadow(ctx context.Context, exp sdktrace.SpanExporter) <-chan error { // want Shadow:"traces"
	tp := sdktrace.NewTracerProvider(sdktrace.WithBatcher(exp))
	_, span := tp.Tracer("alike").Start(ctx, "work")
	span.End()
	done := make(chan error, 1)
	go func() {
		<-ctx.Done()
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		defer cancel()
		done <- tp.Shutdown(ctx)
	}()
	return done
}

// Hooks run under the context that they are given when they run.
type Hooks struct{ OnStop []func(context.Context) error } // want OnStop:"holds 0"

// Hook has a short context of its own for the start.
func (h *Hooks) Hook(exp sdktrace.SpanExporter, connect func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	if err := connect(ctx); err != nil {
		return err
	}
	tp := sdktrace.NewTracerProvider(sdktrace.WithBatcher(exp))
	h.OnStop = append(h.OnStop, tp.Shutdown, func(ctx context.Context) error { return tp.Shutdown(ctx) })
	return nil
}

// Stop hands its own on.
func (h *Hooks) Stop(ctx context.Context) (err error) { // want Stop:"flushes 0"
	for _, f := range h.OnStop {
		err = errors.Join(err, f(ctx))
	}
	return err
}

// Actors end each other, as those of a run group do.
func Actors(exp sdktrace.SpanExporter, add func(run func() error, stop func(error))) { // want Actors:"traces"
	tp := sdktrace.NewTracerProvider(sdktrace.WithBatcher(exp))
	ctx, cancel := context.WithCancel(context.Background())
	_, span := tp.Tracer("alike").Start(ctx, "work")
	span.End()
	add(func() error {
		<-ctx.Done()
		return tp.Shutdown(context.Background())
	}, func(error) { cancel() })
}

// Reconcile comes back with the context's error before it flushes.
func Reconcile(ctx context.Context, mp *metric.MeterProvider) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	return mp.ForceFlush(ctx)
}

// Scraped keeps a provider that is only asked, and the context beside it.
type Scraped struct {
	mp  *metric.MeterProvider
	ctx context.Context
}

// NewScraped makes one.
func NewScraped(ctx context.Context) *Scraped {
	mp := metric.NewMeterProvider(metric.WithReader(metric.NewManualReader()))
	return &Scraped{mp: mp, ctx: ctx}
}

// Shutdown ends it.
func (s *Scraped) Shutdown() error { return s.mp.Shutdown(s.ctx) }

// ScrapedToTheEnd is right: there is nothing that Shutdown would send.
func ScrapedToTheEnd(parent context.Context) error {
	ctx, stop := signal.NotifyContext(parent, os.Interrupt)
	defer stop()
	s := NewScraped(ctx)
	<-ctx.Done()
	return s.Shutdown()
}
