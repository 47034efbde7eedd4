package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"

	"github.com/obslint/obslint/cmd/obslint/internal/goplsbuild"
)

const goplsUsage = `usage: obslint gopls [-o path] [-version v] [-source folder]

Builds a gopls that has obslint's passes beside its own, for the editor.

  -o path          where to write it (default gopls-obslint, in this folder)
  -version v       the gopls to build (default ` + goplsbuild.Version + `)
  -source folder   build in the obslint in this folder, not the one that runs
`

// runGopls is the subcommand gopls. It returns the exit status.
func runGopls(args []string, stdout, stderr io.Writer) int {
	flags := flag.NewFlagSet("gopls", flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.Usage = func() { fmt.Fprint(stderr, goplsUsage) }
	out := flags.String("o", "", "")
	version := flags.String("version", "", "")
	source := flags.String("source", "", "")
	switch err := flags.Parse(args); {
	case err == flag.ErrHelp:
		return statusClean
	case err != nil:
		return statusError
	case flags.NArg() > 0:
		fmt.Fprintf(stderr, "obslint gopls: unexpected argument %q\n%s", flags.Arg(0), goplsUsage)
		return statusError
	}
	suite, err := goplsbuild.Own()
	if *source != "" {
		suite, err = goplsbuild.In(*source)
	}
	if err != nil {
		fmt.Fprintf(stderr, "obslint gopls: %v\n", err)
		return statusError
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	result, err := goplsbuild.Build(ctx, goplsbuild.Options{
		Version: *version,
		Output:  *out,
		Suite:   suite,
		Log:     stderr,
	})
	if err != nil {
		fmt.Fprintf(stderr, "obslint gopls: %v\n", err)
		return statusError
	}
	fmt.Fprintf(stdout, "%s is gopls %s with obslint; let the editor start it in place of gopls\n", result.Path, result.Version)
	return statusClean
}
