package shapes

import (
	"context"
	"fmt"
	"log"
	"time"
)

// A Histogram measures.
type Histogram interface {
	Record(ctx context.Context, seconds float64)
}

// A Reporter reports panics, to the span in ctx for all one knows.
type Reporter interface {
	Report(ctx context.Context, panicked any)
}

// Measured defers a call that is given the context, but nothing of the panic.
func (w *Worker) Measured(ctx context.Context, h Histogram, item string) {
	defer func() { // want `span has ended \(line \d+\) when this handler recovers, .*`
		if r := recover(); r != nil {
			log.Println(r)
		}
	}()
	ctx, span := w.tracer.Start(ctx, "item")
	defer span.End()
	start := time.Now()
	defer func() { h.Record(ctx, time.Since(start).Seconds()) }()
	_ = w.handle(ctx, item)
}

// Reported is left alone: the reporter may set the status.
func (w *Worker) Reported(ctx context.Context, rep Reporter, item string) {
	ctx, span := w.tracer.Start(ctx, "item")
	defer span.End()
	defer func() {
		if r := recover(); r != nil {
			rep.Report(ctx, r)
		}
	}()
	_ = w.handle(ctx, item)
}

// Converted is left alone: the error that the recovery makes may be set.
func (w *Worker) Converted(ctx context.Context, convert func(any) error, item string) (err error) {
	ctx, span := w.tracer.Start(ctx, "item")
	defer func() { finishWith(span, err) }()
	defer func() {
		if r := recover(); r != nil {
			err = convert(r)
		}
	}()
	return w.handle(ctx, item)
}

// Sentinel recovers one panic by name, and is told of all others.
func (w *Worker) Sentinel(ctx context.Context, item string) (err error) {
	ctx, span := w.tracer.Start(ctx, "item")
	defer func() { finishWith(span, err) }()
	defer func() {
		r := recover()
		if r == nil {
			return
		}
		if r == errSkip {
			return
		}
		err = fmt.Errorf("panic: %v", r)
	}()
	return w.handle(ctx, item)
}
