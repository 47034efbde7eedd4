// Package adds has skips that do not add up. // want package:`told:obslint.test/callerskip/adds`
package adds

import "go.uber.org/zap"

// A Logger is a wrapper.
type Logger struct {
	z *zap.Logger
}

// New returns a Logger.
func New(z *zap.Logger) *Logger {
	return &Logger{z: z.WithOptions(zap.AddCallerSkip(1))} // want `each logger made of z's own skips 1 more than the one before, so its entries name ever higher callers; add the skip once, where z is first stored`
}

// With returns a Logger with more fields.
func (l *Logger) With(fields ...zap.Field) *Logger {
	return New(l.z.With(fields...))
}

// Info logs at level info.
func (l *Logger) Info(msg string) { // want Info:`forwards:0 1\+\?`
	l.z.Info(msg)
}
