// Package zerologs has wrappers of zerolog.
package zerologs

import (
	"io"

	"github.com/rs/zerolog"
)

// A Logger wraps.
type Logger struct {
	l zerolog.Logger
}

// New returns a Logger.
func New(w io.Writer) *Logger {
	return &Logger{l: zerolog.New(w).With().Timestamp().Caller().Logger()}
}

// Infof logs at level info.
func (l *Logger) Infof(format string, args ...any) { // want Infof:`forwards:0 1\+0`
	l.l.Info().Str("kind", "x").Msgf(format, args...) // want `entries of Logger.Infof and of one more wrapper name their own lines, not their callers; add CallerSkipFrame\(1\) to the event`
}

// Error logs an error.
func (l *Logger) Error(err error, msg string) { // want Error:`forwards:1 1\+0`
	l.l.Err(err).Msg(msg)
}

// Warn is right.
func (l *Logger) Warn(msg string) { // want Warn:`forwards:0 1\+1`
	l.l.Warn().CallerSkipFrame(1).Msg(msg)
}

// Skipping returns a logger for wrappers.
type Skipping struct{ l zerolog.Logger }

// NewSkipping returns a Skipping.
func NewSkipping(w io.Writer) Skipping {
	return Skipping{zerolog.New(w).With().CallerWithSkipFrameCount(3).Logger()}
}

// Print is right.
func (s Skipping) Print(msg string) { // want Print:`forwards:0 1\+1`
	s.l.Info().Msg(msg)
}

// Println is deeper than Print.
func (s Skipping) Println(msg string) { // want Println:`forwards:0 2\+1`
	s.Print(msg + "\n") // want `entries of Skipping.Println name this line, not its caller: it is 2 wrappers deep and the logger skips 1; add CallerSkipFrame\(1\) to the event`
}

// Close logs itself.
func (s Skipping) Close() error {
	s.l.Info().Msg("closing") // want `the entry does not name this line but the caller of Skipping.Close: the logger skips 1 and there is no wrapper; keep a logger without the skip for direct use`
	return nil
}
