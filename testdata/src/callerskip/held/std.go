package held

import (
	"os"
	"sync"

	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"
)

var (
	mu  sync.RWMutex
	std Logger = development()
)

func development() Logger {
	enc := zapcore.NewConsoleEncoder(zap.NewDevelopmentEncoderConfig())
	return zap.New(zapcore.NewCore(enc, os.Stdout, zap.DebugLevel), zap.AddCaller()).Sugar()
}

// Set replaces the package's logger.
func Set(l Logger) {
	mu.Lock()
	std = l
	mu.Unlock()
}

// Infof logs a message.
func Infof(format string, args ...any) { // want Infof:"forwards:0 1\\+0"
	mu.RLock()
	std.Infof(format, args...) // want `entries of Infof and of one more wrapper name their own lines, not their callers; store std with zap.AddCallerSkip\(1\)`
	mu.RUnlock()
}

// Errorf logs an error.
func Errorf(format string, args ...any) { // want Errorf:"forwards:0 1\\+0"
	mu.RLock()
	std.Errorf(format, args...)
	mu.RUnlock()
}
