// Package runners hands work to functions of other packages, which recover.
package runners

import (
	"context"

	"github.com/panjf2000/ants/v2"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/trace"

	"obslint.test/spanrecover/helpers/safe"
)

// Jobs are traced.
type Jobs struct {
	Tracer  trace.Tracer
	Work    func(context.Context) error
	OnPanic func(context.Context, any)
	Pool    safe.Pool
}

// Go ends the span of a job in a goroutine.
func (j *Jobs) Go(ctx context.Context) {
	safe.Go(func() {
		ctx, span := j.Tracer.Start(ctx, "job")
		_ = j.Work(ctx)
		span.End() // want `a panic that safe.Go recovers skips this call, and span is never exported; defer it right after the start`
	})
}

// Do has a job that fails where it panics.
func (j *Jobs) Do(ctx context.Context) error {
	return safe.Do(func() error {
		ctx, span := j.Tracer.Start(ctx, "job")
		if err := j.Work(ctx); err != nil {
			span.RecordError(err)
			span.SetStatus(codes.Error, err.Error())
			span.End() // want `a panic that safe.Do recovers skips this call, and span is never exported; defer it right after the start`
			return err
		}
		span.End()
		return nil
	})
}

// Submit gives a method to a pool.
func (j *Jobs) Submit() {
	j.Pool.Submit("job", j.run)
}

func (j *Jobs) run() {
	ctx, span := j.Tracer.Start(context.Background(), "job")
	_ = j.Work(ctx)
	span.End() // want `a panic that safe.Submit recovers skips this call, and span is never exported; defer it right after the start`
}

// Each has a span for each round, in a helper.
func (j *Jobs) Each(ctx context.Context) {
	safe.Each(3, func(int) { j.round(ctx) })
}

func (j *Jobs) round(ctx context.Context) {
	ctx, span := j.Tracer.Start(ctx, "round")
	_ = j.Work(ctx)
	span.End() // want `a panic that safe.Each recovers skips this call, and span is never exported; defer it right after the start`
}

// Ants gives a literal to a pool of workers.
func (j *Jobs) Ants(ctx context.Context, pool *ants.Pool) error {
	return pool.Submit(func() {
		ctx, span := j.Tracer.Start(ctx, "job")
		_ = j.Work(ctx)
		span.End() // want `a panic that ants.Submit recovers skips this call, and span is never exported; defer it right after the start`
	})
}

// Own has a runner of this package.
func (j *Jobs) Own(ctx context.Context) {
	j.spawn(func() {
		ctx, span := j.Tracer.Start(ctx, "job")
		_ = j.Work(ctx)
		span.End() // want `a panic that line \d+ recovers skips this call, and span is never exported; defer it right after the start`
	})
}

func (j *Jobs) spawn(f func()) {
	go func() {
		defer func() { _ = recover() }()
		f()
	}()
}

// Queued ends the span in the goroutine of a queue.
func (j *Jobs) Queued(ctx context.Context, q *safe.Queue) error {
	return q.Put(ctx, func() {
		ctx, span := j.Tracer.Start(ctx, "job")
		_ = j.Work(ctx)
		span.End() // want `a panic that safe.Put recovers skips this call, and span is never exported; defer it right after the start`
	})
}
