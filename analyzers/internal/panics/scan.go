package panics

import (
	"bytes"
	"go/ast"
	"go/token"
	"go/types"
	"maps"
	"slices"

	"golang.org/x/tools/go/types/typeutil"

	"github.com/obslint/obslint/analyzers/internal/lib"
	"github.com/obslint/obslint/analyzers/internal/report"
)

// Scan returns the exported functions that stop every panic that runs them as
// a deferred call, in source order, and exports [Runs] of those that run the
// funcs that they are given. Files in which nothing recovers are not looked at.
func (p *Package) Scan() (recoverers []*types.Func) {
	s := &scan{Package: p, decls: make(map[*types.Func]*ast.FuncDecl), runs: make(map[*types.Func][]int), chans: make(map[*types.Var]bool)}
	var order []*types.Func
	for file := range report.Files(p.pass) {
		src, err := p.pass.ReadFile(p.pass.Fset.File(file.FileStart).Name())
		if err != nil || !bytes.Contains(src, []byte("ecover(")) {
			continue
		}
		for _, decl := range file.Decls {
			decl, ok := decl.(*ast.FuncDecl)
			if !ok || decl.Body == nil {
				continue
			}
			obj, ok := p.pass.TypesInfo.Defs[decl.Name].(*types.Func)
			if !ok {
				continue
			}
			s.decls[obj] = decl
			order = append(order, obj)
			if obj.Exported() && s.justRecovers(decl.Body) {
				recoverers = append(recoverers, obj)
			}
		}
	}
	for again := true; again; {
		again = false
		chans := make(map[*types.Var]bool)
		for _, obj := range order {
			s.receivers(s.decls[obj].Body, chans)
		}
		if !maps.Equal(chans, s.chans) {
			s.chans, again = chans, true
		}
		for _, obj := range order {
			if params := s.stopped(obj); len(params) > len(s.runs[obj]) {
				s.runs[obj], again = params, true
			}
		}
	}
	for _, obj := range order {
		if params := s.runs[obj]; len(params) > 0 && obj.Exported() {
			p.pass.ExportObjectFact(obj, &Runs{params})
		}
	}
	return recoverers
}

// A scan is the work of Scan.
type scan struct {
	*Package
	decls map[*types.Func]*ast.FuncDecl // in files that have to do with recoveries
	runs  map[*types.Func][]int
	chans map[*types.Var]bool // whose receivers run what they receive, and stop its panics
}

// justRecovers reports whether a body calls recover, and can not be seen to
// panic again or to end the process.
func (s *scan) justRecovers(body *ast.BlockStmt) bool {
	found, panics := false, false
	ast.Inspect(body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.CallExpr:
			switch obj := typeutil.Callee(s.pass.TypesInfo, n).(type) {
			case *types.Builtin:
				found = found || obj.Name() == "recover"
				panics = panics || obj.Name() == "panic"
			case *types.Func:
				_, exits := lib.NoReturns.Lookup(obj)
				panics = panics || exits
			}
		}
		return true
	})
	return found && !panics
}

// stopped returns the parameters of a function, funcs, that it runs only where
// their panics are stopped.
func (s *scan) stopped(obj *types.Func) []int {
	var out []int
	params := obj.Signature().Params()
	for i := range params.Len() {
		v := params.At(i)
		if _, ok := v.Type().Underlying().(*types.Signature); ok && s.runsSafely(s.decls[obj].Body, v) {
			out = append(out, i)
		}
	}
	return out
}

// receivers finds the channels whose funcs a body receives and runs, and notes
// of each whether their panics are stopped.
func (s *scan) receivers(body *ast.BlockStmt, chans map[*types.Var]bool) {
	receive := func(from, to ast.Expr) {
		c := s.channel(from)
		id, ok := to.(*ast.Ident)
		if c == nil || !ok {
			return
		}
		if v, ok := s.pass.TypesInfo.Defs[id].(*types.Var); ok {
			safe, known := chans[c]
			chans[c] = s.runsSafely(body, v) && (safe || !known)
		}
	}
	ast.Inspect(body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.RangeStmt:
			receive(n.X, n.Key)
		case *ast.AssignStmt:
			if from, ok := ast.Unparen(n.Rhs[0]).(*ast.UnaryExpr); ok && from.Op == token.ARROW {
				receive(from.X, n.Lhs[0])
			}
		}
		return true
	})
}

// channel returns the field or the variable that an expression is, if that is
// a channel of funcs.
func (s *scan) channel(e ast.Expr) *types.Var {
	id, ok := ast.Unparen(e).(*ast.Ident)
	if sel, isSel := ast.Unparen(e).(*ast.SelectorExpr); isSel {
		id, ok = sel.Sel, true
	}
	if !ok {
		return nil
	}
	v, ok := s.pass.TypesInfo.Uses[id].(*types.Var)
	if !ok {
		return nil
	}
	if c, ok := v.Type().Underlying().(*types.Chan); ok {
		if _, ok := c.Elem().Underlying().(*types.Signature); ok {
			return v.Origin()
		}
	}
	return nil
}

