package main

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
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
	only := fs.String("only", "", "check only the code with this `name`")
	xtools := fs.String("xtools", "", "the `directory` of golang.org/x/tools (default in the module cache)")
	limit := fs.Duration("limit", 10*time.Minute, "the time that one run may take")
	fs.Parse(args)
	tmp, err := prepare(suite, walk)
	if err != nil {
		return err
	}
	defer os.RemoveAll(tmp)
	if *xtools == "" {
		out, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "golang.org/x/tools").Output()
		if err != nil {
			return err
		}
		*xtools = strings.TrimSpace(string(out))
	}
	out, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		return err
	}
	goroot := strings.TrimSpace(string(out))

	fmt.Println("| code | packages | wall, obslint | wall, every question | findings |\n|---|---|---|---|---|")
	for _, c := range []struct{ name, dir, pattern string }{
		{"the standard library", filepath.Join(goroot, "src"), "std"},
		{"golang.org/x/tools", *xtools, "./..."},
	} {
		if *only != "" && *only != c.name {
			continue
		}
		if err := robust(o, c.name, c.dir, c.pattern, 0, *limit); err != nil {
			return err
		}
	}
	for _, c := range []struct{ name, from string }{
		{"GOROOT/test", filepath.Join(goroot, "test")},
		{"go/types testdata", filepath.Join(goroot, "src", "internal", "types", "testdata")},
	} {
		if *only != "" && *only != c.name {
			continue
		}
		dir := filepath.Join(tmp, strings.ReplaceAll(c.name, "/", "-"))
		n, err := singles(c.from, dir)
		if err != nil {
			return err
		}
		if n == 0 {
			fmt.Printf("| %s | not in this go distribution | | | |\n", c.name)
			continue
		}
		if err := robust(o, c.name, dir, "./...", n, *limit); err != nil {
			return err
		}
	}
	return nil
}

// robust checks the packages twice, with eight at once and one by one.
func robust(o *options, name, dir, pattern string, n int, limit time.Duration) error {
	if n == 0 {
		out, _, err := goCommand(dir, nil, "list", pattern)
		if err != nil {
			return err
		}
		n = strings.Count(string(out), "\n")
	}
	// What is compiled is compiled before the clock runs.
	if _, _, err := goCommand(dir, nil, walk.args(o, "warm", pattern)...); err != nil {
		return err
	}
	check := func(t *tool, parallel int, patterns ...string) (string, usage, error) {
		key := fmt.Sprint(time.Now().UnixNano())
		out, u, err := goCommand(dir, nil, t.args(&options{parallel}, key, patterns...)...)
		if err != nil {
			return "", u, err
		}
		if u.wall > limit {
			return "", u, fmt.Errorf("%s took %v", name, u.wall)
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
func singles(from, dir string) (int, error) {
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
	return prune(dir, n)
}

// prune removes the packages that do not compile, and those that import
// something that is not there.
func prune(dir string, n int) (int, error) {
	out, _, err := goCommand(dir, []string{"CGO_ENABLED=0"}, "list", "-e", "-export", "-json=Dir,Export,Incomplete,Name", "./...")
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
