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

// robustMain runs obslint over code that compilers and tools are tested with.
// A pass that fails, a run that does not end, and two runs that differ are
// errors.
func robustMain(args []string) error {
	fs, o := flags("robust")
	xtools := fs.String("xtools", "", "the `directory` of golang.org/x/tools (default in the module cache)")
	limit := fs.Duration("limit", 10*time.Minute, "the time that one run may take")
	fs.Parse(args)
	tmp, err := os.MkdirTemp("", "obslint-bench")
	if err != nil {
		return err
	}
	defer os.RemoveAll(tmp)
	if err := buildTools(tmp, suite); err != nil {
		return err
	}
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

	fmt.Printf("obslint %s, %s\n\n", commit("."), goVersion())
	fmt.Println("| code | packages | wall | findings |\n|---|---|---|---|")
	for _, c := range []struct{ name, dir, pattern string }{
		{"the standard library", filepath.Join(goroot, "src"), "std"},
		{"golang.org/x/tools", *xtools, "./..."},
	} {
		if err := robust(o, c.name, c.dir, c.pattern, 0, *limit); err != nil {
			return err
		}
	}
	for _, c := range []struct{ name, from string }{
		{"GOROOT/test", filepath.Join(goroot, "test")},
		{"go/types testdata", filepath.Join(goroot, "src", "internal", "types", "testdata")},
	} {
		dir := filepath.Join(tmp, strings.ReplaceAll(c.name, "/", "-"))
		n, err := singles(c.from, dir)
		if err != nil {
			return err
		}
		if n == 0 {
			fmt.Printf("| %s | not in this go distribution | | |\n", c.name)
			continue
		}
		if err := robust(o, c.name, dir, "./...", n, *limit); err != nil {
			return err
		}
	}
	return nil
}

// robust checks the packages twice, with one and with eight at once.
func robust(o *options, name, dir, pattern string, n int, limit time.Duration) error {
	if n == 0 {
		out, _, err := goCommand(dir, nil, "list", pattern)
		if err != nil {
			return err
		}
		n = strings.Count(string(out), "\n")
	}
	key := fmt.Sprint(time.Now().UnixNano())
	var first string
	for i, parallel := range []int{8, 1} {
		start := time.Now()
		o.parallel = parallel
		out, u, err := goCommand(dir, nil, suite.args(o, fmt.Sprintf("%s%d", key, i), pattern)...)
		if err != nil {
			return err
		}
		if d := time.Since(start); d > limit {
			return fmt.Errorf("%s took %v", name, d)
		}
		findings, err := parseFindings(out) // fails if a pass did
		if err != nil {
			return err
		}
		text := fmt.Sprint(findings)
		if i == 1 {
			if text != first {
				return fmt.Errorf("%s: -p 1 and -p 8 report different findings", name)
			}
			break
		}
		first = text
		fmt.Printf("| %s | %d | %s | %d |\n", name, n, seconds(u.wall), len(findings))
	}
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
