// Package over gives package log a logger that skips too much.
package over

import (
	"go.uber.org/zap"

	"obslint.test/callerskip/setter/log"
)

// Start begins to log.
func Start(cfg zap.Config) error {
	z, err := cfg.Build(zap.AddCallerSkip(3))
	if err != nil {
		return err
	}
	log.Set(z) // want `entries of log.Infof name a line above its caller: the logger that Set is given skips 3 and there are 2 wrappers; give it one with zap.AddCallerSkip\(2\)`
	return nil
}
