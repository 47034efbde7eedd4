// Package frames skips its wrapper for all of zerolog.
package frames

import (
	"os"

	"github.com/rs/zerolog"
)

var lg zerolog.Logger

func init() {
	zerolog.CallerSkipFrameCount = 3
	lg = zerolog.New(os.Stderr).With().Caller().Logger()
}
func Infof(f string, a ...any) { lg.Info().Msgf(f, a...) } // want Infof:`forwards:0 mute`
