package ways

import (
	"context"
	"errors"
	"fmt"

	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/trace"
)

// Save tells the span of the error when that has ended.
func (r *Repo) Save(ctx context.Context, id string) (err error) {
	ctx, span := r.Tracer.Start(ctx, "save")
	defer func() { // want `span has ended \(line 20\) when this deferred call touches it, which does nothing: its error status is lost; defer it below that`
		if err != nil {
			fail(span, err)
		}
	}()
	defer span.End()
	_, err = r.Source.Read(ctx, id)
	return err
}

func fail(span trace.Span, err error) {
	span.RecordError(err)
	span.SetStatus(codes.Error, err.Error())
}

// Again panics again, when the span has ended.
func (r *Repo) Again(ctx context.Context, f func(context.Context) error) error {
	ctx, span := r.Tracer.Start(ctx, "again")
	defer func() { // want `span has ended \(line 40\) when this deferred call touches it, which does nothing: its error status is lost; defer it below that`
		if p := recover(); p != nil {
			span.RecordError(fmt.Errorf("panic: %v", p))
			span.SetStatus(codes.Error, "panic")
			panic(p)
		}
	}()
	defer span.End()
	return f(ctx)
}

// Closing ends the span, and then tells it, in one call.
func (r *Repo) Closing(ctx context.Context, id string) (err error) {
	ctx, span := r.Tracer.Start(ctx, "closing")
	defer func() { // want `span has ended \(line 48\) when this deferred call touches it, which does nothing: its error status is lost; do so before that`
		span.End()
		if err != nil {
			span.SetStatus(codes.Error, err.Error())
		}
	}()
	_, err = r.Source.Read(ctx, id)
	return err
}

// Stopped ends the span between the recovery and what tells of it.
func (r *Repo) Stopped(ctx context.Context, f func(context.Context) error) (err error) { // want Stopped:"stops"
	ctx, span := r.Tracer.Start(ctx, "stopped")
	defer func() { // want `a panic recovered here counts as a success: span has ended \(line 62\) when it is told of an error, which does nothing; tell it before that`
		p := recover()
		span.End()
		if p != nil {
			span.SetStatus(codes.Error, "panic")
			err = errors.New("panic")
		}
	}()
	return f(ctx)
}
