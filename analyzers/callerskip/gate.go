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

// worthwhile reports whether the package has anything to look at closely: a
// function that may be a wrapper, or a logger with a skip.
func worthwhile(pass *analysis.Pass, index *calls.Index, recorded []string) bool {
	// Facts name the libraries that are logged to; without one, a package
	// that imports none has nothing to do with them.
	facts := len(pass.AllObjectFacts()) > 0
	imports := slices.ContainsFunc(lib.Loggings, func(l *lib.Logging) bool {
		return (!l.OnRequest || slices.Contains(recorded, l.Name)) && index.Imports(l.Paths...)
	})
	if makesRecords(index) {
		return true
	}
	if !facts && !imports {
		return false
	}
	for obj := range index.Uses() {
		// A logger of one library that is made of another's records like it.
		callee, _ := obj.(*types.Func)
		if row, ok := lib.LogFroms.Lookup(callee); ok && row.From >= 0 {
			if n := named(callee.Signature().Results().At(0).Type()); n != nil && n.Obj().Pkg() != nil {
				if l := lib.LoggingOf(n.Obj().Pkg().Path()); l != nil && l.OnRequest {
					recorded = append(recorded, l.Name)
				}
			}
		}
	}
	direct := slices.ContainsFunc(pass.Pkg.Imports(), func(p *types.Package) bool { return lib.LoggingOf(p.Path()) != nil })
	for obj := range index.Uses() {
		callee, ok := obj.(*types.Func)
		if !ok {
			continue
		}
		if row, ok := lib.LogOptions.Lookup(callee); ok && row.Skip >= 0 {
			return true
		}
		if _, ok := lib.LogAdapters.Lookup(callee); ok {
			return true
		}
		message := -1
		if direct && types.IsInterface(recvType(callee)) && lib.IsLogMethod(callee.Name()) {
			message = 0 // a logger may be behind it
		} else if row, ok := lib.LogFroms.Lookup(callee); ok && row.Skip >= 0 {
			return true
		} else if row, ok := lib.LogCalls.Lookup(callee); ok {
			if l := lib.LoggingOf(row.Path); !l.OnRequest || slices.Contains(recorded, l.Name) {
				message = row.Message
			}
		} else if facts && callee.Pkg() != nil && callee.Pkg() != pass.Pkg && !lib.IsStd(callee.Pkg().Path()) {
			var w wrapperFact
			if pass.ImportObjectFact(callee, &w) {
				message = w.Param
				if pass.Pkg.Name() == "main" && w.tooFar() {
					return true
				}
			}
			var l loggerFact
			if pass.ImportObjectFact(callee, &l) && (l.Skip != 0 || l.Depth != 0) {
				return true
			}
		}
		if message < 0 {
			continue
		}
		called := 0
		for site := range index.To(callee) {
			called++
			if message < len(site.Call.Args) && mayForward(pass.TypesInfo, site, site.Call.Args[message:]) {
				return true
			}
		}
		if called == 0 && recvType(callee) != types.Typ[types.Invalid] {
			return true // a method value
		}
	}
	for _, fn := range lib.LogDepths.Paths() {
		if index.Imports(fn) && hasDepthMethod(pass) {
			return true
		}
	}
	return false
}

// makesRecords reports whether the package refers to what makes a record.
func makesRecords(index *calls.Index) bool {
	if index.Imports(lib.LogRecords.Paths()...) {
		for obj := range index.Uses() {
			if fn, ok := obj.(*types.Func); ok {
				if _, ok := lib.LogRecords.Lookup(fn); ok {
					return true
				}
			}
		}
	}
	return false
}

// recvType returns the type of a method's receiver, or an invalid type.
func recvType(fn *types.Func) types.Type {
	if recv := fn.Signature().Recv(); recv != nil {
		return recv.Type()
	}
	return types.Typ[types.Invalid]
}

// hasDepthMethod reports whether the package has a method that must add a
// depth.
func hasDepthMethod(pass *analysis.Pass) bool {
	scope := pass.Pkg.Scope()
	for _, name := range scope.Names() {
		tn, ok := scope.Lookup(name).(*types.TypeName)
		if !ok {
			continue
		}
		if n, ok := tn.Type().(*types.Named); ok {
			for m := range n.Methods() {
				if _, ok := lib.LogDepthOf(m); ok {
					return true
				}
			}
		}
	}
	return false
}

// mayForward reports whether the arguments from the message on use a variable
// in a function that has a parameter that can be a message.
func mayForward(info *types.Info, site calls.Site, args []ast.Expr) bool {
	if tv := info.Types[args[0]]; tv.Value != nil && message.HasWords(tv.Value.ExactString()) {
		return false
	}
	for cur := range site.Cursor.Enclosing((*ast.FuncDecl)(nil), (*ast.FuncLit)(nil)) {
		var ftype *ast.FuncType
		switch fn := cur.Node().(type) {
		case *ast.FuncDecl:
			ftype = fn.Type
		case *ast.FuncLit:
			ftype = fn.Type
		}
		for _, field := range ftype.Params.List {
			if t := info.TypeOf(field.Type); t != nil {
				if _, variadic := field.Type.(*ast.Ellipsis); variadic || message.Can(t) {
					return true
				}
			}
		}
		return false // the innermost function counts
	}
	return false
}
