// Package logrs has wrappers of logr.
package logrs

import (
	"fmt"
	"sync/atomic"

	"github.com/go-logr/logr"
)

// An Exporter reports through the logger of its user.
type Exporter struct {
	logger logr.Logger
}

// NewExporter returns an Exporter.
func NewExporter(logger logr.Logger) *Exporter {
	return &Exporter{logger: logger.WithName("exporter")}
}

func (e *Exporter) logf(format string, args ...any) {
	if !e.logger.IsZero() {
		e.logger.Info(fmt.Sprintf(format, args...)) // want `entries of Exporter.logf name this line, not its caller; store logger with WithCallDepth\(1\)`
	}
}

// Export exports.
func (e *Exporter) Export(n int) {
	e.logf("exported %d", n)
}

var global atomic.Pointer[logr.Logger]

// SetLogger sets the logger.
func SetLogger(l logr.Logger) { global.Store(&l) }

func get() logr.Logger { return *global.Load() }

// Info logs.
func Info(msg string, kv ...any) { // want Info:`forwards:0 1\+0`
	get().V(4).Info(msg, kv...) // want `entries of Info and of one more wrapper name their own lines, not their callers; log through a logger with WithCallDepth\(1\)`
}

// Error logs an error.
func Error(err error, msg string, kv ...any) { // want Error:`forwards:1 1\+0`
	get().Error(err, msg, kv...)
}
