// Package firstuse makes its logger when the first entry is written.
package firstuse

import "go.uber.org/zap"

// Config is how the logger is built.
var Config = zap.NewProductionConfig()

var (
	log      *zap.SugaredLogger
	alarm    func(string)
	failures int
)

// Init builds the logger.
func Init() error {
	l, err := Config.Build()
	if err != nil {
		return err
	}
	log = l.Sugar()
	return nil
}

func get() *zap.SugaredLogger {
	if log == nil {
		if err := Init(); err != nil {
			panic(err)
		}
		log.Warn("the logger was not set up and has its defaults")
	}
	return log
}

// Infof logs at level info.
func Infof(format string, args ...any) { // want Infof:`forwards:0 1\+0`
	get().Infof(format, args...) // want `entries of Infof and of one more wrapper name their own lines, not their callers; log through a logger with zap.AddCallerSkip\(1\)`
}

// Errorf logs at level error.
func Errorf(format string, args ...any) { // want Errorf:`forwards:0 1\+0`
	if log == nil {
		log = zap.NewNop().Sugar()
	}
	log.Errorf(format, args...)
}

// Event counts where nobody is told.
func Event(msg string) {
	if alarm == nil {
		failures++
	}
	log.Info(msg)
}

// Alarm stores nothing where it is nil, but elsewhere.
func Alarm(msg string, f func(string)) {
	if alarm != nil {
		alarm = f
	}
	log.Info(msg)
}
