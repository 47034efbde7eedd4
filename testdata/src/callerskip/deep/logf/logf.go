// Package logf has the formatting helper that the services share.
package logf

import (
	"fmt"

	"go.uber.org/zap"
)

// Infof formats a message for lg.
func Infof(lg *zap.Logger, format string, args ...any) { // want Infof:`forwards:1 1\+0@0`
	lg.Info(fmt.Sprintf(format, args...)) // want `entries of Infof name this line, not its caller; log through a logger with zap.AddCallerSkip\(1\)`
}

// New returns a logger for wrappers.
func New(path string) (*zap.Logger, error) { // want New:"logger:2"
	cfg := zap.NewProductionConfig()
	cfg.OutputPaths = []string{path}
	opts := []zap.Option{zap.Fields(zap.String("app", "billing"))}
	opts = append(opts, zap.AddCallerSkip(2))
	return cfg.Build(opts...)
}
