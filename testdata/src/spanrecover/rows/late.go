package rows

import (
	"context"
	"log"

	"go.opentelemetry.io/otel/codes"
)

// RecoverThenEnd is row a: the handler runs when the span is exported.
func (j *Jobs) RecoverThenEnd(ctx context.Context) {
	ctx, span := j.Tracer.Start(ctx, "job")
	defer func() { // want `span has ended \(line 18\) when this handler recovers, so a panic counts as a success; defer it below that and call span.SetStatus with codes.Error`
		if r := recover(); r != nil {
			log.Printf("recovered: %v", r)
		}
	}()
	defer span.End()
	_ = j.Work(ctx)
}

// RecordTooLate is row f2.
func (j *Jobs) RecordTooLate(ctx context.Context) (err error) {
	ctx, span := j.Tracer.Start(ctx, "job")
	defer func() { // want `span has ended \(line 32\) when this handler touches it, which does nothing: a panic counts as a success; defer it below that`
		if r := recover(); r != nil {
			err = asError(r)
			span.RecordError(err)
			span.SetStatus(codes.Error, err.Error())
		}
	}()
	defer span.End()
	return j.Work(ctx)
}
