// Package scope keeps the span of a piece of work in a struct.
package scope

import (
	"context"

	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/trace"
)

// A Scope is a piece of work with a span of its own.
type Scope struct {
	Name string
	span trace.Span
}

// Begin starts the span.
func (s *Scope) Begin(ctx context.Context, tracer trace.Tracer) context.Context { // want Begin:"starts"
	ctx, s.span = tracer.Start(ctx, s.Name)
	return ctx
}

// Done ends it.
func (s *Scope) Done(err error) { // want Done:"status,ends"
	if err != nil {
		s.span.SetStatus(codes.Error, err.Error())
	}
	s.span.End()
}

// Once starts the span and ends it with work.
func (s *Scope) Once(ctx context.Context, tracer trace.Tracer, work func(context.Context)) { // want Once:"ends"
	ctx, s.span = tracer.Start(ctx, s.Name)
	defer s.span.End()
	work(ctx)
}
