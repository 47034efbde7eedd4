package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"
)

// besideMain runs other linters on the cases of testdata/src and on the faults
// of history.jsonl, and counts how many of the faults that obslint reports
// each of them reports, too. Its arguments are their command lines, with {}
// for the packages.
func besideMain(args []string) error {
	fs, o := flags("beside")
	var h history
	h.flags(fs)
	cases := fs.Bool("cases", true, "look at the cases")
	fs.Parse(args)
	tmp, err := h.prepare()
	if err != nil {
		return err
	}
	defer os.RemoveAll(tmp)
	src, err := filepath.Abs(filepath.Join("testdata", "src"))
	if err != nil {
		return err
	}
	var findings []finding
	if *cases {
		out, _, err := goCommand(o, src, []string{"GOWORK=off"}, suite.args(o, "", "./...")...)
		if err != nil {
			return err
		}
		if findings, err = parseFindings(out); err != nil {
			return err
		}
	}
	var faults []*fault
	if h.mirror != "" {
		if faults, err = h.foundFaults(o); err != nil {
			return err
		}
	}
	fmt.Printf("| command | version | of %d findings on the cases | of %d faults found in histories |\n|---|---|---|---|\n", len(findings), len(faults))
	for _, line := range fs.Args() {
		places := make(map[place]string)
		if *cases {
			places = reports(h.limit, line, src, []string{"GOWORK=off"}, []string{"./..."})
		}
		counts, n := make(map[string]int), 0
		for _, f := range findings {
			at := append([]place{{f.file, f.line}}, f.related...)
			if slices.ContainsFunc(at, func(p place) bool { return places[p] != "" }) {
				counts[f.pass+"/"+f.category]++
				n++
			}
		}
		cell := fmt.Sprint(n)
		for _, c := range sortedKeys(counts) {
			cell += fmt.Sprintf(", %s %d", c, counts[c])
		}
		m := 0
		for _, f := range faults {
			if f.reportedBy(h, line) {
				m++
			}
		}
		fmt.Printf("| `%s` | %s | %s | %d |\n", line, version(line), cell, m)
	}
	return nil
}

// foundFaults returns the faults of history.jsonl that obslint finds.
func (h *history) foundFaults(o *options) ([]*fault, error) {
	faults, err := h.faults()
	if err != nil {
		return nil, err
	}
	var list []*fault
	for _, f := range faults {
		r, err := h.result(o, f)
		if err != nil {
			return nil, err
		}
		if r.Outcome == found {
			list = append(list, f)
		}
	}
	return list, nil
}

// reportedBy reports whether a linter reports something in a declaration that
// the fix changed. It is told on standard error, to be read: it need not be
// about the fault.
func (f *fault) reportedBy(h history, line string) bool {
	dir, modules, err := f.open(h.mirror, h.work)
	if err != nil {
		return false
	}
	places := f.declarations(dir)
	yes := false
	for _, mod := range sortedKeys(modules) {
		for at, text := range reports(h.limit, line, mod, moduleEnv(mod), modules[mod]) {
			for _, p := range places {
				if at.file == p.file && p.first <= at.line && at.line <= p.last {
					fmt.Fprintf(os.Stderr, "%s/%s, %s: %s\n", f.Pass, f.Category, f.Fault, text)
					yes = true
				}
			}
		}
	}
	return yes
}

var reported = regexp.MustCompile(`^\[?(\S+\.go):(\d+)`)

// reports runs a linter in dir, no longer than limit, and returns the lines that
// it reports.
func reports(limit time.Duration, line, dir string, env, packages []string) map[place]string {
	var args []string
	for _, arg := range strings.Fields(line) {
		if arg == "{}" {
			args = append(args, packages...)
		} else {
			args = append(args, arg)
		}
	}
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	cmd := exec.CommandContext(ctx, args[0], args[1:]...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), env...)
	out, err := cmd.CombinedOutput()
	places := make(map[place]string)
	for text := range bytes.Lines(out) {
		m := reported.FindSubmatch(text)
		if m == nil {
			continue
		}
		file := string(m[1])
		if !filepath.IsAbs(file) {
			file = filepath.Join(dir, file)
		}
		at := parsePlace(file + ":" + string(m[2]) + ":0")
		places[at] = strings.TrimSpace(string(text))
	}
	if len(places) == 0 && err != nil {
		fmt.Fprintf(os.Stderr, "%s in %s: %v\n%s\n", line, dir, err, shorten(string(out)))
	}
	return places
}

// version returns the version of the module that a program is built from.
func version(line string) string {
	name, err := exec.LookPath(strings.Fields(line)[0])
	if err != nil {
		return "unknown"
	}
	out, _ := exec.Command("go", "version", "-m", name).Output()
	for line := range strings.Lines(string(out)) {
		if f := strings.Fields(line); len(f) > 2 && f[0] == "mod" {
			return f[2]
		}
	}
	return "unknown"
}
