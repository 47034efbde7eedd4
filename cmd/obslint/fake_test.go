package main

import (
	"bytes"
	"errors"
	"go/ast"
	"go/types"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/txtar"

	"github.com/obslint/obslint/analyzers"
)

// The test binary is the command as well, so that go vet has a real tool to
// run: with the real passes, or with the fake ones below.
func TestMain(m *testing.M) {
	switch os.Getenv("OBSLINT_TEST_SUITE") {
	case "real":
		start(analyzers.Suite)
	case "fake":
		start(fakeSuite)
	}
	os.Exit(m.Run())
}

// fakeSuite finds calls by the name of the function:
//
//   - mark/bad: calls of bad, to be replaced by good
//   - mark/ugly: calls of ugly, which has no fix
//   - whole/call: calls of bad and worse, fixed as a whole
//   - whole fails on packages that declare failing
var fakeSuite = []*analysis.Analyzer{fakeMark(), fakeWhole()}

const fakeURL = "https://example.test/"

func fakeMark() *analysis.Analyzer {
	a := &analysis.Analyzer{
		Name: "mark",
		Doc: "find calls of bad\n\nIt is a fake.\n\n" +
			"# Category bad\n\nThe function is bad:\n\n\tbad()\n\n# Category ugly\n\nThe function is ugly.",
		URL: fakeURL + "mark#hdr-Analyzer_mark",
	}
	also := a.Flags.String("also", "", "find calls of the function `name` as well")
	loud := a.Flags.Bool("loud", false, "shout")
	a.Run = func(pass *analysis.Pass) (any, error) {
		eachCall(pass, func(id *ast.Ident, call *ast.CallExpr) {
			switch {
			case id.Name == "bad":
				msg := "bad is called; call good"
				if *loud {
					msg = strings.ToUpper(msg)
				}
				d := analysis.Diagnostic{
					Pos: id.Pos(), End: id.End(), Category: "bad", Message: msg,
					SuggestedFixes: []analysis.SuggestedFix{{
						Message:   "call good",
						TextEdits: []analysis.TextEdit{{Pos: id.Pos(), End: id.End(), NewText: []byte("good")}},
					}},
				}
				if fn, ok := pass.TypesInfo.Uses[id].(*types.Func); ok {
					d.Related = []analysis.RelatedInformation{{Pos: fn.Pos(), Message: "bad is declared here"}}
				}
				pass.Report(d)
			case id.Name == "ugly" || id.Name == *also:
				pass.Report(analysis.Diagnostic{Pos: id.Pos(), End: call.End(), Category: "ugly", Message: id.Name + " is called"})
			}
		})
		return nil, nil
	}
	return a
}

func fakeWhole() *analysis.Analyzer {
	return &analysis.Analyzer{
		Name: "whole",
		Doc:  "find whole calls\n\n# Category call\n\nThe call is bad as a whole.",
		URL:  fakeURL + "whole#hdr-Analyzer_whole",
		Run: func(pass *analysis.Pass) (any, error) {
			if pass.Pkg.Scope().Lookup("failing") != nil {
				return nil, errors.New("obslint: pass whole failed on package " + pass.Pkg.Path() + ": it cannot go on")
			}
			eachCall(pass, func(id *ast.Ident, call *ast.CallExpr) {
				if id.Name != "worse" && id.Name != "bad" {
					return
				}
				pass.Report(analysis.Diagnostic{
					Pos: call.Pos(), End: call.End(), Category: "call", Message: "the call is bad",
					SuggestedFixes: []analysis.SuggestedFix{{
						Message:   "call good with 1",
						TextEdits: []analysis.TextEdit{{Pos: call.Pos(), End: call.End(), NewText: []byte("good( 1 )")}},
					}},
				})
			})
			return nil, nil
		},
	}
}

func eachCall(pass *analysis.Pass, visit func(*ast.Ident, *ast.CallExpr)) {
	for _, f := range pass.Files {
		for n := range ast.Preorder(f) {
			if call, ok := n.(*ast.CallExpr); ok {
				if id, ok := call.Fun.(*ast.Ident); ok {
					visit(id, call)
				}
			}
		}
	}
}

// module writes the files of a txtar archive to a new directory.
func module(t *testing.T, archive string) string {
	t.Helper()
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	writeFiles(t, dir, archive)
	return dir
}

func writeFiles(t *testing.T, dir, archive string) {
	t.Helper()
	for _, f := range txtar.Parse([]byte(archive)).Files {
		name := filepath.Join(dir, filepath.FromSlash(f.Name))
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, f.Data, 0o666); err != nil {
			t.Fatal(err)
		}
	}
}

// An outcome is what a run of a program left.
type outcome struct {
	status         int
	stdout, stderr string
}

// A caller runs programs in a directory.
type caller struct {
	dir string
	env []string
}

// obslint runs the command as a person does.
func (c caller) obslint(t *testing.T, args ...string) outcome {
	t.Helper()
	return c.run(t, self(t), args...)
}

// goCmd runs the go command.
func (c caller) goCmd(t *testing.T, args ...string) outcome {
	t.Helper()
	return c.run(t, "go", args...)
}

func (c caller) run(t *testing.T, name string, args ...string) outcome {
	t.Helper()
	cmd := exec.Command(name, args...)
	cmd.Dir = c.dir
	cmd.Env = append(os.Environ(), "OBSLINT_TEST_SUITE=fake", "GITHUB_WORKSPACE=", "GOFLAGS=", "GOWORK=")
	cmd.Env = append(cmd.Env, c.env...)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err != nil && cmd.ProcessState == nil {
		t.Fatal(err)
	}
	return outcome{cmd.ProcessState.ExitCode(), stdout.String(), stderr.String()}
}

func self(t *testing.T) string {
	t.Helper()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	return exe
}

// want checks an outcome: the status, the whole of stdout, and for stderr that
// it has each of the given parts, or nothing if there are none.
func (o outcome) want(t *testing.T, status int, stdout string, stderr ...string) {
	t.Helper()
	if o.status != status {
		t.Errorf("exit status %d, want %d", o.status, status)
	}
	if o.stdout != stdout {
		t.Errorf("stdout:\n%s\nwant:\n%s", o.stdout, stdout)
	}
	for _, part := range stderr {
		if !strings.Contains(o.stderr, part) {
			t.Errorf("stderr lacks %q", part)
		}
	}
	if len(stderr) == 0 && o.stderr != "" {
		t.Errorf("stderr is not empty")
	}
	if t.Failed() {
		t.Logf("stderr:\n%s", o.stderr)
	}
}
