// Package comeback says what has happened when a function comes back to its
// caller: a context that it was given is over ([Waits]), spans have been started
// or a server has served ([Works]), or nothing, since it ends the process
// ([Exits]). What it says are facts, so that callers in other packages know.
//
// A look at the bodies is enough: a function waits for a context if each of its
// returns stands behind a statement that only the context's end lets pass. A
// return of an error before that does not spoil it, as what goes on where there
// is no error knows that the wait was over.
package comeback

import (
	"go/ast"
	"go/types"

	"golang.org/x/tools/go/analysis"

	"github.com/obslint/obslint/analyzers/internal/calls"
	"github.com/obslint/obslint/analyzers/internal/lib"
	"github.com/obslint/obslint/analyzers/internal/report"
)

// Scan exports the facts of the package's functions: which come back only when a
// context is over, which end the process, and which start spans or serve.
// usesWorks tells that the package uses functions of others that do the latter:
// if it does not, and has none of the rows itself, it is not walked.
func Scan(pass *analysis.Pass, index *calls.Index, usesWorks bool) {
	works := make(map[*types.Func]*Works)
	var takers []*ast.FuncDecl // those that are given a context
	for file := range report.Files(pass) {
		for _, decl := range file.Decls {
			fn, ok := decl.(*ast.FuncDecl)
			if !ok || fn.Body == nil {
				continue
			}
			obj, ok := pass.TypesInfo.Defs[fn.Name].(*types.Func)
			if !ok {
				continue
			}
			scanSignals(pass, fn, obj, works)
			scanExits(pass, fn, obj)
			for p := range obj.Signature().Params().Variables() {
				if lib.IsContext(p.Type()) {
					takers = append(takers, fn)
					break
				}
			}
		}
	}
	scanWaits(pass, takers)
	scanWorks(pass, index, works, usesWorks)
}
