// Package app says what the loggers that it is given skip.
package app

import (
	"net/http"

	"go.uber.org/zap"
	"obslint.test/callerskip/skipparam/lg"
)

var z = lg.Build(1)

func Handle(w http.ResponseWriter, r *http.Request) {
	z.Info("handled") // want `the entry does not name this line but the caller of Handle: the logger skips 1 and there is no wrapper; use a logger without a skip`
	w.WriteHeader(204)
}

type svc struct{ z *zap.Logger }

func newSvc() *svc { return &svc{z: lg.Build(0)} }

func (s *svc) logf(msg string) {
	s.z.Info(msg) // want `entries of svc.logf name this line, not its caller; store z with zap.AddCallerSkip\(1\)`
}

func (s *svc) Run() { s.logf("x") }
