// Package own has functions that go through the methods of a logger of their
// own, which skips both.
package own

import "go.uber.org/zap"

type Logger struct{ z *zap.Logger }

func New() *Logger {
	z, _ := zap.NewProduction(zap.AddCallerSkip(1))
	return &Logger{z}
}

var std = &Logger{zap.Must(zap.NewProduction(zap.AddCallerSkip(2)))}

func (l *Logger) Info(msg string)  { l.z.Info(msg) }                                 // want Info:`forwards:0 1\+\?`
func (l *Logger) Error(msg string) { l.z.Error(msg) }                                // want Error:`forwards:0 1\+\?`
func (l *Logger) Zap() *zap.Logger { return l.z.WithOptions(zap.AddCallerSkip(-1)) } // want Zap:`logger:\?`
func (l *Logger) With(kv ...any) *Logger {
	c := *l
	c.z = l.z.Sugar().With(kv...).Desugar()
	return &c
}

func Info(msg string)  { std.Info(msg) }  // want Info:`forwards:0 2\+\?`
func Error(msg string) { std.Error(msg) } // want Error:`forwards:0 2\+\?`
