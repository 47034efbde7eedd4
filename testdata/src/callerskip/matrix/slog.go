package matrix

import (
	"context"
	"log/slog"
	"os"
	"runtime"
	"time"
)

// Slog is what the functions of this file log through.
var Slog = slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{AddSource: true}))

// SlogMissing logs through slog.
func SlogMissing(msg string) { // want SlogMissing:`forwards:0 1\+0`
	Slog.Info(msg) // want `entries of SlogMissing name this line, not its caller; slog has no skip: hand slog.NewRecord the pc of runtime.Callers, and the record to Handler\(\).Handle`
}

func record(msg string) {
	var pcs [1]uintptr
	runtime.Callers(3, pcs[:])
	_ = Slog.Handler().Handle(context.Background(), slog.NewRecord(time.Now(), slog.LevelInfo, msg, pcs[0]))
}

var _ = record
