package callerskip

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/obslint/obslint/analyzers/internal/passtest"
)

// A program logs one entry through depth wrappers of a shape, with a logger
// that skips skip frames.
type program struct {
	id          int
	lib, shape  string
	depth, skip int
}

func (p program) String() string {
	return fmt.Sprintf("%s, %s, depth %d, skip %d", p.lib, p.shape, p.depth, p.skip)
}

func (p program) file() string { return fmt.Sprintf("p%03d.go", p.id) }

func programs() []program {
	var out []program
	for _, lib := range []string{"zap", "sugar", "logr", "klog"} {
		for _, shape := range []string{"function", "method", "closure", "generic", "promoted", "interface", "dispatch", "deferred", "goroutine"} {
			for depth := range 4 {
				for skip := range 4 {
					if depth == 0 && (shape == "generic" || shape == "interface" || shape == "dispatch") {
						continue // with no wrapper between, the program is that of function
					}
					out = append(out, program{len(out), lib, shape, depth, skip})
				}
			}
		}
	}
	return out
}

// source writes the program. The user's function is between the lines that say
// so; an entry should name one of them.
func (p program) source() string {
	var b strings.Builder
	write := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	write("package main\n")
	typ, make, print := "", "", ""
	switch p.lib {
	case "zap", "sugar":
		write(`import "go.uber.org/zap"`)
		typ, make = "*zap.Logger", fmt.Sprintf("zap.New(core, zap.AddCaller(), zap.AddCallerSkip(%d))", p.skip)
		print = "%s.Info(%s)"
		if p.lib == "sugar" {
			typ, make = "*zap.SugaredLogger", make+".Named(\"s\").Sugar()"
			print = "%s.Infof(%s)"
		}
	case "logr":
		write("import (\n\t\"github.com/go-logr/logr\"\n\t\"github.com/go-logr/zapr\"\n\t\"go.uber.org/zap\"\n)")
		typ, make = "logr.Logger", fmt.Sprintf("zapr.NewLogger(zap.New(core, zap.AddCaller())).WithCallDepth(%d)", p.skip)
		print = "%s.V(0).Info(%s)"
	case "klog":
		write(`import "k8s.io/klog/v2"`)
		typ, make = "struct{}", "struct{}{}"
		print = fmt.Sprintf("_ = %%s; klog.InfoDepth(%d, %%s)", p.skip)
	}
	n := p.id
	write("var z%d %s\n", n, typ)
	direct := func(logger, msg string) string { return fmt.Sprintf(print, logger, msg) }
	global := fmt.Sprintf("z%d", n)
	call := direct(global, `"msg"`)
	prelude, recv := "", ""
	shape := p.shape
	switch {
	case shape == "deferred" || shape == "goroutine":
		shape = "function"
	case shape == "dispatch":
		shape = "method"
	}
	switch shape {
	case "function", "generic":
		tparam, param, arg := "", "", ""
		if shape == "generic" {
			tparam, param, arg = "[T any]", ", v T", ", 1"
		}
		for i := range p.depth {
			body := direct(global, "msg")
			if i > 0 {
				inner := arg
				if inner != "" {
					inner = ", v"
				}
				body = fmt.Sprintf("w%d_%d(msg%s)", n, i, inner)
			}
			write("func w%d_%d%s(msg string%s) {\n\t%s\n}\n", n, i+1, tparam, param, body)
			call = fmt.Sprintf("w%d_%d(\"msg\"%s)", n, i+1, arg)
		}
	case "closure":
		prelude = fmt.Sprintf("\tlocal := z%d\n\t_ = local\n", n)
		call = direct("local", `"msg"`)
		for i := range p.depth {
			body := direct("local", "msg")
			if i > 0 {
				body = fmt.Sprintf("w%d(msg)", i)
			}
			prelude += fmt.Sprintf("\tw%d := func(msg string) {\n\t\t%s\n\t}\n", i+1, body)
			call = fmt.Sprintf("w%d(\"msg\")", i+1)
		}
	case "method", "promoted", "interface":
		write("type l%d struct{ z %s }\n", n, typ)
		write("type i%d interface{ w1(string); w2(string); w3(string) }\n", n)
		write("type o%d struct{ *l%d }\n", n, n)
		for i := range 3 {
			if p.depth == 0 {
				break // nothing needs the skip
			}
			body := direct("l.z", "msg")
			if i > 0 {
				body = fmt.Sprintf("l.w%d(msg)", i)
				if p.shape == "dispatch" {
					body = fmt.Sprintf("i%d(l).w%d(msg)", n, i)
				}
			}
			write("func (l *l%d) w%d(msg string) {\n\t%s\n}\n", n, i+1, body)
		}
		recv = fmt.Sprintf("l *l%d", n)
		arg := fmt.Sprintf("&l%d{z: %s}", n, make)
		switch {
		case shape == "promoted":
			recv, arg = fmt.Sprintf("l *o%d", n), fmt.Sprintf("&o%d{%s}", n, arg)
		case shape == "interface" || p.shape == "dispatch":
			recv = fmt.Sprintf("l i%d", n)
		}
		call = fmt.Sprintf("l.w%d(\"msg\")", p.depth)
		if p.depth == 0 {
			call = direct("l.z", `"msg"`) // a field, its own or an embedded struct's
		}
		make = arg
	}
	switch p.shape {
	case "deferred":
		call = "defer " + call
		if p.lib == "klog" {
			call = strings.Replace(call, "defer _", "_", 1)
			call = strings.Replace(call, "; klog", "; defer klog", 1)
		}
	case "goroutine":
		call = "done := make(chan bool)\n\tgo func() {\n\t\tdefer close(done)\n\t\t" + call + "\n\t}()\n\t<-done"
	}
	write("// user\nfunc user%d(%s) {\n\tcalls++\n%s\t//from\n\t%s\n\t//to\n}\n", n, recv, prelude, call)
	value := "z" + strconv.Itoa(n) + " = " + make + "; user" + strconv.Itoa(n) + "()"
	if recv != "" {
		value = "user" + strconv.Itoa(n) + "(" + make + ")"
	}
	write("func init() {\n\truns = append(runs, func() {\n\t\t%s\n\t})\n}", value)
	return b.String()
}

