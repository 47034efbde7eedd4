package adds

import "go.uber.org/zap"

// A Facade is a wrapper, too.
type Facade struct {
	z *zap.Logger
}

// NewFacade returns a Facade.
func NewFacade(z *zap.Logger) *Facade {
	return &Facade{z: z.WithOptions(zap.AddCallerSkip(1))}
}

// Info logs at level info.
func (f *Facade) Info(msg string) { // want Info:`forwards:0 1\+1`
	f.z.Info(msg)
}

// With returns a logger with more fields.
func (f *Facade) With(fields ...zap.Field) *zap.Logger { // want With:`logger:1`
	return f.z.With(fields...) // want `Facade.With hands out the logger that skips 1 for wrappers such as Facade.Info, so entries logged through it name the caller's caller; take the skip back with zap.AddCallerSkip\(-1\)`
}
