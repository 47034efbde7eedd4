// Package shapes has spans in fields, in method values and under conditions.
package shapes

import (
	"context"
	"errors"
	"fmt"
	"log"
	"net/http"
	"sync"

	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/trace"
)

// A Worker works on items.
type Worker struct {
	tracer  trace.Tracer
	tracing bool
	mu      sync.Mutex
	handle  func(context.Context, string) error
}

// NewWorker returns a worker.
func NewWorker(tracer trace.Tracer, handle func(context.Context, string) error) *Worker {
	return &Worker{tracer: tracer, handle: handle}
}

// operation is one span and its outcome.
type operation struct {
	span trace.Span
	err  error
}

func (o *operation) finish() {
	if r := recover(); r != nil {
		o.err = fmt.Errorf("panic: %v", r)
	}
	o.span.End()
}

func (o *operation) finishFailed() {
	if r := recover(); r != nil {
		o.span.SetStatus(codes.Error, "panic")
	}
	o.span.End()
}

// Field keeps the span in a struct, whose method ends it.
func (w *Worker) Field(ctx context.Context, item string) error {
	op := &operation{}
	ctx, op.span = w.tracer.Start(ctx, "item")
	defer op.finish() // want `a panic recovered here counts as a success: op.span ends without an error status; call op.span.SetStatus with codes.Error`
	op.err = w.handle(ctx, item)
	return op.err
}

// FieldFailed is right.
func (w *Worker) FieldFailed(ctx context.Context, item string) error {
	op := &operation{}
	ctx, op.span = w.tracer.Start(ctx, "item")
	defer op.finishFailed()
	op.err = w.handle(ctx, item)
	return op.err
}

// Value defers a method value.
func (w *Worker) Value(ctx context.Context, item string) {
	ctx, span := w.tracer.Start(ctx, "item")
	end := span.End
	defer func() { // want `span has ended \(line \d+\) when this handler recovers, .*`
		if r := recover(); r != nil {
			log.Println(r)
		}
	}()
	defer end()
	_ = w.handle(ctx, item)
}

// Conditional defers the end in one case only.
func (w *Worker) Conditional(ctx context.Context, item string, long bool) {
	defer func() {
		if r := recover(); r != nil {
			log.Println(r)
		}
	}()
	ctx, span := w.tracer.Start(ctx, "item")
	if long {
		defer span.End()
	}
	_ = w.handle(ctx, item)
	if !long {
		span.End() // want `a panic that line \d+ recovers skips this call, and span is never exported; .*`
	}
}

// Switched is right: the same condition starts the span and defers its end.
func (w *Worker) Switched(ctx context.Context, item string) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("panic: %v", r)
		}
	}()
	var span trace.Span
	if w.tracing {
		ctx, span = w.tracer.Start(ctx, "item")
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	defer func() {
		if span != nil {
			span.SetStatus(codes.Error, "")
			span.End()
		}
	}()
	return w.handle(ctx, item)
}

// Loop ends each span in the loop.
func (w *Worker) Loop(ctx context.Context, items []string) {
	defer func() {
		if r := recover(); r != nil {
			log.Println(r)
		}
	}()
	for _, item := range items {
		ctx, span := w.tracer.Start(ctx, "item")
		if err := w.handle(ctx, item); err != nil {
			span.RecordError(err)
			span.End() // want `a panic that line \d+ recovers skips this call, and span is never exported; .*`
			continue
		}
		span.End()
	}
}

// Given ends the span that it is given.
func (w *Worker) Given(ctx context.Context, span trace.Span, item string) { // want Given:"ends"
	defer func() { // want `span has ended \(line \d+\) when this handler recovers, .*`
		if r := recover(); r != nil {
			log.Println(r)
		}
	}()
	defer span.End()
	_ = w.handle(ctx, item)
}

// Inner covers nothing but a literal that recovers.
func (w *Worker) Inner(ctx context.Context, item string) {
	ctx, span := w.tracer.Start(ctx, "item")
	defer span.End()
	func() {
		defer func() { // want `a panic recovered here counts as a success: span ends without an error status; .*`
			if r := recover(); r != nil {
				log.Println(r)
			}
		}()
		_ = w.handle(ctx, item)
	}()
}

