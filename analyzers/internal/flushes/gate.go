package flushes

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/analysis"

	"github.com/obslint/obslint/analyzers/internal/calls"
	"github.com/obslint/obslint/analyzers/internal/comeback"
	"github.com/obslint/obslint/analyzers/internal/lib"
)

// Used is what a package uses of others.
type Used struct {
	Works   bool // functions that start spans or serve
	Flushes bool // rows' functions, and what carries facts that say of flushes
}

// Uses looks through what the package of pass refers to. It is the gate for all
// that costs: where Used.Flushes is false, and Requests is, nothing flushes.
func Uses(pass *analysis.Pass, index *calls.Index) (u Used) {
	rows := index.Imports(lib.Flushes.Paths()...)
	near := rows && slices.ContainsFunc(pass.Pkg.Imports(), func(imp *types.Package) bool {
		return slices.Contains(lib.Flushes.Paths(), imp.Path())
	})
	for obj := range index.Uses() {
		if obj.Pkg() == nil || lib.IsStd(obj.Pkg().Path()) {
			continue
		}
		if obj.Pkg() == pass.Pkg {
			if fn, ok := obj.(*types.Func); ok && near && !u.Flushes {
				_, u.Flushes = lib.FlushLike(fn) // an interface for a library's client
			}
			continue
		}
		if fn, ok := obj.(*types.Func); ok {
			if _, ok := lib.Flushes.Lookup(fn); ok && rows {
				u.Flushes = true
			}
			if _, ok := lib.Holders.Lookup(fn); ok && near {
				u.Flushes = true // by an interface, perhaps
			}
			u.Works = u.Works || pass.ImportObjectFact(fn, new(comeback.Works))
			var f Flushes
			if pass.ImportObjectFact(fn, &f) {
				// What calls what it is given flushes nothing by itself.
				u.Flushes = u.Flushes || slices.ContainsFunc(f.Effects, func(e Effect) bool { return e.Method != called })
			}
			u.Flushes = u.Flushes || pass.ImportObjectFact(fn, new(Returns))
		} else {
			u.Flushes = u.Flushes || pass.ImportObjectFact(obj, new(Holds))
		}
		if u.Works && u.Flushes {
			break
		}
	}
	return u
}

// Requests reports whether the package makes a request by hand, and contexts
// to make it under: a request that goes out too late may be found in it.
func Requests(pass *analysis.Pass, index *calls.Index) bool {
	if !index.Imports(lib.Requests.Paths()...) {
		return false
	}
	made := false
	for range calls.In(index, lib.Requests) {
		made = true
		break
	}
	if !made {
		return false
	}
	for range calls.In(index, lib.CtxOfs) {
		return true
	}
	for _, row := range calls.In(index, lib.CtxMakers) {
		if row.Kind == lib.CtxTimeout {
			return true
		}
	}
	return false
}
