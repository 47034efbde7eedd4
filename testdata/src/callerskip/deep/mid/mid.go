// Package mid adds the name of a component to what is logged.
package mid

import (
	"go.uber.org/zap"

	"obslint.test/callerskip/deep/logf"
)

// Infof logs for a component.
func Infof(lg *zap.Logger, component, format string, args ...any) { // want Infof:`forwards:2 2\+0@0`
	logf.Infof(lg, component+": "+format, args...) // want `entries of Infof name the line of logf.Infof, not its caller; log through a logger with zap.AddCallerSkip\(2\)`
}

// Open returns the logger that Infof wants.
func Open(path string) (*zap.Logger, error) { // want Open:"logger:2"
	return logf.New(path)
}
