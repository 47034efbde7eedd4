package main

import (
	"flag"
	"fmt"
	"go/doc/comment"
	"io"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/obslint/obslint/analyzers"
)

// usage tells how obslint is run.
func usage(w io.Writer, suite []*analysis.Analyzer) {
	fmt.Fprint(w, `obslint finds telemetry bugs in Go code.

Usage:

	obslint [flags] [packages]      check packages, as go vet names them
	obslint help [pass]             tell about the passes, or one of them
	obslint gopls [flags]           build a gopls with the passes in it, for the editor
	go vet -vettool=$(which obslint) [flags] [packages]

Passes:

`)
	width := 0
	for _, a := range suite {
		width = max(width, len(a.Name))
	}
	for _, a := range suite {
		title, _, _ := strings.Cut(a.Doc, "\n")
		fmt.Fprintf(w, "\t%-*s  %s\n", width, a.Name, title)
	}
	fmt.Fprint(w, `
All passes run, unless -NAME selects some or -NAME=false leaves some out.
-NAME.FLAG=VALUE sets a flag of a pass: see 'obslint help NAME'.

Flags:

`)
	var opts options
	printFlags(w, newFlagSet(nil, &opts))
	fmt.Fprint(w, `
Exit status: 0 if nothing was found, 1 if something was, 2 if the command line
is wrong, a package does not load or compile, or a pass failed. With -fix, 1 if
findings are left; with -diff, 1 if the diff is not empty.

A finding is silenced by a comment on its line, or alone on the line above:

	//obslint:ignore <pass>[,<pass>] <reason>
`)
}

// help tells about passes, or about obslint if none is named.
func help(w io.Writer, suite []*analysis.Analyzer, names []string) error {
	if len(names) == 0 {
		usage(w, suite)
		return nil
	}
	for i, name := range names {
		at := slices.IndexFunc(suite, func(a *analysis.Analyzer) bool { return a.Name == name })
		if at < 0 {
			return fmt.Errorf("there is no pass %q; the passes are %s", name, strings.Join(passNames(suite), ", "))
		}
		if i > 0 {
			fmt.Fprintln(w)
		}
		helpPass(w, suite[at])
	}
	return nil
}

func helpPass(w io.Writer, a *analysis.Analyzer) {
	fmt.Fprintf(w, "%s: %s", a.Name, docText(a.Doc))
	flags := flag.NewFlagSet(a.Name, flag.ContinueOnError)
	n := 0
	a.Flags.VisitAll(func(f *flag.Flag) {
		flags.Var(f.Value, a.Name+"."+f.Name, f.Usage)
		n++
	})
	if n > 0 {
		fmt.Fprint(w, "\nFlags:\n\n")
		printFlags(w, flags)
	}
	fmt.Fprintf(w, "\nSee also:\n\n\t%s\n", a.URL)
	for _, cat := range analyzers.Categories(a) {
		fmt.Fprintf(w, "\t%s\n", cat.URL)
	}
}

// printFlags writes flags, one a line.
func printFlags(w io.Writer, fs *flag.FlagSet) {
	type line struct{ left, right string }
	var lines []line
	width := 0
	fs.VisitAll(func(f *flag.Flag) {
		name, usage := flag.UnquoteUsage(f)
		if b, ok := f.Value.(interface{ IsBoolFlag() bool }); ok && b.IsBoolFlag() {
			name = ""
		}
		left := "-" + f.Name
		if name != "" {
			left += " " + name
		}
		if f.DefValue != "" && f.DefValue != "false" {
			usage += fmt.Sprintf(" (default %s)", f.DefValue)
		}
		width = max(width, len(left))
		lines = append(lines, line{left, usage})
	})
	for _, l := range lines {
		fmt.Fprintf(w, "\t%-*s  %s\n", width, l.left, l.right)
	}
}

func passNames(suite []*analysis.Analyzer) []string {
	var names []string
	for _, a := range suite {
		names = append(names, a.Name)
	}
	return names
}

// docText renders a Go doc comment for a terminal.
func docText(doc string) string {
	var p comment.Parser
	return string(new(comment.Printer).Text(p.Parse(doc)))
}

func docMarkdown(doc string) string {
	var p comment.Parser
	return string((&comment.Printer{HeadingID: func(*comment.Heading) string { return "" }}).Markdown(p.Parse(doc)))
}

func firstParagraph(doc string) string {
	text, _, _ := strings.Cut(doc, "\n\n")
	return strings.Join(strings.Fields(text), " ")
}

// versionLine says which obslint this is.
func versionLine() string {
	return fmt.Sprintf("obslint %s %s", buildVersion(), runtime.Version())
}

func buildVersion() string {
	info, ok := debug.ReadBuildInfo()
	if !ok || info.Main.Version == "" {
		return "(devel)"
	}
	return info.Main.Version
}
