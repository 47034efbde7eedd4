package dupmetric

import (
	"fmt"
	"go/ast"
	"go/token"
	"path"
	"strconv"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/obslint/obslint/analyzers/internal/lib"
	"github.com/obslint/obslint/analyzers/internal/report"
)

// report reports that b clashes with a.
func (x *checker) report(a, b family, c clash) {
	s := b.ev.here
	if x.reported[s.rng.Pos()] {
		return
	}
	x.reported[s.rng.Pos()] = true
	there := x.where(a, s.rng.Pos())
	if a.ev != nil && a.ev.here.rng == s.rng {
		if there = "earlier in this call"; b.ev.each {
			there = "in an earlier round"
		}
	}
	d := report.Diagnostic{Range: s.rng, Category: c.category}
	if a.ev != nil && a.ev.here.rng != nil && a.ev.here.rng.Pos() != s.rng.Pos() {
		d.Related = append(d.Related, related(a.ev.here.rng, "%s is registered here as well", a.title()))
	}
	if s.inner != nil {
		d.Related = append(d.Related, related(s.inner, "%s registers %s here", s.verb, b.title()))
	}
	does := fmt.Sprintf("this %s %s", s.verb, outcome(b))
	by := ""
	if len(s.way) > 0 {
		by = fmt.Sprintf(" (%s)", strings.Join(append(s.way[1:], b.at), ", "))
	}
	switch c.category {
	case "twice":
		switch {
		case b.mode == drops:
			d.Category = "dropped"
			d.Message = fmt.Sprintf("%s is registered %s and the error is dropped: what this collector%s counts never reaches Gather; use the registered one", b.title(), there, by)
		case b.mode == expects:
			d.Message = fmt.Sprintf("%s is registered %s: this %s always returns an %s; register it once", b.title(), there, s.verb, lib.MetricTypes.Duplicate.Name)
		case a.ev == nil && a.pkg == "":
			d.Message = fmt.Sprintf("%s is in %s from the start: %s%s; leave it out, or use a registry of your own", b.title(), registryName(b), does, by)
		case a.at == b.at && a.ev.here.call != s.call && len(s.way) > 0 && !madeHere(b):
			d.Category = "rerun"
			d.Message = fmt.Sprintf("%s registers %s%s, which it did %s: this call %s; call it once and share the result", s.verb, b.title(), by, there, outcome(b))
		case b.kind == "variable":
			d.Message = fmt.Sprintf("%q is published %s: %s%s; publish it once", b.name, there, does, by)
		default:
			d.Message = fmt.Sprintf("%s is registered %s: %s%s; register it once and share the collector", b.title(), there, does, by)
		}
	case "mismatch":
		if a.ev != nil && together(a, b) {
			d.Message = fmt.Sprintf("one collector describes %q twice, the second time with %s: %s%s; use one definition, or another name", b.name, c.what, does, by)
			break
		}
		if b.mode == drops {
			d.Category = "dropped"
			d.Message = fmt.Sprintf("%q is registered %s, this one has %s, and the error is dropped: what it%s counts never reaches Gather; use another name", b.name, there, c.what, by)
			break
		}
		d.Message = fmt.Sprintf("%q is registered %s, this one has %s: %s%s; use one definition, or another name", b.name, there, c.what, does, by)
	case "type":
		d.Message = fmt.Sprintf("%q is a %s %s and a %s%s here: both register, then every Gather fails; give one another name", b.name, a.kind, there, b.kind, by)
	case "suffix":
		if b.suffixOf(a) {
			d.Message = fmt.Sprintf("%q is a series of the %s %q %s: once both have values every Gather fails; rename one", b.name, a.kind, a.name, there)
		} else {
			d.Message = fmt.Sprintf("the %s %q has a series %q, a metric %s: once both have values every Gather fails; rename one", b.kind, b.name, a.name, there)
		}
	case "instrument":
		d.Message = instrumentMessage(a, b, c, there)
	}
	x.rep.Report(d)
}

// title is how a message calls a metric.
func (f family) title() string {
	if fn, ok := constructorOf(f.name); ok {
		return "what " + fn + " makes"
	}
	return strconv.Quote(f.name)
}

// madeHere reports whether the function at hand makes the metric that it has
// another function register.
func madeHere(f family) bool {
	made, ok := f.ev.Met.Ref().(*ssa.Call)
	return ok && made.Parent() == f.ev.here.call.Parent()
}

func related(rng analysis.Range, format string, args ...any) analysis.RelatedInformation {
	return analysis.RelatedInformation{Pos: rng.Pos(), End: rng.End(), Message: fmt.Sprintf(format, args...)}
}

