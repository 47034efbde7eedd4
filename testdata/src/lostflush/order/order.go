// Package order defers a Shutdown and the end of its context.
package order

import (
	"context"
	"log"

	sdktrace "go.opentelemetry.io/otel/sdk/trace"
)

// Wrong ends the context first: deferred calls run last-in, first-out.
func Wrong(exp sdktrace.SpanExporter) { // want Wrong:"traces"
	ctx, cancel := context.WithCancel(context.Background())
	tp := sdktrace.NewTracerProvider(sdktrace.WithBatcher(exp))
	defer tp.Shutdown(ctx) // want `cancel, deferred later \(line 16\), runs first and ends ctx: tp.Shutdown then exports nothing`
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
		_ = tp.Shutdown(ctx) // want `a call, deferred later \(line 40\), runs first and ends ctx`
	}()
	defer func() {
		cancel()
	}()
}

// Captured is given another context between the defer and the end.
func Captured(exp sdktrace.SpanExporter, run func(context.Context)) { // want Captured:"traces"
	ctx := context.Background()
	tp := sdktrace.NewTracerProvider(sdktrace.WithBatcher(exp))
	defer func() {
		if err := tp.Shutdown(ctx); err != nil { // want `cancel, deferred later \(line 56\), runs first and ends ctx`
			log.Print(err)
		}
	}()

	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	ctx, span := tp.Tracer("order").Start(ctx, "work")
	run(ctx)
	span.End()
}

// Kept is right: the deferred call has its argument from before.
func Kept(exp sdktrace.SpanExporter, run func(context.Context)) { // want Kept:"traces"
	ctx := context.Background()
	tp := sdktrace.NewTracerProvider(sdktrace.WithBatcher(exp))
	defer tp.Shutdown(ctx)

	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	ctx, span := tp.Tracer("order").Start(ctx, "work")
	run(ctx)
	span.End()
}
