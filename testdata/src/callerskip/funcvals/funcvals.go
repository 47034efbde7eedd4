// Package funcvals logs through methods of loggers that fields and maps hold.
package funcvals

import "go.uber.org/zap"

// A Hook logs through two func fields.
type Hook struct {
	info func(msg string, fields ...zap.Field)
	errf func(format string, args ...any)
}

// NewHook returns a hook.
func NewHook(lg *zap.Logger) *Hook {
	return &Hook{info: lg.Info, errf: lg.Sugar().Errorf}
}

// Info logs.
func (h *Hook) Info(msg string) { // want Info:`forwards:0 1\+0`
	h.info(msg) // want `entries of Hook.Info name this line, not its caller; log through a logger with zap.AddCallerSkip\(1\)`
}

// Errorf logs.
func (h *Hook) Errorf(format string, args ...any) { // want Errorf:`forwards:0 1\+0`
	h.errf(format, args...) // want `entries of Hook.Errorf name this line, not its caller; log through a logger with zap.AddCallerSkip\(1\)`
}

// Levels logs by the name of a level.
type Levels struct {
	funcs map[string]func(string, ...zap.Field)
}

// NewLevels returns levels.
func NewLevels(lg *zap.Logger) *Levels {
	return &Levels{funcs: map[string]func(string, ...zap.Field){"info": lg.Info, "error": lg.Error}}
}

// Log logs.
func (l *Levels) Log(level, msg string) { // want Log:`forwards:1 1\+0`
	if fn, ok := l.funcs[level]; ok {
		fn(msg) // want `entries of Levels.Log name this line, not its caller; log through a logger with zap.AddCallerSkip\(1\)`
	}
}

// A Right skips its own frame.
type Right struct{ warn func(string, ...zap.Field) }

// NewRight returns one.
func NewRight(lg *zap.Logger) *Right {
	return &Right{warn: lg.WithOptions(zap.AddCallerSkip(1)).Warn}
}

// Warn logs.
func (r *Right) Warn(msg string) { // want Warn:`forwards:0 1\+1`
	r.warn(msg)
}

// An Open can be given a func that nobody here knows.
type Open struct{ print func(string, ...zap.Field) }

// NewOpen returns one.
func NewOpen(lg *zap.Logger, other func(string, ...zap.Field)) *Open {
	o := &Open{print: lg.Info}
	if other != nil {
		o.print = other
	}
	return o
}

// Print logs.
func (o *Open) Print(msg string) { o.print(msg) }

// Warnf is a method value: it has no frame of its own.
var Warnf = zap.S().Warnf
