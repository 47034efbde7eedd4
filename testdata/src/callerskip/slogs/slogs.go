// Package slogs asks for the source, and wraps slog. // want package:"asks:slog"
package slogs

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"runtime"
	"time"
)

// New returns a logger that records the source.
func New(w io.Writer) *slog.Logger { // want New:"asks:slog"
	return slog.New(slog.NewTextHandler(w, &slog.HandlerOptions{AddSource: true}))
}

// A ZooLogger is what a client library logs to.
type ZooLogger struct {
	logger *slog.Logger
}

// NewZooLogger returns a ZooLogger.
func NewZooLogger(logger *slog.Logger) ZooLogger { return ZooLogger{logger: logger} }

// Printf implements the client's Logger.
func (z ZooLogger) Printf(format string, args ...any) { // want Printf:`forwards:0 1\+0`
	z.logger.Info(fmt.Sprintf(format, args...)) // want `entries of ZooLogger.Printf name this line, not its caller; slog has no skip: hand slog.NewRecord the pc of runtime.Callers, and the record to Handler\(\).Handle`
}

// Infof names its caller.
func Infof(logger *slog.Logger, format string, args ...any) { // want Infof:`forwards:1 1\+1`
	ctx := context.Background()
	if !logger.Enabled(ctx, slog.LevelInfo) {
		return
	}
	var pcs [1]uintptr
	runtime.Callers(2, pcs[:])
	r := slog.NewRecord(time.Now(), slog.LevelInfo, fmt.Sprintf(format, args...), pcs[0])
	_ = logger.Handler().Handle(ctx, r)
}