// InnerTells is right: the literal says what it recovered.
func (w *Worker) InnerTells(ctx context.Context, item string) (err error) {
	ctx, span := w.tracer.Start(ctx, "item")
	defer func() {
		if err != nil {
			span.SetStatus(codes.Error, err.Error())
		}
		span.End()
	}()
	func() {
		defer func() {
			if r := recover(); r != nil {
				err = fmt.Errorf("panic: %v", r)
			}
		}()
		err = w.handle(ctx, item)
	}()
	return err
}

// ErrorFirst is right: the recovery sets the error that the status looks at.
func (w *Worker) ErrorFirst(ctx context.Context, item string) (err error) {
	ctx, span := w.tracer.Start(ctx, "item")
	defer func() {
		if err != nil {
			span.RecordError(err)
			span.SetStatus(codes.Error, err.Error())
		}
		span.End()
	}()
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("panic: %v", r)
		}
	}()
	return w.handle(ctx, item)
}

// Repanics is right: whoever recovers above is not seen here.
func (w *Worker) Repanics(ctx context.Context, item string) {
	ctx, span := w.tracer.Start(ctx, "item")
	defer func() {
		if r := recover(); r != nil {
			log.Println(r)
			panic(r)
		}
	}()
	_ = w.handle(ctx, item)
	span.End()
}

type bail struct{ err error }

// Bails is right: it recovers what is thrown on purpose, and nothing else.
func (w *Worker) Bails(ctx context.Context, item string) (err error) {
	ctx, span := w.tracer.Start(ctx, "item")
	defer span.End()
	defer func() {
		switch r := recover().(type) {
		case nil:
		case bail:
			err = r.err
		default:
			panic(r)
		}
	}()
	return w.handle(ctx, item)
}

// Goroutine is right: the recovery is of another goroutine.
func (w *Worker) Goroutine(ctx context.Context, item string, done chan<- struct{}) {
	ctx, span := w.tracer.Start(ctx, "item")
	go func() {
		defer close(done)
		defer func() { _ = recover() }()
		_ = w.handle(ctx, "copy of "+item)
	}()
	_ = w.handle(ctx, item)
	span.End()
}

// Over is right: the recovery is over before the span starts.
func (w *Worker) Over(ctx context.Context, item string) {
	func() {
		defer func() { _ = recover() }()
		_ = w.handle(ctx, "try "+item)
	}()
	ctx, span := w.tracer.Start(ctx, "item")
	_ = w.handle(ctx, item)
	span.End()
}

// body ends the span when it is closed.
type body struct {
	span trace.Span
}

func (b *body) Close() error { // want Close:"ends"
	b.span.End()
	return nil
}

// Handed is right: the body owns the span.
func (w *Worker) Handed(ctx context.Context, item string) (b *body, err error) { // want Handed:"starts"
	defer func() {
		if r := recover(); r != nil {
			err = errors.New("panic")
		}
	}()
	ctx, span := w.tracer.Start(ctx, "item")
	if err := w.handle(ctx, item); err != nil {
		span.End()
		return nil, err
	}
	return &body{span}, nil
}

// Deferred is right: the goroutine ends the span.
func (w *Worker) Deferred(ctx context.Context, item string, done <-chan struct{}) {
	defer func() { _ = recover() }()
	ctx, span := w.tracer.Start(ctx, "item")
	go func() {
		<-done
		span.End()
	}()
	_ = w.handle(ctx, item)
}

// Ignored is silenced.
func (w *Worker) Ignored(ctx context.Context, item string) {
	ctx, span := w.tracer.Start(ctx, "item")
	defer span.End()
	//obslint:ignore spanrecover the handlers count panics themselves
	defer func() {
		if r := recover(); r != nil {
			log.Println(r)
		}
	}()
	_ = w.handle(ctx, item)
}

// Quiet is right: nothing between start and end panics.
func (w *Worker) Quiet(ctx context.Context, req *http.Request) {
	defer func() { _ = recover() }()
	_, span := w.tracer.Start(ctx, "item")
	log.Printf("%s", req.URL)
	span.End()
	_ = w.handle(ctx, "x")
}
