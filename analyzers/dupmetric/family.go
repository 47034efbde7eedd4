package dupmetric

import (
	"fmt"
	"hash/fnv"
	"slices"
	"strings"

	"github.com/obslint/obslint/analyzers/internal/eval"
	"github.com/obslint/obslint/analyzers/internal/lib"
)

// A family is an event, worked out: one metric in one registry.
type family struct {
	reg    string // key of the registry
	name   string
	key    string // of a name that parameters have a part in, which then stand in it by their names
	kind   string
	flags  int
	help   string // hashed; "?" is not known
	unit   string // "?" is not known
	consts []string
	labels []string
	open   string // which of them are not known: c for const labels, l for label names
	at     string // file.go:N
	mode   mode

	ev  *event
	pkg string // of an imported family
}

const notKnown = "?"

// familyOf works out an event. It is false if the registry or the name is not
// known.
func (x *checker) familyOf(ev *event) (family, bool) {
	f := family{kind: ev.Met.S, flags: ev.Met.N, at: ev.At, mode: ev.Mode, ev: ev}
	if ev.Met.K != eval.Object {
		return f, false
	}
	name := ev.Met.V[0]
	f.help, f.unit = hashed(ev.Met.V[1]), notKnown
	if s, ok := ev.Met.V[2].Str(); ok {
		f.unit = s
	}
	f.addConsts(x, ev.Met.V[3])
	f.addLabels(ev.Met.V[4])
	reg := ev.Reg
	for reg.K == eval.Wrap {
		name = eval.ConcatOf(reg.V[2], name)
		f.addConsts(x, reg.V[1])
		reg = reg.V[0]
	}
	if reg.K == eval.Or {
		reg = reg.V[0]
	}
	if reg.K == eval.Zero {
		return f, false // registers nothing
	}
	f.name, f.reg = name.Spelled(), x.vals.Key(reg)
	if _, ok := name.Str(); !ok {
		if !x.vals.Stays(name, ev.here.call.Parent()) {
			return f, false
		}
		f.key = x.vals.Key(name)
	}
	if reg.K == eval.Preset || reg.K == eval.Global {
		f.reg = reg.S
	}
	slices.Sort(f.consts)
	return f, f.reg != "" && f.name != ""
}

func hashed(help *eval.Val) string {
	s, ok := help.Str()
	if !ok {
		return notKnown
	}
	h := fnv.New32a()
	h.Write([]byte(s))
	return fmt.Sprintf("%x", h.Sum32())
}

func (f *family) addConsts(x *checker, v *eval.Val) {
	switch v.K {
	case eval.Zero:
	case eval.Dict:
		for i, l := range v.L {
			key := x.vals.Key(v.V[i])
			if key == "" {
				key = notKnown
			}
			f.consts = append(f.consts, l+"="+key)
		}
	default:
		f.open += "c"
	}
}

func (f *family) addLabels(v *eval.Val) {
	switch v.K {
	case eval.Zero:
	case eval.List:
		for _, l := range v.V {
			if l.K == eval.Record { // a label with a constraint
				l = l.Get(lib.MetricFields.Name)
			}
			s, ok := l.Str()
			if !ok {
				f.open += "l"
				return
			}
			f.labels = append(f.labels, s)
		}
	default:
		f.open += "l"
	}
}

// line is f as it stands in a package's fact.
func (f family) line() string {
	return joined("\t", f.reg, f.name, f.kind, fmt.Sprint(f.flags), f.help, f.unit,
		joined("\x01", f.consts...), joined("\x01", f.labels...), f.open, f.at, fmt.Sprint(f.mode))
}

