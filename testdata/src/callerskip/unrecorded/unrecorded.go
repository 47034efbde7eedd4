// Package unrecorded has two constructors, one of which records no caller.
package unrecorded

import (
	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"
)

// skip given, no caller recorded by one of two constructors, CallerKey set
type L struct{ s *zap.SugaredLogger }

func enc() zapcore.EncoderConfig {
	return zapcore.EncoderConfig{CallerKey: "caller", MessageKey: "m", EncodeCaller: zapcore.ShortCallerEncoder}
}

func FromConfig(c zap.Config) *L {
	c.EncoderConfig = enc()
	z, _ := c.Build(zap.AddCallerSkip(1))
	return &L{z.Sugar()}
}

func FromSyncer(ws zapcore.WriteSyncer) *L {
	core := zapcore.NewCore(zapcore.NewJSONEncoder(enc()), ws, zap.InfoLevel)
	return &L{zap.New(core, zap.AddCallerSkip(1)).Sugar()} // want `entries name no caller at all: the logger skips 1, but zap.New records none by itself; add zap.AddCaller\(\)`
}

func (l *L) Infof(f string, a ...any) { l.s.Infof(f, a...) } // want Infof:`forwards:0 1\+1`
