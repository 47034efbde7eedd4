package gclplugin

import (
	"flag"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/golangci/plugin-module-register/register"
	"golang.org/x/tools/go/analysis"

	"github.com/obslint/obslint/analyzers"
)

type m = map[string]any

// list is a flag type of its own, as passes have them for lists of names.
type list []string

func (l *list) String() string     { return strings.Join(*l, ",") }
func (l *list) Set(s string) error { *l = strings.Split(s, ","); return nil }

// suite returns two made-up passes, one with a flag of each type.
func suite() []*analysis.Analyzer {
	plain := &analysis.Analyzer{Name: "plain"}
	rich := &analysis.Analyzer{Name: "rich"}
	rich.Flags.Bool("strict", false, "")
	rich.Flags.Int("depth", 1, "")
	rich.Flags.String("name", "", "")
	rich.Flags.Duration("wait", time.Second, "")
	rich.Flags.Var(new(list), "funcs", "")
	return []*analysis.Analyzer{plain, rich}
}

func TestSettings(t *testing.T) {
	for _, test := range []struct {
		name   string
		conf   any
		passes string
		flags  string // of rich, as name=value
		err    string // a part of it
	}{
		{name: "none", conf: nil, passes: "plain rich"},
		{name: "empty", conf: m{}, passes: "plain rich"},
		{name: "enable", conf: m{"enable": []any{"rich"}}, passes: "rich"},
		{name: "disable", conf: m{"disable": []any{"rich"}}, passes: "plain"},
		{
			name:   "flags",
			conf:   m{"flags": m{"rich": m{"strict": true, "depth": 3, "name": "a,b", "wait": "5s", "funcs": []any{"a.F", "b.G"}}}},
			passes: "plain rich",
			flags:  "depth=3 funcs=a.F,b.G name=a,b strict=true wait=5s",
		},
		{name: "list flag as a string", conf: m{"flags": m{"rich": m{"funcs": "a.F"}}}, passes: "plain rich", flags: "funcs=a.F"},

		{name: "not a mapping", conf: []any{"rich"}, err: "must be a mapping with the keys enable, disable and flags"},
		{name: "unknown key", conf: m{"enabled": []any{"rich"}}, err: `obslint has no setting "enabled"; it has enable, disable and flags`},
		{name: "key of another type", conf: m{"enable": "rich"}, err: `"enable" of obslint must be a list of pass names`},
		{name: "flags of another type", conf: m{"flags": m{"rich": true}}, err: "must be a mapping from pass to flag to value"},
		{name: "unknown pass enabled", conf: m{"enable": []any{"rch"}}, err: `names the pass "rch", which does not exist; the passes are plain, rich`},
		{name: "unknown pass disabled", conf: m{"disable": []any{"rch"}}, err: `names the pass "rch"`},
		{name: "unknown pass with flags", conf: m{"flags": m{"rch": m{}}}, err: `names the pass "rch"`},
		{name: "both", conf: m{"enable": []any{"rich"}, "disable": []any{"rich"}}, err: "both enable and disable the pass rich"},
		{name: "nothing left", conf: m{"disable": []any{"rich", "plain"}}, err: "disable every pass"},
		{name: "unknown flag", conf: m{"flags": m{"rich": m{"stirct": true}}}, err: `rich of obslint has no flag "stirct"; it has depth, funcs, name, strict, wait`},
		{name: "no flags", conf: m{"flags": m{"plain": m{"x": true}}}, err: `plain of obslint has no flag "x"; it has none`},
		{name: "no bool", conf: m{"flags": m{"rich": m{"strict": "yes"}}}, err: `rich.strict of obslint: "yes" is not true or false`},
		{name: "no number", conf: m{"flags": m{"rich": m{"depth": "3"}}}, err: `"3" is not a number`},
		{name: "no integer", conf: m{"flags": m{"rich": m{"depth": 1.5}}}, err: "rich.depth of obslint: "},
		{name: "no string", conf: m{"flags": m{"rich": m{"name": 3}}}, err: "3 is not a string"},
		{name: "no duration", conf: m{"flags": m{"rich": m{"wait": 5}}}, err: "not a duration"},
		{name: "bad duration", conf: m{"flags": m{"rich": m{"wait": "5 parsecs"}}}, err: "rich.wait of obslint: "},
		{name: "no list", conf: m{"flags": m{"rich": m{"funcs": true}}}, err: "must be a string or a list of strings"},
		{name: "list of numbers", conf: m{"flags": m{"rich": m{"funcs": []any{1}}}}, err: "1 is not a string"},
	} {
		t.Run(test.name, func(t *testing.T) {
			passes := suite()
			settings, err := decode(test.conf)
			var on []*analysis.Analyzer
			if err == nil {
				on, err = settings.apply(passes)
			}
			if test.err != "" {
				if err == nil || !strings.Contains(err.Error(), test.err) {
					t.Fatalf("got error %v, want one that says %s", err, test.err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			var names []string
			for _, a := range on {
				names = append(names, a.Name)
			}
			if got := strings.Join(names, " "); got != test.passes {
				t.Errorf("got passes %s, want %s", got, test.passes)
			}
			if test.flags == "" {
				passes[1].Flags.VisitAll(func(f *flag.Flag) {
					if f.Value.String() != f.DefValue {
						t.Errorf("flag %s is %s, want its default", f.Name, f.Value)
					}
				})
				return
			}
			for want := range strings.FieldsSeq(test.flags) {
				name, value, _ := strings.Cut(want, "=")
				if got := passes[1].Flags.Lookup(name).Value.String(); got != value {
					t.Errorf("flag %s is %s, want %s", name, got, value)
				}
			}
		})
	}
}

func TestPlugin(t *testing.T) {
	newPlugin, err := register.GetPlugin("obslint")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := newPlugin(m{"nonsense": 1}); err == nil {
		t.Error("an unknown setting is no error")
	}
	p, err := newPlugin(nil)
	if err != nil {
		t.Fatal(err)
	}
	if got := p.GetLoadMode(); got != register.LoadModeTypesInfo {
		t.Errorf("got load mode %s", got)
	}
	passes, err := p.BuildAnalyzers()
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(passes, analyzers.Suite) {
		t.Errorf("got %v, want the suite %v", passes, analyzers.Suite)
	}
	if err := analysis.Validate(passes); err != nil {
		t.Error(err)
	}
}
