// Package promotes gives a store, which knows a small interface only, a logger
// that embeds another.
package promotes

import "go.uber.org/zap"

// A Logger is what the store logs to.
type Logger interface {
	Infof(format string, args ...any)
	Errorf(format string, args ...any)
	Warningf(format string, args ...any)
}

type storeLogger struct {
	*zap.SugaredLogger // want `Errorf and Infof of storeLogger are the embedded logger's own, which skips 1 for wrappers such as storeLogger.Warningf: their entries name the caller's caller; write them out`
}

// New returns the Logger that writes to lg.
func New(lg *zap.Logger) Logger {
	return &storeLogger{lg.WithOptions(zap.AddCallerSkip(1)).Sugar()}
}

// Warningf implements Logger.
func (l *storeLogger) Warningf(format string, args ...any) { // want Warningf:`forwards:0 1\+1`
	l.SugaredLogger.Warnf(format, args...)
}
