package directive_test

import (
	"os/exec"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"

	"github.com/obslint/obslint/analyzers"
	"github.com/obslint/obslint/analyzers/internal/passtest"
)

var directive = analyzers.Suite[slices.IndexFunc(analyzers.Suite, func(a *analysis.Analyzer) bool { return a.Name == "directive" })]

func TestCases(t *testing.T) { passtest.Run(t, directive) }

// What a directive does under go vet: a finding that it covers is gone, others
// stay. There is nothing of it to see at run time.
func TestSilence(t *testing.T) {
	for dir, want := range map[string][]string{
		"used": nil,
		"unused": {
			"unused.go:19:2", // behind an empty line
			"unused.go:25:2", // below a directive that is not alone
		},
		"malformed": {"malformed.go:10:2", "malformed.go:15:2"},
		"unknown":   {"unknown.go:9:2"},
	} {
		cmd := exec.Command("go", "vet", "-vettool="+passtest.Tool(t), "-callerskip", "./directive/"+dir)
		cmd.Dir = passtest.Src(t)
		out, err := cmd.CombinedOutput()
		if (err != nil) != (len(want) > 0) {
			t.Errorf("%s: go vet: %v\n%s", dir, err, out)
		}
		var got []string
		for line := range strings.Lines(string(out)) {
			if at, _, ok := strings.Cut(line, ": "); ok && strings.HasPrefix(line, "directive/") {
				got = append(got, strings.TrimPrefix(at, "directive/"+dir+"/"))
			}
		}
		slices.Sort(got)
		if !slices.Equal(got, want) {
			t.Errorf("%s: findings at %v, want %v\n%s", dir, got, want, out)
		}
	}
}
