// Package opentracing traces jobs with OpenTracing, whose Finish takes no
// notice of a panic.
package opentracing

import (
	"context"
	"fmt"
	"log"

	"github.com/opentracing/opentracing-go"
	"github.com/opentracing/opentracing-go/ext"
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
	span, ctx := opentracing.StartSpanFromContext(ctx, "job")
	_ = job(ctx)
	span.Finish() // want `a panic that line \d+ recovers skips this call, and span is never exported; defer it right after the start`
}

// Tagged is right.
func Tagged(ctx context.Context, job Job) { // want Tagged:"stops"
	span, ctx := opentracing.StartSpanFromContext(ctx, "job")
	defer span.Finish()
	defer func() {
		if r := recover(); r != nil {
			ext.Error.Set(span, true)
		}
	}()
	_ = job(ctx)
}

// Logged is right.
func Logged(ctx context.Context, job Job) { // want Logged:"stops"
	span := opentracing.StartSpan("job")
	defer func() {
		if r := recover(); r != nil {
			ext.LogError(span, fmt.Errorf("panic: %v", r))
		}
		span.Finish()
	}()
	_ = job(opentracing.ContextWithSpan(ctx, span))
}

// TaggedLate is left alone: some tracers take a tag when the span has finished.
func TaggedLate(ctx context.Context, job Job) { // want TaggedLate:"stops"
	span, ctx := opentracing.StartSpanFromContext(ctx, "job")
	defer func() {
		if r := recover(); r != nil {
			span.SetTag("error", true)
		}
	}()
	defer span.Finish()
	_ = job(ctx)
}
