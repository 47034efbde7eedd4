// Package pcs has a handler that finds the caller itself.
package pcs

import (
	"context"
	"io"
	"log/slog"
	"runtime"
)

type handler struct{ slog.Handler }

func (h handler) Handle(ctx context.Context, r slog.Record) error {
	var pcs [1]uintptr
	runtime.Callers(5, pcs[:])
	r.PC = pcs[0]
	return h.Handler.Handle(ctx, r)
}

var lg *slog.Logger

func Init(w io.Writer) {
	lg = slog.New(handler{slog.NewJSONHandler(w, &slog.HandlerOptions{AddSource: true})})
}

func Info(msg string, a ...any) { lg.Info(msg, a...) } // want Info:`forwards:0 mute`
