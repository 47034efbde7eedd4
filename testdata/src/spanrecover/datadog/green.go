package datadog

import (
	"context"
	"fmt"
	"log"

	"github.com/DataDog/dd-trace-go/v2/ddtrace/ext"
	"github.com/DataDog/dd-trace-go/v2/ddtrace/tracer"
)

// Late recovers when the span has finished.
func Late(ctx context.Context, job Job) { // want Late:"stops"
	span, ctx := tracer.StartSpanFromContext(ctx, "job")
	defer func() { // want `span has ended \(line \d+\) when this handler recovers, so a panic counts as a success; defer it below that and set the error tag of span`
		if r := recover(); r != nil {
			log.Printf("recovered: %v", r)
		}
	}()
	defer span.Finish()
	_ = job(ctx)
}

// TaggedLate tags the span when it has finished.
func TaggedLate(ctx context.Context, job Job) { // want TaggedLate:"stops"
	span, ctx := tracer.StartSpanFromContext(ctx, "job")
	defer func() { // want `span has ended \(line \d+\) when this handler touches it, which does nothing: a panic counts as a success; defer it below that`
		if r := recover(); r != nil {
			span.SetTag(ext.Error, fmt.Errorf("panic: %v", r))
		}
	}()
	defer span.Finish()
	_ = job(ctx)
}

// Unset says nothing to the span.
func Unset(ctx context.Context, job Job) { // want Unset:"stops"
	span, ctx := tracer.StartSpanFromContext(ctx, "job")
	defer span.Finish()
	defer func() { // want `a panic recovered here counts as a success: span ends without an error status; set the error tag of span`
		if r := recover(); r != nil {
			log.Printf("recovered: %v", r)
		}
	}()
	_ = job(ctx)
}
