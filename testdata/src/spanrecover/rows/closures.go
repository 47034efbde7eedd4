package rows

import (
	"context"
	"log"

	"go.opentelemetry.io/otel/codes"
)

// EndThenRecover is row e.
func (j *Jobs) EndThenRecover(ctx context.Context) {
	ctx, span := j.Tracer.Start(ctx, "job")
	defer func() { // want `span has ended \(line \d+\) when this handler recovers, so a panic counts as a success; recover first and call span.SetStatus with codes.Error`
		span.End()
		if r := recover(); r != nil {
			log.Printf("recovered: %v", r)
		}
	}()
	_ = j.Work(ctx)
}

// EndThenRecord is row e”.
func (j *Jobs) EndThenRecord(ctx context.Context) {
	ctx, span := j.Tracer.Start(ctx, "job")
	defer func() { // want `span has ended \(line \d+\) when this handler touches it, which does nothing: .*`
		span.End()
		if r := recover(); r != nil {
			span.RecordError(asError(r))
			span.SetStatus(codes.Error, "panic")
		}
	}()
	_ = j.Work(ctx)
}
