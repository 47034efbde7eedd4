package lib

import (
	"go/types"
	"slices"
	"strings"
	"sync"
)

// A Logging is a logging library that records the caller of an entry by
// counting frames.
type Logging struct {
	Name  string   // what users call it
	Paths []string // its packages: their functions do nothing but log
	// OnRequest says that no caller is recorded before the program asks for it
	// by one of LogAsks.
	OnRequest bool
	// Uncalled is the module, if any, of a framework whose loggers of this
	// library record no caller before the program asks for it.
	Uncalled string
	// Skip is how to skip %d frames. Instead says what to write in the
	// wrapper, with From added to the frames, where the logger itself can not
	// be told.
	Skip, Instead string
	From          int
	Adds          bool // what Instead says adds to a skip that is there already
	// Record is the option that records callers, as a format of the name of
	// the package, where there is one.
	Record string
	// With is the method call that adds the skip to a logger, and Option the
	// option that does, as formats of the name of the package and the number.
	// They are empty where there is none.
	With, Option string
}

// Loggings are the libraries, in the order of their names, and records made by
// hand.
var Loggings = []*Logging{glogLogging, klogLogging, stdLogLogging, logrLogging, slogLogging, zapLogging, zerologLogging, RecordLogging}

// LoggingOf returns the library that the package at path belongs to, or nil.
func LoggingOf(path string) *Logging {
	for _, l := range Loggings {
		if slices.Contains(l.Paths, path) {
			return l
		}
	}
	return nil
}

// UncalledIn reports whether the package at path is of the framework whose
// loggers of l record no caller.
func (l *Logging) UncalledIn(path string) bool {
	return l.Uncalled != "" && (path == l.Uncalled || strings.HasPrefix(path, l.Uncalled+"/"))
}

// LoggingNamed returns the library of the given name, or nil.
func LoggingNamed(name string) *Logging {
	for _, l := range Loggings {
		if l.Name == name {
			return l
		}
	}
	return nil
}

// A LogCall writes an entry, or begins one, and takes its caller there.
type LogCall struct {
	Func
	Message int // the parameter that is the message, the format, or the first value to print
	Depth   int // the parameter that says how many frames to skip, or -1
	Base    int // the depth that skips none
}

// LogCalls are the functions that take the caller of an entry.
var LogCalls = NewTable(logrCalls, zerologCalls).And(glogCalls, klogCalls, slogCalls, stdLogCalls, zapCalls)

// Where a [LogFrom] takes its logger from, beside a parameter's index.
const (
	Receiver = -1 // the method's receiver
	Nothing  = -2 // it makes a new one
	ForAll   = -3 // it is the one that a LogGlobal was given
)

// What a [LogFrom] does to the recording of callers.
type Recording int

const (
	Keeps     Recording = iota // as the logger that it is made from; for a new one, as the library does
	Records                    // a caller is recorded, unless an option says otherwise
	Mute                       // none is, unless an option says otherwise
	ByFlags                    // as the flags of package log say
	ByStdLog                   // as package log is told to
	ByHandler                  // as the handler does
)

// A LogFrom returns a logger, made anew or from another one. Every other
// function of a library that takes and returns a logger keeps its skip.
type LogFrom struct {
	Func
	From      int // Receiver, Nothing, ForAll or a parameter
	Options   int // the variadic parameter of options, or -1
	Skip      int // the parameter that is added to the skip, or -1
	Base      int // the parameter's value that adds none
	Recording Recording
	Flags     int // for ByFlags and ByHandler: the parameter
}

// LogFroms are the functions that return a logger.
var LogFroms = NewTable(glogFroms, klogFroms, logrFroms, slogFroms, stdLogFroms, zapFroms, zerologFroms)

// A LogGlobal sets the logger that functions of its package take: those whose
// [LogFrom] is ForAll.
type LogGlobal struct {
	Func
	Logger int // the parameter
}

// LogGlobals are the functions that set a logger for all.
var LogGlobals = NewTable(zapGlobals)

