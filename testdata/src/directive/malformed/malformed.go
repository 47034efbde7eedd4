// Package malformed has directives that lack something. None of them silences
// anything.
package malformed

import "go.uber.org/zap"

// Info logs for its caller.
func Info(lg *zap.Logger, msg string) {
	//obslint:ignore callerskip // want `this directive silences nothing: write //obslint:ignore <pass>\[,<pass>\] <reason>`
	lg.Info(msg)
}

// Warn logs for its caller.
func Warn(lg *zap.Logger, msg string) {
	lg.Warn(msg) //obslint:ignore // want `this directive silences nothing`
}

//obslint:ignore callerskip, // want `this directive silences nothing`

// Other tools' comments, and what only looks like a directive, are nobody's
// business: obslint:ignore callerskip
//
//lint:ignore callerskip
//nolint:callerskip
var _ = 0 // obslint:ignore callerskip

//obslint:ignored callerskip
var _ = 1
