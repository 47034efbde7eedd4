// Command bench measures obslint on real code: what it finds and what it
// costs, how many faults from public histories and how many seeded faults it
// finds, and whether it stands what compilers are tested with.
//
//	go run ./bench run [flags] dir...         findings and cost on checked-out modules
//	go run ./bench precision [flags] repo...  verdicts on what is found in whole repositories
//	go run ./bench history [flags]            the faults of history.jsonl
//	go run ./bench seeds [flags]              the faults of seeds.jsonl
//	go run ./bench beside [flags] cmd...      what other linters report of what obslint reports
//	go run ./bench robust [flags]             the standard library, x/tools, GOROOT/test
//
// A checkout without git's directory is named with its commit, as dir@commit.
//
// It prints Markdown. RESULTS.md holds the last tables. Run it in the root of
// the obslint module.
package main

import (
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

func main() {
	if err := command(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func command(args []string) error {
	commands := map[string]func([]string) error{
		"run":       runMain,
		"precision": precisionMain,
		"history":   historyMain,
		"seeds":     seedsMain,
		"beside":    besideMain,
		"robust":    robustMain,
	}
	if len(args) == 0 || commands[args[0]] == nil {
		return fmt.Errorf("usage: go run ./bench run|precision|history|seeds|beside|robust [flags] [dir...]")
	}
	return commands[args[0]](args[1:])
}

// flags returns a flag set with what all commands share.
func flags(name string) (*flag.FlagSet, *options) {
	o := new(options)
	fs := flag.NewFlagSet("bench "+name, flag.ExitOnError)
	fs.IntVar(&o.parallel, "p", 0, "packages that are checked at once, as go vet -p; 0 is its default")
	return fs, o
}

// fromSource adds the flag for commands that only look for findings.
func (o *options) fromSource(fs *flag.FlagSet) {
	fs.BoolVar(&o.source, "source", false, "load what is checked from source, with all that it imports, where compiling that takes too long")
}

type options struct {
	parallel int
	until    time.Time // if set, no command runs longer
	source   bool      // what is checked is loaded from source
}

// check runs the suite on packages of the module at dir, with an overlay file of
// the go command if there is one, and returns go vet's JSON.
func (o *options) check(dir string, env []string, key, overlay string, patterns ...string) ([]byte, error) {
	if overlay != "" {
		patterns = append([]string{"-overlay=" + overlay}, patterns...)
	}
	if o.source {
		out, _, err := runCommand(o, dir, env, source.path, patterns...)
		return out, err
	}
	out, _, err := goCommand(o, dir, env, suite.args(o, key, patterns...)...)
	return out, err
}

// over reports whether there is no time left.
func (o *options) over() bool { return !o.until.IsZero() && time.Now().After(o.until) }

// A tool is a vettool, or go vet's own.
type tool struct {
	name string
	path string // empty for go vet itself
	key  string // the flag that makes the go command's cache forget; "-key="
}

// args returns the arguments of a go vet with t; another key is a cold run.
func (t *tool) args(o *options, key string, patterns ...string) []string {
	args := []string{"vet", "-json"}
	if o.parallel > 0 {
		args = append(args, fmt.Sprintf("-p=%d", o.parallel))
	}
	if t.path != "" {
		args = append(args, "-vettool="+t.path)
	}
	if key != "" {
		args = append(args, t.key+key)
	}
	return append(args, patterns...)
}

// The flag of the last one changes the key and nothing else: no function has
// such a name.
var (
	suite = &tool{name: "obslint", key: "-obslint.roots="}
	noop  = &tool{name: "no-op", key: "-noop.key="}
	walk  = &tool{name: "calls only", key: "-walk.key="}
	govet = &tool{name: "go vet", key: "-printf.funcs="}

	source = &tool{name: "from source"} // no vettool: it loads what it checks
)

// buildTools builds the tools that are not go vet into dir.
func buildTools(dir string, tools ...*tool) error {
	packages := map[*tool]string{
		suite:  "./cmd/obslint",
		noop:   "./bench/noop",
		walk:   "./analyzers/internal/walk",
		source: "./bench/source",
	}
	for _, t := range tools {
		pkg := packages[t]
		if pkg == "" {
			continue
		}
		t.path = filepath.Join(dir, filepath.Base(pkg))
		if out, err := exec.Command("go", "build", "-o", t.path, pkg).CombinedOutput(); err != nil {
			return fmt.Errorf("go build %s: %v\n%s", pkg, err, out)
		}
	}
	return nil
}

// prepare builds tools into a new temporary folder, which the caller removes,
// and says what is measured.
func prepare(tools ...*tool) (tmp string, err error) {
	if tmp, err = os.MkdirTemp("", "obslint-bench"); err != nil {
		return "", err
	}
	if err := buildTools(tmp, tools...); err != nil {
		os.RemoveAll(tmp)
		return "", err
	}
	fmt.Printf("obslint %s, %s\n\n", commit("."), goVersion())
	return tmp, nil
}

// goVersion returns what go version prints, shortened.
func goVersion() string {
	out, _ := exec.Command("go", "env", "GOVERSION", "GOOS", "GOARCH").Output()
	return strings.Join(strings.Fields(string(out)), " ")
}

// commit returns the abbreviated commit that is checked out in dir.
func commit(dir string) string {
	out, err := exec.Command("git", "-C", dir, "rev-parse", "--short=12", "HEAD").Output()
	if err != nil {
		return "unknown"
	}
	return strings.TrimSpace(string(out))
}
