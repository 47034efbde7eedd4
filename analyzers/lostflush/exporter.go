package lostflush

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/flow"
	"github.com/obslint/obslint/analyzers/internal/lib"
	"github.com/obslint/obslint/analyzers/internal/report"
)

// exporters returns the diagnostics of the exporters that are shut down while
// a provider still buffers for them.
func (c *checker) exporters() []report.Diagnostic {
	var out []report.Diagnostic
	for _, f := range c.flow.Funcs() {
		for instr := range flow.Instrs(f) {
			switch instr := instr.(type) {
			case ssa.CallInstruction:
				recv, _ := flow.Args(instr.Common())
				if closesExporter(flow.CalleeObject(instr.Common())) && recv != nil {
					out = append(out, c.exporterCall(instr, recv)...)
				}
			case *ssa.MakeClosure:
				if m, recv := boundMethod(instr); closesExporter(m) {
					out = append(out, c.exporterValue(instr, recv)...)
				}
			}
		}
	}
	return out
}

func closesExporter(fn *types.Func) bool {
	row, ok := lib.Flushes.Lookup(fn)
	return ok && row.Kind == lib.CloseExporter
}

// boundMethod returns the method and the receiver of a method value.
func boundMethod(mc *ssa.MakeClosure) (*types.Func, ssa.Value) {
	call := ssa.CallCommon{Value: mc}
	fn, recv := flow.Callee(&call)
	if fn == nil || recv == nil {
		return nil, nil
	}
	obj, _ := fn.Object().(*types.Func)
	return obj, recv
}

// exporterCall judges a call that shuts an exporter down.
func (c *checker) exporterCall(instr ssa.CallInstruction, recv ssa.Value) []report.Diagnostic {
	provider, ends := c.bufferedBy(recv)
	if provider == nil {
		return nil
	}
	for _, end := range ends {
		if !c.runsBefore(instr, end) {
			return nil
		}
	}
	path := c.syntax(instr)
	if path == nil {
		return nil
	}
	return []report.Diagnostic{c.exporterDiagnostic(path[0].(*ast.CallExpr), callText(path), provider, len(ends) > 0)}
}

// exporterValue judges a method value that shuts an exporter down, where it is
// all that is returned for that.
func (c *checker) exporterValue(mc *ssa.MakeClosure, recv ssa.Value) []report.Diagnostic {
	provider, ends := c.bufferedBy(recv)
	if provider == nil || len(ends) > 0 {
		return nil
	}
	returned := false
	for _, ref := range *mc.Referrers() {
		if ct, ok := ref.(*ssa.ChangeType); ok {
			for _, r := range *ct.Referrers() {
				returned = returned || flow.IsReturn(r)
			}
		}
		returned = returned || flow.IsReturn(ref)
	}
	sel := c.selectorAt(mc.Pos())
	if !returned || sel == nil {
		return nil
	}
	return []report.Diagnostic{c.exporterDiagnostic(sel, exprText(sel), provider, false)}
}

func (c *checker) exporterDiagnostic(at ast.Expr, what string, provider *ssa.Call, later bool) report.Diagnostic {
	place := report.Place(c.pass.Fset, at.Pos(), provider.Pos())
	msg := fmt.Sprintf("%s ends the exporter alone: what the provider made on %s still buffers for it is never sent; shut the provider down, which ends both", what, place)
	if later {
		msg = fmt.Sprintf("%s runs before the provider made on %s, which still buffers for it, is shut down: that is never sent; shut the provider down first", what, place)
	}
	return report.Diagnostic{
		Range:    at,
		Category: "exporter",
		Message:  msg,
		Related:  related(provider.Pos(), "the provider that buffers for the exporter"),
	}
}

