// Package jobs runs jobs with helpers of other packages.
package jobs

import (
	"context"
	"fmt"

	"go.opentelemetry.io/otel/codes"

	"obslint.test/spanrecover/helpers/guard"
	"obslint.test/spanrecover/helpers/telemetry"
)

// A Job does something.
type Job func(context.Context) error

// Guarded recovers when the span has ended.
func Guarded(ctx context.Context, job Job) (err error) { // want Guarded:"stops"
	defer guard.Recover() // want `span has ended \(line \d+\) when this handler recovers, so a panic counts as a success; defer it below that and call span.SetStatus with codes.Error`
	ctx, span := telemetry.Start(ctx, "job")
	defer telemetry.End(span, &err)
	return job(ctx)
}

// Operated ends its operation by a plain call.
func Operated(ctx context.Context, job Job) { // want Operated:"stops"
	defer guard.Recover()
	ctx, op := telemetry.Begin(ctx, "job")
	err := job(ctx)
	op.Done(err) // want `a panic that line \d+ recovers skips this call, and op is never exported; defer it right after the start`
}

// Below is green: the recovery leaves the error nil.
func Below(ctx context.Context, job Job) (err error) { // want Below:"stops"
	ctx, span := telemetry.Start(ctx, "job")
	defer telemetry.End(span, &err)
	defer guard.Recover() // want `a panic recovered here counts as a success: what gives span an error status .line \d+. does not run; call span.SetStatus with codes.Error`
	return job(ctx)
}

// Traced has a func that ends the span, and recovers when that has run.
func Traced(ctx context.Context, job Job) (err error) { // want Traced:"stops"
	defer guard.Recover() // want `the span has ended \(line \d+\) when this handler recovers, so a panic counts as a success; .*`
	ctx, end := telemetry.Trace(ctx, "job")
	defer end(&err)
	return job(ctx)
}

// Ended calls what ends the span plainly.
func Ended(ctx context.Context, job Job) { // want Ended:"stops"
	defer guard.Recover()
	ctx, end := telemetry.Ended(ctx, "job")
	_ = job(ctx)
	end() // want `a panic that line \d+ recovers skips this call, and the span is never exported; .*`
}

// Finished is right: the helper does it all.
func Finished(ctx context.Context, job Job) { // want Finished:"stops"
	ctx, span := telemetry.Start(ctx, "job")
	defer telemetry.Finish(span)
	_ = job(ctx)
}

// Crashed is right: the status is set before End, and the recovery is above.
func Crashed(ctx context.Context, job Job) { // want Crashed:"stops"
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
func Handed(ctx context.Context, job Job, started chan<- struct{}) { // want Handed:"stops"
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

// TracedRight is right: the recovery sets the error that end looks at.
func TracedRight(ctx context.Context, job Job) (err error) { // want TracedRight:"stops"
	ctx, end := telemetry.Trace(ctx, "job")
	defer end(&err)
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("panic: %v", r)
		}
	}()
	return job(ctx)
}

// EndedRight is right: nobody recovers.
func EndedRight(ctx context.Context, job Job) {
	ctx, end := telemetry.Ended(ctx, "job")
	_ = job(ctx)
	end()
}

// EndedElsewhere is right: a goroutine ends the span.
func EndedElsewhere(ctx context.Context, job Job, done <-chan struct{}) { // want EndedElsewhere:"stops"
	defer guard.Recover()
	ctx, end := telemetry.Ended(ctx, "job")
	go func() {
		<-done
		end()
	}()
	_ = job(ctx)
}

// Detached has a goroutine that ends the span, by a function of another package.
func Detached(ctx context.Context, job Job) { // want Detached:"stops"
	defer guard.Recover()
	ctx, span := telemetry.Start(ctx, "job")
	go func() {
		<-ctx.Done()
		telemetry.Finish(span)
	}()
	if err := job(ctx); err != nil {
		telemetry.End(span, &err)
	}
}

// Foretold is green: what is set before a panic does not tell of it.
func Foretold(ctx context.Context, code codes.Code, job Job) { // want Foretold:"stops"
	ctx, span := telemetry.Start(ctx, "job")
	defer span.End()
	defer guard.Recover() // want `a panic recovered here counts as a success: span ends without an error status; call span.SetStatus with codes.Error`
	telemetry.Outcome(ctx, code)
	_ = job(ctx)
}
