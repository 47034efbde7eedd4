// Package frames skips its wrapper for all of zerolog.
package frames

import (
	"io"

	"github.com/rs/zerolog"
)

var lg zerolog.Logger

func Init(w io.Writer) {
	zerolog.CallerSkipFrameCount = 3
	lg = zerolog.New(w).With().Caller().Logger()
}
func Infof(f string, a ...any) { lg.Info().Msgf(f, a...) } // want Infof:`forwards:0 mute`
