package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"time"

	"golang.org/x/tools/go/analysis"
)

// The exit status for a person. The highest wins.
const (
	statusClean    = 0
	statusFindings = 1 // for -diff: the diff is not empty
	statusError    = 2 // of usage, of loading, or of a pass
)

// A command is one run for a person.
type command struct {
	suite  []*analysis.Analyzer
	opts   *options
	tool   string // the path of this program
	files  *files
	stdout io.Writer
	stderr io.Writer
	// Whether a person looks on.
	terminal bool
	progress *progress
	status   int
	said     map[string]bool // what relay has said: -fix looks twice
}

// run serves a person and returns the exit status.
func run(ctx context.Context, suite []*analysis.Analyzer, args []string) int {
	opts, err := parseArgs(suite, args)
	switch {
	case errors.Is(err, flag.ErrHelp):
		usage(os.Stdout, suite)
		return statusClean
	case err != nil:
		fmt.Fprintf(os.Stderr, "obslint: %v\nRun 'obslint help' for usage.\n", err)
		return statusError
	case opts.version:
		fmt.Println(versionLine())
		return statusClean
	case opts.help:
		if err := help(os.Stdout, suite, opts.patterns); err != nil {
			fmt.Fprintf(os.Stderr, "obslint: %v\n", err)
			return statusError
		}
		return statusClean
	}
	c := &command{
		suite:    suite,
		opts:     opts,
		stdout:   os.Stdout,
		stderr:   os.Stderr,
		terminal: isTerminal(os.Stdout),
		progress: newProgress(os.Stderr, isTerminal(os.Stderr)),
	}
	defer c.progress.stop()
	if err := c.main(ctx); err != nil {
		c.complain("%v", err)
	}
	return c.status
}

// complain says on stderr what went wrong, and sets the exit status.
func (c *command) complain(format string, args ...any) {
	c.relay(fmt.Sprintf("obslint: "+format, args...))
}

// relay repeats what the go command or the compiler says is wrong, in a form
// that editors know, and sets the exit status.
func (c *command) relay(msg string) {
	c.status = statusError
	if c.said == nil {
		c.said = make(map[string]bool)
	}
	if c.said[msg] {
		return
	}
	c.said[msg] = true
	c.progress.clear()
	fmt.Fprintln(c.stderr, msg)
}

// note says something on stderr.
func (c *command) note(format string, args ...any) {
	c.progress.clear()
	fmt.Fprintf(c.stderr, "obslint: "+format+"\n", args...)
}

func (c *command) main(ctx context.Context) error {
	var err error
	if c.tool, err = os.Executable(); err != nil {
		return err
	}
	if c.files, err = newFiles(c.opts.dir, c.opts.overlay); err != nil {
		return err
	}
	c.progress.phase("looking at the packages")
	if err := c.checkGo(ctx); err != nil {
		return err
	}
	pkgs, err := c.load(ctx)
	if err != nil {
		return err
	}
	if len(pkgs.roots) == 0 { // load has said why
		return c.show(&result{unchecked: pkgs.left})
	}
	begin := time.Now()
	result, err := c.vet(ctx, pkgs)
	if err != nil {
		return err
	}
	if c.opts.fix || c.opts.diff {
		fixed, err := c.fix(result.findings, pkgs, begin)
		if err != nil {
			return err
		}
		if c.opts.diff {
			c.failures(result)
			c.progress.stop()
			return c.showDiff(fixed)
		}
		if len(fixed.files) > 0 {
			// What is left stands on other lines now.
			if err := c.write(fixed); err != nil {
				return err
			}
			if result, err = c.vet(ctx, pkgs); err != nil {
				return err
			}
		}
		defer c.summarize(fixed, &result.findings)
	}
	return c.show(result)
}

// show writes the findings, and sets the exit status.
func (c *command) show(result *result) error {
	c.failures(result)
	if len(result.findings) > 0 && c.status < statusFindings {
		c.status = statusFindings
	}
	c.progress.stop()
	var out bytes.Buffer
	if err := c.render(&out, result); err != nil {
		return err
	}
	_, err := c.stdout.Write(out.Bytes())
	return err
}

// render writes the findings in the format that was asked for.
func (c *command) render(w io.Writer, result *result) error {
	switch c.opts.format {
	case "json":
		return c.writeJSON(w, result)
	case "sarif":
		return c.writeSARIF(w, result)
	case "github":
		return c.writeGitHub(w, result)
	default:
		return c.writeText(w, result)
	}
}

// isTerminal reports whether f is a terminal, or at least no file or pipe.
func isTerminal(f *os.File) bool {
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}