// runsSafely reports whether body calls v, in itself or in literals, where a
// handler that is deferred before stops what comes of it, or hands it to a
// function that does.
func (s *scan) runsSafely(body *ast.BlockStmt, v *types.Var) bool {
	safe, unsafe := false, false
	var visit func(n ast.Node, in *ast.BlockStmt)
	visit = func(n ast.Node, in *ast.BlockStmt) {
		ast.Inspect(n, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.FuncLit:
				visit(n.Body, n.Body)
				return false
			case *ast.GoStmt:
				unsafe = unsafe || s.is(n.Call.Fun, v)
			case *ast.DeferStmt:
				unsafe = unsafe || s.is(n.Call.Fun, v)
			case *ast.SendStmt:
				safe = safe || s.is(n.Value, v) && s.chans[s.channel(n.Chan)]
			case *ast.CallExpr:
				if b, ok := typeutil.Callee(s.pass.TypesInfo, n).(*types.Builtin); ok && b.Name() == "panic" {
					unsafe = true // it may be what was recovered
				}
				if s.is(n.Fun, v) {
					if s.guarded(in, n.Pos()) {
						safe = true
					} else {
						unsafe = true
					}
				}
				for i, arg := range n.Args {
					if s.is(arg, v) && slices.Contains(s.runsOf(n), i) {
						safe = true
					}
				}
			}
			return true
		})
	}
	visit(body, body)
	return safe && !unsafe
}

func (s *scan) is(e ast.Expr, v *types.Var) bool {
	id, ok := ast.Unparen(e).(*ast.Ident)
	return ok && s.pass.TypesInfo.Uses[id] == types.Object(v)
}

// runsOf returns which arguments of a call are run with their panics stopped.
func (s *scan) runsOf(call *ast.CallExpr) []int {
	obj, ok := typeutil.Callee(s.pass.TypesInfo, call).(*types.Func)
	if !ok {
		return nil
	}
	if obj.Pkg() == s.pass.Pkg {
		return s.runs[obj]
	}
	return s.Runs(obj)
}

// guarded reports whether a body defers, before pos, what stops every panic
// for good.
func (s *scan) guarded(body *ast.BlockStmt, pos token.Pos) bool {
	for _, stmt := range body.List {
		d, ok := stmt.(*ast.DeferStmt)
		if !ok || d.Pos() > pos {
			continue
		}
		if lit, ok := ast.Unparen(d.Call.Fun).(*ast.FuncLit); ok {
			if s.justRecovers(lit.Body) && s.forgets(lit.Body) {
				return true
			}
			continue
		}
		obj, ok := typeutil.Callee(s.pass.TypesInfo, d.Call).(*types.Func)
		if !ok {
			continue
		}
		if decl := s.decls[obj]; decl != nil {
			if s.justRecovers(decl.Body) && s.forgets(decl.Body) {
				return true
			}
			continue
		}
		if _, all := s.stops(obj); all {
			return true
		}
	}
	return false
}

// forgets reports whether the body of a handler keeps what it recovered from
// those who could panic with it again: it may make an error of it.
func (s *scan) forgets(body *ast.BlockStmt) bool {
	info := s.pass.TypesInfo
	keeps := false
	ast.Inspect(body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.SendStmt:
			keeps = true
		case *ast.AssignStmt:
			for _, lhs := range n.Lhs {
				id, ok := ast.Unparen(lhs).(*ast.Ident)
				if ok && (id.Name == "_" || inside(info.ObjectOf(id), body)) {
					continue
				}
				if t := info.TypeOf(lhs); t == nil || !lib.IsError(t) {
					keeps = true
				}
			}
		case *ast.CallExpr:
			obj, ok := typeutil.Callee(info, n).(*types.Func)
			if !ok {
				break
			}
			if _, ok := lib.CellStores.Lookup(obj); ok {
				keeps = true
			}
			if decl := s.decls[obj]; decl != nil && decl.Body != body {
				ast.Inspect(decl.Body, func(n ast.Node) bool {
					if call, ok := n.(*ast.CallExpr); ok {
						b, ok := typeutil.Callee(info, call).(*types.Builtin)
						keeps = keeps || ok && b.Name() == "panic"
					}
					return true
				})
			}
		}
		return !keeps
	})
	return !keeps
}

func inside(obj types.Object, n ast.Node) bool {
	return obj != nil && n.Pos() <= obj.Pos() && obj.Pos() < n.End()
}
