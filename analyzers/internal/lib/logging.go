package lib

import (
	"go/types"
	"slices"
)

// A Logging is a logging library that records the caller of an entry by
// counting frames.
type Logging struct {
	Name  string   // what users call it
	Paths []string // its packages: their functions do nothing but log
	// OnRequest says that no caller is recorded before the program asks for it.
	OnRequest bool
	// Skip is what to write for n frames, as a format with one %d, with the
	// package's name in it.
	Skip string
	// With is the method call that adds the skip to a logger, and Option the
	// option that does, as formats of the name of the package and the number.
	// They are empty where there is none.
	With, Option string
}

// Loggings are the libraries, in the order of their names.
var Loggings = []*Logging{zapLogging}

// LoggingOf returns the library that the package at path belongs to, or nil.
func LoggingOf(path string) *Logging {
	for _, l := range Loggings {
		if slices.Contains(l.Paths, path) {
			return l
		}
	}
	return nil
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
}

// LogCalls are the functions that take the caller of an entry.
var LogCalls = NewTable(zapCalls)

// Where a [LogFrom] takes its logger from, beside a parameter's index.
const (
	Receiver = -1 // the method's receiver
	Nothing  = -2 // it makes a new one
)

// A LogFrom returns a logger, made anew or from another one. Every other
// function of a library that takes and returns a logger keeps its skip.
type LogFrom struct {
	Func
	From    int  // Receiver, Nothing or a parameter
	Options int  // the variadic parameter of options, or -1
	Skip    int  // the parameter that is added to the skip, or -1
	Records bool // for Nothing: a caller is recorded unless an option says otherwise
}

// LogFroms are the functions that return a logger.
var LogFroms = NewTable(zapFroms)

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
	return ok && n.Obj().Pkg() != nil && loggerTypes[Func{Path: n.Obj().Pkg().Path(), Name: n.Obj().Name()}]
}

var loggerTypes = func() map[Func]bool {
	m := make(map[Func]bool)
	for id := range LogCalls.rows {
		if id.Recv != "" {
			m[Func{Path: id.Path, Name: id.Recv}] = true
		}
	}
	for id, row := range LogFroms.rows {
		if row.From == Receiver {
			m[Func{Path: id.Path, Name: id.Recv}] = true
		}
	}
	return m
}()
