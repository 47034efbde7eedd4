// Package calls is the one walk over a package: which calls reach a function
// that a pass cares for, by callee object.
//
// The walk stands behind a gate. It happens only when the package refers to a
// function that a pass asks for, by a row or a fact, and then once for all
// passes. Test files are no part of it: what they do is no evidence, since
// drivers differ in whether they show them.
package calls

import (
	"go/ast"
	"go/types"
	"iter"
	"maps"
	"reflect"
	"slices"
	"sync"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ast/inspector"
	"golang.org/x/tools/go/types/typeutil"

	"github.com/obslint/obslint/analyzers/internal/lib"
	"github.com/obslint/obslint/analyzers/internal/report"
)

// Analyzer hands out the package's [Index]. By itself it walks nothing.
var Analyzer = &analysis.Analyzer{
	Name:       "obslintcalls",
	Doc:        "index the static calls of a package, on demand",
	ResultType: reflect.TypeFor[*Index](),
	Run: func(pass *analysis.Pass) (any, error) {
		return &Index{pass: pass, pkg: pass.Pkg, info: pass.TypesInfo}, nil
	},
}

// An Index knows the static calls of one package. Its methods may be called
// from several passes at once.
type Index struct {
	pass *analysis.Pass
	pkg  *types.Package
	info *types.Info

	closure     map[string]bool
	closureOnce sync.Once

	used     map[types.Object]bool
	usedOnce sync.Once

	inspect  *inspector.Inspector
	sites    []Site
	byCallee map[*types.Func][]int // indexes into sites
	walkOnce sync.Once
}

// A Site is one static call: of a function, a method, or an interface's method.
type Site struct {
	Call   *ast.CallExpr
	Callee *types.Func      // the origin, for generic functions
	Cursor inspector.Cursor // at Call; its ancestors tell where the call stands
}

// Args returns the receiver of a method call, or nil, and the arguments that
// belong to the callee's parameters, also where a method is called by a method
// expression, T.Method(recv, args).
func (s Site) Args(info *types.Info) (recv ast.Expr, args []ast.Expr) {
	if s.Callee.Signature().Recv() == nil {
		return nil, s.Call.Args
	}
	sel, ok := ast.Unparen(s.Call.Fun).(*ast.SelectorExpr)
	if !ok {
		return nil, s.Call.Args
	}
	if x, ok := info.Selections[sel]; ok && x.Kind() == types.MethodExpr {
		if len(s.Call.Args) == 0 {
			return nil, nil
		}
		return s.Call.Args[0], s.Call.Args[1:]
	}
	return sel.X, s.Call.Args
}

// Imports reports whether the package can call functions of one of the given
// import paths: by an import of its own for the standard library, through what
// its imports show else. It is the gate, and cheap. An import that a
// dependency needs in its function bodies only is not seen: facts speak of
// those.
func (x *Index) Imports(paths ...string) bool {
	for _, path := range paths {
		if path == x.pkg.Path() {
			return true
		}
		if lib.IsStd(path) {
			for _, imp := range x.pkg.Imports() {
				if imp.Path() == path {
					return true
				}
			}
		} else if x.importClosure()[path] {
			return true
		}
	}
	return false
}

func (x *Index) importClosure() map[string]bool {
	x.closureOnce.Do(func() {
		x.closure = make(map[string]bool)
		var visit func(*types.Package)
		visit = func(pkg *types.Package) {
			for _, imp := range pkg.Imports() {
				if !x.closure[imp.Path()] {
					x.closure[imp.Path()] = true
					visit(imp)
				}
			}
		}
		visit(x.pkg)
	})
	return x.closure
}

// Uses returns the functions that the package refers to, called or not, the
// origins of generic ones, and the variables and fields of other packages, once
// each and in no order. It is a second gate, behind [Index.Imports]: the walk
// costs ten times as much.
func (x *Index) Uses() iter.Seq[types.Object] { return maps.Keys(x.uses()) }

func (x *Index) uses() map[types.Object]bool {
	x.usedOnce.Do(func() {
		x.used = make(map[types.Object]bool)
		tests := slices.ContainsFunc(x.pass.Files, func(f *ast.File) bool { return report.IsTest(x.pass.Fset, f) })
		for id, obj := range x.info.Uses {
			switch o := obj.(type) {
			case *types.Func:
				obj = o.Origin()
			case *types.Var:
				if o.Pkg() == x.pkg {
					continue
				}
				obj = o.Origin()
			default:
				continue
			}
			if !x.used[obj] && !(tests && report.InTest(x.pass.Fset, id.Pos())) {
				x.used[obj] = true
			}
		}
	})
	return x.used
}

// To returns the calls of fn in source order.
func (x *Index) To(fn *types.Func) iter.Seq[Site] {
	return func(yield func(Site) bool) {
		if !x.uses()[fn.Origin()] {
			return
		}
		x.walk()
		for _, i := range x.byCallee[fn.Origin()] {
			if !yield(x.sites[i]) {
				return
			}
		}
	}
}

// All returns every static call in source order. It opens the gate.
func (x *Index) All() iter.Seq[Site] {
	return func(yield func(Site) bool) {
		x.walk()
		for _, s := range x.sites {
			if !yield(s) {
				return
			}
		}
	}
}

// Callees returns the functions that are called, in the order of their first
// call. It opens the gate.
func (x *Index) Callees() iter.Seq[*types.Func] {
	return func(yield func(*types.Func) bool) {
		x.walk()
		for i, s := range x.sites {
			if x.byCallee[s.Callee][0] == i && !yield(s.Callee) {
				return
			}
		}
	}
}

// Inspector returns the inspector of the walk, for passes that look around a
// site. It opens the gate.
func (x *Index) Inspector() *inspector.Inspector {
	x.walk()
	return x.inspect
}

// In returns the calls of functions in table, in source order, with the row
// that each reaches. It walks nothing if the package refers to none of them.
func In[R lib.Row](x *Index, table *lib.Table[R]) iter.Seq2[Site, R] {
	return func(yield func(Site, R) bool) {
		if !x.Imports(table.Paths()...) {
			return
		}
		rows := make(map[*types.Func]R)
		for obj := range x.uses() {
			if fn, ok := obj.(*types.Func); ok {
				if row, ok := table.Lookup(fn); ok {
					rows[fn] = row
				}
			}
		}
		if len(rows) == 0 {
			return
		}
		x.walk()
		for _, s := range x.sites {
			if row, ok := rows[s.Callee]; ok && !yield(s, row) {
				return
			}
		}
	}
}

func (x *Index) walk() {
	x.walkOnce.Do(func() {
		x.inspect = inspector.New(slices.Collect(report.Files(x.pass)))
		x.byCallee = make(map[*types.Func][]int)
		for cur := range x.inspect.Root().Preorder((*ast.CallExpr)(nil)) {
			call := cur.Node().(*ast.CallExpr)
			fn, ok := typeutil.Callee(x.info, call).(*types.Func)
			if !ok {
				continue // a conversion, a builtin, or a func value
			}
			fn = fn.Origin()
			x.byCallee[fn] = append(x.byCallee[fn], len(x.sites))
			x.sites = append(x.sites, Site{Call: call, Callee: fn, Cursor: cur})
		}
	})
}
