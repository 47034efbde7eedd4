// Package handlers wraps a logger that records no source, beside one that does.
package handlers

import (
	"log/slog"
	"os"
)

var audit = slog.New(slog.NewJSONHandler(os.Stdout, nil))
var app = slog.New(slog.NewJSONHandler(os.Stderr, &slog.HandlerOptions{AddSource: true}))

func Audit(msg string, a ...any) { audit.Info(msg, a...) } // want Audit:`forwards:0 mute`
func Start()                     { app.Info("start") }
