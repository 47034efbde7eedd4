package main

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// A judgement is a line of judgements.jsonl: a finding that somebody has read
// in its code.
type judgement struct {
	Repo     string `json:"repo"`
	Commit   string `json:"commit"`
	Path     string `json:"path"`
	Line     int    `json:"line"`
	Pass     string `json:"pass"`
	Category string `json:"category"`
	Verdict  string `json:"verdict"`
	Reason   string `json:"reason"`
}

var verdicts = []string{"true", "false", "unsure", ""}

// precisionMain runs obslint on all modules of checked-out repositories and
// counts the verdicts of what it finds.
func precisionMain(args []string) error {
	fs, o := flags("precision")
	o.fromSource(fs)
	name := fs.String("judgements", "judgements.jsonl", "the `file` of verdicts")
	fs.Parse(args)
	rows, err := readLines[judgement](*name)
	if err != nil {
		return err
	}
	tmp, err := prepare(suite, source)
	if err != nil {
		return err
	}
	defer os.RemoveAll(tmp)
	fmt.Println("| repository | commit | modules | packages | findings | true | false | unsure | not judged |\n|---|---|---|---|---|---|---|---|---|")
	byPass := make(map[string]map[string]int)
	for _, arg := range fs.Args() {
		repo, at := checkout(arg)
		if repo, err = filepath.Abs(repo); err != nil {
			return err
		}
		modules, packages, findings, err := wholeRepository(o, repo)
		if err != nil {
			return err
		}
		counts := make(map[string]int)
		for _, f := range findings {
			rel, err := filepath.Rel(repo, f.file)
			if err != nil {
				return err
			}
			j := judgement{filepath.Base(repo), at, filepath.ToSlash(rel), f.line, f.pass, f.category, "", f.message}
			verdict := j.verdict(rows)
			counts[verdict]++
			if byPass[f.pass] == nil {
				byPass[f.pass] = make(map[string]int)
			}
			byPass[f.pass][verdict]++
			if verdict == "" {
				line, err := json.Marshal(j)
				if err != nil {
					return err
				}
				fmt.Fprintf(os.Stderr, "no verdict: %s\n", line)
			}
		}
		fmt.Printf("| %s | %.12s | %d | %d | %d |%s\n", filepath.Base(repo), at, modules, packages, len(findings), cells(counts))
	}
	fmt.Println("\n| pass | true | false | unsure | not judged |\n|---|---|---|---|---|")
	for _, pass := range sortedKeys(byPass) {
		fmt.Printf("| %s |%s\n", pass, cells(byPass[pass]))
	}
	return nil
}

func cells(counts map[string]int) string {
	out := ""
	for _, v := range verdicts {
		out += fmt.Sprintf(" %d |", counts[v])
	}
	return out
}

// verdict returns what the last row that speaks of the finding j says, and ""
// if there is none. A row without a commit is of the commit of the others.
func (j judgement) verdict(rows []judgement) string {
	verdict := ""
	for _, row := range rows {
		if path.Base(row.Repo) == j.Repo && row.Path == j.Path && row.Line == j.Line && row.Pass == j.Pass && row.Category == j.Category &&
			(row.Commit == "" || strings.HasPrefix(row.Commit, j.Commit) || strings.HasPrefix(j.Commit, row.Commit)) {
			verdict = row.Verdict
		}
	}
	return verdict
}

// wholeRepository runs obslint on every module in a checkout.
func wholeRepository(o *options, repo string) (modules, packages int, findings []finding, err error) {
	err = filepath.WalkDir(repo, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if base := d.Name(); d.IsDir() && name != repo && (base == "testdata" || base == "vendor" || base == "node_modules" || base[0] == '.' || base[0] == '_') {
			return filepath.SkipDir
		}
		if d.IsDir() || d.Name() != "go.mod" {
			return nil
		}
		dir, env := filepath.Dir(name), []string{"GOWORK=off"}
		list, _, err := goCommand(o, dir, env, "list", "./...")
		if err != nil || len(list) == 0 {
			if err != nil {
				fmt.Fprintf(os.Stderr, "left out: %s\n", shorten(err.Error()))
			}
			return nil
		}
		out, err := o.check(dir, env, "", "", "./...")
		if err != nil { // the rest of the packages is in out
			fmt.Fprintf(os.Stderr, "in part: %s\n", shorten(err.Error()))
		}
		found, err := parseFindings(out)
		if err != nil {
			return err
		}
		modules++
		packages += strings.Count(string(list), "\n")
		findings = append(findings, found...)
		return nil
	})
	slices.SortFunc(findings, finding.compare)
	return modules, packages, slices.CompactFunc(findings, finding.equal), err
}

// checkout splits dir@commit. Without a commit it is what git says.
func checkout(arg string) (dir, at string) {
	if dir, at, ok := strings.Cut(arg, "@"); ok {
		return dir, at
	}
	return arg, commit(arg)
}
