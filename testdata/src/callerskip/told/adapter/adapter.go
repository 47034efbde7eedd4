// Package adapter puts other libraries' interfaces on logs.Logger.
package adapter

import (
	"context"
	"fmt"
	"strings"

	"obslint.test/callerskip/told/logs"
)

// A Factory makes a logger for each scope.
type Factory struct{ logger logs.Logger }

// NewFactory makes one.
func NewFactory(l logs.Logger) *Factory { return &Factory{logger: l} }

// NewLogger returns the logger of a scope.
func (f *Factory) NewLogger(scope string) *Leveled {
	return &Leveled{logger: f.logger.WithValues("scope", scope)}
}

// Leveled is what the library logs to.
type Leveled struct {
	logger  logs.Logger
	ignored []string
}

// Info logs at level info.
func (l *Leveled) Info(msg string) {
	for _, p := range l.ignored {
		if strings.HasPrefix(msg, p) {
			return
		}
	}
	l.logger.Infow(msg) // want `entries of Leveled.Info and of one more wrapper name their own lines, not their callers; store logger with WithCallDepth\(1\)`
}

// Infof logs at level info.
func (l *Leveled) Infof(format string, args ...any) { l.logger.Infow(fmt.Sprintf(format, args...)) }

// Right tells its logger.
type Right struct{ logger logs.Logger }

// NewRight makes one.
func NewRight(l logs.Logger) *Right { return &Right{logger: l.WithCallDepth(1).WithValues("n", 1)} }

// Printf logs at level info.
func (r *Right) Printf(format string, args ...any) { r.logger.Infow(fmt.Sprintf(format, args...)) }

// A Deep has a frame more, and a logger that may have been told elsewhere.
type Deep struct{ logger logs.Logger }

// NewDeep makes one.
func NewDeep(l logs.Logger) *Deep { return &Deep{logger: l.WithCallDepth(1)} }

// Printf logs at level info.
func (d *Deep) Printf(format string, args ...any) { d.print(fmt.Sprintf(format, args...)) }

func (d *Deep) print(msg string) { d.logger.Infow(msg) }

type key struct{}

// Infow logs with the logger of the context, which whoever put it there may
// have told.
func Infow(ctx context.Context, msg string, kv ...any) {
	if l, ok := ctx.Value(key{}).(logs.Logger); ok {
		l.Infow(msg, kv...)
	}
}

// Quiet has a logger that writes nothing.
type Quiet struct{ logger logs.Plain }

// Printf logs nothing.
func (q *Quiet) Printf(format string, args ...any) { q.logger.Infow(fmt.Sprintf(format, args...)) }

// A Worker logs events of its own.
type Worker struct{ logger logs.Logger }

// Run works.
func (w *Worker) Run(name string) error {
	w.logger.Infow("running", "name", name)
	return nil
}
