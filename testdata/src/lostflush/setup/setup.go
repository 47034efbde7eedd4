// Package setup makes telemetry for programs that know it as an interface, or
// as a func beside the context that it hands back.
package setup

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"go.opentelemetry.io/otel/sdk/metric"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
)

type key struct{}

// WithLogger returns a context with a logger.
func WithLogger(ctx context.Context, l *slog.Logger) context.Context { // want WithLogger:"makes 0"
	return context.WithValue(ctx, key{}, l)
}

// Options are what a program is started with.
type Options struct{ Logger *slog.Logger }

// Setup returns the context for all that follows.
func (o *Options) Setup(ctx context.Context, exp sdktrace.SpanExporter) (context.Context, *sdktrace.TracerProvider, func(context.Context) error, error) { // want Setup:"makes 0" Setup:"returns 2:0"
	if o.Logger == nil {
		return ctx, nil, nil, errors.New("no logger")
	}
	ctx = WithLogger(ctx, o.Logger)
	tp := sdktrace.NewTracerProvider(sdktrace.WithBatcher(exp))
	return ctx, tp, func(ctx context.Context) error {
		err := tp.Shutdown(ctx)
		if err != nil {
			o.Logger.ErrorContext(ctx, err.Error())
		}
		return err
	}, nil
}

// Telemetry is what programs see of it.
type Telemetry interface {
	Span(ctx context.Context, name string)
	Shutdown(ctx context.Context) error // want Shutdown:"flushes 0"
}

type providers struct {
	tp *sdktrace.TracerProvider
	mp *metric.MeterProvider
}

func (p *providers) Span(ctx context.Context, name string) { // want Span:"traces"
	_, span := p.tp.Tracer("setup").Start(ctx, name)
	span.End()
}

func (p *providers) Shutdown(ctx context.Context) error { // want Shutdown:"flushes 0"
	return errors.Join(p.tp.Shutdown(ctx), p.mp.Shutdown(ctx))
}

type none struct{}

func (none) Span(context.Context, string)       {}
func (none) Shutdown(ctx context.Context) error { return nil }

// New returns telemetry, or what stands for none.
func New(exp sdktrace.SpanExporter) Telemetry {
	if exp == nil {
		return none{}
	}
	return &providers{tp: sdktrace.NewTracerProvider(sdktrace.WithBatcher(exp)), mp: metric.NewMeterProvider()}
}

// A Closer is closed under a context that does not matter.
type Closer interface {
	Span(ctx context.Context, name string)
	Close(ctx context.Context) error
}

type closer struct{ providers }

func (c *closer) Close(ctx context.Context) error { // want Close:"flushes alone"
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
	defer cancel()
	return c.providers.Shutdown(ctx)
}

// NewCloser returns one.
func NewCloser(exp sdktrace.SpanExporter) Closer {
	return &closer{providers{tp: sdktrace.NewTracerProvider(sdktrace.WithBatcher(exp)), mp: metric.NewMeterProvider()}}
}
