package opentracing

import (
	"context"
	"log"

	"github.com/opentracing/opentracing-go"
)

// Late recovers when the span has finished.
func Late(ctx context.Context, job Job) { // want Late:"stops"
	span, ctx := opentracing.StartSpanFromContext(ctx, "job")
	defer func() { // want `span has ended \(line \d+\) when this handler recovers, so a panic counts as a success; defer it below that and call ext.LogError with span`
		if r := recover(); r != nil {
			log.Printf("recovered: %v", r)
		}
	}()
	defer span.Finish()
	_ = job(ctx)
}

// Unset says nothing to the span.
func Unset(ctx context.Context, job Job) { // want Unset:"stops"
	span, ctx := opentracing.StartSpanFromContext(ctx, "job")
	defer span.Finish()
	defer func() { // want `a panic recovered here counts as a success: span ends without an error status; call ext.LogError with span`
		if r := recover(); r != nil {
			span.SetTag("retry", false)
		}
	}()
	_ = job(ctx)
}
