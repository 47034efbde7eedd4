package exporter

import (
	"context"
	"errors"

	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/trace"
)

// Telemetry holds both.
type Telemetry struct {
	exp sdktrace.SpanExporter
	tp  *sdktrace.TracerProvider
}

// New makes both.
func New(open func() (sdktrace.SpanExporter, error)) (*Telemetry, error) {
	exp, err := open()
	if err != nil {
		return nil, err
	}
	tp := sdktrace.NewTracerProvider(sdktrace.WithBatcher(exp))
	return &Telemetry{exp: exp, tp: tp}, nil
}

// Tracer returns a tracer.
func (t *Telemetry) Tracer() trace.Tracer { return t.tp.Tracer("exporter") }

// Close ends the exporter alone.
func (t *Telemetry) Close(ctx context.Context) error {
	return t.exp.Shutdown(ctx) // want `t.exp.Shutdown ends the exporter alone: what the provider made on line 23 still buffers for it is never sent`
}

// Both is right: the provider goes first.
type Both struct {
	exp sdktrace.SpanExporter
	tp  *sdktrace.TracerProvider
}

// NewBoth makes both.
func NewBoth(open func() (sdktrace.SpanExporter, error)) (*Both, error) {
	b := new(Both)
	var err error
	if b.exp, err = open(); err != nil {
		return nil, err
	}
	b.tp = sdktrace.NewTracerProvider(sdktrace.WithBatcher(b.exp))
	return b, nil
}

// Close ends both.
func (b *Both) Close(ctx context.Context) error { // want Close:"flushes 0"
	return errors.Join(b.tp.Shutdown(ctx), b.exp.Shutdown(ctx))
}

// Build returns the provider as what has no Shutdown.
func Build(open func() (sdktrace.SpanExporter, error)) (trace.TracerProvider, func(context.Context) error, error) {
	exp, err := open()
	if err != nil {
		return nil, nil, err
	}
	tp := sdktrace.NewTracerProvider(sdktrace.WithBatcher(exp))
	return tp, func(ctx context.Context) error {
		return exp.Shutdown(ctx) // want `exp.Shutdown ends the exporter alone`
	}, nil
}

// Guarded ends both, the exporter first.
type Guarded struct {
	exp sdktrace.SpanExporter
	tp  *sdktrace.TracerProvider
}

// NewGuarded makes both.
func NewGuarded(open func() (sdktrace.SpanExporter, error)) (*Guarded, error) {
	exp, err := open()
	if err != nil {
		return nil, err
	}
	return &Guarded{exp: exp, tp: sdktrace.NewTracerProvider(sdktrace.WithBatcher(exp))}, nil
}

// Tracer returns a tracer.
func (g *Guarded) Tracer() trace.Tracer { return g.tp.Tracer("exporter") }

// Close ends what there is.
func (g *Guarded) Close(ctx context.Context) { // want Close:"flushes 0"
	if g.exp != nil {
		_ = g.exp.Shutdown(ctx) // want `g.exp.Shutdown runs before the provider made on line \d+, which still buffers for it, is shut down`
	}
	if g.tp != nil {
		_ = g.tp.Shutdown(ctx)
	}
}
