package callerskip

import (
	"fmt"
	"strings"
)

// A wrapperFact says of a function that it does nothing but forward one of its
// parameters as the message of an entry.
type wrapperFact struct {
	Param  int // the parameter that is forwarded
	Routes []routeFact
}

// A routeFact is one way that the message takes.
type routeFact struct {
	Frames int // from the function's caller to the library, the function's own included
	Skip   int // what its logger skips
	// Logger is 1 + the parameter that is the logger, which skips what the
	// caller's does and Skip more; 0 if the logger is the function's own.
	Logger  int
	Depth   int    // 1 + the parameter whose value is added to the skip, or 0
	Unknown bool   // the skip can not be seen
	Mute    bool   // no caller is recorded
	Library string // by name
}

func (*wrapperFact) AFact() {}

func (f *wrapperFact) String() string {
	var parts []string
	for _, r := range f.Routes {
		s := fmt.Sprintf("%d+%d", r.Frames, r.Skip)
		switch {
		case r.Mute:
			s = "mute"
		case r.Unknown:
			s = fmt.Sprintf("%d+?", r.Frames)
		case r.Logger > 0:
			s += fmt.Sprintf("@%d", r.Logger-1)
		}
		if r.Depth > 0 {
			s += fmt.Sprintf("+depth:%d", r.Depth-1)
		}
		parts = append(parts, s)
	}
	return fmt.Sprintf("forwards:%d %s", f.Param, strings.Join(parts, ","))
}

// tooFar reports whether a logger of the function skips more than its frames.
func (f *wrapperFact) tooFar() bool {
	for _, r := range f.Routes {
		if r.Skip > r.Frames {
			return true
		}
	}
	return false
}

// A loggerFact says of a function that the logger that it returns, or of a
// variable or field that the logger that it holds, skips frames, or that this
// can not be known, or that it records no caller.
type loggerFact struct {
	Skip    int
	Param   int // 1 + the parameter that the logger is made from, or 0
	Depth   int // 1 + the parameter whose value is added to the skip, or 0
	Unknown bool
	Mute    bool
}

func (*loggerFact) AFact() {}

func (f *loggerFact) String() string {
	switch {
	case f.Mute:
		return "logger:mute"
	case f.Unknown:
		return "logger:?"
	case f.Depth > 0:
		return fmt.Sprintf("logger:%d+depth:%d", f.Skip, f.Depth-1)
	}
	return fmt.Sprintf("logger:%d", f.Skip)
}

func (f *loggerFact) describe(l *logger) {
	l.skip, l.unknown, l.mute = f.Skip, f.Unknown, f.Mute
}

// An asksFact says of a package which libraries it, or what it imports, asks
// to record callers, and of a function, which ones it asks. A library that is
// asked by a function, not when the program starts, has the module behind an @:
// only there can it be taken that the function is called.
type asksFact struct {
	Libraries []string // sorted
}

func (*asksFact) AFact() {}

func (f *asksFact) String() string { return "asks:" + strings.Join(f.Libraries, ",") }
