// Package off has such an interface over loggers that record no caller.
package off

import "go.uber.org/zap"

// A Logger writes entries.
type Logger interface {
	Infow(msg string, kv ...any)

	WithCallDepth(depth int) Logger // want WithCallDepth:`logger:same\+depth:0`
}

type sugared struct{ s *zap.SugaredLogger }

// New returns a Logger.
func New() Logger { return &sugared{zap.NewExample().Sugar()} }

func (l *sugared) Infow(msg string, kv ...any) { l.s.Infow(msg, kv...) } // want Infow:`forwards:0 1\+\?`

func (l *sugared) WithCallDepth(depth int) Logger {
	return &sugared{l.s.WithOptions(zap.AddCallerSkip(depth))}
}
