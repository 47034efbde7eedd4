package matrix

import (
	"github.com/go-logr/logr"
	"github.com/go-logr/zapr"
	"go.uber.org/zap"
)

// ZaprMissing logs through the logr.Logger that zapr makes.
type ZaprMissing struct{ l logr.Logger }

// NewZaprMissing returns one.
func NewZaprMissing(z *zap.Logger) *ZaprMissing {
	return &ZaprMissing{l: zapr.NewLogger(z)}
}

// Print is the wrapper.
func (l *ZaprMissing) Print(msg string) { // want Print:`forwards:0 1\+0`
	l.l.Info(msg) // want `entries of ZaprMissing.Print name this line, not its caller; store l with WithCallDepth\(1\)`
}

// ZaprShort logs through the logr.Logger that zapr makes.
type ZaprShort struct{ l logr.Logger }

// NewZaprShort returns one.
func NewZaprShort(z *zap.Logger) *ZaprShort {
	return &ZaprShort{l: zapr.NewLogger(z.WithOptions(zap.AddCallerSkip(1)))} // want `entries of ZaprShort.Print name line 32, not its caller: the logger skips 1 of the 2 wrappers on the way; use WithCallDepth\(2\)`
}

// Print is the outer wrapper.
func (l *ZaprShort) Print(msg string) { // want Print:`forwards:0 2\+1`
	l.print(msg)
}

func (l *ZaprShort) print(msg string) {
	l.l.Info(msg)
}

// ZaprExcess logs through the logr.Logger that zapr makes.
type ZaprExcess struct{ l logr.Logger }

// NewZaprExcess returns one.
func NewZaprExcess(z *zap.Logger) *ZaprExcess {
	return &ZaprExcess{l: zapr.NewLogger(z.WithOptions(zap.AddCallerSkip(2)))}
}

// Run runs.
func (l *ZaprExcess) Run() error {
	l.print("running") // want `the entry does not name this line but the caller of ZaprExcess.Run: the logger of ZaprExcess.print skips 2 and there is one wrapper; use WithCallDepth\(1\)`
	return nil
}

func (l *ZaprExcess) print(msg string) {
	l.l.Info(msg)
}
