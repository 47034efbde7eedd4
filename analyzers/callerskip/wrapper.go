package callerskip

import (
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/flow"
	"github.com/obslint/obslint/analyzers/internal/lib"
)

// A wrapper is a function that does nothing but forward one of its parameters
// as the message of an entry.
type wrapper struct {
	fn     *ssa.Function
	param  *ssa.Parameter
	routes []route
}

// A route is one way that the message takes from the wrapper to the library.
type route struct {
	at      ssa.CallInstruction // the call in the wrapper
	frames  []frame             // innermost first; the last is the wrapper itself
	loggers []logger            // parameters of the wrapper unresolved
	library *lib.Logging
}

// A frame is a wrapper on the way, and the place of its call.
type frame struct {
	name string
	pos  token.Pos // of the call's left parenthesis; invalid in another package
}

// wrappers knows the wrappers of a package.
type wrappers struct {
	*resolver
	known  map[*ssa.Function]*wrapper // nil for what is none, or is being looked at
	isPure map[*ssa.Function]bool
	told   map[token.Pos]bool // the calls that a finding shows as naming themselves
}

func newWrappers(u *unit) *wrappers {
	return &wrappers{
		resolver: &resolver{
			unit:    u,
			values:  make(map[*types.Var][]logger),
			results: make(map[resultOf][]logger),
			pending: make(map[any]bool),
		},
		known:  make(map[*ssa.Function]*wrapper),
		isPure: make(map[*ssa.Function]bool),
		told:   make(map[token.Pos]bool),
	}
}

// imported returns the fact of a function of another package, or nil.
func (a *wrappers) imported(obj *types.Func) *wrapperFact {
	if obj == nil || obj.Pkg() == nil || obj.Pkg() == a.pass.Pkg || lib.IsStd(obj.Pkg().Path()) {
		return nil
	}
	var fact wrapperFact
	if a.pass.ImportObjectFact(obj, &fact) {
		return &fact
	}
	return nil
}

// wrapper returns what fn is as a wrapper, or nil.
func (a *wrappers) wrapper(fn *ssa.Function) *wrapper {
	if w, ok := a.known[fn]; ok {
		return w
	}
	a.known[fn] = nil
	if !canForward(fn) {
		return nil
	}
	w := &wrapper{fn: fn}
	for instr := range flow.Instrs(fn) {
		call, ok := instr.(ssa.CallInstruction)
		if ok {
			t, routes, logs := a.logs(fn, call)
			if logs {
				if _, async := call.(*ssa.Go); async || !t.forwards() {
					return nil
				}
				if w.param == nil {
					w.param = t.param
				}
				w.routes = append(w.routes, routes...)
				continue
			}
		}
		if !a.harmless(instr) {
			return nil
		}
	}
	if len(w.routes) == 0 || !a.returnsNothing(w) {
		return nil
	}
	a.known[fn] = w
	return w
}

// canForward reports whether fn has a parameter that can be a message.
func canForward(fn *ssa.Function) bool {
	if len(fn.Blocks) == 0 {
		return false
	}
	for _, p := range fn.Params {
		if isMessage(p.Type()) {
			return true
		}
	}
	return false
}

