// Package elements takes the values apart that it is given to print.
package elements

import (
	"time"

	"go.uber.org/zap"
)

// A Printer is what a database library prints to.
type Printer struct{ logger *zap.Logger }

// New returns a Printer over l.
func New(l *zap.Logger) Printer {
	return Printer{logger: l.Named("db")}
}

// Print logs a statement or a list of values.
func (p Printer) Print(values ...any) { // want Print:`forwards:0 1\+0`
	if values[0] == "sql" {
		p.logger.Debug(values[3].(string), zap.Any("vars", values[4]), zap.Duration("took", values[2].(time.Duration))) // want `entries of Printer.Print name this line, not its caller; store logger with zap.AddCallerSkip\(1\)`
		return
	}
	p.logger.Sugar().Debug(values...)
}

// Run logs an event for one of its arguments.
func Run(args []string) {
	zap.L().Info(args[0])
}
