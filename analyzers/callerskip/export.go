package callerskip

import (
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/lib"
)

// export writes the facts of the package.
func (a *wrappers) export(all []*wrapper) {
	for _, w := range all {
		obj, ok := w.fn.Object().(*types.Func)
		if !ok || !reachable(obj) {
			continue
		}
		fact := &wrapperFact{Param: a.signatureIndex(w.param)}
		for _, rt := range w.routes {
			for _, rf := range a.routeFacts(w, rt) {
				if !contains(fact.Routes, rf) {
					fact.Routes = append(fact.Routes, rf)
				}
			}
		}
		if len(fact.Routes) > 0 && len(fact.Routes) <= maxLoggers {
			a.pass.ExportObjectFact(obj, fact)
		}
	}
	a.exportLoggers()
}

func contains(list []routeFact, r routeFact) bool {
	for _, s := range list {
		if s == r {
			return true
		}
	}
	return false
}

// reachable reports whether other packages can call fn.
func reachable(fn *types.Func) bool { return fn.Exported() }

// signatureIndex is the index of a parameter in the signature, which has no
// receiver among its parameters.
func (a *wrappers) signatureIndex(p *ssa.Parameter) int {
	i := paramIndex(p)
	if p.Parent().Signature.Recv() != nil {
		i--
	}
	return i
}

func (a *wrappers) routeFacts(w *wrapper, rt route) []routeFact {
	base := routeFact{Frames: len(rt.frames), Library: rt.library.Name}
	var out []routeFact
	for _, l := range rt.loggers {
		f := base
		f.Skip, f.Unknown, f.Mute = l.skip, l.unknown, l.mute || a.switchedOff(rt.library) || a.own[rt.library]
		if l.depth != nil {
			f.Depth = a.signatureIndex(l.depth) + 1
			if l.depth.Parent() != w.fn || f.Depth == 0 {
				f.Depth, f.Unknown = 0, true
			}
		}
		if l.param != nil {
			f.Logger = a.signatureIndex(l.param) + 1
			if l.param.Parent() != w.fn || f.Logger == 0 {
				f.Logger, f.Unknown = 0, true
			}
		}
		if !contains(out, f) {
			out = append(out, f)
		}
	}
	if len(out) > 1 {
		// It depends: say so once.
		base.Unknown = true
		return []routeFact{base}
	}
	return out
}

// exportLoggers writes the facts of functions that return a logger, and of
// fields and variables that hold one, where there is something to say.
func (a *wrappers) exportLoggers() {
	for _, fn := range a.flow.Funcs() {
		obj, ok := fn.Object().(*types.Func)
		if !ok || !reachable(obj) || len(fn.Blocks) == 0 {
			continue
		}
		results := fn.Signature.Results()
		if results.Len() == 0 || !lib.IsLogger(results.At(0).Type()) {
			continue
		}
		var list []logger
		for _, l := range a.returned(fn, 0) {
			if l.param != nil && l.param.Parent() == fn {
				list = appendLogger(list, l)
				continue
			}
			if l.depth != nil && l.depth.Parent() == fn {
				list = appendLogger(list, l)
				continue
			}
			for _, m := range a.callers([]logger{l}, nil) {
				list = appendLogger(list, m)
			}
		}
		if fact := a.loggerFact(list); fact != nil {
			a.pass.ExportObjectFact(obj, fact)
		}
	}
	scope := a.pass.Pkg.Scope()
	for _, name := range scope.Names() {
		switch obj := scope.Lookup(name).(type) {
		case *types.Var:
			a.exportVar(obj)
		case *types.TypeName:
			if st, ok := obj.Type().Underlying().(*types.Struct); ok && obj.Exported() && !obj.IsAlias() {
				for f := range st.Fields() {
					a.exportVar(f)
				}
			}
		}
	}
}

func (a *wrappers) exportVar(v *types.Var) {
	if v.Exported() && v.Pkg() == a.pass.Pkg && lib.IsLogger(v.Type()) && len(a.stores[v]) > 0 {
		if fact := a.loggerFact(a.variable(v)); fact != nil {
			a.pass.ExportObjectFact(v, fact)
		}
	}
}

// loggerFact is what there is to say of a logger that is one of list, or nil.
func (a *wrappers) loggerFact(list []logger) *loggerFact {
	if len(list) == 0 {
		return nil
	}
	fact := &loggerFact{}
	for i, l := range list {
		f := loggerFact{Skip: l.skip, Unknown: l.unknown, Mute: l.mute}
		if l.param != nil {
			f.Param = a.signatureIndex(l.param) + 1
		}
		if l.depth != nil {
			f.Depth = a.signatureIndex(l.depth) + 1
		}
		if i == 0 {
			*fact = f
		} else if f != *fact {
			fact = &loggerFact{Unknown: true}
			break
		}
	}
	if *fact == (loggerFact{}) {
		return nil // what is assumed without a fact
	}
	if fact.Param < 0 || fact.Depth < 0 {
		return nil
	}
	return fact
}
