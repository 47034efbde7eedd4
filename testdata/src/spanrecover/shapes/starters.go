package shapes

import (
	"context"
	"fmt"
	"log"

	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/trace"
)

// A Starter starts spans, for the program, in a way of its own.
type Starter interface {
	Start(ctx context.Context, name string) (context.Context, trace.Span)
}

// A Crew runs what it is given.
type Crew struct {
	Starter Starter
	Hook    func(ctx context.Context, name string) (context.Context, trace.Span)

	current trace.Span
}

// do has a span from the interface.
func (c *Crew) do(ctx context.Context, work func(context.Context)) (err error) {
	ctx, span := c.Starter.Start(ctx, "do")
	defer span.End()
	defer func() { // want `a panic recovered here counts as a success: span ends without an error status; .*`
		if r := recover(); r != nil {
			err = fmt.Errorf("panic: %v", r)
		}
	}()
	work(ctx)
	return nil
}

// hooked has a span from a func in a field.
func (c *Crew) hooked(ctx context.Context, work func(context.Context)) {
	defer func() { // want `span has ended \(line \d+\) when this handler recovers, so a panic counts as a success; .*`
		if r := recover(); r != nil {
			log.Print(r)
		}
	}()
	ctx, span := c.open(ctx, "hooked")
	defer span.End()
	work(ctx)
}

// open passes on what the func returns.
func (c *Crew) open(ctx context.Context, name string) (context.Context, trace.Span) {
	return c.Hook(ctx, "crew."+name)
}

// told tells the span of the panic.
func (c *Crew) told(ctx context.Context, work func(context.Context)) {
	ctx, span := c.Starter.Start(ctx, "told")
	defer span.End()
	defer func() {
		if r := recover(); r != nil {
			span.SetStatus(codes.Error, "panic")
			log.Print(r)
		}
	}()
	work(ctx)
}

// serve keeps its span in a field, and two methods start and end it.
func (c *Crew) serve(ctx context.Context, work func(context.Context)) {
	defer func() { // want `the span has ended \(line \d+\) when this handler recovers, so a panic counts as a success; .*`
		if r := recover(); r != nil {
			log.Print(r)
		}
	}()
	ctx = c.begin(ctx)
	defer c.end()
	work(ctx)
}

func (c *Crew) begin(ctx context.Context) context.Context {
	ctx, c.current = c.Starter.Start(ctx, "serve")
	return ctx
}

func (c *Crew) end() { c.current.End() }

// leave starts a span that others end.
func (c *Crew) leave(ctx context.Context, work func(context.Context)) {
	defer func() {
		if r := recover(); r != nil {
			log.Print(r)
		}
	}()
	ctx = c.begin(ctx)
	work(ctx)
	c.end()
}

// A job is run with its span in a field.
type job struct {
	ctx  context.Context
	span trace.Span
	work func(context.Context)
}

// submit gives away the span that it starts.
func (c *Crew) submit(ctx context.Context, work func(context.Context)) {
	ctx, span := c.Starter.Start(ctx, "job")
	go run(job{ctx, span, work})
}

func run(j job) {
	defer func() { // want `j.span has ended \(line \d+\) when this handler touches it, which does nothing: a panic counts as a success; .*`
		if r := recover(); r != nil {
			j.span.RecordError(fmt.Errorf("panic: %v", r))
			j.span.SetStatus(codes.Error, "panic")
		}
	}()
	defer j.span.End()
	j.work(j.ctx)
}

// runTold is right.
func runTold(j job) {
	defer j.span.End()
	defer func() {
		if r := recover(); r != nil {
			j.span.SetStatus(codes.Error, "panic")
		}
	}()
	j.work(j.ctx)
}

// renew puts another span into the struct, which is not open before that.
func (j *job) renew(ctx context.Context, s Starter) {
	defer func() {
		if r := recover(); r != nil {
			log.Print(r)
		}
	}()
	j.work(ctx)
	_, j.span = s.Start(ctx, "renewed")
	j.span.End()
}

// flush recovers what comes before the end, which another method sees to.
func (j *job) flush(ctx context.Context) {
	defer func() {
		if r := recover(); r != nil {
			log.Print(r)
		}
	}()
	j.work(ctx)
	j.span.End()
}

var _ = runTold
