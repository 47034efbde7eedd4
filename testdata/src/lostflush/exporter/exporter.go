// Package exporter shuts exporters down.
package exporter

import (
	"context"

	"go.opentelemetry.io/otel"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
)

// Alone shuts the exporter down instead of the provider.
func Alone(ctx context.Context, open func() (sdktrace.SpanExporter, error)) error { // want Alone:"traces"
	exp, err := open()
	if err != nil {
		return err
	}
	defer exp.Shutdown(ctx) // want `exp.Shutdown ends the exporter alone: what the provider made on line 18 still buffers for it is never sent; shut the provider down, which ends both`
	tp := sdktrace.NewTracerProvider(sdktrace.WithBatcher(exp))
	otel.SetTracerProvider(tp)
	_, span := tp.Tracer("exporter").Start(ctx, "work")
	span.End()
	return nil
}

// First shuts it down before the provider.
func First(ctx context.Context, open func() (sdktrace.SpanExporter, error)) error { // want First:"traces"
	exp, err := open()
	if err != nil {
		return err
	}
	bsp := sdktrace.NewBatchSpanProcessor(exp)
	tp := sdktrace.NewTracerProvider(sdktrace.WithSpanProcessor(bsp))
	defer tp.Shutdown(ctx)
	defer exp.Shutdown(ctx) // want `exp.Shutdown runs before the provider made on line 32, which still buffers for it, is shut down: that is never sent; shut the provider down first`
	_, span := tp.Tracer("exporter").Start(ctx, "work")
	span.End()
	return nil
}

// Value returns the exporter's method for the provider's.
func Value(open func() (sdktrace.SpanExporter, error)) (func(context.Context) error, error) {
	exp, err := open()
	if err != nil {
		return nil, err
	}
	tp := sdktrace.NewTracerProvider(sdktrace.WithBatcher(exp))
	otel.SetTracerProvider(tp)
	return exp.Shutdown, nil // want `exp.Shutdown ends the exporter alone`
}

// After is right: the provider goes first.
func After(ctx context.Context, open func() (sdktrace.SpanExporter, error)) error { // want After:"traces"
	exp, err := open()
	if err != nil {
		return err
	}
	tp := sdktrace.NewTracerProvider(sdktrace.WithBatcher(exp))
	defer exp.Shutdown(ctx)
	defer tp.Shutdown(ctx)
	_, span := tp.Tracer("exporter").Start(ctx, "work")
	span.End()
	return nil
}

// Synced is right: nothing is buffered.
func Synced(ctx context.Context, open func() (sdktrace.SpanExporter, error)) error { // want Synced:"traces"
	exp, err := open()
	if err != nil {
		return err
	}
	defer exp.Shutdown(ctx)
	tp := sdktrace.NewTracerProvider(sdktrace.WithSyncer(exp))
	otel.SetTracerProvider(tp)
	_, span := tp.Tracer("exporter").Start(ctx, "work")
	span.End()
	return nil
}

// Returned is right as far as one can see: the caller may shut tp down.
func Returned(ctx context.Context, open func() (sdktrace.SpanExporter, error)) (*sdktrace.TracerProvider, func(), error) {
	exp, err := open()
	if err != nil {
		return nil, nil, err
	}
	tp := sdktrace.NewTracerProvider(sdktrace.WithBatcher(exp))
	return tp, func() { _ = exp.Shutdown(ctx) }, nil
}
