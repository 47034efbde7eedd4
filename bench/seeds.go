package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// A seed is a line of seeds.jsonl: a small change that puts a fault into
// correct code.
type seed struct {
	Pass, Category string
	Repo           string // name of the checkout
	Module         string // its directory in the checkout
	Packages       []string
	Edits          []edit
	Fault          string
}

// An edit replaces Old, which stands once in File, by New.
type edit struct{ File, Old, New string }

// seedsMain lays each seed over its repository and looks whether obslint
// reports what it did not report before.
func seedsMain(args []string) error {
	fs, o := flags("seeds")
	o.fromSource(fs)
	repos := fs.String("repos", "", "a `directory` with the checkouts")
	only := fs.String("pass", "", "score this pass only")
	fs.Parse(args)
	seeds, err := readLines[seed](filepath.Join("bench", "seeds.jsonl"))
	if err != nil {
		return err
	}
	tmp, err := prepare(suite, source)
	if err != nil {
		return err
	}
	defer os.RemoveAll(tmp)
	fmt.Println("| pass | seeded fault | where | result |\n|---|---|---|---|")
	score := make(map[string]*[3]int) // found, missed, broken
	for i, s := range seeds {
		if *only != "" && s.Pass != *only {
			continue
		}
		if score[s.Pass] == nil {
			score[s.Pass] = new([3]int)
		}
		found, err := s.check(o, *repos, filepath.Join(tmp, fmt.Sprint(i)))
		result := ""
		switch {
		case err != nil:
			score[s.Pass][2]++
			result = "cannot be seeded"
			fmt.Fprintf(os.Stderr, "%s %s: %v\n", s.Repo, s.Edits[0].File, err)
		case found != "":
			score[s.Pass][0]++
			result = "found (" + found + ")"
		default:
			score[s.Pass][1]++
			result = "missed"
		}
		fmt.Printf("| %s/%s | %s | %s %s | %s |\n", s.Pass, s.Category, s.Fault, s.Repo, s.Edits[0].File, result)
	}
	fmt.Println("\n| pass | found | missed | cannot be seeded |\n|---|---|---|---|")
	for _, pass := range sortedKeys(score) {
		n := score[pass]
		fmt.Printf("| %s | %d | %d | %d |\n", pass, n[0], n[1], n[2])
	}
	return nil
}

// check returns the category of a finding that the seed brings.
func (s *seed) check(o *options, repos, tmp string) (string, error) {
	module := filepath.Join(repos, s.Repo, s.Module)
	overlay, original, err := s.overlay(filepath.Join(repos, s.Repo), tmp)
	if err != nil {
		return "", err
	}
	packages := s.Packages
	if len(packages) == 0 {
		for _, e := range s.Edits {
			rel, err := filepath.Rel(s.Module, filepath.Dir(e.File))
			if err != nil {
				return "", err
			}
			packages = append(packages, "./"+filepath.ToSlash(rel))
		}
		slices.Sort(packages)
		packages = slices.Compact(packages)
	}
	env := []string{"GOWORK=off"}
	before, err := s.findings(o, module, env, "", packages)
	if err != nil {
		return "", err
	}
	after, err := s.findings(o, module, env, overlay, packages)
	if err != nil {
		return "", err
	}
	for i, f := range after {
		after[i].file = cmp.Or(original[f.file], f.file)
	}
	for _, f := range without(after, before) {
		if f.pass == s.Pass && s.concerns(repos, tmp, f) {
			return f.category, nil
		}
	}
	return "", nil
}

// concerns reports whether f stands in, or points to, a file of the seed.
func (s *seed) concerns(repos, tmp string, f finding) bool {
	for _, at := range append([]place{{f.file, f.line}}, f.related...) {
		for _, e := range s.Edits {
			if at.file == filepath.Join(repos, s.Repo, e.File) || strings.HasPrefix(at.file, tmp) {
				return true
			}
		}
	}
	return false
}

func (s *seed) findings(o *options, module string, env []string, overlay string, packages []string) ([]finding, error) {
	out, err := o.check(module, env, "", overlay, packages...) // all passes, so that the facts of dependencies serve all seeds
	if err != nil {
		return nil, err
	}
	return parseFindings(out)
}

// overlay writes the changed files and the overlay of the go command, and returns
// its name and the paths that the changed files stand for.
func (s *seed) overlay(repo, tmp string) (name string, original map[string]string, err error) {
	if err := os.MkdirAll(tmp, 0o777); err != nil {
		return "", nil, err
	}
	text := make(map[string]string)
	for _, e := range s.Edits {
		path := filepath.Join(repo, filepath.FromSlash(e.File))
		if text[path] == "" {
			data, err := os.ReadFile(path)
			if err != nil {
				return "", nil, err
			}
			text[path] = string(data)
		}
		if n := strings.Count(text[path], e.Old); n != 1 {
			return "", nil, fmt.Errorf("the text to replace stands %d times in %s: %q", n, e.File, e.Old)
		}
		text[path] = strings.Replace(text[path], e.Old, e.New, 1)
	}
	return writeOverlay(tmp, text)
}

// writeOverlay writes files into tmp, and the overlay of the go command that
// puts them in the places of others, or removes these if they are empty. It
// returns its name, and what the files stand for.
func writeOverlay[T string | []byte](tmp string, text map[string]T) (name string, original map[string]string, err error) {
	replace := make(map[string]string)
	original = make(map[string]string)
	for i, path := range sortedKeys(text) {
		if len(text[path]) == 0 {
			replace[path] = ""
			continue
		}
		file := filepath.Join(tmp, fmt.Sprintf("%d-%s", i, filepath.Base(path)))
		if err := os.WriteFile(file, []byte(text[path]), 0o666); err != nil {
			return "", nil, err
		}
		replace[path], original[file] = file, path
	}
	data, err := json.Marshal(map[string]any{"Replace": replace})
	if err != nil {
		return "", nil, err
	}
	name = filepath.Join(tmp, "overlay.json")
	return name, original, os.WriteFile(name, data, 0o666)
}
