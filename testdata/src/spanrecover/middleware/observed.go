package middleware

import (
	"net/http"

	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/trace"
)

// Options are what a program says of its spans.
type Options struct {
	Observe func(trace.Span, *http.Request)
	Adopt   func(trace.Span) bool
}

func (o *Options) observe(span trace.Span, req *http.Request) {
	if o.Observe != nil {
		o.Observe(span, req)
	}
}

// Observed shows its span to a func of the program's before the next handler
// runs, and ends it behind that.
func Observed(tracer trace.Tracer, opts *Options, h http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, req *http.Request) {
		ctx, span := tracer.Start(req.Context(), req.Method)
		opts.observe(span, req)
		if opts.Observe != nil {
			opts.Observe(span, req)
		}
		rec := &recorder{ResponseWriter: w, code: http.StatusOK}
		h(rec, req.WithContext(ctx))
		if rec.code >= http.StatusInternalServerError {
			span.SetStatus(codes.Error, http.StatusText(rec.code))
		}
		span.End() // want `a panic in the handler called on line \d+ skips this call, and span is never exported; .*`
	}
}

// Adopted is left alone: the span may have another owner.
func Adopted(tracer trace.Tracer, opts *Options, h http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, req *http.Request) {
		ctx, span := tracer.Start(req.Context(), req.Method)
		adopted := opts.Adopt(span)
		h(w, req.WithContext(ctx))
		if adopted {
			return
		}
		span.End()
	}
}
