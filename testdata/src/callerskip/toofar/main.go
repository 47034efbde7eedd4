// Command toofar logs.
package main

import (
	"os"

	"obslint.test/callerskip/toofar/log"
)

func main() {
	if err := log.Setup(); err != nil {
		os.Exit(1)
	}
	log.Info("starting") // want `the entry does not name this line but the runtime or a library above it: the logger of log.Info skips 2 and there is one wrapper; use zap.AddCallerSkip\(1\)`
}
