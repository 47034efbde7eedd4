package matrix

import "go.uber.org/zap"

// LoggerMissing logs through a Logger.
type LoggerMissing struct{ z *zap.Logger }

// NewLoggerMissing returns one.
func NewLoggerMissing(z *zap.Logger) *LoggerMissing {
	return &LoggerMissing{z: z}
}

// Print is the wrapper.
func (l *LoggerMissing) Print(msg string) { // want Print:`forwards:0 1\+0`
	l.z.Info(msg) // want `entries of LoggerMissing.Print name this line, not its caller; store z with zap.AddCallerSkip\(1\)`
}

// LoggerShort logs through a Logger.
type LoggerShort struct{ z *zap.Logger }

// NewLoggerShort returns one.
func NewLoggerShort(z *zap.Logger) *LoggerShort {
	return &LoggerShort{z: z.WithOptions(zap.AddCallerSkip(1))} // want `entries of LoggerShort.Print name line 28, not its caller: the logger skips 1 of the 2 wrappers on the way; use zap.AddCallerSkip\(2\)`
}

// Print is the outer wrapper.
func (l *LoggerShort) Print(msg string) { // want Print:`forwards:0 2\+1`
	l.print(msg)
}

func (l *LoggerShort) print(msg string) {
	l.z.Info(msg)
}

// LoggerExcess logs through a Logger.
type LoggerExcess struct{ z *zap.Logger }

// NewLoggerExcess returns one.
func NewLoggerExcess(z *zap.Logger) *LoggerExcess {
	return &LoggerExcess{z: z.WithOptions(zap.AddCallerSkip(2))}
}

// Run runs.
func (l *LoggerExcess) Run() error {
	l.print("running") // want `the entry does not name this line but the caller of LoggerExcess.Run: the logger of LoggerExcess.print skips 2 and there is one wrapper; use zap.AddCallerSkip\(1\)`
	return nil
}

func (l *LoggerExcess) print(msg string) {
	l.z.Info(msg)
}

// LoggerDepth logs through a Logger.
type LoggerDepth struct{ z *zap.Logger }

// NewLoggerDepth returns one.
func NewLoggerDepth(z *zap.Logger) *LoggerDepth {
	return &LoggerDepth{z: z.WithOptions(zap.AddCallerSkip(1))}
}

// With returns one with a field more.
func (l *LoggerDepth) With(key, value string) *LoggerDepth {
	return &LoggerDepth{z: l.z.WithOptions(zap.AddCallerSkip(1)).With(zap.String(key, value))} // want `each logger made of z's own skips 1 more than the one before, so its entries name ever higher callers; add the skip once, where z is first stored`
}

// Print is the wrapper.
func (l *LoggerDepth) Print(msg string) { // want Print:`forwards:0 1\+\?`
	l.z.Info(msg)
}
