// Package firstuse makes its logger when the first entry is written.
package firstuse

import (
	"errors"

	"go.uber.org/zap"
)

// Config is how the logger is built.
var Config = zap.NewProductionConfig()

var (
	log      *zap.SugaredLogger
	last     error
	alarm    *Alarm
	failures int
)

// Init builds the logger.
func Init() error {
	l, err := Config.Build()
	if err != nil {
		return err
	}
	log = l.Sugar()
	return nil
}

func get() *zap.SugaredLogger {
	if log == nil {
		if err := Init(); err != nil {
			panic(err)
		}
		log.Warn("the logger was not set up and has its defaults")
	}
	return log
}

// Infof logs at level info.
func Infof(format string, args ...any) { // want Infof:`forwards:0 1\+0`
	get().Infof(format, args...) // want `entries of Infof and of one more wrapper name their own lines, not their callers; log through a logger with zap.AddCallerSkip\(1\)`
}

// Errorf logs at level error.
func Errorf(format string, args ...any) { // want Errorf:`forwards:0 1\+0`
	if log == nil {
		log = zap.NewNop().Sugar()
	}
	log.Errorf(format, args...)
}

// A Lazy has a logger from its first entry on.
type Lazy struct{ z *zap.Logger }

func (l *Lazy) logger() *zap.Logger {
	if l.z == nil {
		l.z = zap.Must(Config.Build())
	}
	return l.z
}

// Info logs at level info.
func (l *Lazy) Info(msg string) { // want Info:`forwards:0 1\+0`
	l.logger().Info(msg) // want `entries of Lazy.Info name this line, not its caller; log through a logger with zap.AddCallerSkip\(1\)`
}

// An Alarm tells someone.
type Alarm struct{ To string }

// Event counts where nobody is told.
func Event(msg string) {
	if alarm == nil {
		failures++
	}
	log.Info(msg)
}

// Fail keeps the first error.
func Fail(msg string) {
	if last == nil {
		last = errors.New(msg)
	}
	log.Error(msg)
}

// Tell stores nothing where it is nil, but elsewhere.
func Tell(msg string, a *Alarm) {
	if alarm != nil {
		alarm = a
	}
	log.Info(msg)
}
