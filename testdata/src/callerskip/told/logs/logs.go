// Package logs has an interface of loggers that can be told to skip frames.
package logs

import "go.uber.org/zap"

// A Logger writes entries.
type Logger interface {
	Infow(msg string, kv ...any) // want Infow:`forwards:0 told:WithCallDepth`

	Errorw(msg string, err error, kv ...any) // want Errorw:`forwards:0 told:WithCallDepth`

	WithValues(kv ...any) Logger // want WithValues:`logger:same`

	WithCallDepth(depth int) Logger // want WithCallDepth:`logger:same\+depth:0`

	Level() string
}

type sugared struct {
	s     *zap.SugaredLogger
	level string
}

// New returns a Logger over z.
func New(z *zap.Logger) Logger {
	return &sugared{s: z.WithOptions(zap.AddCallerSkip(1)).Sugar()}
}

func (l *sugared) Infow(msg string, kv ...any) { l.s.Infow(msg, kv...) } // want Infow:`forwards:0 1\+\?`

func (l *sugared) Errorw(msg string, err error, kv ...any) { // want Errorw:`forwards:0 1\+\?`
	if err != nil {
		kv = append(kv, "error", err)
	}
	l.s.Errorw(msg, kv...)
}

func (l *sugared) WithValues(kv ...any) Logger {
	dup := *l
	dup.s = l.s.With(kv...)
	return &dup
}

func (l *sugared) WithCallDepth(depth int) Logger {
	dup := *l
	dup.s = l.s.WithOptions(zap.AddCallerSkip(depth))
	return &dup
}

func (l *sugared) Level() string { return l.level }

// A Plain has a method of that name that tells its logger nothing.
type Plain interface {
	Infow(msg string, kv ...any)
	WithCallDepth(depth int) Plain
}

// Quiet writes nothing.
type Quiet struct{ depth int }

// Infow implements Plain.
func (q *Quiet) Infow(msg string, kv ...any) {}

// WithCallDepth implements Plain.
func (q *Quiet) WithCallDepth(depth int) Plain { return &Quiet{q.depth + depth} }
