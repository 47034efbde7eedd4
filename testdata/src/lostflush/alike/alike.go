// Package alike looks wrong and is right.
package alike

import (
	"context"
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
	_ = tp.Shutdown(ctx) // want `tp.Shutdown runs when ctx is over \(past g.Wait on line 64\)`
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
