package matrix

import (
	"log"

	"go.uber.org/zap"
)

// StdMissing logs through the log.Logger that zap makes.
type StdMissing struct{ std *log.Logger }

// NewStdMissing returns one.
func NewStdMissing(z *zap.Logger) *StdMissing {
	return &StdMissing{std: zap.NewStdLog(z)}
}

// Print is the wrapper.
func (l *StdMissing) Print(msg string) { // want Print:`forwards:0 1\+0`
	l.std.Print(msg) // want `entries of StdMissing.Print name this line, not its caller; store std with zap.AddCallerSkip\(1\)`
}

// StdShort logs through the log.Logger that zap makes.
type StdShort struct{ std *log.Logger }

// NewStdShort returns one.
func NewStdShort(z *zap.Logger) *StdShort {
	return &StdShort{std: zap.NewStdLog(z.WithOptions(zap.AddCallerSkip(1)))} // want `entries of StdShort.Print name line 32, not its caller: the logger skips 1 of the 2 wrappers on the way; use zap.AddCallerSkip\(2\)`
}

// Print is the outer wrapper.
func (l *StdShort) Print(msg string) { // want Print:`forwards:0 2\+1`
	l.print(msg)
}

func (l *StdShort) print(msg string) {
	l.std.Print(msg)
}

// StdExcess logs through the log.Logger that zap makes.
type StdExcess struct{ std *log.Logger }

// NewStdExcess returns one.
func NewStdExcess(z *zap.Logger) *StdExcess {
	return &StdExcess{std: zap.NewStdLog(z.WithOptions(zap.AddCallerSkip(2)))}
}

// Run runs.
func (l *StdExcess) Run() error {
	l.print("running") // want `the entry does not name this line but the caller of StdExcess.Run: the logger of StdExcess.print skips 2 and there is one wrapper; use zap.AddCallerSkip\(1\)`
	return nil
}

func (l *StdExcess) print(msg string) {
	l.std.Print(msg)
}
