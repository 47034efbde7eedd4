// Package unused has directives that silence nothing.
package unused

import "go.uber.org/zap"

// Info logs, and no more.
//
//obslint:ignore callerskip the skip was forgotten // want `this directive silences no finding of callerskip; remove it`
func Info(lg *zap.Logger) {
	//obslint:ignore callerskip the skip was forgotten // want `this directive silences no finding of callerskip; remove it`
	lg.Info("started")
	lg.Info("done") //obslint:ignore callerskip the skip was forgotten // want `this directive silences no finding of callerskip; remove it`
}

// Warn logs for its caller. The directive stands too far away.
func Warn(lg *zap.Logger, msg string) {
	//obslint:ignore callerskip the wrapper is for tests only // want `silences no finding of callerskip; remove it`

	lg.Warn(msg)
}

// Error logs for its caller. The directive does not stand alone, so that it
// does not speak of the line below.
func Error(lg *zap.Logger, msg string) { //obslint:ignore callerskip the wrapper is for tests only // want `silences no finding of callerskip; remove it`
	lg.Error(msg)
}

// Debug logs for its caller. One directive is enough.
func Debug(lg *zap.Logger, msg string) {
	//obslint:ignore callerskip the wrapper is for tests only
	lg.Debug(msg) //obslint:ignore callerskip the wrapper is for tests only // want `silences no finding of callerskip; remove it`
}

// What says directive speaks of findings about directives.

//obslint:ignore directive the finding exists with another library version
//obslint:ignore callerskip the wrapper is for tests only
var _ = 0
