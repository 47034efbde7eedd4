// Package toolbox ends telemetry that it knows as an interface, or through what
// another package hands back.
package toolbox

import (
	"context"
	"errors"
	"net/http"
	"time"

	sdktrace "go.opentelemetry.io/otel/sdk/trace"

	"obslint.test/lostflush/setup"
)

// Serve ends when the context is over or the server fails. The context of the
// shutdown is what Setup has made of it.
func Serve(parent context.Context, srv *http.Server, opts *setup.Options, exp sdktrace.SpanExporter) error { // want Serve:"traces"
	ctx, cancel := context.WithCancel(parent)
	defer cancel()
	ctx, tp, shutdown, err := opts.Setup(ctx, exp)
	if err != nil {
		return err
	}
	defer func() {
		_ = shutdown(ctx) // want `shutdown runs when ctx is over \(done on line \d+\): it returns at once and exports nothing`
	}()
	_, span := tp.Tracer("toolbox").Start(ctx, "serve")
	span.End()
	srvErr := make(chan error)
	go func() {
		defer close(srvErr)
		if err := srv.ListenAndServe(); err != nil {
			srvErr <- err
		}
	}()
	select {
	case err := <-srvErr:
		if err != nil {
			return err
		}
	case <-ctx.Done():
		shutdownCtx, cancel := context.WithTimeout(context.Background(), time.Second)
		defer cancel()
		if err := srv.Shutdown(shutdownCtx); err == context.DeadlineExceeded {
			return errors.New("the server does not end")
		}
	}
	return nil
}

// Interface does not see what New has made, but what it may be.
func Interface(parent context.Context, exp sdktrace.SpanExporter) { // want Interface:"waits 0"
	ctx, cancel := context.WithCancel(parent)
	defer cancel()
	t := setup.New(exp)
	defer t.Shutdown(ctx) // want `t.Shutdown runs when ctx is over \(done on line \d+\): it returns at once and exports nothing`
	t.Span(ctx, "interface")
	<-ctx.Done()
}

// A Service keeps it, beside a context that it ends before.
type Service struct {
	t    setup.Telemetry
	ctx  context.Context
	stop context.CancelFunc
}

// NewService returns a service.
func NewService(exp sdktrace.SpanExporter) *Service {
	ctx, stop := context.WithCancel(context.Background())
	return &Service{t: setup.New(exp), ctx: ctx, stop: stop}
}

// Work is traced.
func (s *Service) Work() { s.t.Span(s.ctx, "service") }

// Close ends it.
func (s *Service) Close() error {
	s.stop()
	return s.t.Shutdown(s.ctx) // want `s.t.Shutdown runs when s.ctx is over \(past s.stop on line \d+\): it returns at once and exports nothing`
}

// state is kept by value.
type state struct{ ctx context.Context }

// Value has the context in a struct.
func Value(parent context.Context, exp sdktrace.SpanExporter) { // want Value:"waits 0"
	ctx, cancel := context.WithCancel(parent)
	defer cancel()
	st := state{ctx: ctx}
	t := setup.New(exp)
	t.Span(ctx, "value")
	<-ctx.Done()
	_ = t.Shutdown(st.ctx) // want `t.Shutdown runs when st.ctx is over \(done on line \d+\): it returns at once and exports nothing`
}

// FreshValue is right: the struct has another one.
func FreshValue(parent context.Context, exp sdktrace.SpanExporter) { // want FreshValue:"waits 0"
	ctx, cancel := context.WithCancel(parent)
	defer cancel()
	st := state{ctx: context.WithoutCancel(ctx)}
	t := setup.New(exp)
	t.Span(ctx, "value")
	<-ctx.Done()
	_ = t.Shutdown(st.ctx)
}

// Closes is right: whatever implements the interface detaches the context.
func Closes(parent context.Context, exp sdktrace.SpanExporter) { // want Closes:"waits 0"
	ctx, cancel := context.WithCancel(parent)
	defer cancel()
	c := setup.NewCloser(exp)
	defer c.Close(ctx)
	c.Span(ctx, "closes")
	<-ctx.Done()
}

// Signalled is right as far as one can see: only a signal ends the context
// before the work comes back.
func Signalled(parent context.Context, exp sdktrace.SpanExporter, signal <-chan struct{}, work func(context.Context)) { // want Signalled:"flushes 3"
	ctx, cancel := context.WithCancel(parent)
	defer cancel()
	go func() { <-signal; cancel() }()
	t := setup.New(exp)
	defer t.Shutdown(ctx)
	work(ctx)
}

// other implements the interface, too, and holds nothing back.
type other struct{}

func (other) Span(context.Context, string)       {}
func (other) Shutdown(ctx context.Context) error { <-ctx.Done(); return ctx.Err() } // want Shutdown:"waits 0"

// Other is right.
func Other(parent context.Context) error {
	ctx, cancel := context.WithCancel(parent)
	var t setup.Telemetry = other{}
	cancel()
	return t.Shutdown(ctx)
}
