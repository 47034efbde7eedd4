package optionlists

import "go.uber.org/zap"

type Grown struct{ z *zap.Logger }
type Option func(*Grown)

func WithCallerSkip(n int) Option {
	return func(l *Grown) { l.z = l.z.WithOptions(zap.AddCallerSkip(n)) }
}

func NewGrown(z *zap.Logger, opts ...Option) *Grown {
	l := &Grown{z: z.WithOptions(zap.AddCallerSkip(1))}
	for _, o := range opts {
		o(l)
	}
	return l
}

func (l *Grown) Info(msg string) { l.z.Info(msg) } // want Info:`forwards:0 1\+\?`
