package layers

import "go.uber.org/zap"

// A Journal has one entry point that is deeper than the others.
type Journal struct {
	s *zap.SugaredLogger
}

// NewJournal returns a Journal.
func NewJournal(s *zap.SugaredLogger) *Journal {
	return &Journal{s: s.WithOptions(zap.AddCallerSkip(1))}
}

// Info logs at level info.
func (j *Journal) Info(args ...any) { // want Info:`forwards:0 1\+1`
	j.s.Info(args...)
}

// Warn logs at level warn.
func (j *Journal) Warn(args ...any) { // want Warn:`forwards:0 1\+1`
	j.s.Warn(args...)
}

// Print is what an older library wants.
func (j *Journal) Print(args ...any) { // want Print:`forwards:0 2\+1`
	j.Info(args...) // want `entries of Journal.Print name this line, not its caller: it is 2 wrappers deep and the logger skips 1; add zap.AddCallerSkip\(1\) here`
}
