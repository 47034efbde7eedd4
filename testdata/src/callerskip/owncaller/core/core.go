// Package core has a core that finds the caller itself.
package core

import (
	"runtime"

	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"
)

type core struct{ zapcore.Core }

func (c core) Check(e zapcore.Entry, ce *zapcore.CheckedEntry) *zapcore.CheckedEntry {
	return ce.AddCore(e, c)
}
func (c core) Write(e zapcore.Entry, f []zapcore.Field) error {
	e.Caller = zapcore.NewEntryCaller(runtime.Caller(4))
	return c.Core.Write(e, f)
}

type Log struct{ z *zap.Logger }

func New(z *zap.Logger) *Log {
	return &Log{z.WithOptions(zap.WrapCore(func(c zapcore.Core) zapcore.Core { return core{c} }))}
}
func (l *Log) Info(msg string) { l.z.Info(msg) } // want Info:`forwards:0 mute`
