// Package literals has wrappers that are literals, and generic ones.
package literals

import (
	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"
)

type Fielder interface{ Fields() []zap.Field }

type Logger[T Fielder] struct {
	z *zap.Logger
	v T
}

func New[T Fielder](z *zap.Logger, v T) *Logger[T] {
	return &Logger[T]{z: z, v: v}
}

func (l *Logger[T]) Info(msg string) { // want Info:`forwards:0 1\+0`
	l.z.Info(msg, l.v.Fields()...) // want `entries of Logger.Info name this line, not its caller; store z with zap.AddCallerSkip\(1\)`
}

func At(z *zap.Logger, level zapcore.Level) func(msg string, fields ...zap.Field) {
	return func(msg string, fields ...zap.Field) {
		z.Log(level, msg, fields...) // want `entries of the function literal name this line, not its caller; log through a logger with zap.AddCallerSkip\(1\)`
	}
}
