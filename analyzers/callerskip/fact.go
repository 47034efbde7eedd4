package callerskip

import (
	"fmt"
	"go/types"
	"maps"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/obslint/obslint/analyzers/internal/frames"
	"github.com/obslint/obslint/analyzers/internal/lib"
	"github.com/obslint/obslint/analyzers/internal/loggers"
)

// A wrapperFact says of a function that it does nothing but forward one of its
// parameters as the message of an entry.
type wrapperFact frames.Summary

func (*wrapperFact) AFact() {}

func (f *wrapperFact) String() string {
	if f.Told != "" {
		return fmt.Sprintf("forwards:%d told:%s", f.Param, f.Told)
	}
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
type loggerFact loggers.Summary

func (*loggerFact) AFact() {}

func (f *loggerFact) String() string {
	switch {
	case f.Mute:
		return "logger:mute"
	case f.Unknown:
		return "logger:?"
	case f.Receiver && f.Depth > 0:
		return fmt.Sprintf("logger:same+depth:%d", f.Depth-1)
	case f.Receiver:
		return "logger:same"
	case f.Depth > 0:
		return fmt.Sprintf("logger:%d+depth:%d", f.Skip, f.Depth-1)
	}
	return fmt.Sprintf("logger:%d", f.Skip)
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

// A toldFact says of a package that it, or what it imports, has reported that
// the loggers of the listed packages skip too much: it is one mistake, and many
// packages that show it.
type toldFact struct {
	Packages []string // sorted
}

func (*toldFact) AFact() {}

func (f *toldFact) String() string { return "told:" + strings.Join(f.Packages, ",") }

// maxTold bounds a toldFact.
const maxTold = 32

// readTold notes what the imports have reported.
func (a *judge) readTold() {
	for _, imp := range a.Pass.Pkg.Imports() {
		var fact toldFact
		if !lib.IsStd(imp.Path()) && a.Pass.ImportPackageFact(imp, &fact) {
			for _, path := range fact.Packages {
				a.packages[path] = true
			}
		}
	}
}

// tells reports whether the skip of a logger that another package gives is yet
// to be reported, which is once.
func (a *judge) tells(obj types.Object) bool {
	if obj == nil || obj.Pkg() == nil || obj.Pkg() == a.Pass.Pkg || lib.LoggingOf(obj.Pkg().Path()) != nil {
		return true
	}
	path := obj.Pkg().Path()
	told := a.packages[path]
	a.packages[path] = true
	return !told
}

func (a *judge) exportTold() {
	if list := slices.Sorted(maps.Keys(a.packages)); len(list) > 0 && len(list) <= maxTold && a.Pass.Pkg.Name() != "main" {
		a.Pass.ExportPackageFact(&toldFact{list})
	}
}

// facts tells the engine what it can not see in the package.
type facts struct {
	pass *analysis.Pass
	asks []string
}

func (f facts) Logger(obj types.Object) (loggers.Summary, bool) {
	var fact loggerFact
	ok := f.pass.ImportObjectFact(obj, &fact)
	return loggers.Summary(fact), ok
}

func (f facts) Wrapper(fn *types.Func) *frames.Summary {
	var fact wrapperFact
	if !f.pass.ImportObjectFact(fn, &fact) {
		return nil
	}
	return (*frames.Summary)(&fact)
}

func (f facts) Asked(l *lib.Logging) bool { return slices.Contains(f.asks, l.Name) }