// selectorAt returns the innermost selector expression at pos.
func (c *checker) selectorAt(pos token.Pos) *ast.SelectorExpr {
	var found *ast.SelectorExpr
	for file := range report.Files(c.pass) {
		if pos < file.FileStart || file.FileEnd < pos {
			continue
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if n == nil || pos < n.Pos() || n.End() <= pos {
				return false
			}
			if sel, ok := n.(*ast.SelectorExpr); ok && closesExporter(c.usedFunc(sel.Sel)) {
				found = sel
			}
			return true
		})
	}
	return found
}

func (c *checker) usedFunc(id *ast.Ident) *types.Func {
	fn, _ := c.pass.TypesInfo.Uses[id].(*types.Func)
	return fn
}

// bufferedBy returns the provider that buffers for the exporter v, and the
// calls that shut it down or flush it. It is nil unless all that becomes of
// the two is seen.
func (c *checker) bufferedBy(v ssa.Value) (provider *ssa.Call, ends []ssa.CallInstruction) {
	exp := c.single(v)
	if exp == nil {
		return nil, nil
	}
	if _, param := exp.(*ssa.Parameter); !param && flow.CallOf(exp) == nil {
		return nil, nil
	}
	home := flow.Outermost(exp.Parent())
	for _, f := range c.flow.Funcs() {
		if flow.Outermost(f) != home {
			continue
		}
		for instr := range flow.Instrs(f) {
			call, ok := instr.(*ssa.Call)
			if !ok {
				continue
			}
			row, ok := lib.Stages.Lookup(flow.CalleeObject(&call.Call))
			if !ok || row.Kind != lib.Provider {
				continue
			}
			_, args := flow.Args(&call.Call)
			opts, _ := variadic(args, row.In)
			for _, opt := range opts {
				if c.buffersFor(opt, exp, 0) {
					if provider != nil {
						return nil, nil
					}
					provider = call
				}
			}
		}
	}
	if provider == nil {
		return nil, nil
	}
	ends, ok := c.providerEnds(provider)
	if !ok {
		return nil, nil
	}
	return provider, ends
}

// nonNil returns the only value but nil that v may be a copy of, or nil.
func nonNil(v ssa.Value) ssa.Value {
	var only ssa.Value
	for _, src := range flow.Sources(v) {
		if flow.IsNil(src) || src == only {
			continue
		}
		if only != nil {
			return nil
		}
		only = src
	}
	return only
}

// single returns the only value that v may be, but for nil, seen through a field that only
// this package can store in and that it stores one value in.
func (c *checker) single(v ssa.Value) ssa.Value {
	src := nonNil(v)
	load, ok := src.(*ssa.UnOp)
	if !ok || load.Op != token.MUL {
		return src
	}
	fa, ok := load.X.(*ssa.FieldAddr)
	if !ok || !c.private(flow.Field(fa)) {
		return src
	}
	var only ssa.Value
	for _, s := range c.storesIn(flow.Field(fa)) {
		val := nonNil(s.Val)
		if val == nil || only != nil && only != val {
			return src
		}
		only = val
	}
	if only == nil {
		return src
	}
	return only
}

// private reports whether only this package can load and store a field.
func (c *checker) private(field *types.Var) bool {
	return field != nil && field.Pkg() == c.pass.Pkg && !field.Exported()
}

// buffersFor reports whether v, an option or a stage, buffers for exp.
func (c *checker) buffersFor(v, exp ssa.Value, depth int) bool {
	src := flow.Source(v)
	if src == nil || depth > 6 {
		return false
	}
	call := flow.CallOf(src)
	if call == nil {
		return false
	}
	row, ok := lib.Stages.Lookup(flow.CalleeObject(&call.Call))
	_, args := flow.Args(&call.Call)
	if !ok || row.In < 0 || row.In >= len(args) {
		return false
	}
	switch row.Kind {
	case lib.Buffer:
		return c.single(args[row.In]) == exp
	case lib.Forward:
		return c.buffersFor(args[row.In], exp, depth+1)
	}
	return false
}