// logs reads a call that writes an entry: its message, as fn sees it, and the
// routes that it takes.
func (a *wrappers) logs(fn *ssa.Function, call ssa.CallInstruction) (t text, routes []route, ok bool) {
	common := call.Common()
	obj := flow.CalleeObject(common)
	recv, args := flow.Args(common)
	here := frame{name: name(fn), pos: common.Pos()}
	var held []logger // what an interface holds
	if obj == nil || common.IsInvoke() {
		if m, list := a.held(common); m != nil {
			obj, held = m, list
		}
	}
	if row, ok := lib.LogRecords.Lookup(obj); ok && row.PC < len(args) {
		if l, ok := a.recorded(fn, args[row.PC]); ok {
			r := route{at: call, frames: []frame{here}, library: lib.RecordLogging, loggers: []logger{l}}
			return message(fn, args[row.Message:row.Message+1]), []route{r}, true
		}
	}
	if row, ok := lib.LogCalls.Lookup(obj); ok {
		r := route{at: call, frames: []frame{here}, library: lib.LoggingOf(row.Path)}
		r.loggers = []logger{{}} // the package's own
		if held != nil {
			r.loggers = held
		} else if recv != nil {
			r.loggers = a.resolve(recv)
		}
		if row.Depth >= 0 && row.Depth < len(args) {
			opts := a.number(args[row.Depth]).then(options{skip: -row.Base, added: call})
			for i, l := range r.loggers {
				if l.library == nil || l.library == r.library { // else the depth does nothing
					r.loggers[i] = opts.apply([]logger{l})[0]
				}
			}
		}
		if row.Message >= len(args) {
			return own, nil, true
		}
		return message(fn, args[row.Message:]), []route{r}, true
	}
	if fact := a.imported(obj); fact != nil {
		for _, rf := range fact.Routes {
			r := route{at: call, library: lib.LoggingNamed(rf.Library)}
			for range rf.Frames - 1 {
				r.frames = append(r.frames, frame{})
			}
			r.frames = append(r.frames, frame{name: obj.Pkg().Name() + "." + funcName(obj)}, here)
			opts := options{skip: rf.Skip, unknown: rf.Unknown}
			if n := rf.Depth - 1; n >= 0 && n < len(args) {
				opts = opts.then(a.number(args[n])).then(options{added: call})
			}
			if n := rf.Logger - 1; n >= 0 && n < len(args) {
				r.loggers = opts.apply(a.resolve(args[n]))
			} else {
				if opts.skip < rf.Frames && rf.Depth == 0 {
					opts.unknown = true // it names itself: that is its own package's finding
				}
				r.loggers = opts.apply([]logger{{mute: rf.Mute, key: holder(recv, obj)}})
			}
			routes = append(routes, r)
		}
		if fact.Param >= len(args) {
			return own, nil, true
		}
		return message(fn, args[fact.Param:]), routes, true
	}
	callee, _ := flow.Callee(common)
	if callee == nil {
		if callee = a.dispatch(call); callee == nil {
			return text{}, nil, false
		}
	}
	actual := argsOf(common)
	w := a.wrapper(origin(callee))
	if w == nil {
		return text{}, nil, false
	}
	for _, inner := range w.routes {
		r := route{at: call, library: inner.library}
		r.frames = append(append(r.frames, inner.frames...), here)
		for _, l := range inner.loggers {
			if l.depth != nil && l.depth.Parent() == w.fn {
				l = a.argument(l, actual, call)
			}
			if l.param != nil && l.param.Parent() == w.fn {
				if n := paramIndex(l.param); n < len(actual) && len(actual) == len(w.fn.Params) {
					for _, b := range a.resolve(actual[n]) {
						b = options{skip: l.skip, unknown: l.unknown, param: l.depth, added: l.added}.apply([]logger{b})[0]
						b.mute = b.mute || l.mute
						r.loggers = appendLogger(r.loggers, b)
					}
					continue
				}
			}
			r.loggers = appendLogger(r.loggers, l)
		}
		routes = append(routes, r)
	}
	n := paramIndex(w.param)
	if len(actual) != len(w.fn.Params) {
		return own, nil, true
	}
	return message(fn, actual[n:]), routes, true
}

// holder is the variable or field of this package that holds the receiver of a
// method, else the method.
func holder(recv ssa.Value, method *types.Func) types.Object {
	if recv != nil {
		if v := loaded(flow.Source(recv)); v != nil && v.Pkg() != method.Pkg() {
			return v
		}
	}
	return method
}

// returnsNothing reports whether a wrapper returns nothing of its own making:
// constants, its parameters, what another wrapper returned.
func (a *wrappers) returnsNothing(w *wrapper) bool {
	for instr := range flow.Instrs(w.fn) {
		ret, ok := instr.(*ssa.Return)
		if !ok {
			continue
		}
		for _, res := range ret.Results {
			for _, src := range flow.Sources(res) {
				switch src := src.(type) {
				case *ssa.Const, *ssa.Parameter:
				case *ssa.Call:
					if obj := flow.CalleeObject(src.Common()); !a.isRoute(w, src) && (obj == nil || obj.Pkg() == nil || lib.LoggingOf(obj.Pkg().Path()) == nil) {
						return false
					}
				default:
					return false
				}
			}
		}
	}
	return true
}

func (a *wrappers) isRoute(w *wrapper, call ssa.CallInstruction) bool {
	for _, r := range w.routes {
		if r.at == call {
			return true
		}
	}
	return false
}

// entered reports whether w is called by anything but wrappers, so that its
// caller is the place that an entry should name.
func (a *wrappers) entered(w *wrapper) bool {
	sites, all := a.callSites(w.fn)
	if obj, ok := w.fn.Object().(*types.Func); !all && (ok && obj.Exported() || !ok && a.taken[w.fn]) || a.kept[w.fn] {
		return true
	}
	// With no call, it is dead or handed to others, which would be named.
	for _, call := range sites {
		outer := call.Parent()
		if v := a.known[origin(outer)]; v == nil || !a.isRoute(v, call) {
			return true
		}
	}
	return false
}

// once reports whether w prints a value that is no text (what a panic was
// called with) for one line of the package, and no other.
func (a *wrappers) once(w *wrapper) bool {
	sites, all := a.callSites(w.fn)
	return all && len(sites) == 1 && types.IsInterface(w.param.Type())
}
