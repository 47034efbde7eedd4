package dirtypool

import (
	"go/types"

	"golang.org/x/tools/go/analysis"

	"github.com/obslint/obslint/analyzers/internal/objstate"
	"github.com/obslint/obslint/analyzers/internal/paramuse"
)

// facts are the facts of other packages, and what this one does to parameters.
type facts struct {
	pass   *analysis.Pass
	params map[*types.Func]*paramuse.Params
}

func (f facts) Resets(fn *types.Func) *paramuse.Reset {
	fact := new(paramuse.Reset)
	if !f.pass.ImportObjectFact(fn, fact) {
		return nil
	}
	return fact
}

func (f facts) Params(fn *types.Func) *paramuse.Params {
	if fn.Pkg() == f.pass.Pkg {
		return f.params[fn]
	}
	fact := new(paramuse.Params)
	if !f.pass.ImportObjectFact(fn, fact) {
		return nil
	}
	return fact
}

func (f facts) Pool(fn *types.Func) *objstate.PoolUse {
	fact := new(objstate.PoolUse)
	if !f.pass.ImportObjectFact(fn, fact) {
		return nil
	}
	return fact
}
