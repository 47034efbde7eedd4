// Package quiet has wrappers of libraries that record no caller here: what it
// imports asks for its own loggers only.
package quiet

import (
	"io"
	"log"
	"log/slog"

	"github.com/rs/zerolog"
	"go.uber.org/zap"

	_ "obslint.test/callerskip/stdlogs"
	_ "obslint.test/callerskip/zerologs"
)

// Slog wraps slog.
func Slog(msg string) { slog.Info(msg) } // want Slog:"forwards:0 1\\+0"

// Log wraps log.
func Log(msg string) { log.Println(msg) } // want Log:"forwards:0 1\\+0"

// Zero wraps zerolog.
func Zero(w io.Writer, msg string) { // want Zero:"forwards:1 mute"
	l := zerolog.New(w)
	l.Info().Msg(msg)
}

// Zap wraps a zap logger that is built without callers.
func Zap(msg string) error {
	cfg := zap.NewProductionConfig()
	cfg.DisableCaller = true
	lg, err := cfg.Build()
	if err != nil {
		return err
	}
	write(lg, msg)
	return nil
}

func write(lg *zap.Logger, msg string) { lg.Info(msg) }
