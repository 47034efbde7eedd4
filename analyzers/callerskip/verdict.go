package callerskip

import (
	"cmp"
	"fmt"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/lib"
	"github.com/obslint/obslint/analyzers/internal/report"
)

// An entry is one wrapper that is entered with one logger.
type entry struct {
	w      *wrapper
	route  route
	logger logger
}

func (e entry) need() int { return len(e.route.frames) }

// A group is the entries that one change would mend: those of one type's
// methods, of one variable, of one function.
type group struct {
	key     types.Object
	entries []entry
}

// judge reports the wrappers whose logger skips other than their frames.
func judge(a *wrappers, all []*wrapper, r *report.Reporter) {
	var groups []*group
	byKey := make(map[types.Object]*group)
	for _, w := range all {
		if !a.entered(w) {
			continue
		}
		for _, rt := range w.routes {
			for _, l := range a.callers(withoutDepths(w, rt.loggers), nil) {
				if a.silent(rt, l) {
					continue
				}
				rt := rt
				if l.library != nil {
					rt.library = l.library // that of a *log.Logger that zap made is zap
				}
				key := groupKey(w, l)
				g := byKey[key]
				if g == nil {
					g = &group{key: key}
					byKey[key] = g
					groups = append(groups, g)
				}
				g.entries = append(g.entries, entry{w, rt, l})
			}
		}
	}
	for _, g := range groups {
		a.missing(g, r)
		a.short(g, r)
		a.excess(g, r)
	}
	a.adapters(r)
	a.unrecorded(r)
	a.direct(groups, r)
	a.promoted(groups, r)
	a.depth(groups, r)
}

// withoutDepths leaves out the loggers whose skip is up to the wrapper's
// callers: what they give is meant.
func withoutDepths(w *wrapper, list []logger) []logger {
	var out []logger
	for _, l := range list {
		if l.depth == nil || l.depth.Parent() != w.fn {
			out = append(out, l)
		}
	}
	return out
}

// silent reports whether nothing can be said of a logger. One that comes from
// where nobody can look (a context, an atomic pointer) may have a skip if the
// package gives one to any logger.
func (a *wrappers) silent(rt route, l logger) bool {
	return l.unknown || l.mute || l.skip == 0 && l.opaque && a.skipsOf(rt.library) || a.switchedOff(rt.library) || a.own[rt.library] ||
		rt.library.OnRequest && !l.decided && !a.asked(rt.library)
}

// groupKey is the type that has the field that the logger comes from, else the
// variable or function that it comes from, else the wrapper.
func groupKey(w *wrapper, l logger) types.Object {
	switch v := l.key.(type) {
	case *types.Var:
		if v.IsField() {
			return owner(v)
		}
		if v.Parent() == v.Pkg().Scope() {
			return v
		}
	case *types.Func:
		return v
	}
	if obj := w.fn.Object(); obj != nil {
		return obj
	}
	return w.param.Object()
}

// owner returns the name of the package's type that has a field, or the field.
func owner(field *types.Var) types.Object {
	scope := field.Pkg().Scope()
	for _, name := range scope.Names() {
		tn, ok := scope.Lookup(name).(*types.TypeName)
		if !ok || tn.IsAlias() {
			continue
		}
		if st, ok := tn.Type().Underlying().(*types.Struct); ok {
			for f := range st.Fields() {
				if f == field {
					return tn
				}
			}
		}
	}
	return field
}

func named(t types.Type) *types.Named {
	if p, ok := types.Unalias(t).(*types.Pointer); ok {
		t = p.Elem()
	}
	n, _ := types.Unalias(t).(*types.Named)
	return n
}

// missing reports the wrappers of a group whose logger carries no skip.
func (a *wrappers) missing(g *group, r *report.Reporter) {
	var bad []entry
	right := make(map[ssa.CallInstruction]logger) // by the call: the logger of another store, which is right
	for _, e := range g.entries {
		switch {
		case e.logger.skip == 0:
			// One call can have loggers of two groups.
			if !a.told[e.pos()] && !a.once(e.w) {
				bad = append(bad, e)
			}
		case e.logger.skip == e.need() && e.logger.site != nil:
			if _, ok := right[e.route.at]; !ok {
				right[e.route.at] = e.logger
			}
		}
	}
	if len(bad) == 0 {
		return
	}
	slices.SortStableFunc(bad, func(x, y entry) int { return cmp.Compare(x.pos(), y.pos()) })
	first := bad[0]
	if first.logger.site != nil {
		if ok, found := right[first.route.at]; found {
			a.missingStore(bad, ok, r)
			return
		}
	}
	call := a.syntax[first.pos()]
	if call == nil {
		return
	}
	need := first.need()
	var related []analysis.RelatedInformation
	others := 0
	seen := map[token.Pos]bool{first.pos(): true}
	for _, e := range bad {
		a.told[e.pos()] = true
	}
	stores := a.relatedStores(bad)
	names := map[string]bool{first.route.frames[0].name: true}
	for _, e := range bad {
		if e.need() != need {
			need = 0
		}
		if seen[e.pos()] {
			continue
		}
		seen[e.pos()] = true
		if !names[e.route.frames[0].name] {
			names[e.route.frames[0].name] = true
			others++
		}
		if c := a.syntax[e.pos()]; c != nil && len(stores)+len(related) < 12 {
			related = append(related, analysis.RelatedInformation{
				Pos: c.Fun.Pos(), End: c.Fun.End(),
				Message: fmt.Sprintf("entries of %s name this line as their caller", e.route.frames[0].name),
			})
		}
	}
	what := "entries of " + first.w.name()
	this := "this line, not its caller"
	if first.route.frames[0].name != "" && first.route.frames[0].name != first.w.name() {
		this = "this line of " + first.route.frames[0].name + ", not its caller"
	}
	if !first.route.frames[0].pos.IsValid() {
		this = "the line of " + first.foreign() + ", not its caller"
	}
	switch {
	case others == 1:
		what += " and of one more wrapper"
		this = "their own lines, not their callers"
	case others > 1:
		what += fmt.Sprintf(" and of %d more wrappers", others)
		this = "their own lines, not their callers"
	}
	r.Report(report.Diagnostic{
		Range:    call.Fun,
		Category: "missing",
		Message:  fmt.Sprintf("%s name %s; %s", what, this, a.advice(bad, need)),
		Related:  append(stores, related...),
		Fix:      a.fix(g, bad, need),
	})
}