// LogGlobalOf returns what sets the logger that fn, which is ForAll, takes: a
// function of LogGlobals, or a variable of LogDefaults.
func LogGlobalOf(fn *types.Func) types.Object {
	for _, f := range LogGlobals.ids() {
		if fn.Pkg().Path() == f.Path {
			return fn.Pkg().Scope().Lookup(f.Name)
		}
	}
	for _, d := range LogDefaults {
		if fn.Pkg().Path() == d.Path {
			if v, ok := fn.Pkg().Scope().Lookup(d.Name).(*types.Var); ok {
				return v
			}
		}
	}
	return nil
}

// A LogRecord makes the record of an entry, whose caller its maker has looked
// up.
type LogRecord struct {
	Func
	Message, PC int // the parameters
}

// LogRecords are the functions that do.
var LogRecords = NewTable(slogRecords)

// A PCs looks up the program counters of the callers.
type PCs struct {
	Func
	Skip, Into int // the parameters
	Base       int // the number that begins with the function's own line
}

// PCsOf are the functions that do.
var PCsOf = NewTable([]PCs{{Func{"runtime", "", "Callers"}, 0, 1, 1}})

// A LogOption is an option of a logger that has to do with callers.
type LogOption struct {
	Func
	Skip    int  // the parameter that is added to the skip, or -1
	Records bool // turns the recording on
	If      int  // the parameter that turns it on or off, or -1
}

// LogOptions are the options. Others change nothing about callers.
var LogOptions = NewTable(zapOptions)

// A LogSwitch is a field of a library's settings that turns the recording of
// callers off: a bool by true, a string where it is empty.
type LogSwitch struct {
	Path, Type, Field string
	Bool              bool
}

// LogSwitches are the fields of settings.
var LogSwitches = zapSwitches

// An OwnCaller is a field or a variable of a library that code sets to find or
// to name callers in a way of its own.
type OwnCaller struct {
	Path, Type, Name string
	Finds            bool // only if it is set to a function that looks at the stack
}

// OwnCallers are the fields and variables.
var OwnCallers = [][]OwnCaller{slogOwnCallers, zapOwnCallers, zerologOwnCallers}

// OwnCallerOf returns the row of a field of the named type, or of a variable,
// for which typ is "", and its library, or nil.
func OwnCallerOf(v *types.Var, typ string) (*OwnCaller, *Logging) {
	if v == nil || v.Pkg() == nil {
		return nil, nil
	}
	for _, rows := range OwnCallers {
		for i, r := range rows {
			if r.Name == v.Name() && r.Path == v.Pkg().Path() && r.Type == typ {
				return &rows[i], LoggingOf(r.Path)
			}
		}
	}
	return nil, nil
}

// A LogHandler makes a handler that records callers if its options say so.
type LogHandler struct {
	Func
	Options int    // the parameter, a pointer
	Field   string // of the options: true if callers are recorded
}

// LogHandlers are the functions that do.
var LogHandlers = NewTable(slogHandlers)

// A LogAsk is an object whose use asks a library to record callers: a function
// that is called, a field that is set to true, a constant that is a flag.
type LogAsk struct {
	Path, Type, Name string
	In               Func // the function in whose arguments a constant must stand, or zero
	Global           bool // asks for what every package logs, not for the loggers that the package hands out
}

// LogAsks are the ways to ask.
var LogAsks = [][]LogAsk{slogAsks, stdLogAsks, zerologAsks}

// LogDefaults are the functions and variables by which a package makes its
// logger everyone's.
var LogDefaults = []LogAsk{
	{Path: slogPath, Name: "SetDefault"},
	{Path: zerologPath + "/log", Name: "Logger"},
}

// IsLogDefault reports whether the use of an object makes a logger of l
// everyone's.
func IsLogDefault(l *Logging, obj types.Object) bool {
	for _, d := range LogDefaults {
		if obj.Pkg() != nil && obj.Name() == d.Name && obj.Pkg().Path() == d.Path && LoggingOf(d.Path) == l && obj.Parent() == obj.Pkg().Scope() {
			return true
		}
	}
	return false
}

