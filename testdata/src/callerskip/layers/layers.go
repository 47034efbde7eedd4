// Package layers has wrappers on top of wrappers.
package layers

import (
	"fmt"

	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"
)

// A Logger formats, and forwards to one method.
type Logger struct {
	z *zap.Logger
}

// New returns a Logger.
func New(z *zap.Logger) *Logger {
	return &Logger{z: z.WithOptions(zap.AddCallerSkip(1))} // want `entries of Logger.Infof name line 23, not its caller: the logger skips 1 of the 2 wrappers on the way; use zap.AddCallerSkip\(2\)`
}

// Infof logs at level info.
func (l *Logger) Infof(format string, args ...any) { // want Infof:`forwards:0 2\+1`
	l.log(zap.InfoLevel, fmt.Sprintf(format, args...))
}

// Errorf logs at level error.
func (l *Logger) Errorf(format string, args ...any) { // want Errorf:`forwards:0 2\+1`
	l.log(zap.ErrorLevel, fmt.Sprintf(format, args...))
}

func (l *Logger) log(level zapcore.Level, msg string) {
	switch level {
	case zap.InfoLevel:
		l.z.Info(msg)
	case zap.ErrorLevel:
		l.z.Error(msg)
	}
}
