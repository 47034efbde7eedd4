// Package unknown has directives with the names of passes that do not exist.
package unknown

import "go.uber.org/zap"

// Info logs for its caller.
func Info(lg *zap.Logger, msg string) {
	//obslint:ignore callerskp the wrapper is for tests only // want `obslint has no pass "callerskp", so its name here silences nothing; obslint help lists the passes`
	lg.Info(msg)
}

// Warn logs for its caller. One of the names is right.
func Warn(lg *zap.Logger, msg string) {
	lg.Warn(msg) //obslint:ignore callerskip,zap the wrapper is for tests only // want `obslint has no pass "zap"`
}
