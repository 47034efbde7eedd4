// Package frames finds the functions that log for their callers, and counts the
// frames that stand between those and the library.
//
// A [Wrapper] forwards a parameter as the message of an entry (package message)
// and does nothing but log: it computes, builds values of its own, locks, ends
// the process. Each one on the way from the line that an entry should name to the
// library is one frame, and a [Route] is one such way, with the loggers (package
// loggers) that it may end at. A route leads through closures, method values, the
// package's own interfaces, and through wrappers of other packages, of which
// facts give a [Summary].
//
// The package says how many frames there are and how many are skipped, not
// whether that is right.
package frames

import (
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/flow"
	"github.com/obslint/obslint/analyzers/internal/lib"
	"github.com/obslint/obslint/analyzers/internal/loggers"
	"github.com/obslint/obslint/analyzers/internal/message"
)

// A Wrapper is a function that does nothing but forward one of its parameters
// as the message of an entry.
type Wrapper struct {
	Fn     *ssa.Function
	Param  *ssa.Parameter
	Routes []Route
}

// A Route is one way that the message takes from the wrapper to the library.
type Route struct {
	At      ssa.CallInstruction // the call in the wrapper
	Frames  []Frame             // innermost first; the last is the wrapper itself
	Loggers []loggers.Logger    // parameters of the wrapper unresolved
	Library *lib.Logging
}

// A Frame is a wrapper on the way, and the place of its call.
type Frame struct {
	Name string
	Pos  token.Pos // of the call's left parenthesis; invalid in another package
}

// An Outside knows what the package that is checked does not show.
type Outside interface {
	// Wrapper returns the summary of a function of another package, or nil.
	Wrapper(fn *types.Func) *Summary
}

// A Package knows the wrappers of the package that is checked.
type Package struct {
	*loggers.Package
	outside Outside
	known   map[*ssa.Function]*Wrapper // nil for what is none, or is being looked at
	isPure  map[purity]bool
	// tellables are the interfaces of other packages, as libraries, by the method
	// that tells their loggers to skip frames.
	tellables map[string]*lib.Logging
	aside     int // how many functions without a result stand around what is looked at
}

// New returns what is known of the wrappers of the package of l.
func New(l *loggers.Package, outside Outside) *Package {
	return &Package{
		Package: l, outside: outside,
		known: make(map[*ssa.Function]*Wrapper), isPure: make(map[purity]bool),
		tellables: make(map[string]*lib.Logging),
	}
}

// All returns the wrappers of the package, in source order.
func (p *Package) All() []*Wrapper {
	var all []*Wrapper
	for _, fn := range p.Flow.Funcs() {
		if w := p.Wrapper(fn); w != nil {
			all = append(all, w)
		}
	}
	return all
}

// Wrapper returns what fn, or the generic function that it is an instance of,
// is as a wrapper, or nil.
func (p *Package) Wrapper(fn *ssa.Function) *Wrapper {
	fn = flow.Origin(fn)
	if w, ok := p.known[fn]; ok {
		return w
	}
	p.known[fn] = nil
	if !canForward(fn) {
		return nil
	}
	w := &Wrapper{Fn: fn}
	for instr := range p.instrs(fn) {
		if call, ok := instr.(ssa.CallInstruction); ok {
			if text, routes, logs := p.Logs(fn, call); logs {
				if _, async := call.(*ssa.Go); async || !text.Forwards() {
					return nil
				}
				if w.Param == nil {
					w.Param = text.Param
				}
				w.Routes = append(w.Routes, routes...)
				continue
			}
		}
		if !p.Harmless(instr) {
			return nil
		}
	}
	if len(w.Routes) == 0 || !p.returnsNothing(w) {
		return nil
	}
	p.known[fn] = w
	return w
}

// canForward reports whether fn has a parameter that can be a message.
func canForward(fn *ssa.Function) bool {
	if len(fn.Blocks) == 0 {
		return false
	}
	for _, p := range fn.Params {
		if message.Can(p.Type()) {
			return true
		}
	}
	return false
}

// returnsNothing reports whether a wrapper returns nothing of its own making:
// constants, its parameters, what another wrapper returned.
func (p *Package) returnsNothing(w *Wrapper) bool {
	for instr := range flow.Instrs(w.Fn) {
		ret, ok := instr.(*ssa.Return)
		if !ok {
			continue
		}
		for _, res := range ret.Results {
			for _, src := range flow.Sources(res) {
				switch src := src.(type) {
				case *ssa.Const, *ssa.Parameter:
				case *ssa.Call:
					if obj := flow.CalleeObject(src.Common()); !w.Forwards(src) && (obj == nil || obj.Pkg() == nil || lib.LoggingOf(obj.Pkg().Path()) == nil) {
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

// Forwards reports whether call is the one that forwards the message on a route
// of the wrapper w, which may be nil.
func (w *Wrapper) Forwards(call ssa.CallInstruction) bool {
	if w != nil {
		for _, r := range w.Routes {
			if r.At == call {
				return true
			}
		}
	}
	return false
}

// Name is how a message names the wrapper.
func (w *Wrapper) Name() string { return Name(w.Fn) }

// Within reports whether a call is one by which the function that it stands in
// forwards a message, as a wrapper.
func (p *Package) Within(call ssa.CallInstruction) bool {
	return p.known[flow.Origin(call.Parent())].Forwards(call)
}

// Entered reports whether w is called by anything but wrappers, so that its
// caller is the place that an entry should name.
func (p *Package) Entered(w *Wrapper) bool {
	calls, all := p.Calls(w.Fn)
	if obj, ok := w.Fn.Object().(*types.Func); !all && (ok && obj.Exported() || !ok && p.Taken(w.Fn)) || p.Kept(w.Fn) {
		return true
	}
	// With no call, it is dead or handed to others, which would be named.
	for _, call := range calls {
		if !p.Within(call) {
			return true
		}
	}
	return false
}

// Name is how a message names a function: "logf", "Logger.Infof", or "the
// function literal".
func Name(fn *ssa.Function) string {
	if obj, ok := fn.Object().(*types.Func); ok {
		return NameOf(obj)
	}
	return "the function literal"
}

// NameOf is [Name] of a function's object.
func NameOf(obj *types.Func) string {
	if recv := obj.Signature().Recv(); recv != nil {
		if t := lib.TypeName(recv.Type()); t != "" {
			return t + "." + obj.Name()
		}
	}
	return obj.Name()
}
