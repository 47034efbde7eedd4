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
	"github.com/obslint/obslint/analyzers/internal/objstate"
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
		Range:    a.callRange(firstGet(p).Get),
		Category: "stale",
		Message: fmt.Sprintf("%s from %s may still hold the %s of its last user: nothing resets %s; do so after Get or before Put",
			article(n.Name()), p.Name, names(left), them(left)),
		Related: a.related(p, left),
	})
}

func (a *program) reportPartial(p *pool, n *types.TypeName, left []*leaf) {
	d := report.Diagnostic{Category: "partial", Related: a.related(p, left)}
	fn, decl := a.resetOf(p, n)
	elsewhere := slices.ContainsFunc(p.Gets, func(o *objstate.Object) bool { return o.Get.Parent() != fn })
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
			decl.Name.Name, names(left), n.Name(), them(left), p.Name, them(left), them(left))
		d.Fix = a.completeReset(fn, decl, p, left)
	} else {
		for _, l := range left {
			if len(l.dirty) > 0 && d.Range == nil {
				d.Range = a.callRange(l.dirty[0].At)
			}
		}
		d.Message = fmt.Sprintf("%s go back to %s as the last user of the %s set %s, and the next Get may read %s; zero %s too",
			names(left), p.Name, n.Name(), them(left), them(left), them(left))
		if len(left) == 1 {
			d.Message = strings.Replace(d.Message, " go back", " goes back", 1)
		}
	}
	a.report.Report(d)
}

func (a *program) reportPath(p *pool, e *objstate.Put, ls []*leaf) {
	where := "on some ways"
	if pos := a.skips(e, ls[0]); pos.IsValid() {
		where = "by the return on " + report.Place(a.pass.Fset, e.At.Pos(), pos)
	}
	a.report.Report(report.Diagnostic{
		Range:    a.callRange(e.At),
		Category: "path",
		Message: fmt.Sprintf("%s, this Put gives back %s uncleared, and the next user of %s may read %s; clear %s on every way",
			where, names(ls), p.Name, them(ls), them(ls)),
		Related: a.related(p, ls),
	})
}

func (a *program) reportContent(p *pool, o *objstate.Object, r *objstate.Read, e *objstate.Put) {
	what := contentName(o.Type)
	d := report.Diagnostic{
		Range:    a.callRange(o.Get),
		Category: "stale",
		Message: fmt.Sprintf("the %s from %s may still hold what its last user put in, which the code on %s takes along; empty it after Get",
			what, p.Name, report.Place(a.pass.Fset, o.Get.Pos(), r.At.Pos())),
		Fix: a.emptyAfterGet(o, r),
	}
	if w := a.written(e); w != nil && w.Pos().IsValid() {
		d.Related = append(d.Related, analysis.RelatedInformation{Pos: w.Pos(), Message: fmt.Sprintf("a user of %s writes to the %s here", p.Name, what)})
	}
	d.Related = append(d.Related, analysis.RelatedInformation{Pos: e.At.Pos(), Message: fmt.Sprintf("the %s goes back to %s here, not emptied", what, p.Name)})
	a.report.Report(d)
}

func (a *program) reportContentPath(p *pool, ways []*objstate.Put) {
	e := ways[0]
	what := contentName(e.Obj.Type)
	where := "on some ways"
	if e.Way != nil && e.Way.Pos().IsValid() {
		where = "by the return on " + report.Place(a.pass.Fset, e.At.Pos(), e.Way.Pos())
	}
	d := report.Diagnostic{
		Range:    a.callRange(e.At),
		Category: "path",
		Message: fmt.Sprintf("%s, this Put gives back the %s with what was put in, and the next user of %s may take it along; empty it on every way",
			where, what, p.Name),
	}
	if w := a.written(e); w != nil && w.Pos().IsValid() {
		d.Related = append(d.Related, analysis.RelatedInformation{Pos: w.Pos(), Message: fmt.Sprintf("the %s from %s is written to here", what, p.Name)})
	}
	for _, e := range ways[1:] {
		if e.Way != nil && e.Way.Pos().IsValid() {
			d.Related = append(d.Related, analysis.RelatedInformation{Pos: e.Way.Pos(), Message: fmt.Sprintf("by this return, too, the %s goes back to %s with what was put in", what, p.Name)})
		}
	}
	a.report.Report(d)
}

