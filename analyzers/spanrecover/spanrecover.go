package spanrecover

import (
	"bytes"
	"cmp"
	_ "embed"
	"go/ast"
	"go/types"
	"slices"

	"golang.org/x/tools/go/analysis"

	"github.com/obslint/obslint/analyzers/internal/calls"
	"github.com/obslint/obslint/analyzers/internal/flow"
	"github.com/obslint/obslint/analyzers/internal/lib"
	"github.com/obslint/obslint/analyzers/internal/report"
)

//go:embed doc.go
var doc string

// Analyzer reports recovered panics that leave a span open, or without an
// error status.
var Analyzer = &analysis.Analyzer{
	Name:       "spanrecover",
	Doc:        report.Doc("spanrecover", doc),
	URL:        report.URL("spanrecover"),
	Requires:   []*analysis.Analyzer{calls.Analyzer, flow.Analyzer},
	FactTypes:  []analysis.Fact{new(Starts), new(Handles)},
	ResultType: report.ResultType,
	Run:        runPass,
}

func runPass(pass *analysis.Pass) (any, error) {
	r := report.New(pass)
	if lib.IsStd(pass.Pkg.Path()) || knownPath(pass.Pkg.Path()) {
		return r.Result(), nil
	}
	x := pass.ResultOf[calls.Analyzer].(*calls.Index)
	p := &pkg{pass: pass, r: r, flow: pass.ResultOf[flow.Analyzer].(*flow.Package)}
	if !p.concerns(x) {
		p.exportRecoverers()
		return r.Result(), nil
	}
	p.survey()
	p.names()
	var found []*verdict
	for _, fn := range p.flow.Funcs() {
		for _, s := range p.subjects(fn) {
			if v := p.check(s); v != nil && v.at != nil {
				found = append(found, v)
			}
		}
	}
	slices.SortStableFunc(found, func(a, b *verdict) int { return cmp.Compare(posOf(a.at), posOf(b.at)) })
	var last *verdict
	for _, v := range found {
		// One mistake is one handler, or one end. A handler that tells one span
		// of a panic need not tell those within it.
		if last != nil && last.at == v.at || !v.late && p.tells[v.at] && v.category != "lost" {
			continue
		}
		p.report(v)
		last = v
	}
	return r.Result(), nil
}

// exportRecoverers finds the functions that stop a panic when they are
// deferred, in a package that has nothing to do with spans. Files in which
// recover is not called are not walked.
func (p *pkg) exportRecoverers() {
	for file := range report.Files(p.pass) {
		tf := p.pass.Fset.File(file.FileStart)
		src, err := p.pass.ReadFile(tf.Name())
		if err != nil || !bytes.Contains(src, []byte("recover()")) {
			continue
		}
		for _, decl := range file.Decls {
			decl, ok := decl.(*ast.FuncDecl)
			if !ok || decl.Body == nil || !decl.Name.IsExported() {
				continue
			}
			if obj, ok := p.pass.TypesInfo.Defs[decl.Name].(*types.Func); ok && p.justRecovers(decl.Body) {
				p.pass.ExportObjectFact(obj, &Handles{Effects: []Effect{{Param: none, Plain: []Outcome{0}, Panicking: []Outcome{recovers}}}})
			}
		}
	}
}

// justRecovers reports whether a body calls recover, and can not be seen to
// panic again or to end the process.
func (p *pkg) justRecovers(body *ast.BlockStmt) bool {
	found, panics := false, false
	ast.Inspect(body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.CallExpr:
			id, ok := ast.Unparen(n.Fun).(*ast.Ident)
			if !ok {
				if sel, ok := ast.Unparen(n.Fun).(*ast.SelectorExpr); ok {
					if fn, ok := p.pass.TypesInfo.Uses[sel.Sel].(*types.Func); ok {
						_, exits := lib.NoReturns.Lookup(fn)
						panics = panics || exits
					}
				}
				return true
			}
			if b, ok := p.pass.TypesInfo.Uses[id].(*types.Builtin); ok {
				found = found || b.Name() == "recover"
				panics = panics || b.Name() == "panic"
			}
		}
		return true
	})
	return found && !panics
}
