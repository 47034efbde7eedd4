package funcvals

import (
	"github.com/go-logr/logr"
	"go.uber.org/zap"
)

// Funcs are what others log through.
type Funcs struct {
	Infof  func(string, ...any)
	Errorf func(string, ...any)
}

type printer struct{ lg logr.Logger }

func (p printer) infof(format string, args ...any) {
	p.lg.Info(format, args...) // want `entries of printer.infof and of one more wrapper name their own lines, not their callers; store lg with WithCallDepth\(1\)`
}

func (p printer) errorf(format string, args ...any) { p.lg.Error(nil, format, args...) }

// Adapt returns the funcs.
func Adapt(lg logr.Logger) Funcs {
	p := printer{lg.WithName("adapted")}
	return Funcs{p.infof, p.errorf}
}

// A Server calls what it was told to call.
type Server struct {
	lg    *zap.Logger
	onErr func(error)
	told  func(name string)
}

// NewServer returns one. Its funcs have messages of their own.
func NewServer(lg *zap.Logger) *Server {
	s := &Server{lg: lg}
	s.onErr, s.told = s.fail, s.note
	return s
}

func (s *Server) fail(err error)   { s.lg.Error("failed", zap.Error(err)) }
func (s *Server) note(name string) { s.lg.Info("told", zap.String("name", name)) }
