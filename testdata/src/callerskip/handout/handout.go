// Package handout hands out the logger that skips for its functions. // want package:`told:obslint.test/callerskip/handout`
package handout

import (
	"sync/atomic"

	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"
)

var global atomic.Pointer[zap.Logger]

func init() { Replace(New(zapcore.NewNopCore())) }

// New returns a logger.
func New(core zapcore.Core, opts ...zap.Option) *zap.Logger { // want New:`logger:\?`
	opts = append(options(false), opts...)
	return zap.New(core, opts...)
}

// Replace sets the logger of all.
func Replace(z *zap.Logger) { global.Store(z) }

// L returns the logger of all.
func L() *zap.Logger { // want L:`logger:1`
	return global.Load() // want `L hands out the logger that skips 1 for wrappers such as Info, so entries logged through it name the caller's caller; hand out one without the skip`
}

// With returns it with fields.
func With(fields ...zap.Field) *zap.Logger { return L().With(fields...) } // want With:`logger:1`

func Info(msg string, fields ...zap.Field) { L().Info(msg, fields...) } // want Info:`forwards:0 1\+1`

func Error(msg string, fields ...zap.Field) { L().Error(msg, fields...) } // want Error:`forwards:0 1\+1`

var (
	plain  = zap.Must(zap.NewProduction())
	helper = plain.WithOptions(zap.AddCallerSkip(1)) // for Warn alone
)

// Plain returns the one without a skip.
func Plain() *zap.Logger { return plain }

func Warn(msg string) { helper.Warn(msg) } // want Warn:`forwards:0 1\+1`

// Sync writes what is buffered.
func Sync() error { return L().Sync() }

// options are those of every logger, with callers unless it is plain.
func options(plain bool) []zap.Option {
	opts := []zap.Option{zap.AddCallerSkip(1)}
	if !plain {
		opts = append(opts, zap.AddCaller())
	}
	return opts
}
