// Package stdlogs has wrappers of package log.
package stdlogs

import (
	"fmt"
	"io"
	"log"

	"go.uber.org/zap"
)

// A Logger wraps.
type Logger struct{ std *log.Logger }

// New returns a Logger.
func New(w io.Writer) *Logger {
	return &Logger{std: log.New(w, "", log.LstdFlags|log.Lshortfile)}
}

// Infof logs.
func (l *Logger) Infof(format string, args ...any) { // want Infof:`forwards:0 1\+0`
	l.std.Printf("INFO "+format, args...) // want `entries of Logger.Infof name this line, not its caller; log with Output\(2, …\)`
}

// Warnf is right.
func (l *Logger) Warnf(format string, args ...any) { // want Warnf:`forwards:0 1\+1`
	l.std.Output(2, fmt.Sprintf(format, args...))
}

// Debugf is deeper.
func (l *Logger) Debugf(format string, args ...any) { // want Debugf:`forwards:0 2\+1`
	l.Warnf("debug: "+format, args...) // want `entries of Logger.Debugf name this line, not its caller: it is 2 wrappers deep and the logger skips 1; log with Output\(3, …\)`
}

// Run runs.
func (l *Logger) Run() error {
	l.tracef("running") // want `the entry does not name this line but the caller of Logger.Run: the logger of Logger.tracef skips 2 and there is one wrapper; log with Output\(2, …\)`
	return nil
}

func (l *Logger) tracef(format string, args ...any) {
	_ = l.std.Output(3, fmt.Sprintf(format, args...))
}

// Plain has no file in its flags.
type Plain struct{ std *log.Logger }

// NewPlain returns a Plain.
func NewPlain(w io.Writer) Plain { return Plain{log.New(w, "", log.LstdFlags)} }

// Print logs.
func (p Plain) Print(args ...any) { // want Print:"forwards:0 mute"
	p.std.Print(args...)
}

// A Bridge logs to zap.
type Bridge struct{ std *log.Logger }

// NewBridge returns a Bridge.
func NewBridge(lg *zap.Logger) *Bridge { return &Bridge{std: zap.NewStdLog(lg)} }

// Print logs.
func (b *Bridge) Print(args ...any) { // want Print:`forwards:0 1\+0`
	b.std.Print(args...) // want `entries of Bridge.Print name this line, not its caller; log through a logger with zap.AddCallerSkip\(1\)`
}

// Serve logs directly.
func (b *Bridge) Serve() { b.std.Print("serving") }
