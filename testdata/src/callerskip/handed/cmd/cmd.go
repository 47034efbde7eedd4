// Command cmd logs through what package logs makes.
package main

import (
	"os"

	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"

	"obslint.test/callerskip/handed/logs"
)

type app struct{ log *zap.Logger }

// serve may mean to name its caller.
func (a *app) serve(addr string) { a.log.Info("listening", zap.String("addr", addr)) }

func main() {
	core := zapcore.NewCore(zapcore.NewJSONEncoder(zap.NewProductionEncoderConfig()), os.Stderr, zap.InfoLevel)
	l, err := logs.New(core)
	if err != nil {
		panic(err)
	}
	a := &app{l}
	a.serve(":80")
	l.Error("stopped") // want `the entry does not name this line but the runtime or a library above it: the logger skips 2 and there is no wrapper; use a logger without a skip`
	logs.Skipping(core, 1).Info("meant")
}
