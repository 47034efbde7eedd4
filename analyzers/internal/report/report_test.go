package report

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"
)

const testDoc = "title\n\n# Category bad\n\ntext\n"

// parse returns a pass over files that are written to a directory, since one
// of the things to know about a file is read from the disk. What the pass
// reports is collected.
func parse(t *testing.T, files map[string]string) (*analysis.Pass, *[]analysis.Diagnostic) {
	t.Helper()
	dir := t.TempDir()
	var got []analysis.Diagnostic
	pass := &analysis.Pass{
		Analyzer: &analysis.Analyzer{Name: "test", Doc: testDoc},
		Fset:     token.NewFileSet(),
		Report:   func(d analysis.Diagnostic) { got = append(got, d) },
	}
	for name, src := range files {
		name = filepath.Join(dir, name)
		if err := os.WriteFile(name, []byte(src), 0o666); err != nil {
			t.Fatal(err)
		}
		f, err := parser.ParseFile(pass.Fset, name, nil, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		pass.Files = append(pass.Files, f)
	}
	return pass, &got
}

// reportCalls reports each call of bad in the pass's files, with a fix, and
// returns the lines of the files on which something was reported.
func reportCalls(pass *analysis.Pass, got *[]analysis.Diagnostic) (lines []int, r *Reporter) {
	r = New(pass)
	for _, f := range pass.Files {
		for n := range ast.Preorder(f) {
			if id, ok := n.(*ast.Ident); ok && id.Name == "bad" {
				r.Report(Diagnostic{Range: id, Category: "bad", Message: "it is bad", Fix: &analysis.SuggestedFix{
					TextEdits: []analysis.TextEdit{{Pos: id.Pos(), End: id.End()}},
				}})
			}
		}
	}
	for _, d := range *got {
		lines = append(lines, pass.Fset.PositionFor(d.Pos, false).Line)
	}
	return lines, r
}

// Where a directive may stand, and where it does nothing. A line with a call
// of bad is reported if it ends in "!", in a comment that is no directive.
func TestDirectivePlaces(t *testing.T) {
	const src = `package a

//obslint:ignore test above a declaration
var _ = bad

var _ = bad //obslint:ignore test beside
var _ = bad // !

func f() {
	bad() //obslint:ignore test not alone, so not for the next line
	bad() // !
	//obslint:ignore test too far above

	bad() // !
	//obslint:ignore other another pass
	bad() // !
	//obslint:ignore other,test one of two
	bad()
	//obslint:ignore other, test with a blank
	bad()
	//obslint:ignore	test	tabs
	bad()
	//obslint:ignore test
	bad() // ! there is no reason
	//obslint:ignore test // a comment is no reason
	bad() // !
	//obslint:ignore
	bad() // !
	//obslint:ignored test not the word
	bad() // !
	// obslint:ignore test not a directive
	bad() // !
	/*obslint:ignore test not a directive */
	bad() // !
	//obslint:ignore other one
	//obslint:ignore test two
	//obslint:ignore another three
	bad()
	//obslint:ignore test one
	// A comment stands between.
	bad() // !

	f(
		1, //obslint:ignore test not alone
		bad, // !
		//obslint:ignore test inside a statement
		bad,
		bad, // !
	) //obslint:ignore test too late
	if 1 > 0 { //obslint:ignore test beside
		bad() // !
	} //obslint:ignore test not alone: the brace ends here
	bad() // !
	switch {
	case bad: //obslint:ignore test a case
	//obslint:ignore test another case
	case bad:
	default: //obslint:ignore test not alone
		bad() // !
	}
	var _ = []int{
		//obslint:ignore test an element
		bad,
	} //obslint:ignore test not alone
	bad() // !
	_ = ` + "`" + `
//obslint:ignore test in a string` + "`" + `
	bad() // !
}

type t struct {
	//obslint:ignore test a field
	bad int
	a   int //obslint:ignore test not alone
	bad2, bad int // !
}

// f does.
//
//obslint:ignore test the doc of a function
func bad() {}

func g() { bad() } //obslint:ignore test one line
//obslint:ignore test the last line`
	pass, got := parse(t, map[string]string{"a.go": src})
	lines, _ := reportCalls(pass, got)
	var want []int
	for i, line := range strings.Split(src, "\n") {
		if strings.Contains(line, "// !") {
			want = append(want, i+1)
		}
	}
	if !slices.Equal(lines, want) {
		t.Errorf("reported on lines %v, want %v", lines, want)
	}
}

// A directive that silenced something is in the result, another is not.
func TestResult(t *testing.T) {
	pass, got := parse(t, map[string]string{"a.go": `package a

//obslint:ignore test used
var _, _ = bad, bad

//obslint:ignore test not used
var _ = 0
`})
	lines, r := reportCalls(pass, got)
	dirs := Directives(pass, pass.Files[0])
	if len(lines) != 0 || len(dirs) != 2 || len(r.Result().Silenced) != 1 || !r.Result().Silenced[dirs[0].Pos] {
		t.Errorf("reported on lines %v; directives %v; silenced %v", lines, dirs, r.Result().Silenced)
	}
}

// Line comments move what is reported, not what a directive covers.
func TestLineComments(t *testing.T) {
	pass, got := parse(t, map[string]string{"a.go": `package a

//line a.go:100
//obslint:ignore test above
var _ = bad
//line a.go:7
var _ = bad

//obslint:ignore test too far above
//line a.go:11
var _ = bad
//line grammar.y:11
var _ = bad
`})
	lines, _ := reportCalls(pass, got)
	if want := []int{7, 11, 13}; !slices.Equal(lines, want) {
		t.Errorf("reported on lines %v, want %v", lines, want)
	}
	for i, want := range []int{1, 1, 0} {
		if n := len((*got)[i].SuggestedFixes); n != want {
			t.Errorf("finding %d has %d fixes, want %d: an edit must not land in another file", i, n, want)
		}
	}
}

func TestFilesLeftOut(t *testing.T) {
	const marked = "// Code generated by stringer. DO NOT EDIT.\n\n"
	const cgo = "// Code generated by cmd/cgo; DO NOT EDIT.\n\n//line a.go:1:1\n"
	const code = "package a\n\nvar _ = bad\n"
	for _, test := range []struct {
		file, src string
		reported  bool
		fixes     int
	}{
		{"a.go", code, true, 1},
		{"a_test.go", code, false, 0},
		{"a.go", marked + code, false, 0},
		{"a.go", "// Copyright\n\n" + marked + code, false, 0},
		{"a.go", "// Code generated by hand, so do edit.\n\n" + code, true, 1},
		{"a.cgo1.go", cgo + code, true, 0},
		{"a.cgo1.go", cgo + marked + code, false, 0},
		{"_cgo_gotypes.go", cgo + code, false, 0},
		{"a.go", "package a\n\nimport \"C\"\n\nvar _ = bad\n", true, 0},
	} {
		pass, got := parse(t, map[string]string{test.file: test.src})
		lines, _ := reportCalls(pass, got)
		if (len(lines) > 0) != test.reported {
			t.Errorf("%s: %q: reported: %t", test.file, test.src, !test.reported)
		} else if test.reported && len((*got)[0].SuggestedFixes) != test.fixes {
			t.Errorf("%s: %q: %d fixes", test.file, test.src, len((*got)[0].SuggestedFixes))
		}
	}
}

func TestReport(t *testing.T) {
	pass, got := parse(t, map[string]string{"a.go": "package a\n\nvar _ = bad\n"})
	reportCalls(pass, got)
	d := (*got)[0]
	if d.Category != "bad" || d.Message != "it is bad" || d.URL != CategoryURL("test", "bad") || d.End != d.Pos+3 {
		t.Errorf("got %+v", d)
	}
	defer func() {
		if r := recover(); r == nil {
			t.Error("a category that the documentation lacks goes through")
		}
	}()
	New(pass).Report(Diagnostic{Range: pass.Files[0].Name, Category: "worse", Message: "it is worse"})
}

func TestPlace(t *testing.T) {
	pass, _ := parse(t, map[string]string{"a.go": "package a\n\nvar a = 0\n", "b.go": "package a\n\n//line c.y:20\nvar b = 0\n"})
	at := func(name string) token.Pos {
		for _, f := range pass.Files {
			for n := range ast.Preorder(f) {
				if id, ok := n.(*ast.Ident); ok && id.Name == name && id != f.Name {
					return id.Pos()
				}
			}
		}
		t.Fatalf("%s is not declared", name)
		return 0
	}
	if got := Place(pass.Fset, at("a"), at("a")+1); got != "line 3" {
		t.Errorf("in the same file: %s", got)
	}
	if got := Place(pass.Fset, at("a"), at("b")); got != "c.y:20" {
		t.Errorf("in another file: %s", got)
	}
}

func TestDoc(t *testing.T) {
	const src = "// Package x is.\n//\n// # Analyzer x\n//\n// x: find things\n//\n// More.\n//\n// # Category one\n//\n// Text.\npackage x\n"
	doc := Doc("x", src)
	if want := "find things\n\nMore.\n\n# Category one\n\nText."; doc != want {
		t.Errorf("got %q, want %q", doc, want)
	}
	if cats := Categories(doc); !slices.Equal(cats, []string{"one"}) {
		t.Errorf("categories %v", cats)
	}
	for _, bad := range []string{"package x", "no go", strings.ReplaceAll(src, "x: find", "find")} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("Doc accepts %q", bad)
				}
			}()
			Doc("x", bad)
		}()
	}
}
