package matrix

import (
	"context"
	"log/slog"
	"runtime"
	"time"
)

// RecordMissing makes its own record.
func RecordMissing(msg string) { // want RecordMissing:`forwards:0 1\+0`
	var pcs [1]uintptr
	runtime.Callers(1, pcs[:]) // want `entries of RecordMissing name this line, not its caller; use runtime.Callers\(2, …\)`
	_ = Slog.Handler().Handle(context.Background(), slog.NewRecord(time.Now(), slog.LevelInfo, msg, pcs[0]))
}

// RecordShort makes its own record.
func RecordShort(msg string) { // want RecordShort:`forwards:0 2\+1`
	shortRecord(msg)
}

func shortRecord(msg string) {
	var pcs [1]uintptr
	runtime.Callers(2, pcs[:]) // want `entries of RecordShort name line 19, not its caller: the logger skips 1 of the 2 wrappers on the way; use runtime.Callers\(3, …\)`
	_ = Slog.Handler().Handle(context.Background(), slog.NewRecord(time.Now(), slog.LevelInfo, msg, pcs[0]))
}

// RecordExcess makes its own record.
func RecordExcess() error {
	excessRecord("running") // want `the entry does not name this line but the caller of RecordExcess: the logger of excessRecord skips 2 and there is one wrapper; use runtime.Callers\(2, …\)`
	return nil
}

func excessRecord(msg string) {
	var pcs [1]uintptr
	runtime.Callers(3, pcs[:])
	_ = Slog.Handler().Handle(context.Background(), slog.NewRecord(time.Now(), slog.LevelInfo, msg, pcs[0]))
}