const oracleMain = `package main

import (
	"bytes"
	"flag"
	"fmt"
	"path/filepath"
	"regexp"

	"go.uber.org/zap"
	"go.uber.org/zap/zaptest/observer"
	"k8s.io/klog/v2"
)

var (
	calls int
	runs  []func()
	core, logs = observer.New(zap.DebugLevel)
)

func main() {
	var fs flag.FlagSet
	klog.InitFlags(&fs)
	fs.Set("logtostderr", "false")
	fs.Set("stderrthreshold", "FATAL")
	fs.Set("one_output", "true")
	var buf bytes.Buffer
	klog.SetOutput(&buf)
	header := regexp.MustCompile("([a-z0-9_]+\\.(go|s)):([0-9]+)\\] msg")
	for i, run := range runs {
		buf.Reset()
		run()
		klog.Flush()
		entries := logs.TakeAll()
		if m := header.FindSubmatch(buf.Bytes()); m != nil {
			fmt.Printf("%d %s %s\n", i, m[1], m[3])
		} else if len(entries) == 1 && entries[0].Caller.Defined {
			c := entries[0].Caller
			fmt.Printf("%d %s %d\n", i, filepath.Base(c.File), c.Line)
		} else {
			fmt.Printf("%d none 0 %q\n", i, buf.String())
		}
	}
}
`

