package loggers

import (
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/flow"
)

// A Summary is what a package tells others of a logger: the one that a
// function returns, or that a variable or a field holds.
type Summary struct {
	Skip    int
	Param   int // 1 + the parameter that the logger is made from, or 0
	Depth   int // 1 + the parameter whose value is added to the skip, or 0
	Unknown bool
	Mute    bool
	// Receiver says that the logger is made from the method's receiver.
	Receiver bool
}

// SummarizeResult returns what others need to know of the logger that fn
// returns first, or nil if it is what they assume.
func (p *Package) SummarizeResult(fn *ssa.Function) *Summary {
	var list []Logger
	for _, l := range p.Returned(fn, 0) {
		if l.Param != nil && l.Param.Parent() == fn || l.Depth != nil && l.Depth.Parent() == fn {
			list = Append(list, l)
			continue
		}
		for _, m := range p.Callers([]Logger{l}) {
			list = Append(list, m)
		}
	}
	return summarize(list)
}

// SummarizeVar is [Package.SummarizeResult] of the logger that a variable or a
// field of this package holds.
func (p *Package) SummarizeVar(v *types.Var) *Summary {
	if len(p.Stores(v)) == 0 {
		return nil
	}
	return summarize(p.Variable(v))
}

func summarize(list []Logger) *Summary {
	var all Summary
	for i, l := range list {
		s := Summary{Skip: l.Skip, Unknown: l.Unknown || l.Rest != nil, Mute: l.Mute}
		if l.Param != nil {
			s.Param = flow.ParamIndex(l.Param) + 1
		}
		if l.Depth != nil {
			s.Depth = flow.ParamIndex(l.Depth) + 1
		}
		switch {
		case i == 0:
			all = s
		case s != all:
			return &Summary{Unknown: true}
		}
	}
	if all == (Summary{}) {
		return nil
	}
	return &all
}
