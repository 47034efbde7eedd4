package runners

import (
	"context"

	"obslint.test/spanrecover/helpers/safe"
)

// Deferred is right: the end is deferred.
func (j *Jobs) Deferred(ctx context.Context) {
	safe.Go(func() {
		ctx, span := j.Tracer.Start(ctx, "job")
		defer span.End()
		_ = j.Work(ctx)
	})
}

// Caught goes on with the panic where it is called.
func (j *Jobs) Caught(ctx context.Context) {
	safe.Catch(func() {
		ctx, span := j.Tracer.Start(ctx, "job")
		_ = j.Work(ctx)
		span.End()
	})
}

// Grouped goes on with the panic where the group is waited for.
func (j *Jobs) Grouped(ctx context.Context) {
	var g safe.Group
	g.Go(func() {
		ctx, span := j.Tracer.Start(ctx, "job")
		_ = j.Work(ctx)
		span.End()
	})
	g.Wait()
}

// Logged goes on with the panic, Started and Behind do not recover it.
func (j *Jobs) Logged(ctx context.Context) {
	job := func() {
		ctx, span := j.Tracer.Start(ctx, "job")
		_ = j.Work(ctx)
		span.End()
	}
	safe.Log(job)
	safe.Start(job)
	safe.Behind(job)
}

// Around has its span around the runner, and nothing to say of the panic.
func (j *Jobs) Around(ctx context.Context) {
	ctx, span := j.Tracer.Start(ctx, "job")
	safe.Go(func() { _ = j.Work(ctx) })
	span.End()
}

// Guarded recovers by itself, tells the span and ends it.
func (j *Jobs) Guarded(ctx context.Context) {
	safe.Go(func() {
		ctx, span := j.Tracer.Start(ctx, "job")
		func() {
			defer func() {
				if r := recover(); r != nil {
					j.OnPanic(ctx, r)
				}
			}()
			_ = j.Work(ctx)
		}()
		span.End()
	})
}

// Later runs where nothing recovers.
func (j *Jobs) Later(ctx context.Context, q *safe.Queue) {
	q.Defer(func() {
		ctx, span := j.Tracer.Start(ctx, "job")
		_ = j.Work(ctx)
		span.End()
	})
}