// outcome says what becomes of a registration that fails.
func outcome(f family) string {
	switch f.mode {
	case panics:
		return "panics" + provided(f.ev)
	case expects:
		return "returns an error other than the one provided for"
	}
	if on := provided(f.ev); on != "" {
		return "returns an error" + on
	}
	return "returns an error and registers nothing"
}

func instrumentMessage(a, b family, c clash, there string) string {
	switch c.what {
	case "unit":
		return fmt.Sprintf("%q has unit %q %s and %q here: the meter makes two streams, which the Prometheus exporter gives two names; use one unit", b.name, a.unit, there, b.unit)
	case "description":
		return fmt.Sprintf("%q has another description %s: the meter makes two streams, and a scrape of the Prometheus exporter fails; use one description", b.name, there)
	}
	if strings.TrimPrefix(a.kind, "Int64") == strings.TrimPrefix(b.kind, "Float64") || strings.TrimPrefix(a.kind, "Float64") == strings.TrimPrefix(b.kind, "Int64") {
		return fmt.Sprintf("%q is %s %s and %s here: a Gather of the Prometheus exporter fails; use one number type", b.name, article(a.kind), there, article(b.kind))
	}
	return fmt.Sprintf("%q is %s %s and %s here: the meter makes two streams of one name; give one another name", b.name, article(a.kind), there, article(b.kind))
}

func article(kind string) string {
	if kind[0] == 'I' {
		return "an " + kind
	}
	return "a " + kind
}

// reportRounds reports a registration that its own surroundings run again.
func (x *checker) reportRounds(b family, when, instead string) {
	s := b.ev.here
	if x.reported[s.rng.Pos()] {
		return
	}
	x.reported[s.rng.Pos()] = true
	by := ""
	if len(s.way) > 0 {
		by = fmt.Sprintf(" (%s)", strings.Join(append(s.way[1:], b.at), ", "))
	}
	d := report.Diagnostic{Range: s.rng, Category: "rerun",
		Message: fmt.Sprintf("%s runs again: %s %s%s is registered already and it %s; %s", s.verb, when, b.title(), by, outcome(b), instead)}
	if b.mode == drops {
		d.Category = "dropped"
		d.Message = fmt.Sprintf("%s %s%s is registered already and the error is dropped: what is counted never reaches Gather; %s", when, b.title(), by, instead)
	}
	if s.inner != nil {
		d.Related = append(d.Related, related(s.inner, "%s registers %s here", s.verb, b.title()))
	}
	x.rep.Report(d)
}

// reportImport reports a clash between what two imports register.
func (x *checker) reportImport(spec *ast.ImportSpec, a, b family, c clash, more int) {
	instead := "rename one, or register it in one package"
	what := fmt.Sprintf("%s is registered at %s and at %s", b.title(), qualified(a), qualified(b))
	if a.name != b.name {
		what = fmt.Sprintf("%q at %s meets %q at %s", a.name, qualified(a), b.name, qualified(b))
		instead = "rename one"
	}
	if more > 0 {
		what += fmt.Sprintf(", and %d more like it", more)
	}
	var then string
	switch c.category {
	case "twice":
		then = "initialization panics"
	case "mismatch":
		then = fmt.Sprintf("with %s, so initialization panics", c.what)
		if strings.HasPrefix(c.what, "labels") {
			then = "with other labels, so initialization panics"
		}
	case "type":
		then = "with two types, so every Gather fails"
	case "suffix":
		then = "once both have values every Gather fails"
	case "instrument":
		then = fmt.Sprintf("in one meter, with another %s", c.what)
	}
	x.rep.Report(report.Diagnostic{Range: spec, Category: c.category,
		Message: fmt.Sprintf("this import completes a clash: %s: %s; %s", what, then, instead)})
}

func qualified(f family) string { return path.Base(f.pkg) + "/" + f.at }

// where names the place of a for a message at pos.
func (x *checker) where(a family, pos token.Pos) string {
	switch {
	case a.pkg != "":
		return "at " + qualified(a)
	case a.ev == nil:
		return "from the start"
	case a.ev.here.rng != nil:
		if p := report.Place(x.pass.Fset, pos, a.ev.here.rng.Pos()); !strings.HasPrefix(p, "line ") {
			return "at " + p
		} else if n, _ := strconv.Atoi(p[5:]); n == x.pass.Fset.Position(pos).Line {
			return "on this line"
		} else {
			return "at " + p
		}
	}
	return "at " + a.at
}

func registryName(f family) string {
	if reg, ok := lib.Registries[f.reg]; ok {
		return reg.Name
	}
	return "the registry"
}
