package callerskip

import (
	"cmp"
	"fmt"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/analysis"

	"github.com/obslint/obslint/analyzers/internal/frames"
	"github.com/obslint/obslint/analyzers/internal/loggers"
	"github.com/obslint/obslint/analyzers/internal/report"
)

// A given is the entries of a group whose logger got its skip from one place:
// an option or a depth argument, else a store.
type given struct {
	from    any
	entries []entry
	right   bool // for at least one of them the number is right
}

// numbers splits a group by where its skips are given.
func (g *group) numbers() []*given {
	var out []*given
	by := make(map[any]*given)
	for _, e := range g.entries {
		if e.logger.Skip <= 0 {
			continue
		}
		key := givenBy(e.logger)
		if by[key] == nil {
			by[key] = &given{from: key}
			out = append(out, by[key])
		}
		by[key].entries = append(by[key].entries, e)
		by[key].right = by[key].right || e.logger.Skip == e.need()
	}
	return out
}

// givenBy is the place that a logger got its skip from.
func givenBy(l loggers.Logger) any {
	switch {
	case l.Added != nil:
		return l.Added
	case l.Site != nil:
		return l.Site
	}
	return l.Key
}

// rightElse returns a logger that the same call of e may have and that is
// right for it: that of another constructor.
func (g *group) rightElse(e entry) (loggers.Logger, bool) {
	for _, x := range g.entries {
		if x.route.At == e.route.At && x.w == e.w && x.logger.Skip == x.need() {
			return x.logger, true
		}
	}
	return loggers.Logger{}, false
}

// needs returns the least and the greatest number of frames of entries.
func needs(entries []entry) (least, most int) {
	for i, e := range entries {
		if i == 0 || e.need() < least {
			least = e.need()
		}
		most = max(most, e.need())
	}
	return least, most
}

// short reports the wrappers of a group whose logger skips some of their
// Frames: at the number if it is right for none of them, else each depth that
// is greater than that of those that are right.
func (a *judge) short(g *group, r *report.Reporter) {
	var rest []entry
	for _, n := range g.numbers() {
		var bad []entry
		for _, e := range n.entries {
			if _, ok := g.rightElse(e); e.logger.Skip < e.need() && !(ok && n.right) {
				bad = append(bad, e)
			}
		}
		if len(bad) == 0 {
			continue
		}
		slices.SortStableFunc(bad, func(x, y entry) int { return cmp.Compare(x.named(), y.named()) })
		least, most := needs(n.entries)
		if len(bad) == len(n.entries) && least == most && a.wrongNumber(g, n, bad[0], "short", r) {
			continue
		}
		rest = append(rest, bad...)
	}
	slices.SortStableFunc(rest, func(x, y entry) int { return cmp.Compare(x.named(), y.named()) })
	a.deeper(rest, r)
}

// wrongNumber reports a number that is right for none of the wrappers that it
// is for, where it stands.
func (a *judge) wrongNumber(g *group, n *given, e entry, category string, r *report.Reporter) bool {
	if e.logger.Added == nil {
		return false
	}
	at := a.Syntax(e.logger.Added)
	if at == nil {
		return false
	}
	if a.told[at.Lparen] {
		return true
	}
	a.told[at.Lparen] = true
	_, most := needs(n.entries)
	d := report.Diagnostic{Range: at, Category: category}
	line := "a line of another package"
	if pos := e.named(); pos.IsValid() {
		line = report.Place(a.Pass.Fset, at.Pos(), pos)
		if pos == at.Lparen {
			line = "this line"
		}
	}
	ok, sibling := g.rightElse(e)
	switch {
	case category == "short" && sibling:
		d.Message = fmt.Sprintf("this logger skips %d, unlike that of %s, so entries of %s name the wrapper's line; %s",
			e.logger.Skip, report.Place(a.Pass.Fset, at.Pos(), a.givenAt(ok)), e.w.Name(), use(e.route.Library, most, e.logger.Skip))
	case category == "short":
		d.Message = fmt.Sprintf("entries of %s name %s, not its caller: the logger skips %d of the %d wrappers on the way; %s",
			e.w.Name(), line, e.logger.Skip, e.need(), use(e.route.Library, most, e.logger.Skip))
	case sibling:
		d.Message = fmt.Sprintf("this logger skips %d, unlike that of %s, so entries of %s name a line above their caller; %s",
			e.logger.Skip, report.Place(a.Pass.Fset, at.Pos(), a.givenAt(ok)), e.w.Name(), use(e.route.Library, most, e.logger.Skip))
	default:
		d.Message = fmt.Sprintf("entries of %s name a line above their caller: the logger skips %d and there are %d wrappers; %s",
			e.w.Name(), e.logger.Skip, most, use(e.route.Library, most, e.logger.Skip))
	}
	if call := a.CallAt(e.named()); call != nil && call != at {
		d.Related = append(d.Related, analysis.RelatedInformation{Pos: call.Fun.Pos(), End: call.Fun.End(), Message: fmt.Sprintf("a wrapper that logs through the logger that skips %d", e.logger.Skip)})
	}
	d.Fix = a.fixConstant(n, e.logger, most)
	r.Report(d)
	return true
}

// givenAt is where a logger gets its skip.
func (a *judge) givenAt(l loggers.Logger) token.Pos {
	if l.Added != nil {
		if call := a.Syntax(l.Added); call != nil {
			return call.Pos()
		}
	}
	if l.Site != nil {
		return l.Site.Pos()
	}
	return l.Key.Pos()
}

