// Package ways has functions that tell a span of an error when it has ended, and
// some that look like it.
package ways

import (
	"context"
	"errors"

	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/trace"
)

// A Repo reads what is stored.
type Repo struct {
	Tracer trace.Tracer
	Source Source
}

// A Source may fail.
type Source interface {
	Read(ctx context.Context, id string) (string, error)
}

// Save tells the span of the error when that has ended.
func (r *Repo) Save(ctx context.Context, id string) (err error) {
	ctx, span := r.Tracer.Start(ctx, "save")
	defer func() { // want `span has ended \(line 32\) when this deferred call touches it, which does nothing: its error status is lost; defer it below that`
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

// Closing ends the span, and then tells it, in one call.
func (r *Repo) Closing(ctx context.Context, id string) (err error) {
	ctx, span := r.Tracer.Start(ctx, "closing")
	defer func() { // want `span has ended \(line 46\) when this deferred call touches it, which does nothing: its error status is lost; do so before that`
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
	defer func() { // want `a panic recovered here counts as a success: span has ended \(line 60\) when it is told of an error, which does nothing; tell it before that`
		p := recover()
		span.End()
		if p != nil {
			span.SetStatus(codes.Error, "panic")
			err = errors.New("panic")
		}
	}()
	return f(ctx)
}
