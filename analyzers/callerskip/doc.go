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
//
// # Category short
//
// The logger skips fewer frames than there are wrappers on the way:
//
//	func (l *Logger) Infof(format string, args ...any) { l.log(fmt.Sprintf(format, args...)) }
//
//	func (l *Logger) log(msg string) { l.z.Info(msg) } // z skips 1
//
//	entries of Logger.Infof name this line, not its caller: the logger skips 1 of the 2 wrappers on the way; use zap.AddCallerSkip(2)
//
// # Category excess
//
// A logger that skips frames is used where no wrapper stands, so that the
// entry names the caller's caller or the runtime:
//
//	logger := zap.New(core, zap.AddCaller(), zap.AddCallerSkip(2))
//	pool.Submit(func() { logger.Info("done") })
//
//	the entry does not name this line but the runtime or a library above it: the logger skips 2 and there is no wrapper; remove the skip
//
// A goroutine or a pool adds no frame: in both a direct call wants skip 0.
//
// # Category depth
//
// Skips that do not add up: a With that adds the skip again to a logger that
// has it, or a method that hands out the logger that skips for the wrappers:
//
//	func (l *Logger) With(fields ...zap.Field) *Logger {
//		return New(l.z.With(fields...)) // New adds a skip
//	}
//
//	each logger made of z's own skips 1 more than the one before, so its entries name ever higher callers; add the skip once, where z is first stored
package callerskip
