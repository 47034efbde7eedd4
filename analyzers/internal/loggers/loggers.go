// Package loggers says which loggers a value may be, and how many frames each
// of them skips when it looks for the caller of an entry.
//
// A logger is followed back from where it is used to where it is made: through
// the functions of its library that return one (the rows of [lib.LogFroms], with
// their options), constructors and the numbers that they are given, parameters,
// fields, package variables, atomic variables and maps, interfaces and func
// values of the package's own, the logger of the whole program, and, for what
// another package returns or holds, a [Summary] that its facts give. What can
// not be seen is said so: one that comes from outside carries no skip as far as
// anyone can tell ([Logger.Outside]), one whose number depends on something else
// is unknown.
//
// The package knows nothing of what is right: that is for those who ask.
package loggers

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/calls"
	"github.com/obslint/obslint/analyzers/internal/flow"
	"github.com/obslint/obslint/analyzers/internal/lib"
	"github.com/obslint/obslint/analyzers/internal/sites"
)

// A Logger is what is known of one logger that a value may be.
type Logger struct {
	Skip    int                 // frames that it skips beside the library's own
	Unknown bool                // the skip depends on what the package does not show
	Mute    bool                // it records no caller
	Outside bool                // where it is made can not be seen
	Opaque  bool                // nor where it comes from
	Param   *ssa.Parameter      // it is this parameter, and Skip is added to it
	Depth   *ssa.Parameter      // the value of this parameter is added to the skip
	Rest    *ssa.Parameter      // the options of this parameter are added
	Key     types.Object        // the variable, field, parameter or function it was last taken from
	Site    *ssa.Store          // the store into Key
	Added   ssa.CallInstruction // the last option that added to the skip
	Root    ssa.CallInstruction // the call that made the logger
	Library *lib.Logging        // whose function made it, or made it of another library's
	Decided bool                // whether it records a caller does not depend on what the program asks for
	Grows   bool                // each round through the code that stores it adds to its skip
}

// over returns q with what l, which is made of q, adds to it.
func (l Logger) over(q Logger) Logger {
	q = Options{Skip: l.Skip, Unknown: l.Unknown, Param: l.Depth, Rest: l.Rest, Added: l.Added}.on(q)
	q.Mute = q.Mute || l.Mute
	return q
}

// limit bounds what a value may be: beyond it, it is unknown.
const limit = 16

// Append adds l to list, unless it is there.
func Append(list []Logger, l Logger) []Logger {
	switch {
	case len(list) > limit || slices.Contains(list, l):
		return list
	case len(list) == limit:
		l = Logger{Unknown: true}
	}
	return append(list, l)
}

// An Outside knows what the package that is checked does not show.
type Outside interface {
	// Logger returns the summary of a function, a variable or a field of
	// another package.
	Logger(obj types.Object) (s Summary, ok bool)
	// Asked reports whether the program asks a library to record callers.
	Asked(l *lib.Logging) bool
}

// A Package knows the loggers of the package that is checked.
type Package struct {
	*sites.Index
	outside Outside
	globals map[*types.Func][]ssa.Value // what the functions are given that set a logger for all
	skips   map[*lib.Logging]bool
	values  map[*types.Var][]Logger
	results map[resultOf][]Logger
	pending map[any]bool // fields, variables and functions that are being resolved
}

// A resultOf is a result of a call.
type resultOf struct {
	call  *ssa.Call
	index int
}

// New returns what is known of the loggers of the package that x indexes.
func New(x *sites.Index, outside Outside) *Package {
	p := &Package{
		Index:   x,
		outside: outside,
		globals: make(map[*types.Func][]ssa.Value),
		skips:   make(map[*lib.Logging]bool),
		values:  make(map[*types.Var][]Logger),
		results: make(map[resultOf][]Logger),
		pending: make(map[any]bool),
	}
	for site, row := range calls.In(x.Walk, lib.LogGlobals) {
		if instr := x.Flow.Instr(site.Call); instr != nil {
			if _, args := flow.Args(instr.Common()); row.Logger < len(args) {
				p.globals[site.Callee] = append(p.globals[site.Callee], args[row.Logger])
			}
		}
	}
	for _, row := range calls.In(x.Walk, lib.LogOptions) {
		if row.Skip >= 0 {
			p.skips[lib.LoggingOf(row.Path)] = true
		}
	}
	for _, row := range calls.In(x.Walk, lib.LogFroms) {
		if row.Skip >= 0 {
			p.skips[lib.LoggingOf(row.Path)] = true
		}
	}
	return p
}

// Skips reports whether the package gives a logger of l a skip somewhere.
func (p *Package) Skips(l *lib.Logging) bool { return p.skips[l] }

// SkipsBehind is [Package.Skips], also of a logger that can be behind one of l.
func (p *Package) SkipsBehind(l *lib.Logging) bool {
	for s := range p.skips {
		if s == l || !s.OnRequest && !l.OnRequest {
			return true
		}
	}
	return false
}
