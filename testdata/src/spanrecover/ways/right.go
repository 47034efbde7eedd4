package ways

import (
	"context"
	"errors"
	"fmt"

	"go.opentelemetry.io/otel/codes"
)

// Two tells the outer span when the inner one has ended.
func (r *Repo) Two(ctx context.Context, id string) (err error) {
	ctx, outer := r.Tracer.Start(ctx, "outer")
	defer outer.End()
	defer func() {
		if err != nil {
			fail(outer, err)
		}
	}()
	ctx, inner := r.Tracer.Start(ctx, "inner")
	defer inner.End()
	_, err = r.Source.Read(ctx, id)
	return err
}

// Sooner ends the span by hand, and defers what is for the other ways.
func (r *Repo) Sooner(ctx context.Context, id string) (err error) {
	ctx, span := r.Tracer.Start(ctx, "sooner")
	defer func() {
		if err != nil {
			fail(span, err)
			span.End()
		}
	}()
	s, err := r.Source.Read(ctx, id)
	if err != nil {
		return err
	}
	span.End()
	return check(s)
}

func check(s string) error {
	if s == "" {
		return errors.New("nothing")
	}
	return nil
}

// Again panics again: whoever recovers in the end knows what it means.
func (r *Repo) Again(ctx context.Context, f func(context.Context) error) error {
	ctx, span := r.Tracer.Start(ctx, "again")
	defer func() {
		if p := recover(); p != nil {
			span.RecordError(fmt.Errorf("panic: %v", p))
			span.SetStatus(codes.Error, "panic")
			panic(p)
		}
	}()
	defer span.End()
	return f(ctx)
}
