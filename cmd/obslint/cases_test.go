package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// -fix, with the real passes, makes of the module of cases what the golden
// files say, and it compiles. The tool and the module stand in directories
// with a blank in their names.
func TestFixCases(t *testing.T) {
	t.Parallel()
	tmp := t.TempDir()
	tool := filepath.Join(tmp, "a tool", "obslint")
	src := filepath.Join(tmp, "the cases")
	if err := os.CopyFS(src, os.DirFS(filepath.Join("..", "..", "testdata", "src"))); err != nil {
		t.Fatal(err)
	}
	copyTool(t, tool)
	c := caller{dir: src, env: []string{"OBSLINT_TEST_SUITE=real", "GOWORK=off"}}
	o := c.run(t, tool, "-fix", "./...")
	if o.status != 1 || !strings.Contains(o.stderr, "obslint: applied ") {
		t.Fatalf("exit status %d\n%s", o.status, o.stderr)
	}
	goldens := 0
	err := filepath.WalkDir(src, func(path string, _ os.DirEntry, err error) error {
		name, ok := strings.CutSuffix(path, ".golden")
		rel, _ := filepath.Rel(src, name)
		if err != nil || !ok || strings.Contains(o.stderr, "skipped the fix of "+rel+":") {
			return err
		}
		goldens++
		want, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		c.wantFile(t, rel, string(want))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if goldens == 0 {
		t.Error("there are no goldens")
	}
	if o := c.goCmd(t, "build", "./..."); o.status != 0 {
		t.Errorf("the fixed cases do not compile:\n%s", o.stderr)
	}
}

// copyTool puts this program, which is the tool as well, at path.
func copyTool(t *testing.T, path string) {
	t.Helper()
	data, err := os.ReadFile(self(t))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, data, 0o755); err != nil {
		t.Fatal(err)
	}
}
