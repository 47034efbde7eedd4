package frames

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/flow"
	"github.com/obslint/obslint/analyzers/internal/lib"
	"github.com/obslint/obslint/analyzers/internal/loggers"
)

// A Summary is what a package tells others of a wrapper.
type Summary struct {
	Param  int // the parameter that is forwarded
	Routes []Way
	// Told is the method that tells the receiver, a logger in an interface, to
	// skip frames, or empty. A call of it names its own line.
	Told string
}

// A Way is what others need to know of a [Route].
type Way struct {
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

// Imported returns the summary of a function of another package, or nil.
func (p *Package) Imported(obj *types.Func) *Summary {
	if obj == nil || obj.Pkg() == nil || obj.Pkg() == p.Pass.Pkg || lib.IsStd(obj.Pkg().Path()) {
		return nil
	}
	return p.outside.Wrapper(obj)
}

// maxWays bounds a summary.
const maxWays = 16

// Summarize returns what others need to know of a wrapper, or nil if that is
// too much. Libraries for which mute is true record no caller.
func (p *Package) Summarize(w *Wrapper, mute func(*lib.Logging) bool) *Summary {
	s := &Summary{Param: flow.ParamIndex(w.Param)}
	for _, r := range w.Routes {
		for _, way := range ways(w, r, mute(r.Library)) {
			if !slices.Contains(s.Routes, way) {
				s.Routes = append(s.Routes, way)
			}
		}
	}
	if len(s.Routes) == 0 || len(s.Routes) > maxWays {
		return nil
	}
	return s
}

func ways(w *Wrapper, r Route, mute bool) []Way {
	if lib.LoggingNamed(r.Library.Name) == nil {
		return nil // told by a method
	}
	base := Way{Frames: len(r.Frames), Library: r.Library.Name}
	var out []Way
	recorded := slices.ContainsFunc(r.Loggers, func(l loggers.Logger) bool { return !l.Mute })
	for _, l := range r.Loggers {
		if l.Mute && recorded {
			continue // such as the one that writes nothing until another is set
		}
		way := base
		way.Skip, way.Unknown, way.Mute = l.Skip, l.Unknown || l.Rest != nil, l.Mute || mute
		var known1, known2 bool
		way.Depth, known1 = ownParam(w, l.Depth)
		way.Logger, known2 = ownParam(w, l.Param)
		way.Unknown = way.Unknown || !known1 || !known2
		if !slices.Contains(out, way) {
			out = append(out, way)
		}
	}
	if len(out) > 1 {
		// It depends: say so once.
		base.Unknown = true
		return []Way{base}
	}
	return out
}

// ownParam returns 1 + the index of a parameter of w, 0 if p is nil; it is
// false for w's receiver and for a parameter of another function.
func ownParam(w *Wrapper, p *ssa.Parameter) (n int, ok bool) {
	if p == nil {
		return 0, true
	}
	if n = flow.ParamIndex(p) + 1; p.Parent() != w.Fn || n == 0 {
		return 0, false
	}
	return n, true
}
