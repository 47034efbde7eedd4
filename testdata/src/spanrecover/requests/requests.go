// Package requests has spans that a request, a struct or a func carries to
// where a panic is recovered.
package requests

import (
	"context"
	"fmt"
	"log"
	"net/http"

	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/trace"

	"obslint.test/spanrecover/requests/web"
)

// A Site serves requests.
type Site struct {
	Tracer trace.Tracer
	Page   func(context.Context) error
}

func (s *Site) stop(w http.ResponseWriter, req *http.Request) {
	if v := recover(); v != nil {
		trace.SpanFromContext(req.Context()).SetStatus(codes.Error, fmt.Sprint(v))
		w.WriteHeader(http.StatusInternalServerError)
	}
}

// StopFirst recovers when the span has ended.
func (s *Site) StopFirst(w http.ResponseWriter, req *http.Request) {
	ctx, span := s.Tracer.Start(req.Context(), "page")
	req = req.WithContext(ctx)
	defer s.stop(w, req) // want `span has ended \(line \d+\) when this handler recovers, .*`
	defer span.End()
	_ = s.Page(ctx)
}

// StoppedFirst gives that the request as it was.
func (s *Site) StoppedFirst(w http.ResponseWriter, req *http.Request) {
	defer web.Recover(w, req) // want `span has ended \(line \d+\) when this handler recovers, .*`
	req, span := web.Start(s.Tracer, req)
	defer span.End()
	_ = s.Page(req.Context())
}

type spanGuard struct{ span trace.Span }

func (g spanGuard) stop() {
	if v := recover(); v != nil {
		g.span.SetStatus(codes.Error, fmt.Sprint(v))
	}
}

// SpanGuarded has a struct with the span, and it tells the span too late.
func (s *Site) SpanGuarded(ctx context.Context) {
	ctx, span := s.Tracer.Start(ctx, "page")
	defer spanGuard{span}.stop() // want `span has ended \(line \d+\) when this handler touches it, which does nothing: .*`
	defer span.End()
	_ = s.Page(ctx)
}

func onPanic(f func(any)) {
	if v := recover(); v != nil {
		f(v)
	}
}

// HookedRecords has a func that records only.
func (s *Site) HookedRecords(ctx context.Context) {
	ctx, span := s.Tracer.Start(ctx, "page")
	defer span.End()
	defer onPanic(func(v any) { span.RecordError(fmt.Errorf("panic: %v", v)) }) // want `a panic recovered here counts as a success: a recorded error does not set the status of span; .*`
	_ = s.Page(ctx)
}

// HookedLogs has a func that knows nothing of the span.
func (s *Site) HookedLogs(ctx context.Context) {
	ctx, span := s.Tracer.Start(ctx, "page")
	defer span.End()
	defer web.OnPanic(func(v any) { log.Println(v) }) // want `a panic recovered here counts as a success: span ends without an error status; .*`
	_ = s.Page(ctx)
}

// safely runs f.
func safely(f func()) {
	defer func() {
		if v := recover(); v != nil {
			log.Println(v)
		}
	}()
	f()
}

// All runs each page so that a panic is no end of the others.
func (s *Site) All(ctx context.Context, names []string) {
	for _, name := range names {
		safely(func() { s.one(ctx, name) })
	}
}

func (s *Site) one(ctx context.Context, name string) {
	ctx, span := s.Tracer.Start(ctx, name)
	_ = s.Page(ctx)
	span.End() // want `a panic that line \d+ recovers skips this call, and span is never exported; .*`
}
