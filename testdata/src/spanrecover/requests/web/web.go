// Package web is what the handlers of a company share.
package web

import (
	"context"
	"fmt"
	"net/http"

	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/trace"
)

// Recover answers a request that panicked, and tells its span.
func Recover(w http.ResponseWriter, req *http.Request) { // want Recover:"recovers,status"
	if v := recover(); v != nil {
		trace.SpanFromContext(req.Context()).SetStatus(codes.Error, fmt.Sprint(v))
		w.WriteHeader(http.StatusInternalServerError)
	}
}

// OnPanic lets f know of a panic.
func OnPanic(f func(panicked any)) { // want OnPanic:"recovers"
	if v := recover(); v != nil {
		f(v)
	}
}

// A Guard recovers panics of what runs under its context.
type Guard struct{ ctx context.Context }

// NewGuard returns a guard of ctx.
func NewGuard(ctx context.Context) *Guard { return &Guard{ctx: ctx} }

// Stop stops a panic, and tells the span.
func (g *Guard) Stop() { // want Stop:"recovers,status"
	if v := recover(); v != nil {
		trace.SpanFromContext(g.ctx).SetStatus(codes.Error, fmt.Sprint(v))
	}
}

// Start starts the span of a request.
func Start(tracer trace.Tracer, req *http.Request) (*http.Request, trace.Span) { // want Start:"starts"
	ctx, span := tracer.Start(req.Context(), req.Method)
	return req.WithContext(ctx), span
}