// joined joins parts that may have any characters in them: a name may have a
// tab.
func joined(sep string, parts ...string) string {
	for i, p := range parts {
		if strings.ContainsAny(p, `\`+sep) {
			parts = slices.Clone(parts)
			parts[i] = strings.NewReplacer(`\`, `\\`, sep, `\`+escape(sep)).Replace(p)
		}
	}
	return strings.Join(parts, sep)
}

func escape(sep string) string { return string('a' + sep[0]) }

// exported returns f as a line that other packages can read. It is false if f
// says nothing there.
func (f family) exported() (string, bool) {
	f.consts = slices.Clone(f.consts)
	for i, c := range f.consts {
		if v := value(c); !isQuoted(v) {
			f.consts[i] = strings.TrimSuffix(c, v) + notKnown
		}
	}
	return f.line(), f.mode != expects
}

func parseLine(pkg, line string) family {
	p := split("\t", line)
	f := family{pkg: pkg}
	if len(p) != 11 {
		return f
	}
	f.reg, f.name, f.kind, f.help, f.unit, f.open, f.at = p[0], p[1], p[2], p[4], p[5], p[8], p[9]
	fmt.Sscan(p[3], &f.flags)
	fmt.Sscan(p[10], &f.mode)
	f.consts, f.labels = split("\x01", p[6]), split("\x01", p[7])
	return f
}

// split takes apart what joined has joined.
func split(sep, s string) []string {
	if s == "" {
		return nil
	}
	parts := strings.Split(s, sep)
	for i, p := range parts {
		if strings.Contains(p, `\`) {
			parts[i] = strings.NewReplacer(`\\`, `\`, `\`+escape(sep), sep).Replace(p)
		}
	}
	return parts
}

// presets are the families that are there from the start.
func presets() []family {
	var out []family
	for _, reg := range lib.Registries {
		for _, name := range reg.Names {
			f := family{reg: reg.Path, name: name, kind: "metric", flags: isGroup, help: notKnown, unit: ""}
			if reg.Path == "expvar" {
				f.kind = "variable"
			}
			out = append(out, f)
		}
	}
	return out
}

// A clash is what is wrong with two families of one registry.
type clash struct {
	category string
	what     string // the difference, for mismatch and instrument
}

// compare says how b, registered after a with the same registry, fails.
func compare(a, b family) (clash, bool) {
	if a.reg != b.reg || a.key != b.key {
		return clash{}, false
	}
	if a.name != b.name {
		if a.suffixOf(b) || b.suffixOf(a) {
			return clash{category: "suffix"}, true
		}
		return clash{}, false
	}
	if a.isInstrument() || b.isInstrument() {
		return compareInstruments(a, b)
	}
	switch {
	case (a.flags|b.flags)&isGroup != 0:
		if slices.Equal(a.consts, b.consts) && a.open+b.open == "" && !slices.ContainsFunc(a.consts, unknownConst) {
			return clash{category: "twice"}, true
		}
		return clash{}, false
	case !strings.Contains(a.open+b.open, "c") && !slices.Equal(names(a.consts), names(b.consts)):
		return clash{"mismatch", fmt.Sprintf("labels %s, not %s", b.labelText(), a.labelText())}, true
	case !strings.Contains(a.open+b.open, "l") && !slices.Equal(sorted(a.labels), sorted(b.labels)):
		return clash{"mismatch", fmt.Sprintf("labels %s, not %s", b.labelText(), a.labelText())}, true
	case a.help != notKnown && b.help != notKnown && a.help != b.help:
		return clash{"mismatch", "another help string"}, true
	case a.unit != notKnown && b.unit != notKnown && a.unit != b.unit:
		return clash{"mismatch", fmt.Sprintf("unit %q, not %q", b.unit, a.unit)}, true
	}
	if strings.Contains(a.open+b.open, "c") {
		return clash{}, false
	}
	equal, differ := true, false
	for i := range a.consts {
		va, vb := value(a.consts[i]), value(b.consts[i])
		equal = equal && va == vb && va != notKnown
		differ = differ || va != vb && isQuoted(va) && isQuoted(vb)
	}
	switch {
	case equal:
		return clash{category: "twice"}, true
	case differ && a.kind != b.kind && (a.flags|b.flags)&isDesc == 0 && a.open+b.open == "" && a.help != notKnown && b.help != notKnown:
		return clash{category: "type"}, true
	}
	return clash{}, false
}

func compareInstruments(a, b family) (clash, bool) {
	switch {
	case a.key != "" || eventsAndDurations(a, b) || eventsAndDurations(b, a):
		return clash{}, false // one name on purpose
	case a.kind != b.kind:
		return clash{"instrument", "kind"}, true
	case a.unit != notKnown && b.unit != notKnown && a.unit != b.unit:
		return clash{"instrument", "unit"}, true
	case a.help != notKnown && b.help != notKnown && a.help != b.help:
		return clash{"instrument", "description"}, true
	}
	return clash{}, false
}

// eventsAndDurations reports whether a counts what b measures, in a unit of its
// own: exporters that tell units and counters by suffixes give them two names.
func eventsAndDurations(a, b family) bool {
	return strings.HasSuffix(a.kind, "64Counter") && strings.HasSuffix(b.kind, "64Histogram") &&
		a.unit != notKnown && b.unit != notKnown && a.unit != b.unit
}

func (f family) isInstrument() bool {
	return f.kind != "" && f.kind[0] >= 'A' && f.kind[0] <= 'Z'
}

// suffixOf reports whether f's name is one that the histogram or summary g
// takes for its own series.
func (f family) suffixOf(g family) bool {
	rest, ok := strings.CutPrefix(f.name, g.name)
	if !ok || (f.flags|g.flags)&(isGroup|isDesc) != 0 {
		return false
	}
	switch rest {
	case "_count", "_sum":
		return g.kind == "histogram" || g.kind == "summary"
	case "_bucket":
		return g.kind == "histogram"
	}
	return false
}

func (f family) labelText() string {
	all := slices.Clone(f.labels)
	for _, c := range names(f.consts) {
		all = append(all, "const "+c)
	}
	return "[" + strings.Join(all, " ") + "]"
}

func names(consts []string) []string {
	var out []string
	for _, c := range consts {
		n, _, _ := strings.Cut(c, "=")
		out = append(out, n)
	}
	return out
}

func value(c string) string {
	_, v, _ := strings.Cut(c, "=")
	return v
}

// known reports whether the values of all labels are.
func known(consts []string) bool {
	return !slices.ContainsFunc(consts, func(c string) bool { return !isQuoted(value(c)) })
}

func unknownConst(c string) bool { return value(c) == notKnown }
func isQuoted(s string) bool     { return len(s) > 1 && s[0] == '"' }

func sorted(s []string) []string {
	s = slices.Clone(s)
	slices.Sort(s)
	return s
}
