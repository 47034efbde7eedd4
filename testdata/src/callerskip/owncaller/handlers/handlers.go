// Package handlers wraps a logger that records no source, beside one that does.
package handlers

import (
	"io"
	"log/slog"
)

var audit, app *slog.Logger

func Init(w io.Writer) {
	audit = slog.New(slog.NewJSONHandler(w, nil))
	app = slog.New(slog.NewJSONHandler(w, &slog.HandlerOptions{AddSource: true}))
}

func Audit(msg string, a ...any) { audit.Info(msg, a...) } // want Audit:`forwards:0 mute`
func Start()                     { app.Info("start") }
