package datadog

import (
	"context"
	"log"

	"github.com/DataDog/dd-trace-go/v2/ddtrace/tracer"
)

// Plain starts a span without a parent.
func Plain(ctx context.Context, job Job) { // want Plain:"stops"
	span := tracer.StartSpan("job")
	defer func() { // want `span has ended \(line \d+\) when this handler recovers, .*`
		if r := recover(); r != nil {
			log.Printf("recovered: %v", r)
		}
	}()
	defer span.Finish()
	_ = job(tracer.ContextWithSpan(ctx, span))
}

// Child starts a span under another.
func Child(ctx context.Context, parent *tracer.Span, job Job) { // want Child:"stops"
	span := parent.StartChild("job")
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
	span, _ := tracer.SpanFromContext(ctx)
	defer func() { // want `span has ended \(line \d+\) when this handler recovers, .*`
		if r := recover(); r != nil {
			log.Printf("recovered: %v", r)
		}
	}()
	defer span.Finish()
	_ = job(ctx)
}
