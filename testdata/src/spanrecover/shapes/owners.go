package shapes

import (
	"context"
	"log"
	"net/http"
	"sync"

	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/trace"
)

// Owners have spans that others see, hold or end.
type Owners struct {
	Worker
	open    sync.Map
	all     []trace.Span
	notify  func(trace.Span)
	observe func(context.Context, trace.Span)
	finish  func(...trace.Span)
}

func logged() {
	if r := recover(); r != nil {
		log.Println(r)
	}
}

// Observed is green: what is called before has nothing to tell of a panic.
func (o *Owners) Observed(ctx context.Context, item string) {
	ctx, span := o.tracer.Start(ctx, item)
	defer span.End()
	defer logged() // want `a panic recovered here counts as a success: span ends without an error status; call span.SetStatus with codes.Error`
	o.observe(ctx, span)
	_ = o.handle(ctx, item)
}

// Remembered is left alone: what is in the map is ended by whoever takes it out.
func (o *Owners) Remembered(ctx context.Context, item string) {
	defer logged()
	ctx, span := o.tracer.Start(ctx, item)
	o.open.Store(item, span)
	if err := o.handle(ctx, item); err != nil {
		o.open.Delete(item)
		span.End()
	}
}

func (o *Owners) tell(span trace.Span) { o.notify(span) }

// Told is left alone: the function that is notified ends it, unless it failed.
func (o *Owners) Told(ctx context.Context, item string) {
	defer logged()
	ctx, span := o.tracer.Start(ctx, item)
	o.tell(span)
	if err := o.handle(ctx, item); err != nil {
		span.End()
	}
}

// Requested is right: it ends the span of the request.
func (o *Owners) Requested(w http.ResponseWriter, req *http.Request) { // want Requested:"keeps"
	ctx, span := o.tracer.Start(req.Context(), "request")
	req = req.WithContext(ctx)
	defer func() {
		if recover() != nil {
			trace.SpanFromContext(req.Context()).SetStatus(codes.Error, "panic")
		}
		trace.SpanFromContext(req.Context()).End()
	}()
	if err := o.handle(ctx, "request"); err != nil {
		span.End()
	}
}

// Phases has two spans in one variable, one after the other.
func (o *Owners) Phases(ctx context.Context, item string) {
	_, span := o.tracer.Start(ctx, "first")
	defer func() {
		if recover() != nil {
			span.SetStatus(codes.Error, "panic")
		}
		span.End()
	}()
	_ = o.handle(ctx, item)
	span.End()
	_, span = o.tracer.Start(ctx, "second")
	_ = o.handle(ctx, item)
}

// Finished gives the span to a func that takes several.
func (o *Owners) Finished(ctx context.Context, item string) {
	ctx, span := o.tracer.Start(ctx, item)
	defer func() {
		logged := recover()
		o.finish(span)
		if logged == nil {
			span.End()
		}
	}()
	_ = o.handle(ctx, item)
}

func (o *Owners) keep(spans ...trace.Span) { o.all = append(o.all, spans...) }

// Kept has its span in a list that another walks.
func (o *Owners) Kept(ctx context.Context, item string) {
	defer logged()
	ctx, span := o.tracer.Start(ctx, item)
	o.keep(span)
	if err := o.handle(ctx, item); err != nil {
		span.End()
	}
}

func endWhenDone(ctx context.Context, span trace.Span) {
	<-ctx.Done()
	span.End()
}

// Detached has a goroutine that ends the span.
func (o *Owners) Detached(ctx context.Context, item string) {
	defer logged()
	ctx, span := o.tracer.Start(ctx, item)
	go endWhenDone(ctx, span)
	if err := o.handle(ctx, item); err != nil {
		span.End()
	}
}

type stepOp struct{ span trace.Span }

func (op *stepOp) begin(ctx context.Context, tracer trace.Tracer) {
	_, op.span = tracer.Start(ctx, "operation")
}

func (op *stepOp) end() { op.span.End() }

// Around ends outside what it starts within.
func (o *Owners) Around(ctx context.Context, item string) {
	var op stepOp
	func() {
		defer logged()
		op.begin(ctx, o.tracer)
		if err := o.handle(ctx, item); err != nil {
			op.end()
		}
	}()
	op.end()
}

func (o *Owners) safely(f func()) {
	defer logged()
	f()
}

// Ticks covers a recovery that has nothing to do with the span.
func (o *Owners) Ticks(ctx context.Context, tick func()) { // want Ticks:"stops"
	_, span := o.tracer.Start(ctx, "ticks")
	o.safely(tick)
	span.End()
}
