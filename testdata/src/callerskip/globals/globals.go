// Package globals logs through the loggers that libraries keep for all. // want package:"asks:zerolog@obslint.test"
package globals

import (
	"fmt"

	"github.com/rs/zerolog/log"
	"go.uber.org/zap"
)

// Init makes the loggers. That of zap skips the functions of this package.
func Init() error { // want Init:"asks:zerolog"
	lg, err := zap.NewProduction(zap.AddCallerSkip(1))
	if err != nil {
		return err
	}
	zap.ReplaceGlobals(lg)
	log.Logger = log.With().Caller().Logger()
	return nil
}

// Info logs as the logger of Init wants it.
func Info(msg string, fields ...zap.Field) { // want Info:`forwards:0 1\+1`
	zap.L().Info(msg, fields...)
}

// Errorf logs as the logger of Init wants it.
func Errorf(format string, args ...any) { // want Errorf:`forwards:0 1\+1`
	zap.S().Errorf(format, args...)
}

func chatter(msg string) {
	Info(fmt.Sprintf("chatter: %s", msg))
}

// Zinfof logs through zerolog's logger.
func Zinfof(format string, args ...any) { // want Zinfof:`forwards:0 1\+0`
	log.Info().Msgf(format, args...) // want `entries of Zinfof name this line, not its caller; add CallerSkipFrame\(1\) to the event`
}
