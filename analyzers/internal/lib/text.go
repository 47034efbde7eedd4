package lib

// A Text is a function of the standard library that makes text of its
// arguments.
type Text struct {
	Func
	Message int  // the parameter that the text is: it, or what it formats, stays readable in the result
	Rest    bool // the text is of this parameter and of all that follow
}

// Texts are the functions that a message may pass through and stay what it is.
var Texts = NewTable([]Text{
	{Func{"fmt", "", "Sprint"}, 0, true},
	{Func{"fmt", "", "Sprintf"}, 0, true},
	{Func{"fmt", "", "Sprintln"}, 0, true},
	{Func{"strings", "", "TrimSpace"}, 0, false},
	{Func{"strings", "", "Trim"}, 0, false},
	{Func{"strings", "", "TrimLeft"}, 0, false},
	{Func{"strings", "", "TrimRight"}, 0, false},
	{Func{"strings", "", "TrimPrefix"}, 0, false},
	{Func{"strings", "", "TrimSuffix"}, 0, false},
	{Func{"strings", "", "ToLower"}, 0, false},
	{Func{"strings", "", "ToUpper"}, 0, false},
	{Func{"strings", "", "ToTitle"}, 0, false},
	{Func{"strings", "", "Map"}, 1, false},
	{Func{"strings", "", "Join"}, 0, false},
	{Func{"strings", "", "Replace"}, 0, false},
	{Func{"strings", "", "ReplaceAll"}, 0, false},
	{Func{"strings", "", "ToValidUTF8"}, 0, false},
	{Func{"strings", "Replacer", "Replace"}, 0, false},
})

// A Quiet is a function without a result that nobody outside the process can
// see: a helper that calls it does nothing but what it does besides.
type Quiet struct{ Func }

// Quiets are the locks.
var Quiets = NewTable([]Quiet{
	{Func{"sync", "Mutex", "Lock"}},
	{Func{"sync", "Mutex", "Unlock"}},
	{Func{"sync", "RWMutex", "Lock"}},
	{Func{"sync", "RWMutex", "Unlock"}},
	{Func{"sync", "RWMutex", "RLock"}},
	{Func{"sync", "RWMutex", "RUnlock"}},
})

// A Frame is a function by which code finds its caller itself.
type Frame struct{ Func }

// Frames are the functions of package runtime that look at the stack.
var Frames = NewTable([]Frame{
	{Func{"runtime", "", "Caller"}},
	{Func{"runtime", "", "Callers"}},
	{Func{"runtime", "", "CallersFrames"}},
	{Func{"runtime", "", "FuncForPC"}},
	{Func{"runtime/debug", "", "Stack"}},
})

// PureErrors are the packages of the standard library whose functions have no
// effect although they return an error.
var PureErrors = map[string]bool{
	"encoding/base64": true,
	"encoding/hex":    true,
	"encoding/json":   true,
	"errors":          true,
	"fmt":             true,
	"net/netip":       true,
	"net/url":         true,
	"strconv":         true,
	"time":            true,
}

// An Equality is a function that compares its two arguments and says whether
// they are the same.
type Equality struct{ Func }

// Equalities are the comparisons that are calls, for what == does not take.
var Equalities = NewTable([]Equality{
	{Func{"bytes", "", "Equal"}},
	{Func{"bytes", "", "EqualFold"}},
	{Func{"strings", "", "EqualFold"}},
	{Func{"slices", "", "Equal"}},
	{Func{"maps", "", "Equal"}},
	{Func{"reflect", "", "DeepEqual"}},
})
