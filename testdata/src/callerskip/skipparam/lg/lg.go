// Package lg makes loggers that skip what its caller says.
package lg

import "go.uber.org/zap"

type Logger struct{ z *zap.Logger }

func New(z *zap.Logger, skip int) *Logger {
	return &Logger{z: z.WithOptions(zap.AddCallerSkip(skip))}
}

func Build(skip int) *zap.Logger { // want Build:`logger:0\+depth:0`
	z, _ := zap.NewProduction(zap.AddCallerSkip(skip))
	return z
}
func (l *Logger) Info(msg string) { l.z.Info(msg) } // want Info:`forwards:0 1\+\?`
