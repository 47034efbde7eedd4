// Package services recovers the panics of what it runs, in the ways of services.
package services

import (
	"context"
	"errors"
	"fmt"
	"log/slog"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/trace"
)

// A Doer does something.
type Doer interface{ Do(context.Context) error }

// A Service traces what it does.
type Service struct{ Tracer trace.Tracer }

// Consume has a span for each message, and recovers above the loop.
func (s *Service) Consume(ctx context.Context, messages []Doer) (err error) {
	defer func() { // want `span has ended \(line \d+\) when this handler recovers, so a panic counts as a success; .*`
		if r := recover(); r != nil {
			slog.ErrorContext(ctx, "consumer panic", "value", r)
			err = errors.New("consumer panic")
		}
	}()
	for _, m := range messages {
		ctx, span := s.Tracer.Start(ctx, "consume")
		defer span.End()
		if err := m.Do(ctx); err != nil {
			span.RecordError(err)
			return err
		}
	}
	return nil
}

// Build sets the status before it recovers.
func (s *Service) Build(ctx context.Context, d Doer) (err error) {
	ctx, span := s.Tracer.Start(ctx, "build")
	defer span.End()
	defer func() { // want `a panic recovered here counts as a success: what gives span an error status .line \d+. does not run; .*`
		if r := recover(); r != nil {
			err = errors.New("fatal error")
		}
	}()
	defer func() {
		if err != nil {
			span.RecordError(err)
			span.SetStatus(codes.Error, err.Error())
		}
	}()
	return d.Do(ctx)
}

// A Worker does what comes in.
type Worker struct {
	Service
	Jobs chan Doer
	Quit chan struct{}
}

// Run does jobs until it is told to quit.
func (w *Worker) Run(ctx context.Context) {
	for {
		select {
		case d := <-w.Jobs:
			w.guard(func() { w.handle(ctx, d) })
		case <-w.Quit:
			return
		}
	}
}

func (w *Worker) guard(f func()) {
	defer func() {
		if r := recover(); r != nil {
			slog.Error("recovered", "value", r)
		}
	}()
	f()
}

func (w *Worker) handle(ctx context.Context, d Doer) {
	ctx, span := w.Tracer.Start(ctx, "handle")
	span.SetAttributes(attribute.Bool("ok", d.Do(ctx) == nil))
	span.End() // want `a panic that line \d+ recovers skips this call, and span is never exported; .*`
}

// Call is right: what it recovers becomes the error that sets the status.
func (s *Service) Call(ctx context.Context, d Doer) (err error) { // want Call:"records,status,ends"
	span := trace.SpanFromContext(ctx)
	if span.SpanContext().IsValid() {
		ctx, span = s.Tracer.Start(ctx, "call")
	}
	defer func() {
		if err == nil {
			err = caught(recover())
		}
		if err != nil {
			span.RecordError(err)
			span.SetStatus(codes.Error, err.Error())
		}
		span.End()
	}()
	return d.Do(ctx)
}

func caught(r any) error {
	if r == nil {
		return nil
	}
	return fmt.Errorf("panic: %v", r)
}

// Retry is right: the attempts return what they recover.
func (s *Service) Retry(ctx context.Context, d Doer) (err error) {
	ctx, span := s.Tracer.Start(ctx, "retry")
	defer span.End()
	for n := range 3 {
		if err = attempt(ctx, d); err == nil {
			return nil
		}
		span.AddEvent("retry", trace.WithAttributes(attribute.Int("n", n)))
	}
	span.SetStatus(codes.Error, err.Error())
	return err
}

func attempt(ctx context.Context, d Doer) (err error) {
	defer func() { err = errors.Join(err, caught(recover())) }()
	return d.Do(ctx)
}
