// Package log has a logger that skips one frame too many.
package log

import (
	"go.uber.org/zap"
)

var L *zap.Logger // want L:`logger:2`

func Setup() error {
	var err error
	L, err = zap.NewDevelopment(zap.AddCallerSkip(2))
	return err
}

func Info(msg string, f ...zap.Field)  { L.Info(msg, f...) }  // want Info:`forwards:0 1\+2`
func Error(msg string, f ...zap.Field) { L.Error(msg, f...) } // want Error:`forwards:0 1\+2`
