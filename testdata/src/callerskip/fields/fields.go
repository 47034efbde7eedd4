// Package fields keeps the number of frames to skip in a field.
package fields

import (
	"fmt"
	"log"
	"os"

	"go.uber.org/zap"
)

type fullLogger interface {
	Infof(format string, args ...any)
	Errorf(format string, args ...any)
}

var std fullLogger = &defaultLogger{out: log.New(os.Stderr, "", log.Lshortfile), depth: 3}

type defaultLogger struct {
	out   *log.Logger
	depth int
}

func (l *defaultLogger) logf(level, format string, args ...any) {
	_ = l.out.Output(l.depth, level+fmt.Sprintf(format, args...))
}

// Infof logs at level info.
func (l *defaultLogger) Infof(format string, args ...any) { l.logf("I ", format, args...) } // want Infof:`forwards:0 2\+2`

// Errorf logs at level error.
func (l *defaultLogger) Errorf(format string, args ...any) { l.logf("E ", format, args...) } // want Errorf:`forwards:0 2\+2`

// Infof logs at level info.
func Infof(format string, args ...any) { std.Infof(format, args...) } // want Infof:`forwards:0 3\+2` `entries of Infof and of one more wrapper name their own lines, not their callers: they are 3 wrappers deep and the logger skips 2; log with Output\(4, …\)`

// Errorf logs at level error.
func Errorf(format string, args ...any) { std.Errorf(format, args...) } // want Errorf:`forwards:0 3\+2`

type options struct {
	skip   int
	fields []zap.Field
}

// An Option changes a Logger.
type Option func(*options)

// Fields adds fields.
func Fields(f ...zap.Field) Option { return func(o *options) { o.fields = append(o.fields, f...) } }

// A Logger logs formats.
type Logger struct{ s *zap.SugaredLogger }

// New makes a Logger over z.
func New(z *zap.Logger, opts ...Option) *Logger {
	o := options{skip: 1}
	for _, opt := range opts {
		opt(&o)
	}
	return &Logger{z.WithOptions(zap.AddCallerSkip(o.skip)).With(o.fields...).Sugar()} // want `entries of Logger.Infof name line 64, not its caller: the logger skips 1 of the 2 wrappers on the way; use zap.AddCallerSkip\(2\)`
}

// Infof logs at level info.
func (l *Logger) Infof(format string, args ...any) { l.log(false, format, args) } // want Infof:`forwards:0 2\+1`

func (l *Logger) log(bad bool, format string, args []any) {
	if bad {
		l.s.Errorf(format, args...)
		return
	}
	l.s.Infof(format, args...)
}
