// Package rows has one function for each order of recover and End, and what
// comes of it when work panics.
package rows

import (
	"context"
	"errors"
	"fmt"

	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/trace"
)

// A Jobs runs jobs, each in a span of its own.
type Jobs struct {
	Tracer trace.Tracer
	Work   func(context.Context) error
}

var errPanic = errors.New("job panicked")

func asError(r any) error {
	if err, ok := r.(error); ok {
		return err
	}
	return fmt.Errorf("panic: %v", r)
}

// RecordThenEnd is row e': right.
func (j *Jobs) RecordThenEnd(ctx context.Context) {
	ctx, span := j.Tracer.Start(ctx, "job")
	defer func() {
		if r := recover(); r != nil {
			span.RecordError(asError(r))
			span.SetStatus(codes.Error, "panic")
		}
		span.End()
	}()
	_ = j.Work(ctx)
}

// EndBelowRecord is row f1: right.
func (j *Jobs) EndBelowRecord(ctx context.Context) (err error) {
	ctx, span := j.Tracer.Start(ctx, "job")
	defer span.End()
	defer func() {
		if r := recover(); r != nil {
			err = asError(r)
			span.RecordError(err)
			span.SetStatus(codes.Error, err.Error())
		}
	}()
	return j.Work(ctx)
}

// deferredEnd is row g: whoever recovers, End has recorded the panic.
func (j *Jobs) deferredEnd(ctx context.Context) {
	ctx, span := j.Tracer.Start(ctx, "job")
	defer span.End()
	_ = j.Work(ctx)
}

// CallRecovered is row g.
func (j *Jobs) CallRecovered(ctx context.Context) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = errPanic
		}
	}()
	j.deferredEnd(ctx)
	return nil
}

// deferredClosure is row h.
func (j *Jobs) deferredClosure(ctx context.Context) {
	ctx, span := j.Tracer.Start(ctx, "job")
	defer func() { span.End() }()
	_ = j.Work(ctx)
}

// CallClosureRecovered is row h.
func (j *Jobs) CallClosureRecovered(ctx context.Context) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = errPanic
		}
	}()
	j.deferredClosure(ctx)
	return nil
}
