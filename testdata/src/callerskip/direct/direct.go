// Package direct uses loggers that skip for wrappers.
package direct

import (
	"context"
	"net/http"

	"go.uber.org/zap"
)

// A Logger has wrappers, and logs itself.
type Logger struct {
	z *zap.Logger
}

// New returns a Logger.
func New(z *zap.Logger) *Logger {
	return &Logger{z: z.WithOptions(zap.AddCallerSkip(1))}
}

// Info is a wrapper.
func (l *Logger) Info(msg string) { // want Info:`forwards:0 1\+1`
	l.z.Info(msg)
}

// Close logs itself.
func (l *Logger) Close() error {
	l.z.Info("closing") // want `the entry does not name this line but the caller of Logger.Close: the logger skips 1 and there is no wrapper; keep a logger without the skip for direct use`
	return l.z.Sync()
}

// Deprecated names its caller on purpose: it does nothing but log.
func (l *Logger) Deprecated() {
	l.z.Warn("deprecated")
}

// Fail names its caller on purpose: what it logs is the caller's.
func (l *Logger) Fail(w http.ResponseWriter, msg string) {
	l.z.Warn(msg)
	http.Error(w, msg, http.StatusBadRequest)
}

// A Task has a logger that skips one wrapper too many.
type Task struct {
	s *zap.SugaredLogger
}

// NewTask returns a Task.
func NewTask(z *zap.Logger) *Task {
	return &Task{s: z.WithOptions(zap.AddCallerSkip(2)).Sugar()}
}

func (t *Task) logf(format string, args ...any) {
	t.s.Infof(format, args...)
}

// Run runs.
func (t *Task) Run(ctx context.Context) error {
	t.logf("running") // want `the entry does not name this line but the caller of Task.Run: the logger of Task.logf skips 2 and there is one wrapper; use zap.AddCallerSkip\(1\)`
	return ctx.Err()
}
