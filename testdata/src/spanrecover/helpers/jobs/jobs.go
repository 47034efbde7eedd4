// Package jobs runs jobs with helpers of other packages.
package jobs

import (
	"context"

	"obslint.test/spanrecover/helpers/guard"
	"obslint.test/spanrecover/helpers/telemetry"
)

// A Job does something.
type Job func(context.Context) error

// Guarded recovers when the span has ended.
func Guarded(ctx context.Context, job Job) (err error) {
	defer guard.Recover() // want `span has ended \(line \d+\) when this handler recovers, so a panic is exported as a success; defer it below that and call span.SetStatus with codes.Error`
	ctx, span := telemetry.Start(ctx, "job")
	defer telemetry.End(span, &err)
	return job(ctx)
}

// Operated ends its operation by a plain call.
func Operated(ctx context.Context, job Job) {
	defer guard.Recover()
	ctx, op := telemetry.Begin(ctx, "job")
	err := job(ctx)
	op.Done(err) // want `a panic that line \d+ recovers skips this call, and op is never exported; defer it right after the start`
}

// Below is green: the recovery leaves the error nil.
func Below(ctx context.Context, job Job) (err error) {
	ctx, span := telemetry.Start(ctx, "job")
	defer telemetry.End(span, &err)
	defer guard.Recover() // want `a panic recovered here is exported as a success: what gives span an error status .line \d+. does not run; call span.SetStatus with codes.Error`
	return job(ctx)
}

// Finished is right: the helper does it all.
func Finished(ctx context.Context, job Job) {
	ctx, span := telemetry.Start(ctx, "job")
	defer telemetry.Finish(span)
	_ = job(ctx)
}

// Crashed is right: the status is set before End, and the recovery is above.
func Crashed(ctx context.Context, job Job) {
	defer guard.Recover()
	ctx, span := telemetry.Start(ctx, "job")
	defer span.End()
	defer telemetry.Crash(ctx)
	_ = job(ctx)
}

// Logged is right: nothing recovers.
func Logged(ctx context.Context, job Job) {
	defer guard.Log()
	ctx, span := telemetry.Start(ctx, "job")
	_ = job(ctx)
	span.End()
}

// Handed is right: somebody else may end the span.
func Handed(ctx context.Context, job Job, started chan<- struct{}) {
	defer guard.Recover()
	ctx, span := telemetry.Start(ctx, "job")
	telemetry.Keep(span)
	close(started)
	_ = job(ctx)
	span.End()
}

// Inside is right: the panic is over when it comes here.
func Inside(ctx context.Context, job Job) {
	ctx, span := telemetry.Start(ctx, "job")
	guard.Safely(func() { _ = job(ctx) })
	span.End()
}
