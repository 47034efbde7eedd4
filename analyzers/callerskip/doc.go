// Package callerskip finds log wrappers whose entries name the wrong caller.
//
// # Analyzer callerskip
//
// callerskip: report log wrappers whose entries name the wrong caller
//
// A logger that records its caller counts stack frames. A function of one's
// own that forwards a message to it is one frame more, and unless the logger
// is told to skip that frame, every entry names the wrapper's line. The skip
// that a logger needs is the number of the program's own wrappers between the
// line that should be named and the library, and nothing else:
//
//	what stands between                          skip
//	nothing: a direct call                       0
//	one wrapper                                  1
//	n wrappers, each calling the next            n
//	a goroutine or a worker pool such as ants    0
//	a promoted method, a call by an interface    0
//	a deferred call                              0
//
// A function is a wrapper if it forwards a parameter as the message (as it is,
// through fmt.Sprintf or a function of its own package that makes the text, in a
// list of values) and does nothing but log: level checks, formatting, building
// fields, wrapping an error, a note in the span, locking, ending the process and
// making the logger at its first use are part of that. One that also answers a request, counts, stores, returns an error
// that it builds or logs a message of its own reports an event of its own, and
// names the right place. Functions, methods, generic functions, and literals
// that are returned or held in a variable or field can be wrappers; so can
// wrappers of wrappers, in other files and other packages.
//
// The loggers that it knows are those of zap (Logger and SugaredLogger), logr
// with zapr and stdr, klog v2, glog, zerolog, log/slog, and log. A logger is
// followed from where it is made, through With, Named, Sugar, lists of options,
// constructors and the numbers and options that they are given, parameters,
// fields, structs that are converted to another type, package variables, atomic
// variables, sync.Map, the package's own interfaces, methods kept as func values,
// zap.ReplaceGlobals and zerolog's global logger, to where it is used. One that
// comes from outside the package carries no skip, unless a caller that can be
// seen gives it one. A package variable that has no logger before an exported
// function sets it is judged where other packages call that function, with a
// logger that they make.
// An interface of another package is a logger, too, if it has a method that tells
// it to skip frames, as WithCallDepth(n) of one that adds n to zap's skip does: a
// call of it is right by itself, and a wrapper around it without that is missing.
//
// What can be wrong depends on the library:
//
//	                                            missing short excess depth
//	zap: Logger, SugaredLogger                  yes     yes   yes    yes
//	zap: Check and Write, zap.L, zap.S          yes     yes   yes    as Logger
//	zap.NewStdLog                               yes     yes   yes    as Logger
//	zapgrpc                                     yes     yes   yes    as Logger
//	logr, zapr, stdr                            yes     yes   yes    yes
//	klog, glog, log: the number is at the call  yes     yes   yes    no
//	zerolog: skips of a logger do not add up    yes     yes   yes    no
//	slog: it has no skip                        yes     no    no     no
//	slog: records with a pc of runtime.Callers  yes     yes   yes    no
//
// slog, zerolog and log record a caller only where a program asks them to
// (AddSource, Caller, Lshortfile): wrappers of theirs are reported in packages
// that ask or that import, at any distance, one that does, and in packages that
// tell a logger of the library to skip frames, which counts on callers. A function
// that asks is taken to be called in its own module; another module's, where a
// package itself calls it. The flag
//
//	-callerskip.assume=slog,zerolog,log
//
// takes it as given for the libraries that it lists. In packages that import
// controller-runtime, whose loggers record no caller by default, logr is one of
// these libraries.
//
// The pass is silent where it can not know: a skip that is neither a constant
// nor a parameter that gets one nor a field that always has the same (an exported
// field may be read from a file), a depth that a wrapper leaves to its callers,
// options that a caller of another package may add, wrappers around an interface
// whose loggers other packages make, a logger from a context in a
// package that gives any logger a skip, one in an interface of another package,
// loggers that record no caller (zap.New without AddCaller, a slog handler without
// AddSource), packages in which the settings of any logger name none
// (DisableCaller, an EncoderConfig without CallerKey, even if it has a
// FunctionKey), wrappers
// that find their caller themselves with package runtime, packages that do so for
// all entries (a core that sets Entry.Caller, an EncodeCaller or a
// CallerMarshalFunc that looks at the stack, a handler that sets Record.PC,
// zerolog.CallerSkipFrameCount), literals that are handed to another package, io.Writers,
// helpers that print a value (what a panic was called with) for one line alone,
// and functions whose own words surround the parameter
// ("dialing " + addr). A function that logs with a skip what its parameters
// say, or that does nothing but log, may mean to name its caller: that is no
// excess. Functions of other packages that can not be seen count as
// computations if their result is used and they return no error.
//
// To keep a wrapper as it is, write above the reported line:
//
//	//obslint:ignore callerskip <reason>
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
// Where the logger is stored for wrappers only, the suggested fix does so, and
// the related positions show the places that store it. The wrappers of one
// type, or of one variable, are one finding. Where another
// constructor of the same type has the skip, the finding is the store that
// lacks it. A logger that is told to skip frames and records no caller, in a
// package whose other loggers or whose encoder name one, is reported at its
// skip:
//
//	entries name no caller at all: the logger skips 1, but zap.New records none by itself; add zap.AddCaller()
//
// A zapgrpc logger without a skip names zapgrpc's or grpclog's own lines. How
// many frames there are depends on the function of grpclog: 2 for its
// functions, 3 for InfoDepth and its like of a Component, 4 for the other
// methods of a Component, 5 for what grpc logs through channelz. So 1 is always
// short, 6 always in excess, and nothing is said of what lies between.
//
// slog has no skip: a wrapper must build the record itself, with
// slog.NewRecord and the pc of runtime.Callers, and give it to Handler().Handle.
//
// # Category short
//
// The logger skips fewer frames than there are wrappers on the way. A number
// that is right for none of its wrappers is reported where it stands, here
// above the wrappers:
//
//	return &Logger{z: z.WithOptions(zap.AddCallerSkip(1))}
//	…
//	func (l *Logger) Infof(format string, args ...any) { l.log(fmt.Sprintf(format, args...)) }
//
//	func (l *Logger) log(msg string) { l.z.Info(msg) }
//
//	entries of Logger.Infof name line 23, not its caller: the logger skips 1 of the 2 wrappers on the way; use zap.AddCallerSkip(2)
//
// If every wrapper of the logger needs the same number, the fix writes it;
// those that are deeper than their siblings are one finding, at the first of
// them:
//
//	entries of Journal.Print name this line, not its caller: it is 2 wrappers deep and the logger skips 1; add zap.AddCallerSkip(1) here
//
// # Category excess
//
// A logger that skips frames is used where there are fewer wrappers, so that
// the entry names the caller's caller or the runtime:
//
//	logger := zap.New(core, zap.AddCaller(), zap.AddCallerSkip(2))
//	pool.Submit(func() { logger.Info("done") })
//
//	the entry does not name this line but the runtime or a library above it: the logger skips 2 and there is no wrapper; remove the skip
//
// A goroutine or a pool adds no frame of the program's: in both a direct call
// wants skip 0. A type that embeds the logger that skips for its wrappers, and
// is used as an interface with methods of the logger itself, is reported at the
// embedded field. A skip that is given where the entry is logged is deliberate.
//
// A number that is too great for all of its wrappers may be meant for wrappers
// in other packages. It is reported where another constructor of the same type
// has the right one, where the deepest of the wrappers are functions around
// methods, that everyone calls, where this package calls one of them to report
// an event of its own, and in other packages that do: once for each, and not
// where a package that it imports has been told.
//
// # Category depth
//
// Skips that do not add up: a With that adds the skip again to a logger that
// has it, a method or a function that hands out the logger that skips for the
// wrappers, or a WithCallDepth of a logr sink that assigns what it should add:
//
//	func (l *Logger) With(fields ...zap.Field) *Logger {
//		return New(l.z.With(fields...)) // New adds a skip
//	}
//
//	each logger made of z's own skips 1 more than the one before, so its entries name ever higher callers; add the skip once, where z is first stored
package callerskip
