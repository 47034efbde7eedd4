package dirtypool

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/lib"
	"github.com/obslint/obslint/analyzers/internal/report"
)

// names lists parts for a message.
func names(ls []*leaf) string {
	var out []string
	for _, l := range ls {
		out = append(out, l.field.Name())
	}
	if len(out) > 4 {
		out = append(out[:3:3], fmt.Sprintf("%d more fields", len(ls)-3))
	}
	if len(out) == 1 {
		return out[0]
	}
	return strings.Join(out[:len(out)-1], ", ") + " and " + out[len(out)-1]
}

func them(ls []*leaf) string {
	if len(ls) == 1 {
		return "it"
	}
	return "them"
}

// article puts the indefinite article before a name.
func article(name string) string {
	if strings.ContainsAny(name[:1], "aeioAEIO") {
		return "an " + name
	}
	return "a " + name
}

func (a *program) reportStale(p *pool, n *types.TypeName, left []*leaf) {
	a.report.Report(report.Diagnostic{
		Range:    a.callRange(firstGet(p).get),
		Category: "stale",
		Message: fmt.Sprintf("%s from %s may still hold the %s of its last user: nothing resets %s; do so after Get or before Put",
			article(n.Name()), p.name, names(left), them(left)),
		Related: a.related(p, left),
	})
}

func (a *program) reportPartial(p *pool, n *types.TypeName, left []*leaf) {
	d := report.Diagnostic{Category: "partial", Related: a.related(p, left)}
	fn, decl := a.resetOf(p, n)
	elsewhere := slices.ContainsFunc(p.gets, func(o *object) bool { return o.get.Parent() != fn })
	if fn != nil && elsewhere && !resets(fn, n) {
		return // a use that cleans something
	}
	if fn != nil && !a.isReset(fn, n) {
		if elsewhere {
			return // each use sets what it is about
		}
		fn = nil
	}
	if fn != nil {
		d.Range = decl.Name
		d.Message = fmt.Sprintf("%s leaves %s as the last user of the %s set %s, and the next Get from %s may read %s; zero %s here too",
			decl.Name.Name, names(left), n.Name(), them(left), p.name, them(left), them(left))
		d.Fix = a.completeReset(fn, decl, p, left)
	} else {
		for _, l := range left {
			if len(l.dirty) > 0 && d.Range == nil {
				d.Range = a.callRange(l.dirty[0].at)
			}
		}
		d.Message = fmt.Sprintf("%s go back to %s as the last user of the %s set %s, and the next Get may read %s; zero %s too",
			names(left), p.name, n.Name(), them(left), them(left), them(left))
		if len(left) == 1 {
			d.Message = strings.Replace(d.Message, " go back", " goes back", 1)
		}
	}
	a.report.Report(d)
}

func (a *program) reportPath(p *pool, e *put, ls []*leaf) {
	where := "on some ways"
	if pos := a.skips(e, ls[0]); pos.IsValid() {
		where = "by the return on " + report.Place(a.pass.Fset, e.at.Pos(), pos)
	}
	a.report.Report(report.Diagnostic{
		Range:    a.callRange(e.at),
		Category: "path",
		Message: fmt.Sprintf("%s, this Put gives back %s uncleared, and the next user of %s may read %s; clear %s on every way",
			where, names(ls), p.name, them(ls), them(ls)),
		Related: a.related(p, ls),
	})
}

func (a *program) reportContent(p *pool, o *object, r *read, e *put) {
	what := contentName(o.typ)
	d := report.Diagnostic{
		Range:    a.callRange(o.get),
		Category: "stale",
		Message: fmt.Sprintf("the %s from %s may still hold what its last user put in, which the code on %s takes along; empty it after Get",
			what, p.name, report.Place(a.pass.Fset, o.get.Pos(), r.at.Pos())),
		Fix: a.emptyAfterGet(o, r),
	}
	if w := a.written(e); w != nil && w.Pos().IsValid() {
		d.Related = append(d.Related, analysis.RelatedInformation{Pos: w.Pos(), Message: fmt.Sprintf("a user of %s writes to the %s here", p.name, what)})
	}
	d.Related = append(d.Related, analysis.RelatedInformation{Pos: e.at.Pos(), Message: fmt.Sprintf("the %s goes back to %s here, not emptied", what, p.name)})
	a.report.Report(d)
}

