// Package numbers has wrong numbers that another constructor, or what stands
// around them, gives away.
package numbers

import (
	"fmt"
	"io"
	"log"

	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"
)

type raftLogger struct{ s *zap.SugaredLogger }

// FromConfig builds the logger of cfg.
func FromConfig(cfg zap.Config) (*raftLogger, error) {
	z, err := cfg.Build(zap.AddCallerSkip(1))
	if err != nil {
		return nil, err
	}
	return &raftLogger{z.Sugar()}, nil
}

// FromCore makes a logger of core.
func FromCore(core zapcore.Core) *raftLogger {
	return &raftLogger{zap.New(core, zap.AddCaller(), zap.AddCallerSkip(2)).Sugar()} // want `this logger skips 2, unlike that of line 18, so entries of raftLogger.Infof name a line above their caller; use zap.AddCallerSkip\(1\)`
}

// Infof implements the raft library's Logger.
func (l *raftLogger) Infof(format string, args ...any) { // want Infof:`forwards:0 1\+\?`
	l.s.Infof(format, args...)
}

var std = &defaultLogger{}

type defaultLogger struct{ out *log.Logger }

// SetOutput says where Infof and Errorf write.
func SetOutput(w io.Writer) { std.out = log.New(w, "", log.Lshortfile) }

func (l *defaultLogger) output(level, format string, args []any) {
	_ = l.out.Output(5, level+": "+fmt.Sprintf(format, args...)) // want `entries of defaultLogger.Infof name a line above their caller: the logger skips 4 and there are 3 wrappers; log with Output\(4, …\)`
}

// Infof logs at level info.
func (l *defaultLogger) Infof(format string, args ...any) { l.output("I", format, args) } // want Infof:`forwards:0 2\+4`

// Errorf logs at level error.
func (l *defaultLogger) Errorf(format string, args ...any) { l.output("E", format, args) } // want Errorf:`forwards:0 2\+4`

// Infof logs at level info.
func Infof(format string, args ...any) { std.Infof(format, args...) } // want Infof:`forwards:0 3\+4`

// Errorf logs at level error.
func Errorf(format string, args ...any) { std.Errorf(format, args...) } // want Errorf:`forwards:0 3\+4`
