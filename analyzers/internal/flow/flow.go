// Package flow says where values go and which paths run. It hands out the
// package's SSA form, built at most once and only when a pass asks for it, and
// answers the questions that more than one pass has about it.
package flow

import (
	"cmp"
	"go/ast"
	"go/token"
	"go/types"
	"reflect"
	"slices"
	"sync"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/lib"
	"github.com/obslint/obslint/analyzers/internal/report"
)

// Analyzer hands out the [Package]. By itself it builds nothing.
var Analyzer = &analysis.Analyzer{
	Name:       "obslintflow",
	Doc:        "build the SSA form of a package, on demand",
	ResultType: reflect.TypeFor[*Package](),
	Run: func(pass *analysis.Pass) (any, error) {
		return &Package{pass: pass}, nil
	},
}

// A Package is the SSA form of one package. Its methods may be called from
// several passes at once; the form itself must not be changed.
type Package struct {
	pass *analysis.Pass
	once sync.Once

	ssa      *ssa.Package
	funcs    []*ssa.Function
	bySyntax map[ast.Node]*ssa.Function
	byCall   map[token.Pos]ssa.CallInstruction // by the call's left parenthesis

	storing sync.Once
	stores  map[*types.Var][]*ssa.Store
}

// SSA returns the package's SSA form.
func (p *Package) SSA() *ssa.Package { p.build(); return p.ssa }

// Funcs returns the functions of the package that have a body, and their
// literals, an enclosing function before its literals: first those declared,
// then those in the initializers of variables, both in source order. The body
// of a range over a func is a literal, too. Test files have no part.
func (p *Package) Funcs() []*ssa.Function { p.build(); return p.funcs }

// Func returns the SSA form of fn, or nil if fn is not declared with a body in
// this package, outside its tests.
func (p *Package) Func(fn *types.Func) *ssa.Function {
	p.build()
	f := p.ssa.Prog.FuncValue(fn.Origin())
	if f == nil || f.Syntax() == nil || p.bySyntax[f.Syntax()] != f {
		return nil
	}
	return f
}

// FuncAt returns the SSA form of an *ast.FuncDecl or *ast.FuncLit, or nil if
// it stands in a test file.
func (p *Package) FuncAt(node ast.Node) *ssa.Function { p.build(); return p.bySyntax[node] }

// Instr returns the instruction of a call expression: an *ssa.Call, *ssa.Go or
// *ssa.Defer. It is nil for calls that are compiled to something else
// (conversions, some builtins), for those in dead code and in tests.
func (p *Package) Instr(call *ast.CallExpr) ssa.CallInstruction {
	p.build()
	return p.byCall[call.Lparen]
}

func (p *Package) build() {
	p.once.Do(func() {
		prog := ssa.NewProgram(p.pass.Fset, ssa.BareInits)
		prog.SetNoReturn(func(fn *types.Func) bool {
			_, ok := lib.NoReturns.Lookup(fn)
			return ok
		})
		files, info := p.sources(prog)
		p.ssa = prog.CreatePackage(p.pass.Pkg, files, info, false)
		p.ssa.Build()

		p.bySyntax = make(map[ast.Node]*ssa.Function)
		p.byCall = make(map[token.Pos]ssa.CallInstruction)
		for file := range report.Files(p.pass) {
			for _, decl := range file.Decls {
				if decl, ok := decl.(*ast.FuncDecl); ok {
					if fn, ok := p.pass.TypesInfo.Defs[decl.Name].(*types.Func); ok {
						p.add(prog.FuncValue(fn))
					}
				}
			}
		}
		// Literals in the initializers of package variables; these stand in the
		// order in which they run.
		if init := p.ssa.Func("init"); init != nil {
			p.index(init)
			anons := slices.SortedFunc(slices.Values(init.AnonFuncs), func(a, b *ssa.Function) int {
				return cmp.Compare(a.Pos(), b.Pos())
			})
			for _, anon := range anons {
				p.add(anon)
			}
		}
	})
}

// sources returns what the form is built from, and creates the packages that it
// refers to. Of test files the names are kept, and no body and no initializer:
// tests are often most of a package, and no part of the answers.
func (p *Package) sources(prog *ssa.Program) ([]*ast.File, *types.Info) {
	var files []*ast.File
	for _, file := range p.pass.Files {
		if report.IsTest(p.pass.Fset, file) {
			files = append(files, bodiless(file))
			continue
		}
		files = append(files, file)
		for _, spec := range file.Imports {
			if name := p.pass.TypesInfo.PkgNameOf(spec); name != nil && prog.Package(name.Imported()) == nil {
				prog.CreatePackage(name.Imported(), nil, nil, true)
			}
		}
	}
	info := *p.pass.TypesInfo
	info.InitOrder = slices.DeleteFunc(slices.Clone(info.InitOrder), func(init *types.Initializer) bool {
		return report.InTest(p.pass.Fset, init.Rhs.Pos())
	})
	return files, &info
}

// bodiless returns a copy of file that only declares its functions.
func bodiless(file *ast.File) *ast.File {
	f := *file
	f.Decls = slices.Clone(file.Decls)
	for i, decl := range f.Decls {
		if fn, ok := decl.(*ast.FuncDecl); ok {
			bare := *fn
			bare.Body = nil
			f.Decls[i] = &bare
		}
	}
	return &f
}

func (p *Package) add(f *ssa.Function) {
	if f == nil || len(f.Blocks) == 0 {
		return // written in assembly
	}
	p.funcs = append(p.funcs, f)
	p.bySyntax[f.Syntax()] = f
	p.index(f)
	for _, anon := range f.AnonFuncs {
		p.add(anon)
	}
}

func (p *Package) index(f *ssa.Function) {
	for instr := range Instrs(f) {
		if call, ok := instr.(ssa.CallInstruction); ok && call.Common().Pos().IsValid() {
			if _, dup := p.byCall[call.Common().Pos()]; !dup {
				p.byCall[call.Common().Pos()] = call
			}
		}
	}
}
