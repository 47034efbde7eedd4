package callerskip

import (
	"go/types"

	"github.com/obslint/obslint/analyzers/internal/frames"
	"github.com/obslint/obslint/analyzers/internal/lib"
)

// export writes the facts of the package: of its exported wrappers, of the
// exported functions that return a logger, and of the fields and variables that
// hold one, where there is something to say.
func (a *judge) export(all []*frames.Wrapper) {
	mute := func(l *lib.Logging) bool { return a.switchedOff(l) || a.findsItself(l) }
	for _, w := range all {
		if obj, ok := w.Fn.Object().(*types.Func); ok && obj.Exported() {
			if s := a.Summarize(w, mute); s != nil {
				a.Pass.ExportObjectFact(obj, (*wrapperFact)(s))
			}
		}
	}
	for _, fn := range a.Flow.Funcs() {
		obj, ok := fn.Object().(*types.Func)
		if results := fn.Signature.Results(); ok && obj.Exported() && results.Len() > 0 && lib.IsLogger(results.At(0).Type()) {
			if s := a.SummarizeResult(fn); s != nil {
				a.Pass.ExportObjectFact(obj, (*loggerFact)(s))
			}
		}
	}
	for m := range a.Methods(mute) {
		if m.Wrapper != nil {
			a.Pass.ExportObjectFact(m.Func, (*wrapperFact)(m.Wrapper))
		}
		if m.Logger != nil {
			a.Pass.ExportObjectFact(m.Func, (*loggerFact)(m.Logger))
		}
	}
	scope := a.Pass.Pkg.Scope()
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

func (a *judge) exportVar(v *types.Var) {
	if v.Exported() && v.Pkg() == a.Pass.Pkg && lib.IsLogger(v.Type()) {
		if s := a.SummarizeVar(v); s != nil {
			a.Pass.ExportObjectFact(v, (*loggerFact)(s))
		}
	}
}
