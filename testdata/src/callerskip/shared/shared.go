// Package shared has functions that go through the methods of one logger, which
// skips what the methods alone need.
package shared

import "go.uber.org/zap"

type Logger struct{ z *zap.Logger }

func New(z *zap.Logger) *Logger { return &Logger{z.WithOptions(zap.AddCallerSkip(1))} }

var std = New(zap.L())

func (l *Logger) Info(msg string) { l.z.Info(msg) } // want Info:`forwards:0 1\+1`
func (l *Logger) Warn(msg string) { l.z.Warn(msg) } // want Warn:`forwards:0 1\+1`

func Info(msg string) { std.Info(msg) } // want Info:`forwards:0 2\+1` `entries of Info and of one more wrapper name their own lines, not their callers: they are 2 wrappers deep and the logger skips 1; add zap.AddCallerSkip\(1\) here`
func Warn(msg string) { std.Warn(msg) } // want Warn:`forwards:0 2\+1`
