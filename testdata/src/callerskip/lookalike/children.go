package lookalike

import (
	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"
)

// A ChildConfig says how a Parent records callers.
type ChildConfig struct {
	Callers bool
	Skip    int
}

// A Parent keeps a logger and its sugared form, and makes children of itself.
type Parent struct {
	plain  *zap.Logger
	sugar  *zap.SugaredLogger
	config *ChildConfig
}

// NewParent returns a parent whose skip the config gives.
func NewParent(core zapcore.Core, config *ChildConfig) *Parent {
	var opts []zap.Option
	if config.Callers {
		opts = append(opts, zap.AddCaller(), zap.AddCallerSkip(config.Skip))
	}
	lg := zap.New(core, opts...)
	return &Parent{plain: lg, sugar: lg.Sugar(), config: config}
}

// Info logs a message.
func (p *Parent) Info(msg string, fields ...zap.Field) { p.plain.Info(msg, fields...) } // want Info:`forwards:0 1\+\?`

// Infof logs a formatted message.
func (p *Parent) Infof(format string, args ...any) { p.sugar.Infof(format, args...) } // want Infof:`forwards:0 1\+\?`

// With returns a child with fields.
func (p *Parent) With(fields ...zap.Field) *Parent {
	lg := p.plain.With(fields...)
	return &Parent{plain: lg, sugar: lg.Sugar(), config: p.config}
}

// WithSkip returns a child that skips more frames.
func (p *Parent) WithSkip(n int) *Parent {
	lg := p.plain.WithOptions(zap.AddCallerSkip(n))
	return &Parent{plain: lg, sugar: lg.Sugar(), config: p.config}
}
