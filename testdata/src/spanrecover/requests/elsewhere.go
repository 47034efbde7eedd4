package requests

import (
	"context"
	"fmt"

	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/trace"
)

var current trace.Span

// Current is right: the span is in a variable of the package, too.
func (s *Site) Current(ctx context.Context) {
	ctx, span := s.Tracer.Start(ctx, "page")
	defer span.End()
	current = span
	defer func() {
		if v := recover(); v != nil {
			current.SetStatus(codes.Error, fmt.Sprint(v))
		}
	}()
	_ = s.Page(ctx)
}

func failIn(values map[string]any, v any) {
	if span, ok := values["span"].(trace.Span); ok {
		span.SetStatus(codes.Error, fmt.Sprint(v))
	}
}

// Values is right: the span is among the values of the request.
func (s *Site) Values(ctx context.Context) {
	ctx, span := s.Tracer.Start(ctx, "page")
	defer span.End()
	values := map[string]any{"span": span}
	defer func() {
		if v := recover(); v != nil {
			failIn(values, v)
		}
	}()
	_ = s.Page(ctx)
}

type scope struct{ ctx context.Context }

func (s *scope) enter(ctx context.Context) { s.ctx = ctx }

func (s *scope) fail(v any) { trace.SpanFromContext(s.ctx).SetStatus(codes.Error, fmt.Sprint(v)) }

// Scoped is right: the scope has the context.
func (s *Site) Scoped(ctx context.Context) {
	ctx, span := s.Tracer.Start(ctx, "page")
	defer span.End()
	sc := &scope{}
	sc.enter(ctx)
	defer func() {
		if v := recover(); v != nil {
			sc.fail(v)
		}
	}()
	_ = s.Page(ctx)
}

// Parent tells the span that it is called with, and not its own.
func (s *Site) Parent(ctx context.Context) {
	parent := trace.SpanFromContext(ctx)
	ctx, span := s.Tracer.Start(ctx, "page")
	defer span.End()
	defer func() { // want `a panic recovered here counts as a success: span ends without an error status; .*`
		if v := recover(); v != nil {
			parent.SetStatus(codes.Error, fmt.Sprint(v))
		}
	}()
	_ = s.Page(ctx)
}
