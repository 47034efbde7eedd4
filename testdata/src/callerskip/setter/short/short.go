// Command short gives package log a logger that skips too little, and one that
// skips nothing.
package main

import (
	"go.uber.org/zap"

	"obslint.test/callerskip/setter/log"
)

func build(opts ...zap.Option) (*zap.Logger, error) { return zap.NewProduction(opts...) }

func main() {
	z, err := build(zap.AddCallerSkip(1))
	if err != nil {
		panic(err)
	}
	log.Set(z) // want `entries of log.Infof name a line of its own: the logger that Set is given skips 1 of the 2 wrappers on the way; give it one with zap.AddCallerSkip\(2\)`
	log.Infof("started %d", 1)
	log.Set(zap.Must(zap.NewDevelopment()).Named("dev")) // want `entries of log.Infof name a line of its own: the logger that Set is given carries no skip; give it one with zap.AddCallerSkip\(2\)`
}
