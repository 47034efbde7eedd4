// Package twice shuts a provider down a second time, when nothing is left of it.
package twice

import (
	"context"
	"errors"
	"net/http"
	"os"
	"os/signal"
	"time"

	sdktrace "go.opentelemetry.io/otel/sdk/trace"
)

func start(exp sdktrace.SpanExporter) *sdktrace.TracerProvider { // want start:"traces"
	tp := sdktrace.NewTracerProvider(sdktrace.WithBatcher(exp))
	_, span := tp.Tracer("twice").Start(context.Background(), "work")
	span.End()
	return tp
}

// Explicit has a deferred Shutdown for the ways out that are early.
func Explicit(parent context.Context, exp sdktrace.SpanExporter, check func() error) error { // want Explicit:"traces"
	ctx, stop := signal.NotifyContext(parent, os.Interrupt)
	defer stop()
	tp := start(exp)
	defer tp.Shutdown(ctx)
	if err := check(); err != nil {
		return err
	}
	<-ctx.Done()
	flushCtx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	return tp.Shutdown(flushCtx)
}

// Deferred defers the one that counts last, so that it runs first.
func Deferred(parent context.Context, exp sdktrace.SpanExporter) { // want Deferred:"traces"
	ctx, stop := signal.NotifyContext(parent, os.Interrupt)
	defer stop()
	tp := start(exp)
	defer tp.Shutdown(ctx)
	defer func() {
		flushCtx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		_ = tp.Shutdown(flushCtx)
	}()
	<-ctx.Done()
}

// First is wrong: the one that counts is deferred first, and runs last.
func First(parent context.Context, exp sdktrace.SpanExporter) { // want First:"traces"
	ctx, stop := signal.NotifyContext(parent, os.Interrupt)
	defer stop()
	tp := start(exp)
	defer func() {
		_ = tp.Shutdown(context.Background())
	}()
	defer tp.Shutdown(ctx) // want `tp.Shutdown runs when ctx is over`
	<-ctx.Done()
}

// Failed is wrong: the one that counts runs on an error only.
func Failed(parent context.Context, exp sdktrace.SpanExporter, check func() error) error { // want Failed:"traces"
	ctx, stop := signal.NotifyContext(parent, os.Interrupt)
	defer stop()
	tp := start(exp)
	defer tp.Shutdown(ctx) // want `tp.Shutdown runs when ctx is over`
	if err := check(); err != nil {
		_ = tp.Shutdown(context.Background())
		return err
	}
	<-ctx.Done()
	return nil
}

// Other is wrong: it is another provider that is shut down in time.
func Other(parent context.Context, exp sdktrace.SpanExporter) { // want Other:"traces"
	ctx, stop := signal.NotifyContext(parent, os.Interrupt)
	defer stop()
	tp, other := start(exp), start(exp)
	defer tp.Shutdown(ctx) // want `tp.Shutdown runs when ctx is over`
	<-ctx.Done()
	_ = other.Shutdown(context.Background())
}

func setup(exp sdktrace.SpanExporter) (func(context.Context) error, error) { // want setup:"returns 0:0" setup:"traces"
	return start(exp).Shutdown, nil
}

// Handed gives the func to what ends the server, which calls it in time.
func Handed(parent context.Context, exp sdktrace.SpanExporter, srv *http.Server) (err error) { // want Handed:"traces"
	ctx, stop := signal.NotifyContext(parent, os.Interrupt)
	defer stop()
	shutdown, err := setup(exp)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, shutdown(ctx)) }()
	done := make(chan bool)
	go finish(ctx, srv, shutdown, done)
	<-done
	<-ctx.Done()
	return nil
}

func finish(ctx context.Context, srv *http.Server, shutdown func(context.Context) error, done chan bool) {
	<-ctx.Done()
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	_ = srv.Shutdown(ctx)
	_ = shutdown(ctx)
	close(done)
}

// Renewed sets the variable anew, when the long wait is over.
func Renewed(parent context.Context, exp sdktrace.SpanExporter) { // want Renewed:"traces"
	ctx, stop := signal.NotifyContext(parent, os.Interrupt)
	tp := start(exp)
	defer func() { _ = tp.Shutdown(ctx) }()
	<-ctx.Done()
	stop()
	ctx, _ = context.WithTimeout(context.Background(), 5*time.Second)
}
