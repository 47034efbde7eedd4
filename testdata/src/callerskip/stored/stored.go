// Package stored has wrappers of a logger that one of two constructors takes
// from its caller and the other one makes for the environment.
package stored

import (
	"go.uber.org/zap"
)

// A Log writes the entries of the node.
type Log struct {
	z *zap.Logger
}

// New returns a log that writes to the node's logger.
func New(node *zap.Logger) *Log {
	return &Log{z: node.With(zap.String("part", "consensus"))}
}

// ForEnv returns the log of an environment.
func ForEnv(production bool) (*Log, error) {
	if production {
		z, err := zap.NewProduction()
		if err != nil {
			return nil, err
		}
		return &Log{z: z}, nil
	}
	z, err := zap.NewDevelopment()
	if err != nil {
		return nil, err
	}
	return &Log{z}, nil
}

// Info logs a message and its keys and values.
func (l *Log) Info(msg string, tags ...any) { // want Info:`forwards:0 1\+0`
	l.z.Sugar().Infow(msg, tags...) // want `entries of Log.Info and of one more wrapper name their own lines, not their callers; store z with zap.AddCallerSkip\(1\)`
}

// Infof logs a formatted message.
func (l *Log) Infof(format string, args ...any) { // want Infof:`forwards:0 1\+0`
	l.z.Sugar().Infof(format, args...)
}

// With returns a log that adds tags to each entry.
func (l *Log) With(tags ...any) *Log {
	return &Log{z: l.z.Sugar().With(tags...).Desugar()}
}
