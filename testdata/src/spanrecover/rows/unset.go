package rows

import (
	"context"
	"log"

	"go.opentelemetry.io/otel/codes"
)

// EndThenPlainRecover is row b.
func (j *Jobs) EndThenPlainRecover(ctx context.Context) {
	ctx, span := j.Tracer.Start(ctx, "job")
	defer span.End()
	defer func() { // want `a panic recovered here counts as a success: span ends without an error status; call span.SetStatus with codes.Error`
		if r := recover(); r != nil {
			log.Printf("recovered: %v", r)
		}
	}()
	_ = j.Work(ctx)
}

// RecordOnly records the panic, which leaves the status as it is.
func (j *Jobs) RecordOnly(ctx context.Context) {
	ctx, span := j.Tracer.Start(ctx, "job")
	defer span.End()
	defer func() { // want `a panic recovered here counts as a success: a recorded error does not set the status of span; call span.SetStatus with codes.Error`
		if r := recover(); r != nil {
			span.RecordError(asError(r))
		}
	}()
	_ = j.Work(ctx)
}

// NilError looks at an error that the recovery leaves nil.
func (j *Jobs) NilError(ctx context.Context) {
	var err error
	ctx, span := j.Tracer.Start(ctx, "job")
	defer func() {
		if err != nil {
			span.SetStatus(codes.Error, err.Error())
		}
		span.End()
	}()
	defer func() { // want `a panic recovered here counts as a success: what gives span an error status \(line 40\) does not run; call span.SetStatus with codes.Error`
		if r := recover(); r != nil {
			log.Printf("recovered: %v", r)
		}
	}()
	err = j.Work(ctx)
}
