// Package log skips two frames where its functions are one.
package log

import "go.uber.org/zap"

var global = zap.NewNop().Sugar()

func Init(cfg zap.Config) error {
	l, err := cfg.Build(zap.AddCallerSkip(2))
	if err != nil {
		return err
	}
	global = l.Sugar()
	return nil
}

// Use lets the package log through z.
func Use(z *zap.Logger) (restore func()) {
	old := global
	global = z.WithOptions(zap.AddCallerSkip(2)).Sugar()
	return func() { global = old }
}

func Info(args ...any) { global.Info(args...) } // want Info:`forwards:0 1\+2`

func Errorw(msg string, kv ...any) { global.Errorw(msg, kv...) } // want Errorw:`forwards:0 1\+2`
