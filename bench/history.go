package main

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// A result says what became of a fault.
type result struct {
	At       string // the commit of obslint
	Pass     string
	Where    string
	Outcome  string
	Category string `json:",omitempty"` // of the finding
	Note     string `json:",omitempty"`
	Source   bool   `json:",omitempty"` // it was loaded from source
	Error    string `json:",omitempty"`
	Seconds  int
}

const (
	found      = "found"
	missed     = "missed"
	caseFound  = "found as the case"
	caseMissed = "missed as the case"
	unbuilt    = "does not build here"
	failed     = "the pass fails"
	notRun     = "not run"
)

var outcomes = []string{found, missed, caseFound, caseMissed, unbuilt, failed, notRun}

// historyMain looks for each fault at the commit that has it.
//
// A fault counts as found if a finding of its pass stands in, or points to, a
// declaration that the fix changed, or is gone when the fix is laid over the
// code. The packages are those that the fix changed, and, if nothing is found
// there, the nearest ones of the module that import them, directly or not: what
// is wrong with a function can show where it is called.
//
// With -source the suite runs on packages that are loaded from source, with all
// that they import, and not as a vettool: nothing is compiled, and facts come from
// all that is imported.
//
// With -results what became of each fault is kept in a file, with the commit of
// obslint. A fault that has a result at this commit is not looked for again.
func historyMain(args []string) error {
	fs, o := flags("history")
	var h history
	h.flags(fs)
	o.fromSource(fs)
	print := fs.Bool("print", false, "print the results of this commit that the file has; run nothing")
	fs.Parse(args)
	faults, err := h.faults()
	if err != nil {
		return err
	}
	tmp, err := h.prepare()
	if err != nil {
		return err
	}
	defer os.RemoveAll(tmp)
	var all []result
	for _, f := range faults {
		r, ok := h.known[f.Pass+f.where()]
		if !ok && *print {
			r = result{Outcome: notRun}
		} else if r, err = h.result(o, f); err != nil {
			return err
		}
		all = append(all, r)
	}
	printHistory(faults, all)
	return nil
}

// listed reports whether name is in a list with commas; all are in an empty
// one.
func listed(list, name string) bool {
	return list == "" || slices.Contains(strings.Split(list, ","), name)
}

// A history checks faults of history.jsonl and keeps what became of them.
type history struct {
	mirror, work, results string
	pass, repo            string
	limit                 time.Duration
	at                    string
	known                 map[string]result
}

func (h *history) flags(fs *flag.FlagSet) {
	fs.StringVar(&h.mirror, "mirror", "", "a `directory` with <owner>+<name>/repo, the git directories of the repositories")
	fs.StringVar(&h.work, "dir", "", "the `directory` that the commits are unpacked in; it is kept (default a temporary one)")
	fs.StringVar(&h.results, "results", "", "the `file` that keeps what became of each fault, by the commit of obslint")
	fs.StringVar(&h.pass, "pass", "", "faults of these passes only, with commas between them")
	fs.StringVar(&h.repo, "repo", "", "faults of these repositories only, with commas between them")
	fs.DurationVar(&h.limit, "limit", 15*time.Minute, "the time that one fault may take")
}

// faults reads those that are asked for.
func (h *history) faults() ([]*fault, error) {
	faults, err := readFaults()
	return slices.DeleteFunc(faults, func(f *fault) bool {
		return !listed(h.pass, f.Pass) || !listed(h.repo, f.Repo)
	}), err
}

// prepare builds obslint and reads the results that are there.
func (h *history) prepare() (tmp string, err error) {
	if tmp, err = prepare(suite, source); err != nil {
		return "", err
	}
	if h.work == "" {
		h.work = filepath.Join(tmp, "history")
	}
	h.at = commit(".")
	h.known = make(map[string]result)
	if h.results != "" {
		list, err := readLines[result](h.results)
		if err != nil && !os.IsNotExist(err) {
			return tmp, err
		}
		for _, r := range list {
			if r.At == h.at {
				h.known[r.Pass+r.Where] = r
			}
		}
	}
	return tmp, nil
}

// result looks for one fault, unless that was done, and keeps the result.
func (h *history) result(o *options, f *fault) (result, error) {
	if r, ok := h.known[f.Pass+f.where()]; ok {
		return r, nil
	}
	start := time.Now()
	limited := *o
	limited.until = start.Add(h.limit)
	r := result{At: h.at, Pass: f.Pass, Where: f.where(), Outcome: missed, Source: o.source}
	var err error
	r.Category, r.Note, err = f.check(&limited, h.mirror, h.work)
	switch {
	case err != nil && limited.over():
		r.Outcome, r.Note = notRun, fmt.Sprintf("not built in %v", h.limit)
	case errors.As(err, new(*passError)):
		r.Outcome = failed
	case err != nil && f.Case == "":
		r.Outcome = unbuilt
	case err != nil:
		r.Error = shorten(err.Error())
		r.Outcome, r.Note = caseMissed, f.Case
		if r.Category, err = f.checkCase(o); err != nil {
			return r, err
		}
		if r.Category != "" {
			r.Outcome = caseFound
		}
	case r.Category != "":
		r.Outcome = found
	}
	if err != nil {
		r.Error = shorten(err.Error())
	}
	r.Seconds = int(time.Since(start).Seconds())
	fmt.Fprintf(os.Stderr, "%s %s: %s (%d s) %s\n", r.Pass, r.Where, r.Outcome, r.Seconds, r.Error)
	if h.results == "" || r.Outcome == notRun {
		return r, nil
	}
	return r, appendLine(h.results, r)
}

// appendLine writes v to the end of a file of JSON values.
func appendLine(name string, v any) error {
	line, err := json.Marshal(v)
	if err != nil {
		return err
	}
	w, err := os.OpenFile(name, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o666)
	if err != nil {
		return err
	}
	if _, err := w.Write(append(line, '\n')); err != nil {
		w.Close()
		return err
	}
	return w.Close()
}

func printHistory(faults []*fault, all []result) {
	fmt.Println("| pass | fault | where | result |\n|---|---|---|---|")
	score := make(map[string]map[string]int)
	for i, f := range faults {
		r := all[i]
		text := r.Outcome
		if r.Category != "" {
			text += " (" + r.Category + ")"
		}
		if r.Note != "" {
			text += ": " + r.Note
		}
		if r.Source {
			text += ", from source"
		}
		fmt.Printf("| %s | %s | %s | %s |\n", strings.TrimSuffix(f.Pass+"/"+f.Category, "/"), f.Fault, f.where(), text)
		if score[f.Pass] == nil {
			score[f.Pass] = make(map[string]int)
		}
		score[f.Pass][r.Outcome]++
		score[f.Pass]["listed"]++
	}
	fmt.Printf("\n| pass | listed | %s |\n|---|---%s|\n", strings.Join(outcomes, " | "), strings.Repeat("|---", len(outcomes)))
	total := make(map[string]int)
	for _, pass := range sortedKeys(score) {
		fmt.Println(scoreLine(pass, score[pass]))
		for k, n := range score[pass] {
			total[k] += n
		}
	}
	fmt.Println(scoreLine("all", total))
}

func scoreLine(pass string, score map[string]int) string {
	line := fmt.Sprintf("| %s | %d |", pass, score["listed"])
	for _, o := range outcomes {
		line += fmt.Sprintf(" %d |", score[o])
	}
	return line
}
