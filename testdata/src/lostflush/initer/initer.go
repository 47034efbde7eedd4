// Package initer sets telemetry up and returns what shuts it down, in the
// forms that programs do.
package initer

import (
	"context"
	"errors"
	"os"
	"os/signal"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus/push"
	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/sdk/metric"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
)

// Tracer returns the provider's own method.
func Tracer(exp sdktrace.SpanExporter) (func(context.Context) error, error) { // want Tracer:"returns 0:0"
	tp := sdktrace.NewTracerProvider(sdktrace.WithBatcher(exp))
	otel.SetTracerProvider(tp)
	return tp.Shutdown, nil
}

// All returns a literal that runs a slice of funcs.
func All(ctx context.Context, exp sdktrace.SpanExporter, mexp metric.Exporter) (shutdown func(context.Context) error, err error) { // want All:"returns 0:0"
	var funcs []func(context.Context) error
	shutdown = func(ctx context.Context) error {
		var err error
		for _, fn := range funcs {
			err = errors.Join(err, fn(ctx))
		}
		funcs = nil
		return err
	}
	tp := sdktrace.NewTracerProvider(sdktrace.WithBatcher(exp))
	funcs = append(funcs, tp.Shutdown)
	mp := metric.NewMeterProvider(metric.WithReader(metric.NewPeriodicReader(mexp)))
	funcs = append(funcs, mp.Shutdown)
	return shutdown, nil
}

// Kept returns a func that flushes under the context that Kept was given.
func Kept(ctx context.Context, exp sdktrace.SpanExporter) func() { // want Kept:"returns 0:from0"
	tp := sdktrace.NewTracerProvider(sdktrace.WithBatcher(exp))
	return func() {
		_ = tp.Shutdown(ctx)
	}
}

// Limited keeps a timeout that starts too early.
func Limited(exp sdktrace.SpanExporter) func() {
	tp := sdktrace.NewTracerProvider(sdktrace.WithBatcher(exp))
	ctx, cancel := context.WithTimeout(context.Background(), 50*time.Millisecond)
	otel.SetTracerProvider(tp)
	return func() {
		defer cancel()
		_ = tp.Shutdown(ctx) // want `the timeout of ctx starts when Limited makes it \(line 55\), not when the returned func runs: once it is over, tp.Shutdown exports nothing; make it there`
	}
}

// Dead keeps a context that ends with Dead.
func Dead(exp sdktrace.SpanExporter) func() error {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	res := newResource(ctx)
	tp := sdktrace.NewTracerProvider(sdktrace.WithBatcher(exp), res)
	otel.SetTracerProvider(tp)
	return func() error {
		return tp.Shutdown(ctx) // want `tp.Shutdown runs in a func that outlives Dead, whose end cancels ctx: it then exports nothing; use context.WithTimeout\(context.WithoutCancel\(ctx\), …\) there`
	}
}

func newResource(context.Context) sdktrace.TracerProviderOption { return sdktrace.WithResource(nil) }

// Telemetry holds its shutdown in a field.
type Telemetry struct {
	Name  string
	Close func(context.Context) error // want Close:"holds 0"
	tp    *sdktrace.TracerProvider
	ends  []func(context.Context) error // want ends:"holds 0"
}

// New makes one.
func New(exp sdktrace.SpanExporter) *Telemetry {
	tp := sdktrace.NewTracerProvider(sdktrace.WithBatcher(exp))
	t := &Telemetry{Name: "t", Close: tp.Shutdown, tp: tp}
	t.ends = append(t.ends, tp.ForceFlush, tp.Shutdown)
	return t
}

// Shutdown hands its context on.
func (t *Telemetry) Shutdown(ctx context.Context) error { // want Shutdown:"flushes 0"
	for _, end := range t.ends {
		if err := end(ctx); err != nil {
			return err
		}
	}
	return nil
}

// Stop detaches itself.
func (t *Telemetry) Stop(ctx context.Context) error { // want Stop:"flushes alone"
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
	defer cancel()
	return t.tp.Shutdown(ctx)
}

// A Pusher keeps the context that it pushes under.
type Pusher struct {
	ctx context.Context
	p   *push.Pusher
}

// NewPusher makes one.
func NewPusher(ctx context.Context, url string) *Pusher { // want NewPusher:"keeps 0.ctx"
	return &Pusher{ctx: ctx, p: push.New(url, "job")}
}

// Close pushes for the last time.
func (p *Pusher) Close() error { // want Close:"flushes .ctx"
	return p.p.PushContext(p.ctx)
}

// Signal makes the context of a program.
func Signal(parent context.Context) (context.Context, context.CancelFunc) { // want Signal:"makes 0"
	return signal.NotifyContext(parent, os.Interrupt)
}

// Wait comes back when ctx is over.
func Wait(ctx context.Context, work func()) error { // want Wait:"waits 0"
	work()
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(time.Second):
			work()
		}
	}
}

// Run may come back with an error, too.
func Run(ctx context.Context, work func() error) error { // want Run:"waits 0 or fails"
	if err := work(); err != nil {
		return err
	}
	<-ctx.Done()
	return nil
}

// A Shutdowner can be shut down.
type Shutdowner interface {
	Shutdown(context.Context) error // want Shutdown:"flushes 0"
}

// Stop shuts several down.
func Stop(ctx context.Context, list ...Shutdowner) error { // want Stop:"flushes 1.Shutdown.0."
	var errs []error
	for _, s := range list {
		errs = append(errs, s.Shutdown(ctx))
	}
	return errors.Join(errs...)
}

// End shuts one down.
func End[S Shutdowner](ctx context.Context, s S) error { // want End:"flushes 1.Shutdown.0."
	return s.Shutdown(ctx)
}

// A Cleanup collects what is to be done at the end.
type Cleanup struct {
	mu  sync.Mutex
	fns []func(context.Context) error
}

// Add collects.
func (c *Cleanup) Add(fns ...func(context.Context) error) { // want Add:"collects 0.fns"
	c.mu.Lock()
	defer c.mu.Unlock()
	c.fns = append(c.fns, fns...)
}

// Run does it, last things first.
func (c *Cleanup) Run(ctx context.Context) (err error) { // want Run:`flushes .fns\(0\)`
	for i := len(c.fns) - 1; i >= 0; i-- {
		err = errors.Join(err, c.fns[i](ctx))
	}
	return err
}

// Hurried gives f a second.
func Hurried(ctx context.Context, f func(context.Context) error) error { // want Hurried:`flushes 1\(0\)`
	ctx, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	return f(ctx)
}

// Kindly gives f a second of its own.
func Kindly(ctx context.Context, f func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
	defer cancel()
	return f(ctx)
}
