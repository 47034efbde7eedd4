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

	"github.com/obslint/obslint/analyzers/internal/frames"
	"github.com/obslint/obslint/analyzers/internal/lib"
	"github.com/obslint/obslint/analyzers/internal/loggers"
	"github.com/obslint/obslint/analyzers/internal/report"
)

// An entry is one wrapper that is entered with one logger.
type entry struct {
	w      *frames.Wrapper
	route  frames.Route
	logger loggers.Logger
}

func (e entry) need() int { return len(e.route.Frames) }

// A group is the entries that one change would mend: those of one type's
// methods, of one variable, of one function.
type group struct {
	key     types.Object
	entries []entry
}

// report reports the wrappers whose logger skips other than their frames.
func (a *judge) report(all []*frames.Wrapper, r *report.Reporter) {
	var groups []*group
	byKey := make(map[types.Object]*group)
	for _, w := range all {
		if !a.Entered(w) {
			continue
		}
		for _, rt := range w.Routes {
			for _, l := range a.Callers(withoutDepths(w, rt.Loggers)) {
				if a.silent(rt, l) {
					a.unsure[w] = a.unsure[w] || l.Unknown
					continue
				}
				rt := rt
				if l.Library != nil {
					rt.Library = l.Library // that of a *log.Logger that zap made is zap
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
	a.exportSetters(groups)
	a.setters(r)
	a.adapters(r)
	a.unrecorded(r)
	a.direct(groups, r)
	a.promoted(groups, r)
	a.depth(groups, r)
}

// withoutDepths leaves out the loggers whose skip is up to the wrapper's
// callers: what they give is meant.
func withoutDepths(w *frames.Wrapper, list []loggers.Logger) []loggers.Logger {
	var out []loggers.Logger
	for _, l := range list {
		if l.Depth == nil || l.Depth.Parent() != w.Fn {
			out = append(out, l)
		}
	}
	return out
}

// silent reports whether nothing can be said of a logger. One that comes from
// where nobody can look (a context, an atomic pointer) may have a skip if the
// package gives one to any logger.
func (a *judge) silent(rt frames.Route, l loggers.Logger) bool {
	if l.Skip != 0 && lib.LoggingNamed(rt.Library.Name) == nil {
		return true // what it skips besides, to be right by itself, is not known
	}
	return l.Unknown || l.Rest != nil || l.Mute || l.Skip == 0 && l.Opaque && a.SkipsBehind(rt.Library) || a.switchedOff(rt.Library) || a.findsItself(rt.Library) ||
		!l.Decided && !a.asked(rt.Library) && onRequest(a.Pass, rt.Library)
}

// groupKey is the type that has the field that the logger comes from, else the
// variable or function that it comes from, else the wrapper.
func groupKey(w *frames.Wrapper, l loggers.Logger) types.Object {
	switch v := l.Key.(type) {
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
	if obj := w.Fn.Object(); obj != nil {
		return obj
	}
	return w.Param.Object()
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
func (a *judge) missing(g *group, r *report.Reporter) {
	var bad []entry
	right := make(map[ssa.CallInstruction]loggers.Logger) // by the call: the logger of another store, which is right
	for _, e := range g.entries {
		switch {
		case e.logger.Skip == 0:
			// One call can have loggers of two groups.
			if !a.told[e.pos()] && !a.once(e.w) && a.setter(e.logger) == nil {
				bad = append(bad, e)
			}
		case e.logger.Skip == e.need() && e.logger.Site != nil:
			if _, ok := right[e.route.At]; !ok {
				right[e.route.At] = e.logger
			}
		}
	}
	if len(bad) == 0 {
		return
	}
	slices.SortStableFunc(bad, func(x, y entry) int { return cmp.Compare(x.pos(), y.pos()) })
	first := bad[0]
	if first.logger.Site != nil {
		if ok, found := right[first.route.At]; found {
			a.missingStore(bad, ok, r)
			return
		}
	}
	call := a.CallAt(first.pos())
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
	names := map[string]bool{first.route.Frames[0].Name: true}
	for _, e := range bad {
		if e.need() != need {
			need = 0
		}
		if seen[e.pos()] {
			continue
		}
		seen[e.pos()] = true
		if !names[e.route.Frames[0].Name] {
			names[e.route.Frames[0].Name] = true
			others++
		}
		if c := a.CallAt(e.pos()); c != nil && len(stores)+len(related) < 12 {
			related = append(related, analysis.RelatedInformation{
				Pos: c.Fun.Pos(), End: c.Fun.End(),
				Message: fmt.Sprintf("entries of %s name this line as their caller", e.route.Frames[0].Name),
			})
		}
	}
	what := "entries of " + first.w.Name()
	this := "this line, not its caller"
	if first.route.Frames[0].Name != "" && first.route.Frames[0].Name != first.w.Name() {
		this = "this line of " + first.route.Frames[0].Name + ", not its caller"
	}
	if !first.route.Frames[0].Pos.IsValid() {
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
		Fix:      cmp.Or(a.fix(g, bad, need), a.fixAtCall(bad, need)),
	})
}

// relatedStores shows where the loggers without a skip are stored, the places
// that the advice to store them with one is about.
func (a *judge) relatedStores(bad []entry) []analysis.RelatedInformation {
	var out []analysis.RelatedInformation
	seen := make(map[*ssa.Store]bool)
	for _, e := range bad {
		v, ok := e.logger.Key.(*types.Var)
		site := e.logger.Site
		if !ok || site == nil || seen[site] || report.InTest(a.Pass.Fset, site.Pos()) || !a.forWrappersOnly(v) {
			continue
		}
		seen[site] = true
		if expr := a.StoredExpr(site); expr != nil {
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
func (a *judge) missingStore(bad []entry, right loggers.Logger, r *report.Reporter) {
	// One constructor is one mistake, however many fields it fills.
	var list []loggers.Logger
	maker := bad[0].logger.Site.Parent()
	for _, e := range bad {
		if e.logger.Site != nil && e.logger.Site.Parent() == maker {
			list = append(list, e.logger)
		}
	}
	e := bad[0]
	expr := a.StoredExpr(e.logger.Site)
	if expr == nil {
		return
	}
	r.Report(report.Diagnostic{
		Range:    expr,
		Category: "missing",
		Message: fmt.Sprintf("this logger carries no skip, unlike that of %s, so entries of %s name the wrapper's line; %s",
			report.Place(a.Pass.Fset, expr.Pos(), right.Site.Pos()), e.w.Name(), strings.Replace(use(e.route.Library, right.Skip, 0), "use ", "add ", 1)),
		Related: []analysis.RelatedInformation{{
			Pos: right.Site.Pos(), Message: fmt.Sprintf("the logger that is stored into %s here skips %d", right.Key.Name(), right.Skip),
		}},
		Fix: a.fixStores(e.route.Library, list, right.Skip),
	})
	rest := slices.DeleteFunc(slices.Clone(bad), func(e entry) bool {
		return e.logger.Site == nil || e.logger.Site.Parent() == maker
	})
	if len(rest) > 0 {
		a.missingStore(rest, right, r)
	}
}

// once reports whether w prints a value that is no text (what a panic was
// called with) for one line of the package, and no other.
func (a *judge) once(w *frames.Wrapper) bool {
	calls, all := a.Calls(w.Fn)
	return all && len(calls) == 1 && types.IsInterface(w.Param.Type())
}

// pos is the place that an entry names at skip 0, or, if that is in another
// package, the place of the call that leads there.
func (e entry) pos() token.Pos {
	for _, f := range e.route.Frames {
		if f.Pos.IsValid() {
			return f.Pos
		}
	}
	return token.NoPos
}

// foreign names the innermost wrapper of another package.
func (e entry) foreign() string {
	for _, f := range e.route.Frames {
		if f.Name != "" {
			return f.Name
		}
	}
	return "another package"
}

// advice says what to do about a missing skip.
func (a *judge) advice(bad []entry, need int) string {
	if l := bad[0].route.Library; l.Skip == "" {
		return use(l, need, 0)
	}
	opt := option(bad[0].route.Library, need)
	var stored []string
	for _, e := range bad {
		v, ok := e.logger.Key.(*types.Var)
		if !ok || !v.IsField() && v.Parent() != v.Pkg().Scope() || v.Pkg() != a.Pass.Pkg || !a.forWrappersOnly(v) {
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
