package paramuse

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/analysis"

	"github.com/obslint/obslint/analyzers/internal/calls"
	"github.com/obslint/obslint/analyzers/internal/flow"
	"github.com/obslint/obslint/analyzers/internal/lib"
	"github.com/obslint/obslint/analyzers/internal/report"
)

// A scanner finds out what the functions of a package do to their parameters.
// It looks at syntax only, and only at functions that are given a buffer, or
// an interface where the package decodes something.
type scanner struct {
	pass    *analysis.Pass
	buffers bool // the package can name a type of content
	decodes bool // it uses a decoder
	bodies  map[*types.Func]*ast.FuncDecl
	facts   map[*types.Func]*Params
	fields  map[*types.Var]int // how buffers in fields are kept
}

// ExportParams exports facts of the exported functions, and returns those of
// all functions.
func ExportParams(pass *analysis.Pass) map[*types.Func]*Params {
	s := &scanner{pass: pass, facts: make(map[*types.Func]*Params)}
	for _, imp := range pass.Pkg.Imports() {
		s.buffers = s.buffers || lib.ContentPaths[imp.Path()]
	}
	index := pass.ResultOf[calls.Analyzer].(*calls.Index)
	if index.Imports(lib.Decodes.Paths()...) || len(pass.AllObjectFacts()) > 0 {
		for obj := range index.Uses() {
			if fn, ok := obj.(*types.Func); ok && fn.Pkg() != pass.Pkg && s.into(fn) != nil {
				s.decodes = true
				break
			}
		}
	}
	if !s.buffers && !s.decodes {
		return nil
	}
	s.bodies = make(map[*types.Func]*ast.FuncDecl)
	var fns []*types.Func
	for file := range report.Files(pass) {
		for _, decl := range file.Decls {
			if decl, ok := decl.(*ast.FuncDecl); ok && decl.Body != nil && decl.Type.Params.NumFields() > 0 {
				if fn, ok := pass.TypesInfo.Defs[decl.Name].(*types.Func); ok && s.wanted(fn) {
					s.bodies[fn] = decl
					fns = append(fns, fn)
				}
			}
		}
	}
	for _, fn := range fns {
		if fact := s.fact(fn); fn.Exported() && fact != nil && fact.String() != "" {
			pass.ExportObjectFact(fn, fact)
		}
	}
	return s.facts
}

func (s *scanner) wanted(fn *types.Func) bool {
	for v := range fn.Signature().Params().Variables() {
		if s.buffers && isBuffer(v.Type()) || s.decodes && types.IsInterface(v.Type()) {
			return true
		}
	}
	return false
}

func isBuffer(t types.Type) bool {
	_, ptr := types.Unalias(t).(*types.Pointer)
	return ptr && lib.HoldsContent(t)
}

// into returns the parameters that a function decodes into.
func (s *scanner) into(fn *types.Func) []int {
	if row, ok := lib.Decodes.Lookup(fn); ok {
		return []int{row.Into}
	}
	if fact := s.factOf(fn); fact != nil {
		return fact.Decodes
	}
	return nil
}

func (s *scanner) factOf(fn *types.Func) *Params {
	if fn == nil || fn.Pkg() == nil {
		return nil
	}
	if fn.Pkg() == s.pass.Pkg {
		return s.fact(fn)
	}
	fact := new(Params)
	if !s.pass.ImportObjectFact(fn.Origin(), fact) {
		return nil
	}
	return fact
}

func (s *scanner) fact(fn *types.Func) *Params {
	if fact, ok := s.facts[fn]; ok {
		return fact
	}
	s.facts[fn] = nil
	decl := s.bodies[fn]
	if decl == nil {
		return nil
	}
	fact := new(Params)
	i := 0
	for v := range fn.Signature().Params().Variables() {
		switch {
		case s.buffers && isBuffer(v.Type()):
			ok, kept := s.fills(decl.Body, v)
			if ok {
				fact.Fills = append(fact.Fills, i)
			}
			if ok && kept >= wellKept {
				fact.Keeps = append(fact.Keeps, i)
			}
			if ok && kept == drained {
				fact.Drains = append(fact.Drains, i)
			}
		case s.decodes && types.IsInterface(v.Type()) && s.decodesInto(decl.Body, v):
			fact.Decodes = append(fact.Decodes, i)
		}
		i++
	}
	s.facts[fn] = fact
	return fact
}

// decodesInto reports whether a body hands v to a decoder.
func (s *scanner) decodesInto(body *ast.BlockStmt, v *types.Var) bool {
	found := false
	ast.Inspect(body, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok || found {
			return !found
		}
		for i, arg := range call.Args {
			if id, ok := ast.Unparen(arg).(*ast.Ident); ok && s.pass.TypesInfo.Uses[id] == v {
				found = found || slices.Contains(s.into(s.callee(call)), i)
			}
		}
		return true
	})
	return found
}

func (s *scanner) callee(call *ast.CallExpr) *types.Func {
	var id *ast.Ident
	switch fun := ast.Unparen(call.Fun).(type) {
	case *ast.Ident:
		id = fun
	case *ast.SelectorExpr:
		id = fun.Sel
	default:
		return nil
	}
	fn, _ := s.pass.TypesInfo.Uses[id].(*types.Func)
	if fn == nil {
		return nil
	}
	return fn.Origin()
}

// How a buffer is kept in a field.
const (
	notKept   = iota
	badlyKept // somebody may clean it
	wellKept  // nobody does
	drained   // nobody does but by reading all of it
)

