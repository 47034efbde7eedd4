// Package log logs through what it is given, and through nothing before.
package log

import "go.uber.org/zap"

var logger = zap.NewNop()

// Set says where the functions log.
func Set(l *zap.Logger) { logger = l } // want Set:`sets:0 needs:2`

// Infof logs at level info.
func Infof(format string, args ...any) { logf(false, format, args) } // want Infof:`forwards:0 2\+0`

// Errorf logs at level error.
func Errorf(format string, args ...any) { logf(true, format, args) } // want Errorf:`forwards:0 2\+0`

func logf(bad bool, format string, args []any) {
	s := logger.Sugar()
	if bad {
		s.Errorf(format, args...)
		return
	}
	s.Infof(format, args...)
}

var own *zap.Logger

func init() { SetOwn(zap.Must(zap.NewProduction())) }

// SetOwn is called here, too.
func SetOwn(l *zap.Logger) { own = l } // want SetOwn:`sets:0 needs:1`

// Own logs at level info.
func Own(msg string) { own.Info(msg) } // want Own:`forwards:0 1\+0` `entries of Own name this line, not its caller; store own with zap.AddCallerSkip\(1\)`
