// Command walk is a vettool for the bench that reports nothing. It walks every
// package in reach of a row, as all passes together make calls do at most, so
// that the cost of the walk can be measured. With -walk.all it asks every
// question that passes can ask, about all the code it is shown, so that
// whatever cannot stand that code fails.
package main

import (
	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/unitchecker"
	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/calls"
	"github.com/obslint/obslint/analyzers/internal/flow"
	"github.com/obslint/obslint/analyzers/internal/funcs"
	"github.com/obslint/obslint/analyzers/internal/lib"
)

// A fact makes go vet run the analyzer on dependencies, too.
type fact struct{}

func (*fact) AFact() {}

var walk = &analysis.Analyzer{
	Name:      "walk",
	Doc:       "walk the packages that can reach a row",
	Requires:  []*analysis.Analyzer{calls.Analyzer, flow.Analyzer},
	FactTypes: []analysis.Fact{(*fact)(nil)},
}

var all bool

func run(pass *analysis.Pass) (any, error) {
	x := pass.ResultOf[calls.Analyzer].(*calls.Index)
	if all {
		askAll(pass, x, pass.ResultOf[flow.Analyzer].(*flow.Package))
	} else if !lib.IsStd(pass.Pkg.Path()) && x.Imports(lib.Paths()...) {
		x.Inspector()
	}
	return nil, nil
}

func askAll(pass *analysis.Pass, x *calls.Index, p *flow.Package) {
	for site := range x.All() {
		site.Args(pass.TypesInfo)
		p.Func(site.Callee)
		p.Instr(site.Call)
		for range x.To(site.Callee) {
			break
		}
	}
	for range x.Callees() {
	}
	funcs.BottomUp(p.Funcs())
	for _, f := range p.Funcs() {
		if p.FuncAt(f.Syntax()) != f {
			panic("no way from the syntax of " + f.String())
		}
		never := func(ssa.Instruction) bool { return false }
		flow.OnEveryPath(f.Blocks[0].Instrs[0], never)
		for instr := range flow.Instrs(f) {
			switch instr := instr.(type) {
			case ssa.CallInstruction:
				flow.CalleeObject(instr.Common())
				flow.Args(instr.Common())
				if _, ok := instr.(*ssa.Defer); ok {
					flow.InLoop(instr)
				}
			case *ssa.Return:
				flow.DeferStacks(instr)
				for _, v := range instr.Results {
					flow.Sources(v)
				}
			case *ssa.Store:
				flow.Sources(instr.Val)
				if v := flow.Variable(instr.Addr); v != nil {
					flow.Stores(v)
				}
			}
		}
	}
}

func main() {
	walk.Run = run
	walk.Flags.String("key", "", "another `value` is another key in the go command's cache")
	walk.Flags.BoolVar(&all, "all", false, "ask every question about all the code")
	unitchecker.Main(walk)
}
