package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/tools/go/analysis"
)

// options are what a person asked for.
type options struct {
	dir       string // -C
	format    string
	fix, diff bool
	version   bool
	help      bool     // "obslint help": patterns are the names of passes
	build     []string // flags for go list and go vet
	passes    []string // flags for the passes
	overlay   string   // the value of -overlay
	patterns  []string
}

var formats = []string{"text", "json", "sarif", "github"}

// buildFlags are the flags of the go command that say what is loaded.
var buildFlags = []struct {
	name, usage string
	isBool      bool
}{
	{"tags", "build with this comma-separated `list` of tags", false},
	{"mod", "how modules are resolved: `mode` is readonly, vendor or mod", false},
	{"modfile", "use this `file` instead of go.mod", false},
	{"overlay", "read the JSON `file` that replaces files of the build", false},
	{"race", "build as for the race detector", true},
	{"msan", "build as for the memory sanitizer", true},
	{"asan", "build as for the address sanitizer", true},
	{"p", "run `n` programs at a time", false},
}

// parseArgs reads a person's command line. The error is flag.ErrHelp for -h.
func parseArgs(suite []*analysis.Analyzer, args []string) (*options, error) {
	opts := new(options)
	if len(args) > 0 && args[0] == "help" {
		opts.help = true
		opts.patterns = args[1:]
		return opts, nil
	}
	fs := newFlagSet(suite, opts)
	if err := fs.Parse(args); err != nil {
		return nil, err
	}
	if opts.patterns = fs.Args(); len(opts.patterns) == 0 {
		opts.patterns = []string{"."}
	}
	for _, arg := range opts.patterns {
		if strings.HasPrefix(arg, "-") {
			return nil, fmt.Errorf("flag %s must come before the packages", arg)
		}
	}
	switch {
	case !slices.Contains(formats, opts.format):
		return nil, fmt.Errorf("-format=%s: the formats are %s", opts.format, strings.Join(formats, ", "))
	case opts.fix && opts.diff:
		return nil, errors.New("-diff shows what -fix would write: use one of them")
	case opts.diff && opts.format != "text":
		return nil, errors.New("-diff has a format of its own: it goes without -format")
	case opts.fix && opts.overlay != "":
		return nil, errors.New("-fix cannot write to files that -overlay replaces: use -diff")
	}
	return opts, nil
}

// newFlagSet returns the flags that a person may use. Parsing them fills opts.
func newFlagSet(suite []*analysis.Analyzer, opts *options) *flag.FlagSet {
	fs := flag.NewFlagSet("obslint", flag.ContinueOnError)
	fs.SetOutput(io.Discard)
	fs.Usage = func() {}
	fs.StringVar(&opts.dir, "C", "", "change to `dir` before anything else")
	fs.StringVar(&opts.format, "format", "text", "write findings as `text|json|sarif|github`")
	fs.BoolVar(&opts.fix, "fix", false, "apply the suggested fixes")
	fs.BoolVar(&opts.diff, "diff", false, "show the suggested fixes as a unified diff")
	fs.BoolVar(&opts.version, "version", false, "print the version")
	for _, b := range buildFlags {
		f := &forwarded{name: b.name, isBool: b.isBool, to: &opts.build}
		if b.name == "overlay" {
			f.check = func(s string) error { opts.overlay = s; return nil }
		}
		fs.Var(f, b.name, b.usage)
	}
	for _, a := range suite {
		fs.Var(&forwarded{name: a.Name, isBool: true, to: &opts.passes}, a.Name, "")
		a.Flags.VisitAll(func(f *flag.Flag) {
			name := a.Name + "." + f.Name
			b, ok := f.Value.(interface{ IsBoolFlag() bool })
			isBool := ok && b.IsBoolFlag()
			fs.Var(&forwarded{name: name, isBool: isBool, check: f.Value.Set, to: &opts.passes}, name, f.Usage)
		})
	}
	return fs
}

// forwarded is the value of a flag that is passed on as it came.
type forwarded struct {
	name   string
	isBool bool
	check  func(string) error // nil if any value will do
	to     *[]string
}

func (f *forwarded) String() string   { return "" }
func (f *forwarded) IsBoolFlag() bool { return f.isBool }

func (f *forwarded) Set(s string) error {
	if f.isBool {
		if _, err := strconv.ParseBool(s); err != nil {
			return errors.New("want true or false")
		}
	}
	if f.check != nil {
		if err := f.check(s); err != nil {
			return err
		}
	}
	*f.to = append(*f.to, "-"+f.name+"="+s)
	return nil
}