func (a *program) reportContentPath(p *pool, ways []*put) {
	e := ways[0]
	what := contentName(e.obj.typ)
	where := "on some ways"
	if e.way != nil && e.way.Pos().IsValid() {
		where = "by the return on " + report.Place(a.pass.Fset, e.at.Pos(), e.way.Pos())
	}
	d := report.Diagnostic{
		Range:    a.callRange(e.at),
		Category: "path",
		Message: fmt.Sprintf("%s, this Put gives back the %s with what was put in, and the next user of %s may take it along; empty it on every way",
			where, what, p.name),
	}
	if w := a.written(e); w != nil && w.Pos().IsValid() {
		d.Related = append(d.Related, analysis.RelatedInformation{Pos: w.Pos(), Message: fmt.Sprintf("the %s from %s is written to here", what, p.name)})
	}
	for _, e := range ways[1:] {
		if e.way != nil && e.way.Pos().IsValid() {
			d.Related = append(d.Related, analysis.RelatedInformation{Pos: e.way.Pos(), Message: fmt.Sprintf("by this return, too, the %s goes back to %s with what was put in", what, p.name)})
		}
	}
	a.report.Report(d)
}

// contentName names what a pool of content holds.
func contentName(t types.Type) string {
	switch {
	case isSlice(t):
		return "slice"
	case isMap(t):
		return "map"
	}
	if n := nameOf(t); n != nil {
		return strings.ToLower(n.Name())
	}
	return "object"
}

func (a *program) related(p *pool, ls []*leaf) []analysis.RelatedInformation {
	var out []analysis.RelatedInformation
	for i, l := range ls {
		if i == 4 {
			break
		}
		if len(l.writes) == 0 {
			continue
		}
		if w := l.writes[0]; w.at.Pos().IsValid() {
			out = append(out, analysis.RelatedInformation{Pos: w.at.Pos(), Message: fmt.Sprintf("a user of an object from %s writes its %s here", p.name, l.path)})
		}
		if len(l.reads) > 0 && l.reads[0].at.Pos().IsValid() {
			out = append(out, analysis.RelatedInformation{Pos: l.reads[0].at.Pos(), Message: fmt.Sprintf("the %s of an object from %s is read here", l.path, p.name)})
		}
	}
	return out
}

func firstGet(p *pool) *object {
	for _, o := range p.gets {
		if o.start == nil {
			return o
		}
	}
	return p.gets[0]
}

// isReset reports whether a function cleans more of an object than it fills.
func (a *program) isReset(fn *ssa.Function, n *types.TypeName) bool {
	own := func(ws []*write) (count int) {
		for _, w := range ws {
			if w.at.Parent() == fn && nameOf(w.obj.typ) == n {
				count++
			}
		}
		return count
	}
	in := a.infos[fn]
	return own(in.cleans) >= own(in.writes)
}

// resets reports whether fn looks like what prepares an object for its next
// user, and not like a use: it returns nothing but the object or an error.
func resets(fn *ssa.Function, n *types.TypeName) bool {
	for v := range fn.Signature.Results().Variables() {
		if t := v.Type(); structOf(t) != n && nameOf(t) != n && !lib.IsError(t) {
			return false
		}
	}
	return true
}

// resetOf returns the function of this package that zeroes the most parts of
// the pool's objects, if there is a declared one.
func (a *program) resetOf(p *pool, n *types.TypeName) (*ssa.Function, *ast.FuncDecl) {
	count := make(map[*ssa.Function]int)
	var order []*ssa.Function
	note := func(in *info, o *object) {
		if in == nil {
			return
		}
		for _, w := range in.cleans {
			if w.obj == o && a.cleansWhole(w.at.Parent(), n) {
				fn := w.at.Parent()
				if count[fn] == 0 {
					order = append(order, fn)
				}
				count[fn]++
			}
		}
	}
	for _, e := range p.puts {
		note(a.infos[e.from.Parent()], e.obj)
	}
	for _, o := range p.gets {
		note(a.infos[o.get.Parent()], o)
	}
	var best *ssa.Function
	for _, fn := range order {
		if _, ok := fn.Syntax().(*ast.FuncDecl); ok && (best == nil || resets(fn, n) && !resets(best, n) ||
			count[fn] > count[best] && resets(fn, n) == resets(best, n)) {
			best = fn
		}
	}
	if best == nil {
		return nil, nil
	}
	if a.duringUse(best, n) {
		// Uses call it too, and would lose what they set: take one above it.
		var above *ssa.Function
		for _, fn := range order {
			if _, ok := fn.Syntax().(*ast.FuncDecl); ok && fn != best && resets(fn, n) && a.calls(fn, best, 4) && !a.duringUse(fn, n) &&
				(above == nil || count[fn] > count[above]) {
				above = fn
			}
		}
		if above != nil {
			best = above
		}
	}
	return best, best.Syntax().(*ast.FuncDecl)
}

