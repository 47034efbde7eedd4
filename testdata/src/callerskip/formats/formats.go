// Package formats makes the text of its entries in a function of its own.
package formats

import (
	"fmt"
	"strings"

	"go.uber.org/zap"
)

type Logger struct{ z *zap.Logger }

func New(z *zap.Logger) *Logger { return &Logger{z: z} }

func (l *Logger) Info(args ...any) { // want Info:`forwards:0 1\+0`
	l.z.Info(message("", args)) // want `entries of Logger.Info and of one more wrapper name their own lines, not their callers; log through a logger with zap.AddCallerSkip\(1\)`
}

func (l *Logger) Infof(format string, args ...any) { // want Infof:`forwards:0 1\+0`
	l.z.Info(message(format, args))
}

func message(format string, args []any) string {
	msg := format
	if msg == "" && len(args) > 0 {
		msg = fmt.Sprint(args...)
	} else if msg != "" && len(args) > 0 {
		msg = fmt.Sprintf(format, args...)
	}
	return strings.TrimSuffix(msg, "\n")
}

// Dialed reports an event: the words are the package's own.
func (l *Logger) Dialed(addr string) { l.z.Info(dialed(addr)) }

func dialed(addr string) string { return "dialed " + addr }
