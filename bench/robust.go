package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// robustMain runs obslint over code that compilers and tools are tested with,
// and the ground floor alone with every question that passes can ask, also
// about the standard library, which passes leave out. A pass that fails, a run
// that does not end, and two runs that differ are errors.
func robustMain(args []string) error {
	fs, o := flags("robust")
	only := fs.String("only", "", "check only these, with commas between them: std, tools, test, types")
	xtools := fs.String("xtools", "", "the `directory` of golang.org/x/tools (default in the module cache)")
	limit := fs.Duration("limit", 10*time.Minute, "the time that one run may take")
	fs.Parse(args)
	tmp, err := prepare(suite, walk)
	if err != nil {
		return err
	}
	defer os.RemoveAll(tmp)
	if *xtools == "" {
		out, _, err := goCommand(o, ".", nil, "list", "-m", "-f", "{{.Dir}}", "golang.org/x/tools")
		if err != nil {
			return err
		}
		*xtools = strings.TrimSpace(string(out))
	}
	out, _, err := goCommand(o, ".", nil, "env", "GOROOT")
	if err != nil {
		return err
	}
	goroot := strings.TrimSpace(string(out))

	fmt.Println("| code | packages | wall, obslint | wall, every question | findings |\n|---|---|---|---|---|")
	var failed error
	for _, c := range []struct {
		name, what, dir, pattern string
		singles                  bool // files to be made packages of
	}{
		{"std", "the standard library", filepath.Join(goroot, "src"), "std", false},
		{"tools", "golang.org/x/tools", *xtools, "./...", false},
		{"test", "GOROOT/test", filepath.Join(goroot, "test"), "./...", true},
		{"types", "go/types testdata", filepath.Join(goroot, "src", "internal", "types", "testdata"), "./...", true},
	} {
		if !listed(*only, c.name) {
			continue
		}
		if c.singles {
			dir := filepath.Join(tmp, c.name)
			n, err := singles(o, c.dir, dir)
			if err != nil {
				return err
			}
			if n == 0 {
				fmt.Printf("| %s | not in this go distribution | | | |\n", c.what)
				continue
			}
			c.dir = dir
		}
		if err := robust(o, c.what, c.dir, c.pattern, *limit); err != nil {
			fmt.Printf("| %s | failed | | | |\n", c.what)
			failed = errors.Join(failed, err)
		}
	}
	return failed
}

// robust checks the packages twice, with eight at once and one by one.
func robust(o *options, name, dir, pattern string, limit time.Duration) error {
	out, _, err := goCommand(o, dir, nil, "list", pattern)
	if err != nil {
		return err
	}
	n := strings.Count(string(out), "\n")
	// What is compiled is compiled before the clock runs.
	if _, _, err := goCommand(o, dir, nil, walk.args(o, "warm", pattern)...); err != nil {
		return err
	}
	check := func(t *tool, parallel int, patterns ...string) (string, usage, error) {
		key := fmt.Sprint(time.Now().UnixNano())
		limited := &options{parallel: parallel, until: time.Now().Add(limit)}
		out, u, err := goCommand(limited, dir, nil, t.args(limited, key, patterns...)...)
		if err != nil {
			return "", u, err
		}
		findings, err := parseFindings(out) // fails if a pass did
		return fmt.Sprint(len(findings), findings), u, err
	}
	many, u, err := check(suite, 8, pattern)
	if err != nil {
		return err
	}
	one, _, err := check(suite, 1, pattern)
	if err != nil {
		return err
	}
	if one != many {
		return fmt.Errorf("%s: -p 1 and -p 8 report different findings", name)
	}
	_, all, err := check(walk, o.parallel, "-walk.all", pattern)
	if err != nil {
		return err
	}
	count, _, _ := strings.Cut(many, " ")
	fmt.Printf("| %s | %d | %s | %s | %s |\n", name, n, seconds(u.wall), seconds(all.wall), count)
	return nil
}

// singles copies the files below from that compile on their own into packages
// below dir, a module of its own, and returns their number.
func singles(o *options, from, dir string) (int, error) {
	n := 0
	err := filepath.WalkDir(from, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return nil // a distribution without the folder has nothing to check
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		pkg := filepath.Join(dir, fmt.Sprintf("p%d", n))
		if err := os.MkdirAll(pkg, 0o777); err != nil {
			return err
		}
		n++
		return os.WriteFile(filepath.Join(pkg, "a.go"), data, 0o666)
	})
	if err != nil || n == 0 {
		return 0, err
	}
	if err := os.WriteFile(filepath.Join(dir, "go.mod"), []byte("module robust.test\n\ngo 1.26.0\n"), 0o666); err != nil {
		return 0, err
	}
	return prune(o, dir, n)
}

// prune removes the packages that do not compile, and those that import
// something that is not there.
func prune(o *options, dir string, n int) (int, error) {
	out, _, err := goCommand(o, dir, []string{"CGO_ENABLED=0"}, "list", "-e", "-export", "-json=Dir,Export,Incomplete,Name", "./...")
	if err != nil {
		return 0, err
	}
	good := make(map[string]bool)
	for dec := json.NewDecoder(strings.NewReader(string(out))); dec.More(); {
		var p struct {
			Dir, Export string
			Incomplete  bool
		}
		if err := dec.Decode(&p); err != nil {
			return 0, err
		}
		good[p.Dir] = p.Export != "" && !p.Incomplete
	}
	kept := 0
	for i := range n {
		pkg := filepath.Join(dir, fmt.Sprintf("p%d", i))
		if good[pkg] {
			kept++
		} else if err := os.RemoveAll(pkg); err != nil {
			return 0, err
		}
	}
	return kept, nil
}
