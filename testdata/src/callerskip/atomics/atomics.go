// Package atomics keeps its logger in an atomic value.
package atomics

import (
	"fmt"
	"sync/atomic"

	"go.uber.org/zap"
)

var v atomic.Value

func init() {
	l, err := zap.NewProduction(zap.AddCallerSkip(1)) // want `entries of Infof name line 24, not its caller: the logger skips 1 of the 2 wrappers on the way; use zap.AddCallerSkip\(2\)`
	if err != nil {
		panic(err)
	}
	v.Store(l)
}

func get() *zap.Logger { return v.Load().(*zap.Logger) }

func Infof(format string, args ...any) { // want Infof:`forwards:0 2\+1`
	write(fmt.Sprintf(format, args...))
}

func Errorf(format string, args ...any) { // want Errorf:`forwards:0 2\+1`
	write(fmt.Sprintf(format, args...))
}

func write(msg string) { get().Info(msg) }
