package analyzers

import (
	"errors"
	"go/types"
	"regexp"
	"testing"

	"golang.org/x/tools/go/analysis"
)

// Whatever goes wrong in a pass becomes an error that names pass, package and,
// for a panic, the place.
func TestGuard(t *testing.T) {
	errTest := errors.New("no luck")
	var nothing map[string]int
	for _, test := range []struct {
		name string
		run  func(*analysis.Pass) (any, error)
		want string // a regexp, or "" for no error
	}{
		{"fine", func(*analysis.Pass) (any, error) { return 1, nil }, ""},
		{"error", func(*analysis.Pass) (any, error) { return nil, errTest }, `: no luck$`},
		{"panic", func(*analysis.Pass) (any, error) { panic("help") }, `: panic at guard_test\.go:\d+: help$`},
		{"write to nil", func(*analysis.Pass) (any, error) { nothing["x"]++; return nil, nil }, `: panic at guard_test\.go:\d+: assignment to entry in nil map$`},
		{"nil", func(pass *analysis.Pass) (any, error) { return pass.TypesInfo.Defs, nil }, `: panic at guard_test\.go:\d+: .*nil pointer`},
	} {
		a := &analysis.Analyzer{Name: "unlucky", Run: test.run}
		guard(a)
		result, err := a.Run(&analysis.Pass{Analyzer: a, Pkg: types.NewPackage("example.com/p", "p")})
		switch {
		case test.want == "":
			if result != 1 || err != nil {
				t.Errorf("%s: %v, %v", test.name, result, err)
			}
		case result != nil || err == nil || !regexp.MustCompile(`^obslint: pass unlucky failed on package example\.com/p`+test.want).MatchString(err.Error()):
			t.Errorf("%s: %v, %v", test.name, result, err)
		}
		if test.name == "error" && !errors.Is(err, errTest) {
			t.Errorf("the error of the pass is hidden")
		}
	}
}

// A category's section ends where the next heading stands.
func TestCategories(t *testing.T) {
	a := &analysis.Analyzer{Name: "x", Doc: "a title\n\ntext\n\n# Category one\n\nfirst\n\nmore\n\n# Category two\n\nsecond\n\n# Limits\n\nnone"}
	cats := Categories(a)
	if len(cats) != 2 || cats[0].Doc != "first\n\nmore" || cats[1].Doc != "second" || cats[1].Rule() != "x/two" {
		t.Errorf("got %+v", cats)
	}
}