// fills reports whether all that a body does with the buffer v is to write
// behind what is there, to look at it, or to keep it where it is not cleaned.
func (s *scanner) fills(body *ast.BlockStmt, v *types.Var) (ok bool, kept int) {
	writes := false
	ok = s.all(body, func(id *ast.Ident) bool { return s.pass.TypesInfo.Uses[id] == v }, func(id *ast.Ident, stack []ast.Node) bool {
		if field := s.storedIn(id, stack); field != nil {
			kept = s.keeping(field)
			return kept > badlyKept
		}
		return s.effect(id, stack, &writes) == lib.Ignores
	})
	return ok && (writes || kept > badlyKept), kept
}

// all calls use with the identifiers in root that are meant, and what they
// stand in, until one says no.
func (s *scanner) all(root ast.Node, meant func(*ast.Ident) bool, use func(*ast.Ident, []ast.Node) bool) bool {
	ok := true
	ast.PreorderStack(root, nil, func(n ast.Node, stack []ast.Node) bool {
		if id, is := n.(*ast.Ident); is && ok && meant(id) {
			ok = use(id, stack)
		}
		return ok
	})
	return ok
}

// effect is what a use of a buffer, the expression e, does to what it holds:
// Ignores if it writes behind it or only looks at it, Drains or Cleans.
func (s *scanner) effect(e ast.Expr, stack []ast.Node, writes *bool) lib.Effect {
	if len(stack) == 0 {
		return lib.Cleans
	}
	effect := lib.Cleans
	switch parent := stack[len(stack)-1].(type) {
	case *ast.ParenExpr:
		return s.effect(parent, stack[:len(stack)-1], writes)
	case *ast.BinaryExpr:
		if parent.Op == token.EQL || parent.Op == token.NEQ {
			return lib.Ignores
		}
	case *ast.SelectorExpr:
		fn, _ := s.pass.TypesInfo.Uses[parent.Sel].(*types.Func)
		if row, ok := lib.Contents.Lookup(fn); ok && parent.X == e {
			effect = row.Effect
		}
	case *ast.CallExpr:
		i := slices.Index(parent.Args, e)
		sig, ok := s.pass.TypesInfo.TypeOf(parent.Fun).(*types.Signature)
		if i < 0 || !ok {
			return lib.Cleans
		}
		if iface, ok := flow.ParamType(sig, i).Underlying().(*types.Interface); ok {
			effect = lib.EffectThrough(iface)
		} else if fact := s.factOf(s.callee(parent)); fact != nil && slices.Contains(fact.Fills, i) && !slices.Contains(fact.Keeps, i) {
			effect = lib.Adds
		}
	}
	switch effect {
	case lib.Cleans, lib.Drains:
		return effect
	case lib.Adds:
		*writes = true
	}
	return lib.Ignores
}

// storedIn returns the field of a struct of this package that a use of a
// buffer stores it in, or nil.
func (s *scanner) storedIn(id *ast.Ident, stack []ast.Node) *types.Var {
	n := len(stack)
	if n < 2 {
		return nil
	}
	switch parent := stack[n-1].(type) {
	case *ast.KeyValueExpr:
		key, ok := parent.Key.(*ast.Ident)
		if _, lit := stack[n-2].(*ast.CompositeLit); lit && ok && parent.Value == id {
			return s.ownField(s.pass.TypesInfo.Uses[key])
		}
	case *ast.CompositeLit:
		st, ok := flow.Deref(s.pass.TypesInfo.TypeOf(parent)).Underlying().(*types.Struct)
		if i := slices.Index(parent.Elts, ast.Expr(id)); ok && i >= 0 && i < st.NumFields() {
			return s.ownField(st.Field(i))
		}
	case *ast.AssignStmt:
		if i := slices.Index(parent.Rhs, ast.Expr(id)); i >= 0 && len(parent.Lhs) == len(parent.Rhs) && parent.Tok == token.ASSIGN {
			if sel, ok := parent.Lhs[i].(*ast.SelectorExpr); ok {
				return s.ownField(s.pass.TypesInfo.Uses[sel.Sel])
			}
		}
	}
	return nil
}

func (s *scanner) ownField(obj types.Object) *types.Var {
	v, ok := obj.(*types.Var)
	if !ok || !v.IsField() || v.Pkg() != s.pass.Pkg || v.Exported() {
		return nil
	}
	return v.Origin()
}

// keeping is how the package keeps a buffer in a field.
func (s *scanner) keeping(field *types.Var) int {
	if s.fields == nil {
		s.fields = make(map[*types.Var]int)
	}
	if s.fields[field] != notKept {
		return s.fields[field]
	}
	kept := wellKept
	meant := func(id *ast.Ident) bool {
		v, ok := s.pass.TypesInfo.Uses[id].(*types.Var)
		return ok && v.Origin() == field
	}
	for file := range report.Files(s.pass) {
		if !s.all(file, meant, func(id *ast.Ident, stack []ast.Node) bool {
			n := len(stack)
			sel, ok := stack[n-1].(*ast.SelectorExpr)
			if !ok || n < 2 {
				kv, ok := stack[n-1].(*ast.KeyValueExpr)
				return ok && kv.Key == id
			}
			switch parent := stack[n-2].(type) {
			case *ast.ReturnStmt:
				return true
			case *ast.AssignStmt:
				return slices.Contains(parent.Lhs, ast.Expr(sel))
			}
			var writes bool
			effect := s.effect(sel, stack[:n-1], &writes)
			if effect == lib.Drains {
				kept = drained
			}
			return effect != lib.Cleans
		}) {
			kept = badlyKept
			break
		}
	}
	s.fields[field] = kept
	return kept
}
