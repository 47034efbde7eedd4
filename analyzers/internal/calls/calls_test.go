package calls

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/types"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/unitchecker"

	"github.com/obslint/obslint/analyzers/internal/lib"
	"github.com/obslint/obslint/analyzers/internal/passtest"
)

// TestMain makes the test binary a vettool of the gate analyzer as well, so
// that TestGate sees the packages as go vet shows them.
func TestMain(m *testing.M) {
	if os.Getenv("OBSLINT_GATE") != "" {
		unitchecker.Main(gate)
	}
	os.Exit(m.Run())
}

// gate reports the packages of the closure that Imports sees, and calls that
// it misses.
var gate = &analysis.Analyzer{
	Name:     "gate",
	Doc:      "report what the gate of calls misses",
	Requires: []*analysis.Analyzer{Analyzer},
	Run: func(pass *analysis.Pass) (any, error) {
		x := pass.ResultOf[Analyzer].(*Index)
		for site := range x.All() {
			if pkg := site.Callee.Pkg(); pkg != nil && !lib.IsStd(pkg.Path()) && !x.Imports(pkg.Path()) {
				pass.Reportf(site.Call.Pos(), "missed: %s", lib.IDOf(site.Callee))
			}
		}
		for _, path := range strings.Fields(os.Getenv("OBSLINT_GATE")) {
			if x.Imports(path) && len(pass.Files) > 0 {
				pass.Reportf(pass.Files[0].Package, "%s reaches %s", pass.Pkg.Path(), path)
			}
		}
		return nil, nil
	},
}

// TestGate holds, under the real go vet, that a package whose functions can be
// called is in the closure of imports: export data lists what it mentions.
func TestGate(t *testing.T) {
	dir := t.TempDir()
	for name, src := range map[string]string{
		"go.mod":           "module gate.test\n\ngo 1.26.0\n",
		"log/log.go":       "package log\n\ntype Logger struct{}\n\nfunc (*Logger) Info(string) {}\n\nfunc New() *Logger { return nil }\n",
		"hidden/hidden.go": "package hidden\n\nimport \"gate.test/log\"\n\nfunc Hello() { log.New().Info(\"hello\") }\n",
		"shown/shown.go":   "package shown\n\nimport \"gate.test/log\"\n\ntype Base struct{ *log.Logger }\n",
		"mid/mid.go":       "package mid\n\nimport \"gate.test/shown\"\n\ntype Service struct{ base shown.Base }\n\nfunc (s *Service) Base() *shown.Base { return &s.base }\n",
		"far/far.go":       "package far\n\nimport \"gate.test/mid\"\n\nfunc F(s *mid.Service) { s.Base().Info(\"far\") }\n",
		"blind/blind.go":   "package blind\n\nimport \"gate.test/hidden\"\n\nfunc F() { hidden.Hello() }\n",
	} {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(src), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	got := vetGate(t, dir, "gate.test/log")
	for _, pkg := range []string{"log", "hidden", "shown", "mid", "far"} {
		if !strings.Contains(got, "gate.test/"+pkg+" reaches gate.test/log") {
			t.Errorf("%s does not reach log:\n%s", pkg, got)
		}
	}
	if strings.Contains(got, "blind reaches") {
		t.Errorf("blind reaches log, which none of its imports shows: the gate is wider than its documentation says")
	}
	if strings.Contains(got, "missed") {
		t.Errorf("the gate is too narrow:\n%s", got)
	}
	if got := vetGate(t, passtest.Src(t), "none"); strings.Contains(got, "missed") {
		t.Errorf("the gate is too narrow:\n%s", got)
	}
}

func vetGate(t *testing.T, dir, paths string) string {
	t.Helper()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("go", "vet", "-json", "-vettool="+exe, "./...")
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "OBSLINT_GATE="+paths, "GOWORK=off")
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v: %v\n%s", cmd, err, stderr.Bytes())
	}
	return string(out)
}

func index(t testing.TB, files ...string) *Index {
	t.Helper()
	res, err := Analyzer.Run(passtest.Source(t, files...))
	if err != nil {
		t.Fatal(err)
	}
	return res.(*Index)
}

