// Package logs makes loggers for other packages.
package logs

import (
	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"
)

// New makes a logger that skips two frames, for no wrapper.
func New(core zapcore.Core) (*zap.Logger, error) { // want New:`logger:2`
	return zap.New(zapcore.NewTee(core), zap.AddCallerSkip(2), zap.AddCaller()), nil
}

// Skipping makes one that skips what its caller says.
func Skipping(core zapcore.Core, n int) *zap.Logger { // want Skipping:`logger:0\+depth:1`
	return zap.New(core, zap.AddCallerSkip(n), zap.AddCaller())
}