// relatedStores shows where the loggers without a skip are stored, the places
// that the advice to store them with one is about.
func (a *wrappers) relatedStores(bad []entry) []analysis.RelatedInformation {
	var out []analysis.RelatedInformation
	seen := make(map[*ssa.Store]bool)
	for _, e := range bad {
		v, ok := e.logger.key.(*types.Var)
		site := e.logger.site
		if !ok || site == nil || seen[site] || report.InTest(a.pass.Fset, site.Pos()) || !a.forWrappersOnly(v) {
			continue
		}
		seen[site] = true
		if expr := a.storedExpr(site); expr != nil {
			out = append(out, analysis.RelatedInformation{
				Pos: expr.Pos(), End: expr.End(),
				Message: fmt.Sprintf("the logger that is stored into %s here carries no skip", v.Name()),
			})
		}
	}
	slices.SortFunc(out, func(x, y analysis.RelatedInformation) int { return cmp.Compare(x.Pos, y.Pos) })
	return out[:min(len(out), 6)]
}

// missingStore reports a store of a logger without a skip where another store
// into the same variable has it.
func (a *wrappers) missingStore(bad []entry, right logger, r *report.Reporter) {
	// One constructor is one mistake, however many fields it fills.
	var loggers []logger
	maker := bad[0].logger.site.Parent()
	for _, e := range bad {
		if e.logger.site != nil && e.logger.site.Parent() == maker {
			loggers = append(loggers, e.logger)
		}
	}
	e := bad[0]
	expr := a.storedExpr(e.logger.site)
	if expr == nil {
		return
	}
	r.Report(report.Diagnostic{
		Range:    expr,
		Category: "missing",
		Message: fmt.Sprintf("this logger carries no skip, unlike that of %s, so entries of %s name the wrapper's line; %s",
			report.Place(a.pass.Fset, expr.Pos(), right.site.Pos()), e.w.name(), strings.Replace(use(e.route.library, right.skip, 0), "use ", "add ", 1)),
		Related: []analysis.RelatedInformation{{
			Pos: right.site.Pos(), Message: fmt.Sprintf("the logger that is stored into %s here skips %d", right.key.Name(), right.skip),
		}},
		Fix: a.fixStores(e.route.library, loggers, right.skip),
	})
	rest := slices.DeleteFunc(slices.Clone(bad), func(e entry) bool {
		return e.logger.site == nil || e.logger.site.Parent() == maker
	})
	if len(rest) > 0 {
		a.missingStore(rest, right, r)
	}
}

// pos is the place that an entry names at skip 0, or, if that is in another
// package, the place of the call that leads there.
func (e entry) pos() token.Pos {
	for _, f := range e.route.frames {
		if f.pos.IsValid() {
			return f.pos
		}
	}
	return token.NoPos
}

// foreign names the innermost wrapper of another package.
func (e entry) foreign() string {
	for _, f := range e.route.frames {
		if f.name != "" {
			return f.name
		}
	}
	return "another package"
}

func (w *wrapper) name() string { return name(w.fn) }

// advice says what to do about a missing skip.
func (a *wrappers) advice(bad []entry, need int) string {
	if l := bad[0].route.library; l.Skip == "" {
		return use(l, need, 0)
	}
	opt := option(bad[0].route.library, need)
	var stored []string
	for _, e := range bad {
		v, ok := e.logger.key.(*types.Var)
		if !ok || !v.IsField() && v.Parent() != v.Pkg().Scope() || v.Pkg() != a.pass.Pkg || !a.forWrappersOnly(v) {
			return "log through a logger with " + opt
		}
		if !slices.Contains(stored, v.Name()) {
			stored = append(stored, v.Name())
		}
	}
	if len(stored) > 2 {
		return "store their loggers with " + opt
	}
	return fmt.Sprintf("store %s with %s", strings.Join(stored, " and "), opt)
}

// option is what makes a logger skip n frames.
func option(l *lib.Logging, n int) string {
	if n == 0 {
		return fmt.Sprintf(l.Skip, 1) + " for each wrapper on the way"
	}
	return fmt.Sprintf(l.Skip, n)
}

// use says how to skip n frames where have are skipped.
func use(l *lib.Logging, n, have int) string {
	switch {
	case l.Skip != "":
		return "use " + option(l, n)
	case l.Adds && have > n:
		return fmt.Sprintf("let its skips add up to %d", n)
	case l.Adds:
		return fmt.Sprintf(l.Instead, max(n, 1)-have)
	case strings.Contains(l.Instead, "%"):
		return fmt.Sprintf(l.Instead, max(n, 1)+l.From)
	}
	return l.Instead
}
