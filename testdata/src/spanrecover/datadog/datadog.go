// Package datadog traces jobs with Datadog's tracer, whose Finish takes no
// notice of a panic.
package datadog

import (
	"context"
	"fmt"
	"log"
	"net/http"

	"github.com/DataDog/dd-trace-go/v2/ddtrace/ext"
	"github.com/DataDog/dd-trace-go/v2/ddtrace/tracer"
)

// A Job does something.
type Job func(context.Context) error

// Lost finishes its span by a plain call.
func Lost(ctx context.Context, job Job) { // want Lost:"stops"
	defer func() {
		if r := recover(); r != nil {
			log.Printf("recovered: %v", r)
		}
	}()
	span, ctx := tracer.StartSpanFromContext(ctx, "job")
	err := job(ctx)
	span.Finish(tracer.WithError(err)) // want `a panic that line \d+ recovers skips this call, and span is never exported; defer it right after the start`
}

// WithError looks at an error that the recovery leaves nil.
func WithError(ctx context.Context, job Job) { // want WithError:"stops"
	var err error
	span, ctx := tracer.StartSpanFromContext(ctx, "job")
	defer func() { span.Finish(tracer.WithError(err)) }()
	defer guard() // want `a panic recovered here counts as a success: span ends without an error status; set the error tag of span`
	err = job(ctx)
}

func guard() {
	if r := recover(); r != nil {
		log.Printf("recovered: %v", r)
	}
}

// Middleware finishes its span when the handler has returned.
func Middleware(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		span, ctx := tracer.StartSpanFromContext(req.Context(), "request")
		next.ServeHTTP(w, req.WithContext(ctx))
		span.Finish() // want `a panic in the handler called on line \d+ skips this call, and span is never exported; .*`
	})
}

// Returned is right: the recovery sets the error.
func Returned(ctx context.Context, job Job) (err error) { // want Returned:"stops"
	span, ctx := tracer.StartSpanFromContext(ctx, "job")
	defer func() { span.Finish(tracer.WithError(err)) }()
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("panic: %v", r)
		}
	}()
	return job(ctx)
}

// Tagged is right.
func Tagged(ctx context.Context, job Job) { // want Tagged:"stops"
	span, ctx := tracer.StartSpanFromContext(ctx, "job")
	defer span.Finish()
	defer func() {
		if r := recover(); r != nil {
			span.SetTag(ext.Error, fmt.Errorf("panic: %v", r))
		}
	}()
	_ = job(ctx)
}
