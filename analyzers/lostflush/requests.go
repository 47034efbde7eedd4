package lostflush

import (
	"golang.org/x/tools/go/analysis"

	"github.com/obslint/obslint/analyzers/internal/calls"
	"github.com/obslint/obslint/analyzers/internal/lib"
)

// requests reports whether the package makes a request by hand, and contexts
// to make it under: a request that goes out too late may be found in it.
func requests(pass *analysis.Pass, index *calls.Index) bool {
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
