// Package twins converts the factory of its loggers to a logger.
package twins

import "go.uber.org/zap"

type logger struct{ z *zap.Logger }

func (l logger) Info(msg string, fields ...zap.Field) { // want Info:`forwards:0 1\+0`
	l.z.Info(msg, fields...) // want `entries of logger.Info name this line, not its caller; store z with zap.AddCallerSkip\(1\)`
}

func (l logger) With(fields ...zap.Field) logger { return logger{z: l.z.With(fields...)} }

// A Factory makes loggers.
type Factory struct{ z *zap.Logger }

func NewFactory(z *zap.Logger) Factory { return Factory{z: z} }

func (f Factory) Logger() logger { return logger(f) }

type right struct{ z *zap.Logger }

func (l right) Info(msg string) { l.z.Info(msg) } // want Info:`forwards:0 1\+1`

// A Right makes loggers that skip.
type Right struct{ z *zap.Logger }

func NewRight(z *zap.Logger) *Right { return &Right{z: z.WithOptions(zap.AddCallerSkip(1))} }

func (f *Right) Logger() *right { return (*right)(f) }
