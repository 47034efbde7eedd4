package matrix

import "github.com/go-logr/logr"

// LogrMissing logs through a logr.Logger.
type LogrMissing struct{ l logr.Logger }

// NewLogrMissing returns one.
func NewLogrMissing(l logr.Logger) *LogrMissing {
	return &LogrMissing{l: l}
}

// Print is the wrapper.
func (l *LogrMissing) Print(msg string) { // want Print:`forwards:0 1\+0`
	l.l.Info(msg) // want `entries of LogrMissing.Print name this line, not its caller; store l with WithCallDepth\(1\)`
}

// LogrShort logs through a logr.Logger.
type LogrShort struct{ l logr.Logger }

// NewLogrShort returns one.
func NewLogrShort(l logr.Logger) *LogrShort {
	return &LogrShort{l: l.WithCallDepth(1)} // want `entries of LogrShort.Print name line 28, not its caller: the logger skips 1 of the 2 wrappers on the way; use WithCallDepth\(2\)`
}

// Print is the outer wrapper.
func (l *LogrShort) Print(msg string) { // want Print:`forwards:0 2\+1`
	l.print(msg)
}

func (l *LogrShort) print(msg string) {
	l.l.Info(msg)
}

// LogrExcess logs through a logr.Logger.
type LogrExcess struct{ l logr.Logger }

// NewLogrExcess returns one.
func NewLogrExcess(l logr.Logger) *LogrExcess {
	return &LogrExcess{l: l.WithCallDepth(2)}
}

// Run runs.
func (l *LogrExcess) Run() error {
	l.print("running") // want `the entry does not name this line but the caller of LogrExcess.Run: the logger of LogrExcess.print skips 2 and there is one wrapper; use WithCallDepth\(1\)`
	return nil
}

func (l *LogrExcess) print(msg string) {
	l.l.Info(msg)
}

// LogrDepth logs through a logr.Logger.
type LogrDepth struct{ l logr.Logger }

// NewLogrDepth returns one.
func NewLogrDepth(l logr.Logger) *LogrDepth {
	return &LogrDepth{l: l.WithCallDepth(1)}
}

// With returns one with a field more.
func (l *LogrDepth) With(key, value string) *LogrDepth {
	return &LogrDepth{l: l.l.WithCallDepth(1).WithValues(key, value)} // want `each logger made of l's own skips 1 more than the one before, so its entries name ever higher callers; add the skip once, where l is first stored`
}

// Print is the wrapper.
func (l *LogrDepth) Print(msg string) { // want Print:`forwards:0 1\+\?`
	l.l.Info(msg)
}
