// Package chain has a logger that counts, around one that writes.
package chain

import "go.uber.org/zap"

// A Logger writes entries.
type Logger interface {
	Infof(format string, args ...any)
	With(kv ...any) Logger
}

type zapLogger struct{ *zap.SugaredLogger }

func (l *zapLogger) With(kv ...any) Logger { return &zapLogger{l.SugaredLogger.With(kv...)} }

type named struct {
	next Logger
	name string
}

func (n *named) Infof(format string, args ...any) { // want Infof:`forwards:0 1\+0`
	n.next.Infof(n.name+": "+format, args...) // want `entries of named.Infof name this line, not its caller; log through a logger with zap.AddCallerSkip\(1\)`
}

func (n *named) With(kv ...any) Logger { return &named{n.next.With(kv...), n.name} }

// New returns one.
func New(name string) Logger {
	return &named{&zapLogger{zap.Must(zap.NewProduction()).Sugar()}, name}
}
