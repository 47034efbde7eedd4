// Package under gives package log loggers that skip too little.
package under

import (
	"go.uber.org/zap"

	"obslint.test/callerskip/setter/log"
)

// Start begins to log.
func Start(cfg zap.Config) error {
	z, err := cfg.Build(zap.AddCallerSkip(1))
	if err != nil {
		return err
	}
	log.Set(z) // want `entries of log.Infof name a line of its own: the logger that Set is given skips 1 of the 2 wrappers on the way; give it one with zap.AddCallerSkip\(2\)`
	return nil
}

// Restart begins to log with another logger.
func Restart(cfg zap.Config) error {
	z, err := cfg.Build()
	if err != nil {
		return err
	}
	log.Set(z) // want `entries of log.Infof name a line of its own: the logger that Set is given carries no skip; give it one with zap.AddCallerSkip\(2\)`
	return nil
}
