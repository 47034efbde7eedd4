// Package used has directives that silence a finding each, wherever they may
// stand.
package used

import "go.uber.org/zap"

// Above has its directive on the line above the finding.
func Above(lg *zap.Logger, msg string) {
	//obslint:ignore callerskip the wrapper is for tests only
	lg.Info(msg)
}

// Beside has it on the line of the finding.
func Beside(lg *zap.Logger, msg string) {
	lg.Info(msg) //obslint:ignore callerskip the wrapper is for tests only
}

// Tabs has blanks of all kinds.
func Tabs(lg *zap.Logger, msg string) {
	//obslint:ignore	callerskip	the wrapper is for tests only
	lg.Info(msg)
}

// Long has a finding that begins on one line and ends on another.
func Long(lg *zap.Logger, msg string) {
	//obslint:ignore callerskip see https://example.test/1234
	lg.Info(
		msg,
		zap.Int("length", len(msg)),
	)
}

// Inside has the directive behind the first line of the statement.
func Inside(lg *zap.Logger, msg string) {
	lg.Info( //obslint:ignore callerskip the wrapper is for tests only
		msg,
	)
}

// Two has two directives above each other; the other one has a reason of its
// own to stay.
func Two(lg *zap.Logger, msg string) {
	//obslint:ignore callerskip the wrapper is for tests only
	//obslint:ignore directive the line below is checked by a newer obslint, too
	//obslint:ignore nosuchpass a newer obslint knows it
	lg.Info(msg)
}

// Block has the finding in a block of one line.
func Block(lg *zap.Logger, msg string) { lg.Info(msg) } //obslint:ignore callerskip the wrapper is for tests only
