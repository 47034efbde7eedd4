// Package siblings has three constructors of one logger, and forgot the skip in
// one of them.
package siblings

import (
	"errors"

	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"
)

type raftLogger struct {
	sugar *zap.SugaredLogger
}

// FromConfig builds the logger of cfg.
func FromConfig(cfg *zap.Config) (*raftLogger, error) {
	if cfg == nil {
		return nil, errors.New("no config")
	}
	lg, err := cfg.Build(zap.AddCallerSkip(1))
	if err != nil {
		return nil, err
	}
	return &raftLogger{lg.Sugar()}, nil
}

// FromLogger uses lg.
func FromLogger(lg *zap.Logger) *raftLogger {
	return &raftLogger{lg.WithOptions(zap.AddCallerSkip(1)).Sugar()}
}

// FromCore makes a logger of core.
func FromCore(core zapcore.Core) *raftLogger {
	lg := zap.New(core, zap.AddCaller())
	return &raftLogger{lg.Sugar()} // want `this logger carries no skip, unlike that of line 25, so entries of raftLogger.Infof name the wrapper's line; add zap.AddCallerSkip\(1\)`
}

// Infof implements the raft library's Logger.
func (l *raftLogger) Infof(format string, args ...any) { // want Infof:`forwards:0 1\+\?`
	l.sugar.Infof(format, args...)
}

// Warning implements the raft library's Logger.
func (l *raftLogger) Warning(args ...any) { // want Warning:`forwards:0 1\+\?`
	l.sugar.Warn(args...)
}
