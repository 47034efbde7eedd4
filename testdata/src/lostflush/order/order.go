// Package order defers a Shutdown and the end of its context.
package order

import (
	"context"

	sdktrace "go.opentelemetry.io/otel/sdk/trace"
)

// Wrong ends the context first: deferred calls run last-in, first-out.
func Wrong(exp sdktrace.SpanExporter) { // want Wrong:"traces"
	ctx, cancel := context.WithCancel(context.Background())
	tp := sdktrace.NewTracerProvider(sdktrace.WithBatcher(exp))
	defer tp.Shutdown(ctx) // want `cancel, deferred later \(line 15\), runs first and ends ctx: tp.Shutdown then exports nothing`
	defer cancel()

	_, span := tp.Tracer("order").Start(ctx, "work")
	span.End()
}

// Right ends it last.
func Right(exp sdktrace.SpanExporter) { // want Right:"traces"
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	tp := sdktrace.NewTracerProvider(sdktrace.WithBatcher(exp))
	defer tp.Shutdown(ctx)

	_, span := tp.Tracer("order").Start(ctx, "work")
	span.End()
}

// Literal cancels in a deferred literal.
func Literal(exp sdktrace.SpanExporter) {
	ctx, cancel := context.WithCancel(context.Background())
	tp := sdktrace.NewTracerProvider(sdktrace.WithBatcher(exp))
	defer func() {
		_ = tp.Shutdown(ctx) // want `a call, deferred later \(line 39\), runs first and ends ctx`
	}()
	defer func() {
		cancel()
	}()
}
