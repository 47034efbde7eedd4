package frames

import (
	"go/types"
	"iter"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/flow"
	"github.com/obslint/obslint/analyzers/internal/lib"
	"github.com/obslint/obslint/analyzers/internal/loggers"
)

// A Method is what others need to know of a method of an interface whose loggers
// can be told to skip frames.
type Method struct {
	Func    *types.Func
	Wrapper *Summary         // of one that takes a message, else nil
	Logger  *loggers.Summary // of one that returns another such logger, else nil
}

// Methods returns the methods of the exported interfaces of the package whose
// loggers can be told to skip frames: one of its methods takes a number and
// returns the interface, and that of a type of the package adds the number to
// what its logger skips. A call of such an interface is taken to be right by
// itself, as one of a library is. Libraries for which mute is true record no
// caller.
func (p *Package) Methods(mute func(*lib.Logging) bool) iter.Seq[Method] {
	return func(yield func(Method) bool) {
		scope := p.Pass.Pkg.Scope()
		for _, name := range scope.Names() {
			tn, ok := scope.Lookup(name).(*types.TypeName)
			if !ok || !tn.Exported() || tn.IsAlias() {
				continue
			}
			iface, ok := tn.Type().Underlying().(*types.Interface)
			if !ok {
				continue
			}
			for depth := range iface.Methods() {
				if !takesNumber(depth) || !returns(depth, tn.Type()) {
					continue
				}
				for m := range p.methods(iface, tn.Type(), depth, mute) {
					if !yield(m) {
						return
					}
				}
			}
		}
	}
}

func (p *Package) methods(iface *types.Interface, self types.Type, depth *types.Func, mute func(*lib.Logging) bool) iter.Seq[Method] {
	return func(yield func(Method) bool) {
		types := p.adding(iface, depth.Name())
		if len(types) == 0 {
			return
		}
		for m := range iface.Methods() {
			out := Method{Func: m}
			switch {
			case m == depth:
				out.Logger = &loggers.Summary{Receiver: true, Depth: 1}
			case returns(m, self):
				out.Logger = &loggers.Summary{Receiver: true}
			default:
				for _, t := range types {
					if i := p.takes(method(t, m.Name()), mute); i >= 0 {
						out.Wrapper = &Summary{Param: i, Told: depth.Name()}
						break
					}
				}
			}
			if (out.Logger != nil || out.Wrapper != nil) && !yield(out) {
				return
			}
		}
	}
}

// adding returns the types of the package that implement an interface and whose
// method of the given name adds its parameter to the skip of a logger.
func (p *Package) adding(iface *types.Interface, name string) []types.Type {
	var out []types.Type
	scope := p.Pass.Pkg.Scope()
	for _, n := range scope.Names() {
		tn, ok := scope.Lookup(n).(*types.TypeName)
		if !ok || tn.IsAlias() || types.IsInterface(tn.Type()) {
			continue
		}
		ptr := types.NewPointer(tn.Type())
		if !types.Implements(ptr, iface) {
			continue
		}
		if fn := method(ptr, name); fn != nil && p.adds(p.Flow.Func(fn)) {
			out = append(out, ptr)
		}
	}
	return out
}

// adds reports whether fn tells a logger to skip as many frames more as its
// parameter says.
func (p *Package) adds(fn *ssa.Function) bool {
	if fn == nil {
		return false
	}
	for instr := range flow.Instrs(fn) {
		call, ok := instr.(ssa.CallInstruction)
		if !ok {
			continue
		}
		obj := flow.CalleeObject(call.Common())
		skip := -1
		if row, ok := lib.LogOptions.Lookup(obj); ok {
			skip = row.Skip
		} else if row, ok := lib.LogFroms.Lookup(obj); ok {
			skip = row.Skip
		}
		if _, args := flow.Args(call.Common()); skip >= 0 && skip < len(args) {
			if n := p.Number(args[skip]); n.Param != nil && n.Param.Parent() == fn && n.Skip == 0 {
				return true
			}
		}
	}
	return false
}

// takes returns the parameter of fn that becomes the message of an entry that
// names its caller without being asked to, or -1.
func (p *Package) takes(fn *types.Func, mute func(*lib.Logging) bool) int {
	if row, ok := lib.LogCalls.Lookup(fn); ok {
		if l := lib.LoggingOf(row.Path); row.Depth >= 0 || l.OnRequest || mute(l) {
			return -1
		}
		return row.Message // promoted
	}
	if fn == nil || p.Flow.Func(fn) == nil {
		return -1
	}
	w := p.Wrapper(p.Flow.Func(fn))
	if w == nil {
		return -1
	}
	for _, r := range w.Routes {
		if r.Library.OnRequest || mute(r.Library) || !slices.ContainsFunc(r.Loggers, func(l loggers.Logger) bool { return !l.Mute && !l.Unknown }) {
			return -1
		}
	}
	return flow.ParamIndex(w.Param)
}

// method returns the exported method of t, or nil.
func method(t types.Type, name string) *types.Func {
	obj, _, _ := types.LookupFieldOrMethod(t, true, nil, name)
	fn, _ := obj.(*types.Func)
	return fn
}

func takesNumber(fn *types.Func) bool {
	params := fn.Signature().Params()
	return params.Len() == 1 && types.Identical(params.At(0).Type(), types.Typ[types.Int])
}

func returns(fn *types.Func, t types.Type) bool {
	results := fn.Signature().Results()
	return results.Len() == 1 && types.Identical(results.At(0).Type(), t)
}

// told reads a call of a method of such an interface of another package.
func (p *Package) told(fn *ssa.Function, call ssa.CallInstruction, s *Summary, here Frame) Route {
	recv, _ := flow.Args(call.Common())
	r := Route{At: call, Frames: []Frame{here}, Library: p.tellable(s.Told)}
	for _, l := range p.Resolve(recv) {
		l.Unknown = l.Unknown || l.Opaque
		r.Loggers = loggers.Append(r.Loggers, l)
	}
	return r
}

// tellable is the library that loggers are of that are told by the named
// method.
func (p *Package) tellable(name string) *lib.Logging {
	if p.tellables[name] == nil {
		p.tellables[name] = &lib.Logging{Name: name, Skip: name + "(%d)"}
	}
	return p.tellables[name]
}