// TestOracle generates wrappers of all shapes, runs them against the real
// libraries, and compares the recorded caller with what the pass says: it
// reports a program if and only if its entry does not name the user's lines.
func TestOracle(t *testing.T) {
	src := passtest.Src(t)
	dir := t.TempDir()
	for _, name := range []string{"go.mod", "go.sum"} {
		data, err := os.ReadFile(filepath.Join(src, name))
		if err != nil {
			t.Fatal(err)
		}
		write(t, filepath.Join(dir, name), string(data))
	}
	all := programs()
	spans := make(map[int][2]int) // the user's lines
	for _, p := range all {
		code := p.source()
		for i, line := range strings.Split(code, "\n") {
			span := spans[p.id]
			switch strings.TrimSpace(line) {
			case "//from":
				span[0] = i + 2
			case "//to":
				span[1] = i + 2 // the closing brace, where deferred calls run
			}
			spans[p.id] = span
		}
		write(t, filepath.Join(dir, "oracle", p.file()), code)
	}
	write(t, filepath.Join(dir, "oracle", "main.go"), oracleMain)

	right := make(map[int]bool)
	for line := range strings.Lines(output(t, dir, "go", "run", "./oracle")) {
		var id, n int
		var file string
		if _, err := fmt.Sscanf(line, "%d %s %d", &id, &file, &n); err != nil {
			t.Fatalf("%q: %v", line, err)
		}
		right[id] = file == all[id].file() && spans[id][0] <= n && n <= spans[id][1]
	}
	if len(right) != len(all) {
		t.Fatalf("%d of %d programs ran", len(right), len(all))
	}
	found := findings(t, output(t, dir, "go", "vet", "-json", "-vettool="+passtest.Tool(t), "-callerskip", "./oracle"))
	var faults int
	for _, p := range all {
		want := ""
		if p.lib == "klog" && p.depth == 0 && p.skip > 0 {
			// A depth at the call is meant: the line of a caller is what it asks for.
			if right[p.id] {
				t.Errorf("%s: the entry names the line of the call", p)
			}
		} else if !right[p.id] {
			faults++
			switch {
			case p.skip > p.depth:
				want = "excess"
			case p.skip == 0:
				want = "missing"
			default:
				want = "short"
			}
		}
		if got := found[p.file()]; got != want {
			t.Errorf("%s: the pass says %q, the library %q\n%s", p, got, want, p.source())
		}
	}
	assumed(t, dir)
	if faults == 0 || faults == len(all) {
		t.Errorf("%d of %d programs are faulty", faults, len(all))
	}
	t.Logf("%d programs, %d faulty", len(all), faults)
}

// assumed holds that a wrapper of slog is silent where nobody asks for callers,
// and that -callerskip.assume changes that, through go vet too.
func assumed(t *testing.T, dir string) {
	t.Helper()
	write(t, filepath.Join(dir, "assumed", "p0.go"), "package assumed\n\nimport \"log/slog\"\n\nfunc Info(msg string) { slog.Info(msg) }\n")
	for flag, want := range map[string]string{
		"-callerskip.assume=":         "",
		"-callerskip.assume=slog,log": "missing",
		"-callerskip.assume=zerolog":  "",
	} {
		found := findings(t, output(t, dir, "go", "vet", "-json", "-vettool="+passtest.Tool(t), flag, "./assumed"))
		if got := found["p0.go"]; got != want {
			t.Errorf("%s: %q, want %q", flag, got, want)
		}
	}
}

var base = regexp.MustCompile(`p\d+\.go`)

// findings returns the category that is reported in each file.
func findings(t *testing.T, out string) map[string]string {
	t.Helper()
	found := make(map[string]string)
	for dec := json.NewDecoder(strings.NewReader(out)); ; {
		var tree map[string]map[string][]struct{ Posn, Category string }
		if err := dec.Decode(&tree); errors.Is(err, io.EOF) {
			return found
		} else if err != nil {
			t.Fatal(err)
		}
		for _, passes := range tree {
			for _, list := range passes {
				for _, d := range list {
					file := base.FindString(filepath.Base(d.Posn))
					if old := found[file]; old != "" && old != d.Category {
						d.Category = old + "," + d.Category
					}
					found[file] = d.Category
				}
			}
		}
	}
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
}

func output(t *testing.T, dir string, args ...string) string {
	t.Helper()
	cmd := exec.Command(args[0], args[1:]...)
	cmd.Dir = dir
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err != nil {
		t.Fatalf("%s: %v\n%s", strings.Join(args, " "), err, stderr.Bytes())
	}
	return stdout.String()
}
