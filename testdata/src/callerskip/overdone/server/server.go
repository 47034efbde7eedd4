// Package server logs through package log. // want package:`told:obslint.test/callerskip/overdone/log`
package server

import "obslint.test/callerskip/overdone/log"

// A Server serves.
type Server struct{ runs int }

// Run runs it.
func (s *Server) Run(addr string) error {
	s.runs++
	log.Info("starting") // want `the entry does not name this line but the caller of Server.Run: the logger of log.Info skips 2 and there is one wrapper; use zap.AddCallerSkip\(1\)`
	log.Errorw("stopped", "addr", addr)
	return nil
}
