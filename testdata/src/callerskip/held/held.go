// Package held keeps its logger in an interface of its own.
package held

import "go.uber.org/zap"

type Logger interface {
	Infof(string, ...any)
	Errorf(string, ...any)
}

type svc struct{ log Logger }

func New(z *zap.SugaredLogger) *svc { return &svc{log: z} }

func (s *svc) logf(f string, a ...any) {
	s.log.Infof(f, a...) // want `entries of svc.logf name this line, not its caller; log through a logger with zap.AddCallerSkip\(1\)`
}

func (s *svc) Run() { s.logf("x %d", 1) }