// providerEnds returns the calls that shut a provider down or flush it. It is
// false if the provider goes where others may do so.
func (c *checker) providerEnds(provider ssa.Value) (ends []ssa.CallInstruction, ok bool) {
	seen := map[ssa.Value]bool{}
	todo := []ssa.Value{provider}
	for len(todo) > 0 {
		v := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if seen[v] || v.Referrers() == nil {
			continue
		}
		seen[v] = true
		for _, ref := range *v.Referrers() {
			switch ref := ref.(type) {
			case *ssa.MakeInterface:
				if canFlush(ref.X.Type(), ref.Type()) {
					todo = append(todo, ref)
				}
			case *ssa.ChangeInterface:
				todo = append(todo, ref)
			case *ssa.Phi:
				todo = append(todo, ref)
			case *ssa.Store:
				if fa, ok := ref.Addr.(*ssa.FieldAddr); ok && ref.Val == v && c.private(flow.Field(fa)) {
					todo = append(todo, c.loadsOf(flow.Field(fa))...)
					continue
				}
				alloc := flow.Variable(ref.Addr)
				if alloc == nil || ref.Val != v {
					return nil, false
				}
				if stores, ok := flow.Stores(alloc); !ok || len(stores) != 1 {
					return nil, false
				}
				for _, addr := range flow.Addresses(alloc) {
					for _, r := range *addr.Referrers() {
						if load, ok := r.(*ssa.UnOp); ok {
							todo = append(todo, load)
						}
					}
				}
			case ssa.CallInstruction:
				obj := flow.CalleeObject(ref.Common())
				if _, ok := lib.Flushes.Lookup(obj); ok {
					ends = append(ends, ref)
				} else if _, ok := lib.Globals.Lookup(obj); !ok {
					return nil, false
				}
			case *ssa.DebugRef, *ssa.BinOp:
			default:
				return nil, false
			}
		}
	}
	return ends, true
}

// canFlush reports whether the interface to has one of the methods of from that
// flush: those who hold it can end what it holds.
func canFlush(from, to types.Type) bool {
	methods := types.NewMethodSet(to)
	for i := range methods.Len() {
		m, _, _ := types.LookupFieldOrMethod(from, true, nil, methods.At(i).Obj().Name())
		if fn, ok := m.(*types.Func); ok {
			if _, ok := lib.Flushes.Lookup(fn); ok {
				return true
			}
		}
	}
	return methods.Len() == 0 // any
}

// loadsOf returns the loads of a field in this package.
func (c *checker) loadsOf(field *types.Var) []ssa.Value {
	var out []ssa.Value
	for _, f := range c.flow.Funcs() {
		for instr := range flow.Instrs(f) {
			if load, ok := instr.(*ssa.UnOp); ok && load.Op == token.MUL {
				if fa, ok := load.X.(*ssa.FieldAddr); ok && flow.Field(fa) == field {
					out = append(out, load)
				}
			}
		}
	}
	return out
}

// runsBefore reports whether a, a call, runs before b whenever both run.
func (c *checker) runsBefore(a, b ssa.CallInstruction) bool {
	pa, pb := c.lits.Climb(a, false), c.lits.Climb(b, false)
	if len(pa) != 1 || len(pb) != 1 {
		return false
	}
	for _, x := range pa[0] {
		for _, y := range pb[0] {
			if x.Fn != y.Fn {
				continue
			}
			if x.Async != nil || y.Async != nil || x.Out != nil || y.Out != nil || x.At == y.At {
				return false
			}
			// Neither need run: it is their order where both do.
			then := func(a, b ssa.Instruction) bool { return flow.Reaches(a, b, nil) && !flow.Reaches(b, a, nil) }
			switch {
			case x.Deferred && y.Deferred:
				return then(y.At, x.At) // last in, first out
			case x.Deferred:
				return false
			case y.Deferred:
				return then(x.At, y.At) || then(y.At, x.At)
			default:
				return then(x.At, y.At)
			}
		}
	}
	return false
}
