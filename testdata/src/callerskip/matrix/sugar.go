package matrix

import "go.uber.org/zap"

// SugarMissing logs through a SugaredLogger.
type SugarMissing struct{ s *zap.SugaredLogger }

// NewSugarMissing returns one.
func NewSugarMissing(z *zap.Logger) *SugarMissing {
	return &SugarMissing{s: z.Sugar()}
}

// Print is the wrapper.
func (l *SugarMissing) Print(msg string) { // want Print:`forwards:0 1\+0`
	l.s.Infof("%s", msg) // want `entries of SugarMissing.Print name this line, not its caller; store s with zap.AddCallerSkip\(1\)`
}

// SugarShort logs through a SugaredLogger.
type SugarShort struct{ s *zap.SugaredLogger }

// NewSugarShort returns one.
func NewSugarShort(z *zap.Logger) *SugarShort {
	return &SugarShort{s: z.WithOptions(zap.AddCallerSkip(1)).Sugar()} // want `entries of SugarShort.Print name line 28, not its caller: the logger skips 1 of the 2 wrappers on the way; use zap.AddCallerSkip\(2\)`
}

// Print is the outer wrapper.
func (l *SugarShort) Print(msg string) { // want Print:`forwards:0 2\+1`
	l.print(msg)
}

func (l *SugarShort) print(msg string) {
	l.s.Infof("%s", msg)
}

// SugarExcess logs through a SugaredLogger.
type SugarExcess struct{ s *zap.SugaredLogger }

// NewSugarExcess returns one.
func NewSugarExcess(z *zap.Logger) *SugarExcess {
	return &SugarExcess{s: z.WithOptions(zap.AddCallerSkip(2)).Sugar()}
}

// Run runs.
func (l *SugarExcess) Run() error {
	l.print("running") // want `the entry does not name this line but the caller of SugarExcess.Run: the logger of SugarExcess.print skips 2 and there is one wrapper; use zap.AddCallerSkip\(1\)`
	return nil
}

func (l *SugarExcess) print(msg string) {
	l.s.Infof("%s", msg)
}

// SugarDepth logs through a SugaredLogger.
type SugarDepth struct{ s *zap.SugaredLogger }

// NewSugarDepth returns one.
func NewSugarDepth(z *zap.Logger) *SugarDepth {
	return &SugarDepth{s: z.WithOptions(zap.AddCallerSkip(1)).Sugar()}
}

// With returns one with a field more.
func (l *SugarDepth) With(key, value string) *SugarDepth {
	return &SugarDepth{s: l.s.WithOptions(zap.AddCallerSkip(1)).With(key, value)} // want `each logger made of s's own skips 1 more than the one before, so its entries name ever higher callers; add the skip once, where s is first stored`
}

// Print is the wrapper.
func (l *SugarDepth) Print(msg string) { // want Print:`forwards:0 1\+\?`
	l.s.Infof("%s", msg)
}