// LogAskOf returns the row that the use of an object is, and its library, or
// nil.
func LogAskOf(obj types.Object) (*LogAsk, *Logging) {
	if obj.Pkg() == nil {
		return nil, nil
	}
	for _, rows := range LogAsks {
		for i, a := range rows {
			if a.Name != obj.Name() || a.Path != obj.Pkg().Path() {
				continue
			}
			if fn, ok := obj.(*types.Func); ok && fn.Signature().Recv() != nil && TypeName(fn.Signature().Recv().Type()) != a.Type {
				continue
			}
			return &rows[i], LoggingOf(a.Path)
		}
	}
	return nil, nil
}

// A LogAdapter turns a logger into what another library logs to. The entries
// of that library pass through frames of both.
type LogAdapter struct {
	Func
	Logger int // the parameter
	// Named is what an entry names if the logger skips less than Least, the
	// frames that the library's shallowest functions have; its deepest have
	// Most, and most of what is logged comes through Usual.
	Named              string
	Least, Usual, Most int
}

// Judge returns the category of a logger that skips n frames, "" if that is
// right for one of the library's functions.
func (a LogAdapter) Judge(n int) string {
	switch {
	case n <= 0:
		return "missing"
	case n < a.Least:
		return "short"
	case n > a.Most:
		return "excess"
	}
	return ""
}

// LogAdapters are the adapters that leave the skip to their caller.
var LogAdapters = NewTable(zapAdapters)

// LogSwitchOf returns the row of a field, or nil.
func LogSwitchOf(named *types.Named, field string) *LogSwitch {
	obj := named.Obj()
	if obj.Pkg() == nil {
		return nil
	}
	for i, s := range LogSwitches {
		if s.Path == obj.Pkg().Path() && s.Type == obj.Name() && (s.Field == field || field == "") {
			return &LogSwitches[i]
		}
	}
	return nil
}

// IsLogger reports whether t, or what it points to, is a type that entries
// are written through: the receiver of a [LogCall] or of a [LogFrom].
func IsLogger(t types.Type) bool {
	if p, ok := types.Unalias(t).(*types.Pointer); ok {
		t = p.Elem()
	}
	n, ok := types.Unalias(t).(*types.Named)
	return ok && n.Obj().Pkg() != nil && loggerTypes()[Func{Path: n.Obj().Pkg().Path(), Name: n.Obj().Name()}]
}

// loggerTypes are the receivers, collected when the first pass asks.
var loggerTypes = sync.OnceValue(func() map[Func]bool {
	m := make(map[Func]bool)
	for id := range LogCalls.all() {
		if id.Recv != "" {
			m[Func{Path: id.Path, Name: id.Recv}] = true
		}
	}
	for id, row := range LogFroms.all() {
		if row.From == Receiver {
			m[Func{Path: id.Path, Name: id.Recv}] = true
		}
	}
	return m
})

// IsLogMethod reports whether a [LogCall] that is a method has the name.
func IsLogMethod(name string) bool { return logMethods()[name] }

var logMethods = sync.OnceValue(func() map[string]bool {
	m := make(map[string]bool)
	for id := range LogCalls.all() {
		if id.Recv != "" {
			m[id.Name] = true
		}
	}
	return m
})

// A LogDepth is a method of an interface that must add its parameter to the
// depth that its receiver has.
type LogDepth struct {
	Func
	Depth int // the parameter
}

// LogDepths are the methods.
var LogDepths = NewTable(logrDepths)

// LogDepthOf returns the row of the interface's method that a method with the
// given name and signature implements.
func LogDepthOf(fn *types.Func) (LogDepth, bool) {
	sig := fn.Signature()
	for id, row := range LogDepths.all() {
		if id.Name != fn.Name() || sig.Recv() == nil || sig.Params().Len() <= row.Depth || sig.Results().Len() != 1 {
			continue
		}
		n, ok := types.Unalias(sig.Results().At(0).Type()).(*types.Named)
		if ok && n.Obj().Pkg() != nil && n.Obj().Pkg().Path() == id.Path {
			return row, true
		}
	}
	return LogDepth{}, false
}
