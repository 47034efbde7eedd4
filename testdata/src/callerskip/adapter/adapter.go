// Package adapter gives a queue client, which knows a small interface only, the
// service's zap logger.
package adapter

import (
	"fmt"

	"go.uber.org/zap"
)

// A Logger is what the queue client logs to.
type Logger interface {
	Debug(msg string)
	Infof(format string, args ...any)
	Log(keyvals ...any) error
}

type queueLogger struct {
	lg    *zap.Logger
	sugar *zap.SugaredLogger
}

// NewLogger returns the Logger that writes to lg.
func NewLogger(lg *zap.Logger) Logger {
	lg = lg.Named("queue")
	return &queueLogger{lg: lg, sugar: lg.Sugar()}
}

// Debug implements Logger.
func (l *queueLogger) Debug(msg string) { // want Debug:`forwards:0 1\+0`
	l.lg.Debug(msg) // want `entries of queueLogger.Debug and of 2 more wrappers name their own lines, not their callers; store lg and sugar with zap.AddCallerSkip\(1\)`
}

// Infof implements Logger.
func (l *queueLogger) Infof(format string, args ...any) { // want Infof:`forwards:0 1\+0`
	if ce := l.lg.Check(zap.InfoLevel, fmt.Sprintf(format, args...)); ce != nil {
		ce.Write()
	}
}

// Log implements Logger.
func (l *queueLogger) Log(keyvals ...any) error { // want Log:`forwards:0 1\+0`
	l.sugar.Infow("", keyvals...)
	return nil
}
