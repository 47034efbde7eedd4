package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// unpack writes the tree of a commit to dir, without tests, which no pass
// reports and which need more than the packages do. A file whose contents are
// not in the repository is left out: some snapshots lack large ones.
func unpack(gitDir, commit, dir string) error {
	list, err := exec.Command("git", "--git-dir="+gitDir, "ls-tree", "-r", "-z", commit).Output()
	if err != nil {
		return fmt.Errorf("git ls-tree %s: %v", commit, err)
	}
	var files []string
	var ids bytes.Buffer
	for entry := range strings.SplitSeq(string(list), "\x00") {
		meta, file, _ := strings.Cut(entry, "\t")
		fields := strings.Fields(meta) // mode, type, id
		if len(fields) == 3 && fields[1] == "blob" && strings.HasPrefix(fields[0], "100") && filepath.IsLocal(file) && !strings.HasSuffix(file, "_test.go") {
			files = append(files, filepath.Join(dir, file))
			fmt.Fprintln(&ids, fields[2])
		}
	}
	cat := exec.Command("git", "--git-dir="+gitDir, "cat-file", "--batch")
	cat.Stdin = &ids
	pipe, err := cat.StdoutPipe()
	if err != nil {
		return err
	}
	if err := cat.Start(); err != nil {
		return err
	}
	r := bufio.NewReader(pipe)
	for _, file := range files {
		if err := copyBlob(r, file); err != nil {
			return errors.Join(err, cat.Process.Kill(), cat.Wait())
		}
	}
	return cat.Wait()
}

// copyBlob writes the next object that git cat-file --batch prints, if it has
// it, to a file.
func copyBlob(r *bufio.Reader, file string) error {
	head, err := r.ReadString('\n')
	if err != nil {
		return err
	}
	fields := strings.Fields(head) // id, type, size; or id, "missing"
	if len(fields) != 3 {
		return nil
	}
	size, err := strconv.ParseInt(fields[2], 10, 64)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
		return err
	}
	w, err := os.Create(file)
	if err != nil {
		return err
	}
	if _, err := io.CopyN(w, r, size); err != nil {
		return errors.Join(err, w.Close())
	}
	if _, err := r.Discard(1); err != nil {
		return err
	}
	return w.Close()
}

// vet runs obslint on packages of the module at dir, with newer versions of
// what this go cannot compile or the proxy no longer has: first of the modules
// that the errors name, then of all.
func vet(o *options, dir, key string, packages []string) ([]finding, error) {
	tried := make(map[string]bool)
	check := func() ([]byte, error) {
		return o.check(dir, moduleEnv(dir), key, "", packages...)
	}
	out, err := check()
	for err != nil && !o.over() {
		edit := []string{"mod", "edit"}
		for _, mod := range blamed(err.Error()) {
			if tried[mod] {
				continue
			}
			tried[mod] = true
			if version, _, err := goCommand(o, os.TempDir(), nil, "list", "-m", "-f={{.Version}}", mod+"@latest"); err == nil {
				edit = append(edit, "-require="+mod+"@"+strings.TrimSpace(string(version)))
			}
		}
		if len(edit) == 2 {
			break
		}
		if _, _, err := goCommand(o, dir, nil, edit...); err != nil {
			return nil, err
		}
		if err := os.RemoveAll(filepath.Join(dir, "vendor")); err != nil {
			return nil, err
		}
		out, err = check()
	}
	if vendor := filepath.Join(dir, "vendor"); err != nil && !o.over() && exists(vendor) { // a snapshot may lack some of it
		if err := os.RemoveAll(vendor); err != nil {
			return nil, err
		}
		out, err = check()
	}
	if err != nil && o.over() {
		return nil, err
	}
	if err != nil {
		if err := freshModule(dir); err != nil {
			return nil, err
		}
		var again error
		if out, again = check(); again != nil {
			return nil, fmt.Errorf("%v\nand with the newest dependencies: %v", err, again)
		}
	}
	return parseFindings(out)
}

// moduleEnv returns what the go command is told in the module at dir: what is
// not vendored may be looked for, and what is vendored is compiled once for all
// commits that have it.
func moduleEnv(dir string) []string {
	if !exists(filepath.Join(dir, "vendor", "modules.txt")) {
		return []string{"GOWORK=off", "GOFLAGS=-mod=mod"}
	}
	return []string{"GOWORK=off", "GOFLAGS=-mod=vendor -trimpath"}
}

func exists(name string) bool {
	_, err := os.Stat(name)
	return err == nil
}

var (
	inCache   = regexp.MustCompile(`pkg/mod/([^\s@]+\.[^\s@]+)@v`)
	notServed = regexp.MustCompile(`([^\s@:]+\.[^\s@:]+)@v[^\s:]+: (?:reading|invalid version|unknown revision)`)
	upper     = regexp.MustCompile(`![a-z]`)
)

// blamed returns the modules that stand in the errors of a build: files in the
// module cache, and versions that cannot be read.
func blamed(errors string) []string {
	var modules []string
	for _, re := range []*regexp.Regexp{inCache, notServed} {
		for _, m := range re.FindAllStringSubmatch(errors, -1) {
			modules = append(modules, upper.ReplaceAllStringFunc(m[1], func(s string) string { return strings.ToUpper(s[1:]) }))
		}
	}
	slices.Sort(modules)
	return slices.Compact(modules)
}

// oldModule makes a module of the commit from before there were modules that is
// unpacked in dir; file imports packages of its own. What is vendored is used as
// it is.
func oldModule(dir, repo, file string) error {
	data, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(file)))
	if err != nil {
		return err
	}
	module := "github.com/" + repo
	if m := regexp.MustCompile(`"([^"\s]+/` + regexp.QuoteMeta(path.Base(repo)) + `)/`).FindSubmatch(data); m != nil {
		module = string(m[1])
	}
	if exists(filepath.Join(dir, "vendor")) {
		if err := os.WriteFile(filepath.Join(dir, "vendor", "modules.txt"), nil, 0o666); err != nil {
			return err
		}
	}
	// From go 1.14 on, modules.txt would have to name all modules.
	return os.WriteFile(filepath.Join(dir, "go.mod"), []byte("module "+module+"\n\ngo 1.13\n"), 0o666)
}

// freshModule gives the module at dir a go.mod without requirements, so that
// the go command looks for the newest ones.
func freshModule(dir string) error {
	name := filepath.Join(dir, "go.mod")
	data, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	text := ""
	for line := range strings.Lines(string(data)) {
		if strings.HasPrefix(line, "module ") || strings.HasPrefix(line, "go ") {
			text += line
		}
	}
	for _, old := range []string{"go.sum", "vendor"} {
		if err := os.RemoveAll(filepath.Join(dir, old)); err != nil {
			return err
		}
	}
	return os.WriteFile(name, []byte(text), 0o666)
}
