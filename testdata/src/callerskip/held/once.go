package held

import (
	"sync"

	"go.uber.org/zap"
)

var (
	once sync.Once
	lazy *zap.SugaredLogger
)

func get() *zap.SugaredLogger {
	once.Do(func() {
		l, _ := zap.NewProduction()
		lazy = l.Sugar()
	})
	return lazy
}

// Warn logs through a logger that is made at first use.
func Warn(args ...any) { // want Warn:"forwards:0 1\\+0"
	get().Warn(args...) // want `entries of Warn name this line, not its caller; log through a logger with zap.AddCallerSkip\(1\)`
}
