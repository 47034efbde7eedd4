// Package telemetry is what the programs of a company use of tracing.
package telemetry

import (
	"context"
	"fmt"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/trace"
)

// Start starts a span.
func Start(ctx context.Context, name string) (context.Context, trace.Span) { // want Start:"starts"
	return otel.Tracer("company").Start(ctx, name)
}

// An Operation is a span with a name.
type Operation struct {
	Name string
	span trace.Span
}

// Begin starts an operation.
func Begin(ctx context.Context, name string) (context.Context, *Operation) { // want Begin:"starts"
	ctx, span := Start(ctx, name)
	return ctx, &Operation{Name: name, span: span}
}

// Done ends the operation.
func (o *Operation) Done(err error) { // want Done:"records,status,ends"
	if err != nil {
		o.span.RecordError(err)
		o.span.SetStatus(codes.Error, err.Error())
	}
	o.span.End()
}

// End ends a span, whose status it sets if there is an error.
func End(span trace.Span, err *error) { // want End:"status,ends"
	if *err != nil {
		span.SetStatus(codes.Error, (*err).Error())
	}
	span.End()
}

// Finish recovers a panic, tells the span of it, and ends it.
func Finish(span trace.Span) { // want Finish:"recovers,records,status,ends"
	if r := recover(); r != nil {
		span.RecordError(fmt.Errorf("panic: %v", r))
		span.SetStatus(codes.Error, "panic")
	}
	span.End()
}

// Crash tells the span in ctx of a panic, and lets it go on.
func Crash(ctx context.Context) { // want Crash:"records,status"
	if r := recover(); r != nil {
		span := trace.SpanFromContext(ctx)
		span.RecordError(fmt.Errorf("panic: %v", r))
		span.SetStatus(codes.Error, "panic")
		panic(r)
	}
}

// Keep hands a span to whoever asks for it.
func Keep(span trace.Span) { kept = span } // want Keep:"keeps"

var kept trace.Span

// Trace starts a span, and returns what ends it.
func Trace(ctx context.Context, name string) (context.Context, func(err *error)) { // want Trace:"starts"
	ctx, span := Start(ctx, name)
	return ctx, func(err *error) {
		if *err != nil {
			span.SetStatus(codes.Error, (*err).Error())
		}
		span.End()
	}
}

// Ended starts a span, and returns its End.
func Ended(ctx context.Context, name string) (context.Context, func(...trace.SpanEndOption)) { // want Ended:"starts"
	ctx, span := Start(ctx, name)
	return ctx, span.End
}

// Outcome sets the status of the span in ctx.
func Outcome(ctx context.Context, code codes.Code) { // want Outcome:"status"
	trace.SpanFromContext(ctx).SetStatus(code, "")
}