// deeper reports wrappers that are deeper than those that share their logger,
// those of one depth together.
func (a *judge) deeper(bad []entry, r *report.Reporter) {
	seen := make(map[token.Pos]bool)
	done := make(map[int]bool)
	for i, e := range bad {
		call := a.CallAt(e.named())
		if call == nil || done[e.need()] {
			continue
		}
		done[e.need()] = true
		seen[e.named()] = true
		d := report.Diagnostic{
			Range:    call.Fun,
			Category: "short",
			Related:  a.relatedOption(e.logger),
		}
		others := 0
		for _, x := range bad[i+1:] {
			c := a.CallAt(x.named())
			if c == nil || x.need() != e.need() || seen[x.named()] {
				continue
			}
			seen[x.named()] = true
			others++
			if len(d.Related) < 12 {
				d.Related = append(d.Related, analysis.RelatedInformation{Pos: c.Fun.Pos(), End: c.Fun.End(), Message: fmt.Sprintf("entries of %s name this line, too", x.w.Name())})
			}
		}
		where := "this line, not its caller"
		if f := e.route.Frames[e.logger.Skip]; f.Name != "" && f.Name != e.w.Name() {
			where = "this line of " + f.Name + ", not its caller"
		}
		what, it := e.w.Name(), "it is"
		switch {
		case others == 1:
			what, where, it = what+" and of one more wrapper", "their own lines, not their callers", "they are"
		case others > 1:
			what, where, it = fmt.Sprintf("%s and of %d more wrappers", what, others), "their own lines, not their callers", "they are"
		}
		d.Message = fmt.Sprintf("entries of %s name %s: %s %d wrappers deep and the logger skips %d", what, where, it, e.need(), e.logger.Skip)
		if rest := e.need() - e.logger.Skip; e.route.Library.Skip != "" {
			d.Message += "; add " + option(e.route.Library, rest) + " here"
		} else {
			d.Message += "; " + use(e.route.Library, e.need(), e.logger.Skip)
		}
		r.Report(d)
	}
}

// named is the call that an entry names although it is a wrapper's.
func (e entry) named() token.Pos {
	for _, f := range e.route.Frames[min(max(e.logger.Skip, 0), len(e.route.Frames)-1):] {
		if f.Pos.IsValid() {
			return f.Pos
		}
	}
	return token.NoPos
}

func (a *judge) relatedOption(l loggers.Logger) []analysis.RelatedInformation {
	if l.Added == nil {
		return nil
	}
	call := a.Syntax(l.Added)
	if call == nil {
		return nil
	}
	return []analysis.RelatedInformation{{Pos: call.Pos(), End: call.End(), Message: fmt.Sprintf("here the logger is told to skip %d", l.Skip)}}
}

// excess reports the wrappers of a group whose logger skips more than their
// Frames: at the number if it is right for none of them and no wrapper of
// another package can be what it is for, else at a call that is no wrapper's.
func (a *judge) excess(g *group, r *report.Reporter) {
	for _, n := range g.numbers() {
		if !n.right && a.outermost(g, n) && a.wrongNumber(g, n, n.entries[0], "excess", r) {
			continue
		}
		// Where it is wrong for one and right for none, it is wrong for all.
		least, most := needs(n.entries)
		alike := !n.right && least == most
		var bad []entry
		for _, e := range n.entries {
			if e.logger.Skip <= e.need() {
				continue // a wrapper elsewhere may need what no call here does
			}
			if _, ok := g.rightElse(e); !ok && !a.unsure[e.w] && a.seen(e) != nil {
				bad = append(bad, e)
			}
		}
		a.tooFar(n, bad, alike, r)
	}
}

// outermost reports whether the wrappers of a number are the outermost ones,
// none of which needs it: there are such of two depths, the deepest of them
// functions that everyone can call, or another constructor of the same logger
// has it right.
func (a *judge) outermost(g *group, n *given) bool {
	least, most := needs(n.entries)
	api, sibling := false, true
	for _, e := range n.entries {
		if e.logger.Skip <= e.need() {
			return false
		}
		if _, ok := g.rightElse(e); !ok {
			sibling = false
		}
		if obj, ok := e.w.Fn.Object().(*types.Func); ok && obj.Exported() && obj.Signature().Recv() == nil && e.need() == most {
			api = true
		}
	}
	return sibling || api && least < most
}

// tooFar reports calls of wrappers whose logger skips more than their frames.
func (a *judge) tooFar(n *given, bad []entry, alike bool, r *report.Reporter) {
	slices.SortStableFunc(bad, func(x, y entry) int { return cmp.Compare(a.seen(x).Common().Pos(), a.seen(y).Common().Pos()) })
	done := make(map[*frames.Wrapper]bool)
	for _, e := range bad {
		call := a.Syntax(a.seen(e))
		if call == nil || done[e.w] {
			continue
		}
		done[e.w] = true
		d := report.Diagnostic{
			Range:    call.Fun,
			Category: "excess",
			Related:  a.relatedOption(e.logger),
		}
		d.Message = fmt.Sprintf("the entry does not name this line but %s: the logger of %s skips %d and there %s",
			a.beyond(a.seen(e), e.logger.Skip-e.need()), e.w.Name(), e.logger.Skip, wrappersText(e.need()))
		if alike {
			d.Message += "; " + use(e.route.Library, e.need(), e.logger.Skip)
			d.Fix = a.fixConstant(n, e.logger, e.need())
			r.Report(d)
			return
		}
		if e.route.Library.Skip != "" {
			d.Message += "; log through a logger with " + option(e.route.Library, e.need())
		} else {
			d.Message += "; " + use(e.route.Library, e.need(), e.logger.Skip)
		}
		r.Report(d)
	}
}

func wrappersText(n int) string {
	switch n {
	case 0:
		return "is no wrapper"
	case 1:
		return "is one wrapper"
	}
	return fmt.Sprintf("are %d wrappers", n)
}