// contentName names what a pool of content holds.
func contentName(t types.Type) string {
	switch {
	case objstate.IsSlice(t):
		return "slice"
	case objstate.IsMap(t):
		return "map"
	}
	if n := objstate.NameOf(t); n != nil {
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
		if w := l.writes[0]; w.At.Pos().IsValid() {
			out = append(out, analysis.RelatedInformation{Pos: w.At.Pos(), Message: fmt.Sprintf("a user of an object from %s writes its %s here", p.Name, l.path)})
		}
		if len(l.reads) > 0 && l.reads[0].At.Pos().IsValid() {
			out = append(out, analysis.RelatedInformation{Pos: l.reads[0].At.Pos(), Message: fmt.Sprintf("the %s of an object from %s is read here", l.path, p.Name)})
		}
	}
	return out
}

func firstGet(p *pool) *objstate.Object {
	for _, o := range p.Gets {
		if o.Start == nil {
			return o
		}
	}
	return p.Gets[0]
}

// isReset reports whether a function cleans more of an object than it fills.
func (a *program) isReset(fn *ssa.Function, n *types.TypeName) bool {
	own := func(ws []*objstate.Write) (count int) {
		for _, w := range ws {
			if w.At.Parent() == fn && objstate.NameOf(w.Obj.Type) == n {
				count++
			}
		}
		return count
	}
	in := a.Infos[fn]
	return own(in.Cleans) >= own(in.Writes)
}

// resets reports whether fn looks like what prepares an object for its next
// user, and not like a use: it returns nothing but the object or an error.
func resets(fn *ssa.Function, n *types.TypeName) bool {
	for v := range fn.Signature.Results().Variables() {
		if t := v.Type(); objstate.StructOf(t) != n && objstate.NameOf(t) != n && !lib.IsError(t) {
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
	note := func(in *objstate.Info, o *objstate.Object) {
		if in == nil {
			return
		}
		for _, w := range in.Cleans {
			if w.Obj == o && a.cleansWhole(w.At.Parent(), n) {
				fn := w.At.Parent()
				if count[fn] == 0 {
					order = append(order, fn)
				}
				count[fn]++
			}
		}
	}
	for _, e := range p.Puts {
		note(a.Infos[e.From.Parent()], e.Obj)
	}
	for _, o := range p.Gets {
		note(a.Infos[o.Get.Parent()], o)
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
	return slices.ContainsFunc(a.Code.Funcs(), func(g *ssa.Function) bool {
		in := a.Infos[g]
		return in != nil && g != fn && a.calls(g, fn, 1) &&
			!slices.ContainsFunc(in.Puts, func(e *objstate.Put) bool { return e.Obj != nil && objstate.NameOf(e.Obj.Type) == n }) &&
			slices.ContainsFunc(in.Writes, func(w *objstate.Write) bool { return objstate.NameOf(w.Obj.Type) == n && w.Sign >= 0 })
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
		if callee == target || callee != nil && callee != fn && depth > 1 && a.Infos[callee] != nil && a.calls(callee, target, depth-1) {
			return true
		}
	}
	return false
}

// cleansWhole reports whether fn has a whole object of type n in its hands.
func (a *program) cleansWhole(fn *ssa.Function, n *types.TypeName) bool {
	in := a.Infos[fn]
	return in != nil && slices.ContainsFunc(in.Cleans, func(w *objstate.Write) bool {
		return w.At.Parent() == fn && objstate.NameOf(w.Obj.Type) == n
	})
}

// skips returns the return by which the function that puts e back, or one
// that it calls, gets around the reset of a part.
func (a *program) skips(e *objstate.Put, l *leaf) token.Pos {
	if e.Way != nil && e.Cells.Get(l.path)&objstate.Zero == 0 {
		return e.Way.Pos()
	}
	name := l.path
	for instr := range instrs(e.From.Parent()) {
		call, ok := instr.(ssa.CallInstruction)
		if !ok {
			continue
		}
		callee := call.Common().StaticCallee()
		if callee == nil || a.Infos[callee] == nil {
			continue
		}
		in := a.Infos[callee]
		var skip token.Pos
		cleans := false
		for _, x := range in.Exits {
			for o, c := range x.At {
				if o.Origin != objstate.FromCaller {
					continue
				}
				path := name
				for path != "" {
					if _, known := c.At[path]; known && c.At[path]&objstate.Zero != 0 {
						cleans = true
					}
					if c.Get(path)&objstate.Zero == 0 && !skip.IsValid() && touchedElsewhere(in, o, path) {
						skip = x.Ret.Pos()
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
func touchedElsewhere(in *objstate.Info, o *objstate.Object, path string) bool {
	return slices.ContainsFunc(in.Exits, func(x objstate.Exit) bool {
		c := x.At[o]
		return c != nil && c.At[path]&objstate.Zero != 0
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
