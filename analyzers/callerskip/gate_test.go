package callerskip

import (
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"

	"github.com/obslint/obslint/analyzers/internal/calls"
	"github.com/obslint/obslint/analyzers/internal/flow"
	"github.com/obslint/obslint/analyzers/internal/passtest"
)

// TestGate holds that packages that log and wrap nothing are left alone, and
// that those that may wrap are not.
func TestGate(t *testing.T) {
	cases := []struct {
		name, imports, code string
		open                bool
	}{
		{"constants", "go.uber.org/zap", `func f(name string) { zap.L().Info("started", zap.String("name", name)) }`, false},
		{"own words", "log", `func f(name string) { log.Printf("started %s", name) }`, false},
		{"an error", "log", `func f(name string, err error) { log.Println(err) }`, false},
		{"a field", "go.uber.org/zap", `type T struct{ s string }; func f(s string, t T) { zap.S().Info(t.s) }`, false},
		{"no parameter", "go.uber.org/zap", `func f(n int) { s := "a"; zap.S().Info(s) }`, false},
		{"no logger", "fmt", `func f(s string) { fmt.Println(s) }`, false},
		{"not asked", "log/slog", `func f(s string) { slog.Info(s) }`, false},
		{"a wrapper", "go.uber.org/zap", `func f(s string) { zap.L().Info(s) }`, true},
		{"a format", "go.uber.org/zap", `func f(s string, v ...any) { zap.S().Infof("x: "+s, v...) }`, true},
		{"a literal", "go.uber.org/zap", `func f(n int) func(string) { return func(s string) { zap.L().Info(s) } }`, true},
		{"through local", "log", `func f(v []any) { w := v; log.Println(w...) }`, true},
		{"a value", "go.uber.org/zap", `var f = zap.L().Info`, true},
		{"an interface", "go.uber.org/zap", `type I interface{ Infof(string, ...any) }; var _ *zap.Logger; func f(i I, s string) { i.Infof(s) }`, true},
		{"a skip", "go.uber.org/zap", `var z = zap.L().WithOptions(zap.AddCallerSkip(1))`, true},
		{"a depth", "github.com/go-logr/logr", `type S struct{ logr.LogSink }; func (s S) WithCallDepth(n int) logr.LogSink { return s }`, true},
		{"a record", "log/slog", `import "time"; var r = slog.NewRecord(time.Time{}, 0, "", 0)`, true},
		{"of another's", "go.uber.org/zap", `var l = zap.NewStdLog(zap.L()); func f(s string) { l.Print(s) }`, true},
	}
	var srcs []string
	for _, c := range cases {
		srcs = append(srcs, "package unittest\nimport \""+c.imports+"\"\n"+strings.ReplaceAll(c.code, "; ", "\n"))
	}
	passtest.Real(t, []*analysis.Analyzer{calls.Analyzer, flow.Analyzer}, func(i int, pass *analysis.Pass) {
		c := cases[i]
		if open := worthwhile(pass, pass.ResultOf[calls.Analyzer].(*calls.Index), []string{"log"}); open != c.open {
			t.Errorf("%s: %v", c.name, open)
		}
	}, srcs...)
}
