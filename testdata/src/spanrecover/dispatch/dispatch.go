// Package dispatch runs commands that are registered in tables, kept in fields
// or known by an interface.
package dispatch

import (
	"context"
	"fmt"
	"log"
	"net/http"

	"go.opentelemetry.io/otel/trace"

	"obslint.test/spanrecover/dispatch/scope"
)

// A Runner is a command.
type Runner interface {
	Run(ctx context.Context) error
}

// A Dispatcher runs commands.
type Dispatcher struct {
	tracer trace.Tracer
	work   func(context.Context, string) error
	table  map[string]func(context.Context) error
}

// New returns a dispatcher.
func New(tracer trace.Tracer, work func(context.Context, string) error) *Dispatcher {
	d := &Dispatcher{tracer: tracer, work: work}
	d.table = map[string]func(context.Context) error{"sync": d.sync}
	return d
}

func (d *Dispatcher) logPanic() {
	if r := recover(); r != nil {
		log.Println("command:", r)
	}
}

// Dispatch runs a command of the table.
func (d *Dispatcher) Dispatch(ctx context.Context, name string) error {
	defer d.logPanic()
	run, ok := d.table[name]
	if !ok {
		return fmt.Errorf("no command %q", name)
	}
	return run(ctx)
}

func (d *Dispatcher) sync(ctx context.Context) error {
	ctx, span := d.tracer.Start(ctx, "sync")
	err := d.work(ctx, "sync")
	span.End() // want `a panic that line 43 recovers skips this call, and span is never exported`
	return err
}

var builtin = map[string]func(*Dispatcher, context.Context) error{"gc": (*Dispatcher).gc}

// Builtin runs a command that each dispatcher has.
func (d *Dispatcher) Builtin(ctx context.Context, name string) error {
	defer d.logPanic()
	return builtin[name](d, ctx)
}

func (d *Dispatcher) gc(ctx context.Context) error {
	ctx, span := d.tracer.Start(ctx, "gc")
	err := d.work(ctx, "gc")
	span.End() // want `a panic that line 62 recovers skips this call, and span is never exported`
	return err
}

type command struct {
	run func(context.Context) error
}

// Field runs a command that is kept in a field.
func (d *Dispatcher) Field(ctx context.Context) {
	d.exec(ctx, command{run: func(ctx context.Context) error {
		ctx, span := d.tracer.Start(ctx, "field")
		err := d.work(ctx, "field")
		span.End() // want `a panic that line 88 recovers skips this call, and span is never exported`
		return err
	}})
}

func (d *Dispatcher) exec(ctx context.Context, c command) {
	defer d.logPanic()
	if err := c.run(ctx); err != nil {
		log.Print(err)
	}
}

type backup struct{ d *Dispatcher }

func (b backup) Run(ctx context.Context) error {
	ctx, span := b.d.tracer.Start(ctx, "backup")
	err := b.d.work(ctx, "backup")
	span.End() // want `a panic that line 107 recovers skips this call, and span is never exported`
	return err
}

// All runs commands of all kinds.
func (d *Dispatcher) All(ctx context.Context) {
	for _, r := range []Runner{backup{d}, restore{d}} {
		func() {
			defer d.logPanic()
			if err := r.Run(ctx); err != nil {
				log.Print(err)
			}
		}()
	}
}

// restore ends its span on every path.
type restore struct{ d *Dispatcher }

func (r restore) Run(ctx context.Context) error {
	ctx, span := r.d.tracer.Start(ctx, "restore")
	defer span.End()
	return r.d.work(ctx, "restore")
}

// verify is run by no one who recovers.
type verify struct{ d *Dispatcher }

func (v verify) Run(ctx context.Context) error {
	ctx, span := v.d.tracer.Start(ctx, "verify")
	err := v.d.work(ctx, "verify")
	span.End()
	return err
}

// Verify runs one command.
func (d *Dispatcher) Verify(ctx context.Context) error { return verify{d}.Run(ctx) }

// Middleware has the span in a scope.
func (d *Dispatcher) Middleware(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		s := &scope.Scope{Name: req.URL.Path}
		ctx := s.Begin(req.Context(), d.tracer)
		next.ServeHTTP(w, req.WithContext(ctx))
		s.Done(nil) // want `a panic in the handler called on line 142 skips this call, and the span is never exported`
	})
}

// Scoped recovers when the scope is done.
func (d *Dispatcher) Scoped(ctx context.Context, name string) (err error) { // want Scoped:"status"
	s := &scope.Scope{Name: name}
	ctx = s.Begin(ctx, d.tracer)
	defer func() { // want `the span has ended \(line 156\) when this handler recovers, so a panic counts as a success`
		if r := recover(); r != nil {
			err = fmt.Errorf("panic: %v", r)
		}
	}()
	defer func() { s.Done(err) }()
	return d.work(ctx, name)
}

// ScopedFirst recovers before.
func (d *Dispatcher) ScopedFirst(ctx context.Context, name string) (err error) { // want ScopedFirst:"status"
	s := &scope.Scope{Name: name}
	ctx = s.Begin(ctx, d.tracer)
	defer func() { s.Done(err) }()
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("panic: %v", r)
		}
	}()
	return d.work(ctx, name)
}

// ScopedOnce has nothing to end.
func (d *Dispatcher) ScopedOnce(ctx context.Context, name string) {
	defer d.logPanic()
	s := &scope.Scope{Name: name}
	s.Once(ctx, d.tracer, func(ctx context.Context) { _ = d.work(ctx, name) })
}

// A loop runs commands that it receives.
type loop struct {
	d        *Dispatcher
	commands chan func(context.Context) error
}

func (l *loop) run(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case run := <-l.commands:
			func() {
				defer l.d.logPanic()
				_ = run(ctx)
			}()
		}
	}
}

func (l *loop) submit() {
	l.commands <- func(ctx context.Context) error {
		ctx, span := l.d.tracer.Start(ctx, "submitted")
		err := l.d.work(ctx, "submitted")
		span.End() // want `a panic that line 193 recovers skips this call, and span is never exported`
		return err
	}
}
