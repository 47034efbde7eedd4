// Package records makes its own records, with the program counter of whoever
// logs.
package records

import (
	"context"
	"fmt"
	"log/slog"
	"runtime"
	"time"
)

// Info logs.
func Info(ctx context.Context, msg string, args ...any) { // want Info:`forwards:1 2\+1`
	emit(ctx, slog.LevelInfo, msg, args...)
}

// Errorf logs.
func Errorf(ctx context.Context, format string, args ...any) { // want Errorf:`forwards:1 2\+1`
	emit(ctx, slog.LevelError, fmt.Sprintf(format, args...))
}

func emit(ctx context.Context, level slog.Level, msg string, args ...any) {
	h := slog.Default().Handler()
	if !h.Enabled(ctx, level) {
		return
	}
	var pcs [1]uintptr
	runtime.Callers(2, pcs[:]) // want `entries of Info name line 15, not its caller: the logger skips 1 of the 2 wrappers on the way; use runtime.Callers\(3, …\)`
	r := slog.NewRecord(time.Now(), level, msg, pcs[0])
	r.Add(args...)
	_ = h.Handle(ctx, r)
}

// A Logger skips both of its frames.
type Logger struct{ h slog.Handler }

// New returns a logger.
func New(h slog.Handler) *Logger { return &Logger{h} }

// Info logs.
func (l *Logger) Info(msg string, args ...any) { // want Info:`forwards:0 2\+2`
	l.log(slog.LevelInfo, msg, args)
}

// Warn logs.
func (l *Logger) Warn(msg string, args ...any) { // want Warn:`forwards:0 2\+2`
	l.log(slog.LevelWarn, msg, args)
}

func (l *Logger) log(level slog.Level, msg string, args []any) {
	var pc uintptr
	if level >= slog.LevelInfo {
		pcs := make([]uintptr, 1)
		runtime.Callers(3, pcs)
		pc = pcs[0]
	}
	r := slog.NewRecord(time.Now(), level, msg, pc)
	r.Add(args...)
	_ = l.h.Handle(context.Background(), r)
}

// Debug has one frame, and skips one.
func Debug(ctx context.Context, msg string) error { // want Debug:`forwards:1 1\+1`
	var pcs [1]uintptr
	runtime.Callers(2, pcs[:])
	return slog.Default().Handler().Handle(ctx, slog.NewRecord(time.Now(), slog.LevelDebug, msg, pcs[0]))
}

// Audit skips a frame too many: its entries name the callers of Close.
func audit(msg string) {
	var pcs [1]uintptr
	runtime.Callers(3, pcs[:])
	_ = slog.Default().Handler().Handle(context.Background(), slog.NewRecord(time.Now(), slog.LevelInfo, msg, pcs[0]))
}

// Close ends it.
func Close() error {
	audit("closing") // want `the entry does not name this line but the caller of Close: the logger of audit skips 2 and there is one wrapper; use runtime.Callers\(2, …\)`
	return nil
}

// A Renamer is a handler: the record names its caller already.
type Renamer struct{ slog.Handler }

// Handle renames.
func (r Renamer) Handle(ctx context.Context, rec slog.Record) error {
	out := slog.NewRecord(rec.Time, rec.Level, "renamed: "+rec.Message, rec.PC)
	rec.Attrs(func(a slog.Attr) bool { out.AddAttrs(a); return true })
	return r.Handler.Handle(ctx, out)
}
