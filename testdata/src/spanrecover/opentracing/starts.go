package opentracing

import (
	"context"
	"log"

	"github.com/opentracing/opentracing-go"
)

// ByTracer starts its span by a method of the tracer, and finishes it with
// options.
func ByTracer(ctx context.Context, job Job) { // want ByTracer:"stops"
	span := opentracing.GlobalTracer().StartSpan("job")
	defer func() { // want `span has ended \(line \d+\) when this handler recovers, .*`
		if r := recover(); r != nil {
			log.Printf("recovered: %v", r)
		}
	}()
	defer span.FinishWithOptions(opentracing.FinishOptions{})
	_ = job(ctx)
}

// WithTracer starts its span with a tracer.
func WithTracer(ctx context.Context, job Job) { // want WithTracer:"stops"
	span, ctx := opentracing.StartSpanFromContextWithTracer(ctx, opentracing.GlobalTracer(), "job")
	defer func() { // want `span has ended \(line \d+\) when this handler recovers, .*`
		if r := recover(); r != nil {
			log.Printf("recovered: %v", r)
		}
	}()
	defer span.Finish()
	_ = job(ctx)
}

// Borrowed finishes the span of its context.
func Borrowed(ctx context.Context, job Job) { // want Borrowed:"ends" Borrowed:"stops"
	span := opentracing.SpanFromContext(ctx)
	defer func() { // want `span has ended \(line \d+\) when this handler recovers, .*`
		if r := recover(); r != nil {
			log.Printf("recovered: %v", r)
		}
	}()
	defer span.Finish()
	_ = job(ctx)
}

// Lent calls Borrowed.
func Lent(ctx context.Context, job Job) { // want Lent:"stops"
	Borrowed(opentracing.ContextWithSpan(ctx, opentracing.StartSpan("job")), job)
}
