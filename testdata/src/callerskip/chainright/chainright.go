// Package chainright has chains of loggers that skip what stands before them.
package chainright

import "go.uber.org/zap"

// A Logger writes entries.
type Logger interface {
	Infof(format string, args ...any)
	skip(n int) Logger
}

type zapLogger struct{ *zap.SugaredLogger }

func (l *zapLogger) skip(n int) Logger {
	return &zapLogger{l.SugaredLogger.WithOptions(zap.AddCallerSkip(n))}
}

type named struct {
	next Logger
	name string
}

func (n *named) Infof(format string, args ...any) { // want Infof:`forwards:0 1\+\?`
	n.next.Infof(n.name+": "+format, args...)
}

func (n *named) skip(by int) Logger { return &named{n.next.skip(by), n.name} }

// New returns one that names nothing.
func New() Logger { return &zapLogger{zap.Must(zap.NewProduction()).Sugar()} }

// Named returns one around l.
func Named(l Logger, name string) Logger { return &named{l.skip(1), name} }

// A Printer has methods of its own at both ends.
type Printer interface {
	Printf(format string, args ...any)
}

type inner struct{ s *zap.SugaredLogger }

func (i *inner) Printf(format string, args ...any) { i.s.Infof(format, args...) } // want Printf:`forwards:0 1\+2`

type outer struct{ next Printer }

func (o *outer) Printf(format string, args ...any) { o.next.Printf(format, args...) } // want Printf:`forwards:0 2\+2`

// NewPrinter returns one that is always behind another.
func NewPrinter() Printer {
	in := &inner{zap.Must(zap.NewProduction(zap.AddCallerSkip(2))).Sugar()}
	return &outer{next: in}
}
