// Package global is a service's log package: one logger, and functions.
package global

import (
	"os"

	"go.uber.org/zap"
)

var logger *zap.Logger

// Init opens the log at path.
func Init(path string) error {
	cfg := zap.NewProductionConfig()
	cfg.OutputPaths = []string{path}
	var err error
	logger, err = cfg.Build()
	return err
}

// Info logs at level info.
func Info(msg string, fields ...zap.Field) { // want Info:`forwards:0 1\+0`
	logger.Info(msg, fields...) // want `entries of Info and of 2 more wrappers name their own lines, not their callers; store logger with zap.AddCallerSkip\(1\)`
}

// Error logs at level error.
func Error(err error, msg string) { // want Error:`forwards:1 1\+0`
	logger.Error(msg, zap.Error(err))
}

// Fatal logs and ends the process.
func Fatal(msg string) { // want Fatal:`forwards:0 1\+0`
	logger.Error(msg)
	os.Exit(1)
}
