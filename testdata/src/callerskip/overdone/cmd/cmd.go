// Package cmd does so, too, but package server has said it. // want package:`told:obslint.test/callerskip/overdone/log`
package cmd

import (
	"obslint.test/callerskip/overdone/log"
	"obslint.test/callerskip/overdone/server"
)

// Start starts a server.
func Start() error {
	log.Info("here")
	return new(server.Server).Run(":80")
}
