// Package encoder has an encoder that finds the caller itself.
package encoder

import (
	"io"
	"runtime"
	"strings"

	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"
)

func caller(_ zapcore.EntryCaller, enc zapcore.PrimitiveArrayEncoder) {
	for i := 3; i < 20; i++ {
		_, file, _, ok := runtime.Caller(i)
		if ok && !strings.Contains(file, "zap") && !strings.Contains(file, "encoder") {
			enc.AppendString(file)
			return
		}
	}
}

func New(w io.Writer) *Log {
	cfg := zap.NewProductionEncoderConfig()
	cfg.EncodeCaller = caller
	return &Log{zap.New(zapcore.NewCore(zapcore.NewJSONEncoder(cfg), zapcore.AddSync(w), zap.InfoLevel), zap.AddCaller())}
}

type Log struct{ z *zap.Logger }

func (l *Log) Info(msg string) { l.z.Info(msg) } // want Info:`forwards:0 mute`
