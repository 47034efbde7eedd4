// Command obslint finds telemetry bugs in Go code.
//
// Asked by the go command, it is a vet tool:
//
//	go vet -vettool=$(which obslint) ./...
//
// Asked by a person, it runs go vet with itself as the tool and shows what
// comes back, or applies the fixes:
//
//	obslint ./...
//	obslint -fix ./...
//
// And it builds a gopls that shows the same in the editor:
//
//	obslint gopls
//
// Run "obslint help" for its flags and passes.
package main

import (
	"context"
	"crypto/sha256"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime"
	"runtime/debug"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/multichecker"

	"github.com/obslint/obslint/analyzers"
)

func main() { start(analyzers.Suite) }

// start serves the go command or a person. It does not return.
func start(suite []*analysis.Analyzer) {
	args := os.Args[1:]
	if len(args) == 1 && strings.TrimLeft(args[0], "-") == "V=full" {
		if err := printBuildID(os.Stdout); err != nil {
			fmt.Fprintf(os.Stderr, "obslint: %v\n", err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	if askedByGo(args) {
		// Registered, not parsed: the framework parses the flags, and
		// tells the go command of this one with all others.
		flag.String(rootsFlag, "", "a hash of the packages that are checked, so that the go command's cache tells them from mere dependencies")
		delayGC()
		multichecker.Main(suite...)
	}
	if len(args) > 0 && args[0] == "gopls" {
		os.Exit(runGopls(args[1:], os.Stdout, os.Stderr))
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	context.AfterFunc(ctx, stop) // so that a second interrupt ends the program
	status := run(ctx, suite, args)
	stop()
	os.Exit(status)
}

// delayGC puts off the first garbage collection until the heap has 64 MB, from
// then on it is as ever: the go command starts a process for each package, and
// few packages need more than that. Who sets GOGC knows better.
func delayGC() {
	if os.Getenv("GOGC") != "" {
		return
	}
	debug.SetGCPercent(1600) // of the 4 MB that the first heap has
	runtime.SetFinalizer(new(struct{ _ *byte }), func(any) { debug.SetGCPercent(100) })
}

// printBuildID tells the go command what is part of the key of its cache: the
// content of this program. The framework would put the program's path first,
// and the go command cannot read one with a blank in it.
func printBuildID(w io.Writer) error {
	path, err := os.Executable()
	if err != nil {
		return err
	}
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	hash := sha256.New()
	if _, err := io.Copy(hash, f); err != nil {
		return err
	}
	_, err = fmt.Fprintf(w, "obslint version devel buildID=%x\n", hash.Sum(nil))
	return err
}

// askedByGo reports whether args are those of the go command's protocol for
// vet tools: -flags, or any flags and the path of a .cfg file. The third,
// -V=full, is not left to the framework.
func askedByGo(args []string) bool {
	if len(args) == 0 {
		return false
	}
	switch args[0] {
	case "-flags", "--flags":
		return true
	}
	last := args[len(args)-1]
	if !strings.HasSuffix(last, ".cfg") {
		return false
	}
	info, err := os.Stat(last)
	return err == nil && info.Mode().IsRegular()
}