const source = `package a
import (
	. "os"
	str "strings"
	"log/slog"
)
type T struct{ *slog.Logger }
func (T) M(int) {}
func G[X any](X) {}
var v = str.ToUpper("initializer")
func _() { Exit(1) }
func f(t T, lg interface{ Info(string, ...any) }) {
	t.Info("promoted")
	(*slog.Logger).Info(t.Logger, "expression")
	lg.Info("other interface")
	func() { defer (t.Info)("deferred") }()
	g := t.Info
	g("value")
	T.M(t, 1)
	G(1)
	G[string]("x")
	_ = int(len(Args))
again:
	for range 2 { f(t, lg); goto again }
}
`

func TestSites(t *testing.T) {
	x := index(t, source, "//test\npackage a\nfunc inTest() { G(2) }\n")
	var got []string
	for site := range x.All() {
		recv, args := site.Args(x.info)
		name := "-"
		if recv != nil {
			name = fmt.Sprintf("%T", recv)[5:]
		}
		got = append(got, fmt.Sprintf("%s/%s/%d", site.Callee.Name(), name, len(args)))
		if site.Cursor.Node() != ast.Node(site.Call) {
			t.Errorf("the cursor of %s is elsewhere", site.Callee)
		}
		if site.Callee.Origin() != site.Callee {
			t.Errorf("%s is an instance", site.Callee)
		}
	}
	want := "ToUpper/-/1 Exit/-/1 Info/Ident/1 Info/SelectorExpr/1 Info/Ident/1 Info/Ident/1 M/Ident/1 G/-/1 G/-/1 f/-/2"
	if got := strings.Join(got, " "); got != want {
		t.Errorf("sites are\n%s, want\n%s", got, want)
	}

	var callees []string
	for fn := range x.Callees() {
		callees = append(callees, lib.IDOf(fn).String())
	}
	want = "strings.ToUpper os.Exit (log/slog.Logger).Info . (example.com/a.T).M example.com/a.G example.com/a.f"
	if got := strings.Join(callees, " "); got != want {
		t.Errorf("callees are\n%s, want\n%s", got, want)
	}
}

// TestUses holds the second gate against the walk: whatever is called is used.
func TestUses(t *testing.T) {
	x := index(t, source)
	used := make(map[types.Object]bool)
	for obj := range x.Uses() {
		if used[obj] {
			t.Errorf("%v comes twice", obj)
		}
		used[obj] = true
	}
	if x.inspect != nil {
		t.Error("asking what is used walks")
	}
	for fn := range x.Callees() {
		if !used[fn] {
			t.Errorf("%v is called and not used", fn)
		}
	}
	for obj := range used {
		if v, ok := obj.(*types.Var); ok && v.Pkg() == x.pkg {
			t.Errorf("%v is a variable of the package itself", v)
		}
	}
}

func TestIn(t *testing.T) {
	row := func(path, recv, name string) *lib.Table[lib.NoReturn] {
		return lib.NewTable([]lib.NoReturn{{Func: lib.Func{Path: path, Recv: recv, Name: name}}})
	}
	for _, tt := range []struct {
		path, recv, name string
		calls            int
		walks            bool
	}{
		{"os", "", "Exit", 1, true},
		{"log/slog", "Logger", "Info", 3, true},
		{"log/slog", "", "Info", 0, false},
		{"example.com/a", "", "G", 2, true},
		{"bytes", "", "Clone", 0, false},
		{"example.org/none", "", "None", 0, false},
	} {
		x := index(t, source)
		n := 0
		for _, r := range In(x, row(tt.path, tt.recv, tt.name)) {
			if n++; r.Name != tt.name {
				t.Errorf("%v: got row %v", tt, r)
			}
		}
		if n != tt.calls {
			t.Errorf("%v: %d calls", tt, n)
		}
		if walks := x.inspect != nil; walks != tt.walks {
			t.Errorf("%v: the walk is %v", tt, walks)
		}
	}
}
