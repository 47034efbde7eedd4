// Package right gives package log what it needs, or what it can not know.
package right

import (
	"os"

	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"

	"obslint.test/callerskip/setter/log"
)

// Start begins to log.
func Start(given *zap.Logger, quiet bool) {
	z, err := zap.NewProduction(zap.AddCallerSkip(2))
	if err != nil {
		panic(err)
	}
	log.Set(z)
	log.Set(given)
	log.Set(zap.New(zapcore.NewCore(zapcore.NewJSONEncoder(zapcore.EncoderConfig{}), os.Stderr, zap.InfoLevel)))
	if quiet {
		z = zap.NewNop()
	}
	log.Set(z.Named("again"))
}
