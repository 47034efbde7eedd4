// Package callerskip finds log wrappers whose entries name the wrong caller.
//
// # Analyzer callerskip
//
// callerskip: report log wrappers whose entries name the wrong caller
//
// A logger that records its caller counts stack frames. A function of one's
// own that forwards a message to it is one frame more, and unless the logger
// is told to skip that frame, every entry names the wrapper's line.
//
// A function is a wrapper if it forwards a parameter as the message (as it is,
// through fmt.Sprintf, in a list of values) and does nothing but log. One that
// also answers a request, counts, returns an error that it builds or logs a
// message of its own reports an event of its own, and names the right place.
//
// # Category missing
//
// The wrapper's logger skips nothing:
//
//	func (l *Logger) Infof(format string, args ...any) {
//		l.z.Info(fmt.Sprintf(format, args...))
//	}
//
//	entries of Logger.Infof name this line, not its caller; store z with zap.AddCallerSkip(1)
//
// Right is a logger that skips the wrapper, stored once:
//
//	return &Logger{z: z.WithOptions(zap.AddCallerSkip(1))}
//
// Where the logger is stored for wrappers only, the suggested fix does so.
package callerskip
