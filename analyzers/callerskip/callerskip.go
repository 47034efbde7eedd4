package callerskip

import (
	_ "embed"
	"go/ast"
	"go/types"

	"golang.org/x/tools/go/analysis"

	"github.com/obslint/obslint/analyzers/internal/calls"
	"github.com/obslint/obslint/analyzers/internal/flow"
	"github.com/obslint/obslint/analyzers/internal/lib"
	"github.com/obslint/obslint/analyzers/internal/report"
)

//go:embed doc.go
var doc string

// Analyzer is the pass.
var Analyzer = &analysis.Analyzer{
	Name:       "callerskip",
	Doc:        report.Doc("callerskip", doc),
	URL:        report.URL("callerskip"),
	Requires:   []*analysis.Analyzer{calls.Analyzer, flow.Analyzer},
	ResultType: report.ResultType,
	FactTypes:  []analysis.Fact{(*wrapperFact)(nil), (*loggerFact)(nil)},
	Run:        run,
}

func run(pass *analysis.Pass) (any, error) {
	r := report.New(pass)
	index := pass.ResultOf[calls.Analyzer].(*calls.Index)
	if worthwhile(pass, index) {
		u := newUnit(pass)
		a := newWrappers(u)
		var all []*wrapper
		for _, fn := range u.flow.Funcs() {
			if w := a.wrapper(fn); w != nil {
				all = append(all, w)
			}
		}
		judge(a, all, r)
		a.export(all)
	}
	return r.Result(), nil
}

// worthwhile reports whether the package has anything to look at closely: a
// function that may be a wrapper, or a logger with a skip.
func worthwhile(pass *analysis.Pass, index *calls.Index) bool {
	path := pass.Pkg.Path()
	if lib.IsStd(path) || lib.LoggingOf(path) != nil {
		return false
	}
	if !index.Imports(lib.LogCalls.Paths()...) && len(pass.AllObjectFacts()) == 0 {
		return false
	}
	for _, row := range calls.In(index, lib.LogOptions) {
		if row.Skip >= 0 {
			return true
		}
	}
	for site, row := range calls.In(index, lib.LogCalls) {
		if row.Message < len(site.Call.Args) && mayForward(pass.TypesInfo, site, site.Call.Args[row.Message:]) {
			return true
		}
	}
	if len(pass.AllObjectFacts()) == 0 {
		return false
	}
	for callee := range index.Callees() {
		var fact wrapperFact
		if callee.Pkg() == pass.Pkg || !pass.ImportObjectFact(callee, &fact) {
			continue
		}
		for site := range index.To(callee) {
			if fact.Param < len(site.Call.Args) && mayForward(pass.TypesInfo, site, site.Call.Args[fact.Param:]) {
				return true
			}
		}
	}
	return false
}

// mayForward reports whether the arguments from the message on use a variable
// in a function that has a parameter that can be a message.
func mayForward(info *types.Info, site calls.Site, args []ast.Expr) bool {
	if tv := info.Types[args[0]]; tv.Value != nil && hasWords(tv.Value.ExactString()) {
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
				if _, variadic := field.Type.(*ast.Ellipsis); variadic || isMessage(t) {
					return true
				}
			}
		}
		return false // the innermost function counts
	}
	return false
}