// duringUse reports whether a function that writes to objects of type n, and
// does not put them back, calls fn, without a function in between.
func (a *program) duringUse(fn *ssa.Function, n *types.TypeName) bool {
	return slices.ContainsFunc(a.flow.Funcs(), func(g *ssa.Function) bool {
		in := a.infos[g]
		return in != nil && g != fn && a.calls(g, fn, 1) &&
			!slices.ContainsFunc(in.puts, func(e *put) bool { return e.obj != nil && nameOf(e.obj.typ) == n }) &&
			slices.ContainsFunc(in.writes, func(w *write) bool { return nameOf(w.obj.typ) == n && w.sign >= 0 })
	})
}

// calls reports whether fn calls target, itself or by way of functions of the
// package, up to the given depth.
func (a *program) calls(fn, target *ssa.Function, depth int) bool {
	for instr := range instrs(fn) {
		call, ok := instr.(ssa.CallInstruction)
		if !ok {
			continue
		}
		callee := call.Common().StaticCallee()
		if callee == target || callee != nil && callee != fn && depth > 1 && a.infos[callee] != nil && a.calls(callee, target, depth-1) {
			return true
		}
	}
	return false
}

// cleansWhole reports whether fn has a whole object of type n in its hands.
func (a *program) cleansWhole(fn *ssa.Function, n *types.TypeName) bool {
	in := a.infos[fn]
	return in != nil && slices.ContainsFunc(in.cleans, func(w *write) bool {
		return w.at.Parent() == fn && nameOf(w.obj.typ) == n
	})
}

// skips returns the return by which the function that puts e back, or one
// that it calls, gets around the reset of a part.
func (a *program) skips(e *put, l *leaf) token.Pos {
	if e.way != nil && e.cells.get(l.path)&zero == 0 {
		return e.way.Pos()
	}
	name := l.path
	for instr := range instrs(e.from.Parent()) {
		call, ok := instr.(ssa.CallInstruction)
		if !ok {
			continue
		}
		callee := call.Common().StaticCallee()
		if callee == nil || a.infos[callee] == nil {
			continue
		}
		in := a.infos[callee]
		var skip token.Pos
		cleans := false
		for _, x := range in.exits {
			for o, c := range x.at {
				if o.origin != fromCaller {
					continue
				}
				path := name
				for path != "" {
					if _, known := c.at[path]; known && c.at[path]&zero != 0 {
						cleans = true
					}
					if c.get(path)&zero == 0 && !skip.IsValid() && touchedElsewhere(in, o, path) {
						skip = x.ret.Pos()
					}
					_, path, _ = strings.Cut(path, ".")
				}
			}
		}
		if cleans && skip.IsValid() {
			return skip
		}
	}
	return token.NoPos
}

// touchedElsewhere reports whether another exit of the function leaves the
// part cleaned.
func touchedElsewhere(in *info, o *object, path string) bool {
	return slices.ContainsFunc(in.exits, func(x exit) bool {
		c := x.at[o]
		return c != nil && c.at[path]&zero != 0
	})
}

// callRange is the call expression of an instruction.
func (a *program) callRange(instr ssa.Instruction) analysis.Range {
	pos := instr.Pos()
	if call, ok := instr.(ssa.CallInstruction); ok {
		pos = call.Common().Pos()
	}
	if call := a.callExpr(pos); call != nil {
		return call
	}
	return spot{pos, pos}
}

// callExpr returns the call whose left parenthesis is at pos.
func (a *program) callExpr(pos token.Pos) *ast.CallExpr {
	var found *ast.CallExpr
	a.around(pos, func(n ast.Node) {
		if call, ok := n.(*ast.CallExpr); ok && call.Lparen == pos {
			found = call
		}
	})
	return found
}

// around calls f with the nodes that pos stands in, the outermost first.
func (a *program) around(pos token.Pos, f func(ast.Node)) {
	for _, file := range a.pass.Files {
		if file.FileStart <= pos && pos < file.FileEnd {
			ast.Inspect(file, func(n ast.Node) bool {
				if n == nil || pos < n.Pos() || n.End() < pos {
					return false
				}
				f(n)
				return true
			})
		}
	}
}

type spot struct{ pos, end token.Pos }

func (s spot) Pos() token.Pos { return s.pos }
func (s spot) End() token.Pos { return s.end }
