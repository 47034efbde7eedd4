package report

import (
	"go/ast"
	"go/parser"
	"go/token"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"
)

// FuzzDirectives feeds it any source that parses, and holds what the passes
// rely on: directives stand in their file, in order, and one without a name
// or a reason silences nothing.
func FuzzDirectives(f *testing.F) {
	for _, src := range []string{
		"package a\n\n//obslint:ignore callerskip the reason\nvar x = 1 //obslint:ignore a,b c // d\n",
		"package a //obslint:ignore",
		"package a\n/* x */ //obslint:ignore\ta , ,b\t r\n//obslint:ignore b r\n//obslint:ignored\nfunc f() {\n}\n",
		"//line x.go:1\n//obslint:ignore dirtypool r\npackage a\nvar s = `\n//obslint:ignore a b`\n",
		"package a\r\n//obslint:ignore \xc3\xa9 \xe2\x80\xa8r\r\n",
	} {
		f.Add(src)
	}
	f.Fuzz(func(t *testing.T, src string) {
		fset := token.NewFileSet()
		file, err := parser.ParseFile(fset, "a.go", src, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			t.Skip()
		}
		last := token.NoPos
		for _, d := range Directives(&analysis.Pass{Fset: fset, Files: []*ast.File{file}}, file) {
			if d.Pos <= last || d.End <= d.Pos || d.Pos < file.FileStart || d.End > file.FileEnd {
				t.Errorf("a directive at %d to %d in a file from %d to %d", d.Pos, d.End, file.FileStart, file.FileEnd)
			}
			last = d.Pos
			line := fset.PositionFor(d.Pos, false).Line
			for _, name := range append(d.Passes, "other") {
				want := name != "other" && d.Reason != ""
				if got := d.Silences(name, line); got != want && name != "" {
					t.Errorf("%q silences %s: %v", src, name, got)
				}
				if strings.ContainsAny(name, " \t,") || d.Silences(name, line-1) {
					t.Errorf("%q silences %q on the line above", src, name)
				}
			}
		}
	})
}

// FuzzDoc feeds it any source: it panics on a doc.go of another form, and on
// nothing else.
func FuzzDoc(f *testing.F) {
	f.Add("// Package a is.\n//\n// # Analyzer a\n//\n// a: do it\n//\n// # Category b\n//\n// Text.\npackage a\n")
	f.Add("// # Category\npackage a")
	f.Fuzz(func(t *testing.T, src string) {
		var doc string
		func() {
			defer func() { recover() }()
			doc = Doc("a", src)
		}()
		for _, cat := range Categories(doc) {
			if !strings.Contains(doc, "# Category "+cat) {
				t.Errorf("category %q is not in %q", cat, doc)
			}
		}
	})
}
