package frames

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/flow"
	"github.com/obslint/obslint/analyzers/internal/lib"
	"github.com/obslint/obslint/analyzers/internal/loggers"
	"github.com/obslint/obslint/analyzers/internal/message"
)

// Logs reads a call in fn that writes an entry: its message, as fn sees it, and
// the routes that it takes.
func (p *Package) Logs(fn *ssa.Function, call ssa.CallInstruction) (text message.Text, routes []Route, ok bool) {
	text, routes, ok = p.logs(fn, call)
	if p.Next(call) == nil {
		return text, routes, ok
	}
	// Of the loggers of the next in a chain, one whose skip can not be seen may
	// be that which the chain is for.
	for _, r := range routes {
		if slices.ContainsFunc(r.Loggers, func(l loggers.Logger) bool { return l.Unknown || l.Depth != nil }) {
			for i := range r.Loggers {
				r.Loggers[i].Unknown = true
			}
		}
	}
	return text, routes, ok
}

func (p *Package) logs(fn *ssa.Function, call ssa.CallInstruction) (text message.Text, routes []Route, ok bool) {
	common := call.Common()
	obj := flow.CalleeObject(common)
	var held []loggers.Logger // what an interface or a func value holds
	if obj == nil || common.IsInvoke() {
		if m, list := p.Held(call); m != nil {
			obj, held = m, list
		}
	}
	here := Frame{Name: Name(fn), Pos: common.Pos()}
	if row, ok := lib.LogRecords.Lookup(obj); ok {
		_, args := flow.Args(common)
		if l, ok := recorded(fn, args[row.PC]); ok {
			here.Pos = l.Added.Common().Pos() // what runtime.Callers counts from
			r := Route{At: call, Frames: []Frame{here}, Library: lib.RecordLogging, Loggers: []loggers.Logger{l}}
			return message.Of(fn, args[row.Message:row.Message+1]), []Route{r}, true
		}
	}
	if row, ok := lib.LogCalls.Lookup(obj); ok {
		text, r := p.writes(fn, call, row, held)
		r.Frames = []Frame{here}
		return text, []Route{r}, true
	}
	if s := p.Imported(obj); s != nil {
		return p.forwardsTo(fn, call, obj, s, here)
	}
	callee, _ := flow.Callee(common)
	if callee == nil {
		if callee = p.Dispatch(call); callee == nil {
			return message.Text{}, nil, false
		}
	}
	w := p.Wrapper(callee)
	if w == nil {
		return message.Text{}, nil, false
	}
	args := flow.Actuals(common)
	for _, inner := range w.Routes {
		r := Route{At: call, Library: inner.Library}
		r.Frames = append(append(r.Frames, inner.Frames...), here)
		for _, l := range inner.Loggers {
			for _, l := range p.Bind(l, w.Fn, args, call) {
				r.Loggers = loggers.Append(r.Loggers, l)
			}
		}
		routes = append(routes, r)
	}
	if len(args) != len(w.Fn.Params) {
		return message.Own, routes, true
	}
	return message.Of(fn, args[flow.Position(w.Param):]), routes, true
}

// writes reads a call of a library that writes an entry, through one of held
// if these are known.
func (p *Package) writes(fn *ssa.Function, call ssa.CallInstruction, row lib.LogCall, held []loggers.Logger) (message.Text, Route) {
	recv, args := flow.Args(call.Common())
	r := Route{At: call, Library: lib.LoggingOf(row.Path)}
	switch {
	case held != nil:
		r.Loggers = held
	case recv != nil:
		r.Loggers = p.Resolve(recv)
	default:
		r.Loggers = []loggers.Logger{{}} // the library's own
	}
	if row.Depth >= 0 && row.Depth < len(args) {
		opts := p.Number(args[row.Depth]).Then(loggers.Options{Skip: -row.Base, Added: call})
		for i, l := range r.Loggers {
			if l.Library == nil || l.Library == r.Library { // else the depth does nothing
				r.Loggers[i] = opts.Apply([]loggers.Logger{l})[0]
			}
		}
	}
	if row.Message >= len(args) {
		return message.Own, r
	}
	return message.Of(fn, args[row.Message:]), r
}

// forwardsTo reads a call of a wrapper of another package.
func (p *Package) forwardsTo(fn *ssa.Function, call ssa.CallInstruction, obj *types.Func, s *Summary, here Frame) (text message.Text, routes []Route, ok bool) {
	recv, args := flow.Args(call.Common())
	if s.Told != "" {
		routes = append(routes, p.told(fn, call, s, here))
	}
	for _, way := range s.Routes {
		r := Route{At: call, Library: lib.LoggingNamed(way.Library)}
		for range way.Frames - 1 {
			r.Frames = append(r.Frames, Frame{})
		}
		r.Frames = append(r.Frames, Frame{Name: obj.Pkg().Name() + "." + NameOf(obj)}, here)
		opts := loggers.Options{Skip: way.Skip, Unknown: way.Unknown}
		if n := way.Depth - 1; n >= 0 && n < len(args) {
			opts = opts.Then(p.Number(args[n])).Then(loggers.Options{Added: call})
		}
		if n := way.Logger - 1; n >= 0 && n < len(args) {
			r.Loggers = opts.Apply(p.Resolve(args[n]))
		} else {
			if opts.Skip < way.Frames && way.Depth == 0 {
				opts.Unknown = true // it names itself: that is its own package's fault
			}
			r.Loggers = opts.Apply([]loggers.Logger{{Mute: way.Mute, Key: holder(recv, obj)}})
		}
		routes = append(routes, r)
	}
	if s.Param >= len(args) {
		return message.Own, nil, true
	}
	return message.Of(fn, args[s.Param:]), routes, true
}

// holder is the variable or field of this package that holds the receiver of a
// method, else the method.
func holder(recv ssa.Value, method *types.Func) types.Object {
	if recv != nil {
		if v := flow.Loaded(flow.Source(recv)); v != nil && v.Pkg() != method.Pkg() {
			return v
		}
	}
	return method
}
