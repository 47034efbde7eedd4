package callerskip

import (
	"go/ast"
	"go/types"
	"slices"

	"golang.org/x/tools/go/analysis"

	"github.com/obslint/obslint/analyzers/internal/calls"
	"github.com/obslint/obslint/analyzers/internal/lib"
	"github.com/obslint/obslint/analyzers/internal/message"
)

// A gate keeps the pass from packages that log and wrap nothing: most packages
// log, and the SSA form, which all else asks for, costs more than the rest. It
// looks at the functions that the package refers to, and, behind that, at the
// syntax of the calls of those that take a message.
type gate struct {
	pass     *analysis.Pass
	index    *calls.Index
	recorded []string // the libraries that record callers on request, and may do so here
	facts    bool     // of a package that this one imports, and that logs
	direct   bool     // the package itself imports a library
}

// worthwhile reports whether the package has anything to look at closely: a
// function that may be a wrapper, or a logger with a skip.
func worthwhile(pass *analysis.Pass, index *calls.Index, recorded []string) bool {
	g := &gate{pass: pass, index: index, recorded: recorded, facts: len(pass.AllObjectFacts()) > 0}
	if index.Imports(lib.LogRecords.Paths()...) && g.uses(g.makesRecord) {
		return true
	}
	if !g.facts && !g.reaches() {
		return false
	}
	for fn := range g.functions {
		g.derives(fn)
	}
	g.direct = slices.ContainsFunc(pass.Pkg.Imports(), func(p *types.Package) bool { return lib.LoggingOf(p.Path()) != nil })
	return g.uses(g.skips) || g.uses(g.forwarded) || g.addsDepths()
}

// functions iterates over the functions that the package refers to.
func (g *gate) functions(yield func(*types.Func) bool) {
	for obj := range g.index.Uses() {
		if fn, ok := obj.(*types.Func); ok && !yield(fn) {
			return
		}
	}
}

func (g *gate) uses(f func(*types.Func) bool) bool {
	for fn := range g.functions {
		if f(fn) {
			return true
		}
	}
	return false
}

// makesRecord reports whether fn makes the record of an entry, whose caller
// its maker looks up.
func (g *gate) makesRecord(fn *types.Func) bool {
	_, ok := lib.LogRecords.Lookup(fn)
	return ok
}

// records reports whether a library may record callers here.
func (g *gate) records(l *lib.Logging) bool {
	return !l.OnRequest || slices.Contains(g.recorded, l.Name)
}

// reaches reports whether the package can log through a library at all. Facts
// name the libraries that others log through.
func (g *gate) reaches() bool {
	return slices.ContainsFunc(lib.Loggings, func(l *lib.Logging) bool { return g.records(l) && g.index.Imports(l.Paths...) })
}

// derives notes what fn says if it makes a logger of one library of another's:
// it records callers as that does.
func (g *gate) derives(fn *types.Func) {
	row, ok := lib.LogFroms.Lookup(fn)
	if !ok || row.From < 0 {
		return
	}
	if n := named(fn.Signature().Results().At(0).Type()); n != nil && n.Obj().Pkg() != nil {
		if l := lib.LoggingOf(n.Obj().Pkg().Path()); l != nil && l.OnRequest {
			g.recorded = append(g.recorded, l.Name)
		}
	}
}

// skips reports whether fn gives a logger a skip, or returns or uses one that
// has it.
func (g *gate) skips(fn *types.Func) bool {
	if row, ok := lib.LogOptions.Lookup(fn); ok && row.Skip >= 0 {
		return true
	}
	if row, ok := lib.LogFroms.Lookup(fn); ok && row.Skip >= 0 {
		return true
	}
	if _, ok := lib.LogAdapters.Lookup(fn); ok {
		return true
	}
	if !g.mayHaveFact(fn) {
		return false
	}
	var l loggerFact
	if g.pass.ImportObjectFact(fn, &l) && (l.Skip != 0 || l.Depth != 0) {
		return true
	}
	if g.pass.ImportObjectFact(fn, new(setterFact)) {
		return true
	}
	var w wrapperFact
	return g.pass.ImportObjectFact(fn, &w) && w.tooFar()
}

func (g *gate) mayHaveFact(fn *types.Func) bool {
	return g.facts && fn.Pkg() != nil && fn.Pkg() != g.pass.Pkg && !lib.IsStd(fn.Pkg().Path())
}

// takes returns the parameter of fn that is the message of an entry, or -1.
func (g *gate) takes(fn *types.Func) int {
	if recv := fn.Signature().Recv(); g.direct && recv != nil && types.IsInterface(recv.Type()) && lib.IsLogMethod(fn.Name()) {
		return 0 // a logger may be behind it
	}
	if row, ok := lib.LogCalls.Lookup(fn); ok {
		if g.records(lib.LoggingOf(row.Path)) {
			return row.Message
		}
		return -1
	}
	var w wrapperFact
	if g.mayHaveFact(fn) && g.pass.ImportObjectFact(fn, &w) {
		return w.Param
	}
	return -1
}

// forwarded reports whether a function of the package may forward its message
// to fn, or hands fn on as a method value.
func (g *gate) forwarded(fn *types.Func) bool {
	param := g.takes(fn)
	if param < 0 {
		return false
	}
	called := false
	for site := range g.index.To(fn) {
		called = true
		if param < len(site.Call.Args) && g.hasMessage(site) && g.variable(site.Call.Args[param:]) {
			return true
		}
	}
	return !called && fn.Signature().Recv() != nil
}

// hasMessage reports whether the function that a call stands in has a parameter
// that can be a message.
func (g *gate) hasMessage(site calls.Site) bool {
	for cur := range site.Cursor.Enclosing((*ast.FuncDecl)(nil), (*ast.FuncLit)(nil)) {
		var ftype *ast.FuncType
		switch fn := cur.Node().(type) {
		case *ast.FuncDecl:
			ftype = fn.Type
		case *ast.FuncLit:
			ftype = fn.Type
		}
		return slices.ContainsFunc(ftype.Params.List, func(field *ast.Field) bool {
			_, variadic := field.Type.(*ast.Ellipsis)
			return variadic || message.Can(g.pass.TypesInfo.TypeOf(field.Type))
		}) // the innermost function counts
	}
	return false
}

// variable reports whether what is printed does not begin with words of the
// function's own, and has a variable in it that can be a message.
func (g *gate) variable(args []ast.Expr) bool {
	info := g.pass.TypesInfo
	if tv := info.Types[args[0]]; tv.Value != nil && message.HasWords(tv.Value.ExactString()) {
		return false
	}
	found := false
	for _, arg := range args {
		ast.Inspect(arg, func(n ast.Node) bool {
			if id, ok := n.(*ast.Ident); ok {
				if v, ok := info.Uses[id].(*types.Var); ok && !v.IsField() && message.Can(v.Type()) {
					found = true
				}
			}
			return !found
		})
	}
	return found
}

// addsDepths reports whether the package has a method that must add a depth.
func (g *gate) addsDepths() bool {
	if !slices.ContainsFunc(lib.LogDepths.Paths(), func(path string) bool { return g.index.Imports(path) }) {
		return false
	}
	scope := g.pass.Pkg.Scope()
	for _, name := range scope.Names() {
		if tn, ok := scope.Lookup(name).(*types.TypeName); ok {
			if n, ok := tn.Type().(*types.Named); ok {
				for m := range n.Methods() {
					if _, ok := lib.LogDepthOf(m); ok {
						return true
					}
				}
			}
		}
	}
	return false
}
