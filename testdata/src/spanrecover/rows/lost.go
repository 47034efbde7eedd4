package rows

import (
	"context"
	"log"
)

// PlainEnd is row c.
func (j *Jobs) PlainEnd(ctx context.Context) {
	defer func() {
		if r := recover(); r != nil {
			log.Printf("recovered: %v", r)
		}
	}()
	ctx, span := j.Tracer.Start(ctx, "job")
	_ = j.Work(ctx)
	span.End() // want `a panic that line 10 recovers skips this call, and span is never exported; defer it right after the start`
}

// ReturnBeforeEnd is row d: recover, and return before End.
func (j *Jobs) ReturnBeforeEnd(ctx context.Context) {
	ctx, span := j.Tracer.Start(ctx, "job")
	defer func() { // want `this handler recovers a panic and leaves span open, so it is never exported; end it on every path`
		if r := recover(); r != nil {
			log.Printf("recovered: %v", r)
			return
		}
		span.End()
	}()
	_ = j.Work(ctx)
}

// EndWithoutPanic is row d: End only where nothing panicked.
func (j *Jobs) EndWithoutPanic(ctx context.Context) {
	ctx, span := j.Tracer.Start(ctx, "job")
	defer func() { // want `this handler recovers a panic and leaves span open, .*`
		r := recover()
		if r == nil {
			span.End()
		} else {
			log.Printf("recovered: %v", r)
		}
	}()
	_ = j.Work(ctx)
}

// EndOnPanic is row d”: End only where something panicked.
func (j *Jobs) EndOnPanic(ctx context.Context) {
	ctx, span := j.Tracer.Start(ctx, "job")
	defer func() {
		if r := recover(); r != nil {
			log.Printf("recovered: %v", r)
			span.End() // want `span is ended only where a panic is recovered, and is never exported otherwise; defer its end`
		}
	}()
	_ = j.Work(ctx)
}
