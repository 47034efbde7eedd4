// Package services sets up what all of a program's services need.
package services

import (
	"context"
	"os"
	"os/signal"
	"time"

	sdktrace "go.opentelemetry.io/otel/sdk/trace"
)

type key struct{}

// Init returns the context that a signal ends, and a func that flushes under
// it: for its callers, who wait for it first.
func Init(parent context.Context, name string, exp sdktrace.SpanExporter) (context.Context, func()) { // want Init:"makes 0" Init:"returns 1:beside0" Init:"traces"
	ctx, _ := signal.NotifyContext(parent, os.Interrupt)
	tp := sdktrace.NewTracerProvider(sdktrace.WithBatcher(exp))
	_, span := tp.Tracer("services").Start(ctx, name)
	span.End()
	ctx = context.WithValue(ctx, key{}, name)
	return ctx, func() {
		ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
		defer cancel()
		_ = tp.Shutdown(ctx)
	}
}

// Configure returns a func that runs a list of others, which flush under the
// context that it is given.
func Configure(ctx context.Context, exp sdktrace.SpanExporter, more func() (func(), error)) (error, func()) { // want Configure:"returns 1:from0" Configure:"traces"
	cleanup := []func(){}
	tp := sdktrace.NewTracerProvider(sdktrace.WithBatcher(exp))
	_, span := tp.Tracer("services").Start(ctx, "configure")
	span.End()
	cleanup = append(cleanup, func() {
		_ = tp.Shutdown(ctx)
	})
	f, err := more()
	if err != nil {
		return err, nil
	}
	cleanup = append(cleanup, f)
	return nil, func() {
		for _, c := range cleanup {
			c()
		}
	}
}

type shutter interface {
	Shutdown(context.Context) error
}

// Close shuts all of them down.
func Close[S shutter](ctx context.Context, all ...S) { // want Close:"flushes 1.Shutdown.0."
	for _, s := range all {
		_ = s.Shutdown(ctx)
	}
}
