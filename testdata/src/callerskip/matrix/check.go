package matrix // want package:"asks:slog,zerolog"

import "go.uber.org/zap"

// CheckMissing checks the level first.
type CheckMissing struct{ z *zap.Logger }

// NewCheckMissing returns one.
func NewCheckMissing(z *zap.Logger) *CheckMissing {
	return &CheckMissing{z: z}
}

// Print is the wrapper.
func (l *CheckMissing) Print(msg string) { // want Print:`forwards:0 1\+0`
	if ce := l.z.Check(zap.InfoLevel, msg); ce != nil { // want `entries of CheckMissing.Print name this line, not its caller; store z with zap.AddCallerSkip\(1\)`
		ce.Write()
	}
}

// CheckShort checks the level first.
type CheckShort struct{ z *zap.Logger }

// NewCheckShort returns one.
func NewCheckShort(z *zap.Logger) *CheckShort {
	return &CheckShort{z: z.WithOptions(zap.AddCallerSkip(1))} // want `entries of CheckShort.Print name line 30, not its caller: the logger skips 1 of the 2 wrappers on the way; use zap.AddCallerSkip\(2\)`
}

// Print is the outer wrapper.
func (l *CheckShort) Print(msg string) { // want Print:`forwards:0 2\+1`
	l.print(msg)
}

func (l *CheckShort) print(msg string) {
	if ce := l.z.Check(zap.InfoLevel, msg); ce != nil {
		ce.Write()
	}
}

// CheckExcess checks the level first.
type CheckExcess struct{ z *zap.Logger }

// NewCheckExcess returns one.
func NewCheckExcess(z *zap.Logger) *CheckExcess {
	return &CheckExcess{z: z.WithOptions(zap.AddCallerSkip(2))}
}

// Run runs.
func (l *CheckExcess) Run() error {
	l.print("running") // want `the entry does not name this line but the caller of CheckExcess.Run: the logger of CheckExcess.print skips 2 and there is one wrapper; use zap.AddCallerSkip\(1\)`
	return nil
}

func (l *CheckExcess) print(msg string) {
	if ce := l.z.Check(zap.InfoLevel, msg); ce != nil {
		ce.Write()
	}
}
