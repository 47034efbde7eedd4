package requests

import (
	"context"
	"fmt"
	"net/http"

	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/trace"

	"obslint.test/spanrecover/requests/web"
)

// StopLast is right: the request has the span.
func (s *Site) StopLast(w http.ResponseWriter, req *http.Request) {
	ctx, span := s.Tracer.Start(req.Context(), "page")
	defer span.End()
	req = req.WithContext(ctx)
	defer s.stop(w, req)
	_ = s.Page(ctx)
}

// Stopped is right: a function of another package takes the span from the
// request.
func (s *Site) Stopped(w http.ResponseWriter, req *http.Request) {
	req, span := web.Start(s.Tracer, req)
	defer span.End()
	defer web.Recover(w, req)
	_ = s.Page(req.Context())
}

// Guarded is right: the guard has the context.
func (s *Site) Guarded(ctx context.Context) {
	ctx, span := s.Tracer.Start(ctx, "page")
	defer span.End()
	defer web.NewGuard(ctx).Stop()
	_ = s.Page(ctx)
}

type guard struct{ ctx context.Context }

func (g guard) stop() {
	if v := recover(); v != nil {
		trace.SpanFromContext(g.ctx).SetStatus(codes.Error, fmt.Sprint(v))
	}
}

// GuardedHere is right: the same with a struct of this package.
func (s *Site) GuardedHere(ctx context.Context) {
	ctx, span := s.Tracer.Start(ctx, "page")
	defer span.End()
	defer guard{ctx}.stop()
	_ = s.Page(ctx)
}

// SpanGuardedLast is right.
func (s *Site) SpanGuardedLast(ctx context.Context) {
	ctx, span := s.Tracer.Start(ctx, "page")
	defer span.End()
	defer spanGuard{span}.stop()
	_ = s.Page(ctx)
}

// Hooked is right: the func sets the status.
func (s *Site) Hooked(ctx context.Context) {
	ctx, span := s.Tracer.Start(ctx, "page")
	defer span.End()
	defer onPanic(func(v any) { span.SetStatus(codes.Error, fmt.Sprint(v)) })
	_ = s.Page(ctx)
}

// HookedElsewhere is left alone: the func may be called.
func (s *Site) HookedElsewhere(ctx context.Context) {
	ctx, span := s.Tracer.Start(ctx, "page")
	defer span.End()
	defer web.OnPanic(func(v any) { span.SetStatus(codes.Error, fmt.Sprint(v)) })
	_ = s.Page(ctx)
}

// Within is right: the handler tells the outer span of a panic.
func (s *Site) Within(ctx context.Context) {
	ctx, outer := s.Tracer.Start(ctx, "outer")
	defer outer.End()
	defer func() {
		if v := recover(); v != nil {
			outer.SetStatus(codes.Error, fmt.Sprint(v))
		}
	}()
	ctx, inner := s.Tracer.Start(ctx, "inner")
	defer inner.End()
	_ = s.Page(ctx)
}
