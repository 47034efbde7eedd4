// Package steps is what the packages beside it wrap once more.
package steps

import "go.uber.org/zap"

var global = zap.NewNop().Sugar()

// Init builds the logger of the process.
func Init(cfg zap.Config) error {
	l, err := cfg.Build(zap.AddCallerSkip(2))
	if err != nil {
		return err
	}
	global = l.Sugar()
	return nil
}

// Info logs its arguments.
func Info(args ...any) { global.Info(args...) } // want Info:`forwards:0 1\+\?`

// Infof logs a message.
func Infof(format string, args ...any) { global.Infof(format, args...) } // want Infof:`forwards:0 1\+\?`

// Errorw logs a message with values.
func Errorw(msg string, kv ...any) { global.Errorw(msg, kv...) } // want Errorw:`forwards:0 1\+\?`

// With has values.
func With(kv ...any) *zap.SugaredLogger { return global.With(kv...) } // want With:`logger:\?`
