// Package middleware traces HTTP requests.
package middleware

import (
	"net/http"

	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/trace"
)

// Closure ends its span in a closure that it calls plainly.
func Closure(tracer trace.Tracer, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		ctx, span := tracer.Start(req.Context(), req.Method)
		done := func(code int) {
			if code >= http.StatusInternalServerError {
				span.SetStatus(codes.Error, http.StatusText(code))
			}
			span.End() // want `a panic in the handler called on line \d+ skips this call, and span is never exported; .*`
		}
		rec := &recorder{ResponseWriter: w, code: http.StatusOK}
		next.ServeHTTP(rec, req.WithContext(ctx))
		done(rec.code)
	})
}

// Attempts starts a span for each attempt, in a variable of the handler.
func Attempts(tracer trace.Tracer, retry func(func() error) error, next http.HandlerFunc) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		var current trace.Span
		attempt := func() error {
			if current != nil {
				current.End()
			}
			ctx := req.Context()
			ctx, current = tracer.Start(ctx, "attempt")
			next(w, req.WithContext(ctx))
			return nil
		}
		_ = retry(attempt)
		if current != nil {
			current.End() // want `a panic in the handler called on line \d+ skips this call, and current is never exported; .*`
		}
	})
}

type recorder struct {
	http.ResponseWriter
	code int
}

func (r *recorder) WriteHeader(code int) {
	r.code = code
	r.ResponseWriter.WriteHeader(code)
}

// Deferred is right: End runs whatever happens.
func Deferred(tracer trace.Tracer, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		ctx, span := tracer.Start(req.Context(), req.Method)
		defer span.End()
		next.ServeHTTP(w, req.WithContext(ctx))
		span.SetName(req.Pattern)
	})
}

// Early is right: it ends its span early where nothing panics.
func Early(tracer trace.Tracer, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		ctx, span := tracer.Start(req.Context(), req.Method)
		defer span.End()
		next.ServeHTTP(w, req.WithContext(ctx))
		span.End()
		w.(http.Flusher).Flush()
	})
}

// Before is right: the span is over when the next handler runs.
func Before(tracer trace.Tracer, check func(*http.Request) bool, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		_, span := tracer.Start(req.Context(), "authorize")
		ok := check(req)
		span.End()
		if !ok {
			http.Error(w, "forbidden", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, req)
	})
}
