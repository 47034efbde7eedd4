// Package optionlists puts the options of its logger together.
package optionlists

import (
	"os"

	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"
)

var log *zap.SugaredLogger

func init() {
	opts := []zap.Option{zap.AddCaller()}
	if os.Getenv("DEBUG") != "" {
		opts = append(opts, zap.Development())
	}
	opts = append(opts, zap.AddStacktrace(zapcore.ErrorLevel))
	log = zap.New(zapcore.NewCore(zapcore.NewJSONEncoder(zap.NewProductionEncoderConfig()), os.Stderr, zap.InfoLevel), opts...).Sugar()
}

func Infow(msg string, kv ...any) { // want Infow:`forwards:0 1\+0`
	log.Infow(msg, kv...) // want `entries of Infow and of one more wrapper name their own lines, not their callers; store log with zap.AddCallerSkip\(1\)`
}

func Errorw(msg string, kv ...any) { log.Errorw(msg, kv...) } // want Errorw:`forwards:0 1\+0`
