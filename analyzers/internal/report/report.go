// Package report turns what a pass found into a diagnostic: range, category,
// message, related positions, fix. It leaves out what nobody wants to see
// (findings in test files and in generated files) and what an
// //obslint:ignore directive silences.
package report

import (
	"fmt"
	"go/ast"
	"go/token"
	"iter"
	"path/filepath"
	"reflect"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"
	"honnef.co/go/tools/analysis/facts/generated"
)

// A Diagnostic is one finding of a pass.
type Diagnostic struct {
	Range    analysis.Range // the narrowest useful one
	Category string         // one word, declared in the pass's doc.go
	Message  string         // what happens at run time, then what to do
	Related  []analysis.RelatedInformation
	Fix      *analysis.SuggestedFix // nil where an edit would guess
}

// ResultType is the ResultType of every pass: what it found and what was
// silenced.
var ResultType = reflect.TypeFor[*Result]()

// A Result is the result of a pass, which the directive pass reads.
type Result struct {
	// Silenced are the directives that silenced a finding, by the position
	// of the comment.
	Silenced map[token.Pos]bool
}

// A Reporter reports the diagnostics of one pass on one package.
type Reporter struct {
	pass       *analysis.Pass
	categories []string
	result     *Result
	generated  map[string]generated.Generator // nil before the first finding
	directives map[*token.File][]Directive
}

// New returns the Reporter of pass.
func New(pass *analysis.Pass) *Reporter {
	return &Reporter{
		pass:       pass,
		categories: Categories(pass.Analyzer.Doc),
		result:     &Result{Silenced: make(map[token.Pos]bool)},
		directives: make(map[*token.File][]Directive),
	}
}

// Result returns what the pass's Run must return.
func (r *Reporter) Result() *Result { return r.result }

// Report reports d, unless it stands in a test file or a generated file or is
// silenced. It panics if d's category is not one that the pass documents.
func (r *Reporter) Report(d Diagnostic) {
	if !slices.Contains(r.categories, d.Category) {
		panic(fmt.Sprintf("%s: category %q has no heading in doc.go", r.pass.Analyzer.Name, d.Category))
	}
	file := FileOf(r.pass, d.Range.Pos())
	if file == nil || IsTest(r.pass.Fset, file) || r.isGenerated(file) {
		return
	}
	if dir, ok := r.ignored(file, d.Range.Pos()); ok {
		r.result.Silenced[dir] = true
		return
	}
	var fixes []analysis.SuggestedFix
	if d.Fix != nil && !r.usesCgo(file) && !r.moved(d.Fix) {
		fixes = []analysis.SuggestedFix{*d.Fix}
	}
	r.pass.Report(analysis.Diagnostic{
		Pos:            d.Range.Pos(),
		End:            d.Range.End(),
		Category:       d.Category,
		Message:        d.Message,
		URL:            CategoryURL(r.pass.Analyzer.Name, d.Category),
		Related:        d.Related,
		SuggestedFixes: fixes,
	})
}

// ignored reports whether a directive on the line of pos, or alone on the
// line above, names the pass, and where it stands.
func (r *Reporter) ignored(file *ast.File, pos token.Pos) (token.Pos, bool) {
	tf := r.pass.Fset.File(file.FileStart)
	dirs, ok := r.directives[tf]
	if !ok {
		dirs = Directives(r.pass, file)
		r.directives[tf] = dirs
	}
	line := tf.PositionFor(pos, false).Line
	for _, d := range dirs {
		if d.Silences(r.pass.Analyzer.Name, line) {
			return d.Pos, true
		}
	}
	return token.NoPos, false
}

func (r *Reporter) isGenerated(file *ast.File) bool {
	name := fileName(r.pass.Fset, file)
	if strings.HasPrefix(filepath.Base(name), "_cgo_") {
		return true
	}
	gen, ok := r.generators()[name]
	if gen == generated.Cgo {
		// Cgo marks what it makes of a hand-written file, too.
		return generatedBeforeCgo(file)
	}
	return ok
}

// generatedBeforeCgo reports whether a file that cgo wrote was a generated one
// before: cgo puts its own mark above what stood there.
func generatedBeforeCgo(file *ast.File) bool {
	for _, group := range file.Comments {
		if group.Pos() > file.Package {
			break
		}
		for _, c := range group.List {
			mark, ok := strings.CutPrefix(c.Text, "// Code generated ")
			if ok && strings.HasSuffix(mark, " DO NOT EDIT.") && !strings.HasPrefix(mark, "by cmd/cgo") {
				return true
			}
		}
	}
	return false
}

func (r *Reporter) usesCgo(file *ast.File) bool {
	for _, imp := range file.Imports {
		if imp.Path.Value == `"C"` {
			return true
		}
	}
	gen, ok := r.generators()[fileName(r.pass.Fset, file)]
	return ok && gen == generated.Cgo
}

// moved reports whether a line comment makes another file of the place of an
// edit: drivers that hand edits on as file names and offsets would then change
// the wrong file.
func (r *Reporter) moved(fix *analysis.SuggestedFix) bool {
	return slices.ContainsFunc(fix.TextEdits, func(e analysis.TextEdit) bool {
		return r.pass.Fset.Position(e.Pos).Filename != r.pass.Fset.PositionFor(e.Pos, false).Filename
	})
}

// generators asks honnef's analyzer only once there is something to report:
// it opens every file of the package.
func (r *Reporter) generators() map[string]generated.Generator {
	if r.generated == nil {
		res, err := generated.Analyzer.Run(r.pass)
		r.generated, _ = res.(map[string]generated.Generator)
		if err != nil || r.generated == nil {
			r.generated = make(map[string]generated.Generator)
		}
	}
	return r.generated
}

// Files returns the package's files that are not tests: what a test does is
// no evidence.
func Files(pass *analysis.Pass) iter.Seq[*ast.File] {
	return func(yield func(*ast.File) bool) {
		for _, f := range pass.Files {
			if !IsTest(pass.Fset, f) && !yield(f) {
				return
			}
		}
	}
}

// FileOf returns the file of the package that pos stands in, or nil.
func FileOf(pass *analysis.Pass, pos token.Pos) *ast.File {
	for _, f := range pass.Files {
		if f.FileStart <= pos && pos <= f.FileEnd {
			return f
		}
	}
	return nil
}

// IsTest reports whether file is a _test.go file.
func IsTest(fset *token.FileSet, file *ast.File) bool {
	return strings.HasSuffix(fileName(fset, file), "_test.go")
}

// InTest reports whether pos stands in a _test.go file.
func InTest(fset *token.FileSet, pos token.Pos) bool {
	return strings.HasSuffix(fset.PositionFor(pos, false).Filename, "_test.go")
}

func fileName(fset *token.FileSet, file *ast.File) string {
	return fset.PositionFor(file.FileStart, false).Filename
}

// Place names pos in a message about at: "line N" in the same file, else
// "file.go:N".
func Place(fset *token.FileSet, at, pos token.Pos) string {
	here, there := fset.Position(at), fset.Position(pos)
	if here.Filename == there.Filename {
		return fmt.Sprintf("line %d", there.Line)
	}
	return fmt.Sprintf("%s:%d", filepath.Base(there.Filename), there.Line)
}
