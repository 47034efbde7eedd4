package dispatch

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"sync"

	"go.opentelemetry.io/otel/codes"

	"obslint.test/spanrecover/dispatch/scope"
)

// Parse catches what parsers throw, and lets crashes pass.
func (d *Dispatcher) Parse(ctx context.Context, text string) (err error) {
	ctx, span := d.tracer.Start(ctx, "parse")
	defer span.End()
	defer func() {
		if r := recover(); r != nil {
			if _, ok := r.(runtime.Error); ok {
				panic(r)
			}
			err = fmt.Errorf("syntax: %v", r)
		}
	}()
	return d.work(ctx, text)
}

// Notify sends where the receiver may have closed the channel.
func (d *Dispatcher) Notify(ctx context.Context, done chan<- string, name string) {
	ctx, span := d.tracer.Start(ctx, "notify")
	defer span.End()
	d.send(ctx, done, name)
}

func (d *Dispatcher) send(ctx context.Context, done chan<- string, name string) {
	defer func() { _ = recover() }()
	select {
	case done <- name:
	case <-ctx.Done():
	}
}

// An outcome is what came of a command.
type outcome struct {
	mu  sync.Mutex
	err error
}

func (o *outcome) fail(err error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.err = errors.Join(o.err, err)
}

// Collect tells the span of a panic by way of the outcome.
func (d *Dispatcher) Collect(ctx context.Context, name string) error {
	ctx, span := d.tracer.Start(ctx, "collect")
	defer span.End()
	o := &outcome{}
	func() {
		defer func() {
			if r := recover(); r != nil {
				o.fail(fmt.Errorf("panic: %v", r))
			}
		}()
		o.fail(d.work(ctx, name))
	}()
	if o.err != nil {
		span.SetStatus(codes.Error, o.err.Error())
	}
	return o.err
}

// Queued hands the scope on, to be done elsewhere.
func (d *Dispatcher) Queued(ctx context.Context, open map[string]*scope.Scope, name string) { // want Queued:"status"
	defer d.logPanic()
	s := &scope.Scope{Name: name}
	ctx = s.Begin(ctx, d.tracer)
	open[name] = s
	if err := d.work(ctx, name); err != nil {
		s.Done(err)
	}
}

// traced and caught are links of a chain: which of them is behind which is not
// known here.
type traced struct {
	d    *Dispatcher
	next Runner
}

func (t traced) Run(ctx context.Context) error {
	ctx, span := t.d.tracer.Start(ctx, "next")
	err := t.next.Run(ctx)
	span.End()
	return err
}

type caught struct {
	d    *Dispatcher
	next Runner
}

func (c caught) Run(ctx context.Context) error {
	defer c.d.logPanic()
	return c.next.Run(ctx)
}

// Chain makes a chain of a command.
func (d *Dispatcher) Chain(r Runner, tracing, catching bool) Runner {
	if catching {
		r = caught{d, r}
	}
	if tracing {
		r = traced{d, r}
	}
	return r
}
