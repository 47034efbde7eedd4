package report

import (
	"go/ast"
	"go/token"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"
)

// IgnorePrefix begins the comment that silences a finding:
//
//	//obslint:ignore <pass>[,<pass>] <reason>
const IgnorePrefix = "//obslint:ignore"

// A Directive is one //obslint:ignore comment.
type Directive struct {
	Pos, End token.Pos
	Passes   []string
	Reason   string // without one, the directive silences nothing
	Alone    bool   // nothing but the comment stands on its line

	first, last int // the lines that it speaks of
}

// Silences reports whether the directive silences a finding of the named pass
// that begins on the given line: its own, or the next one if it stands alone.
// Directives that stand alone above each other speak of the same line.
func (d Directive) Silences(pass string, line int) bool {
	return d.first <= line && line <= d.last && d.Reason != "" && slices.Contains(d.Passes, pass)
}

// Directives returns the directives of file in source order, the malformed
// ones included. Lines are those of the file, whatever line comments say.
func Directives(pass *analysis.Pass, file *ast.File) []Directive {
	var dirs []Directive
	for _, group := range file.Comments {
		for _, c := range group.List {
			text, ok := strings.CutPrefix(c.Text, IgnorePrefix)
			if !ok || text != "" && text[0] != ' ' && text[0] != '\t' {
				continue
			}
			line := pass.Fset.PositionFor(c.Pos(), false).Line
			d := Directive{Pos: c.Pos(), End: c.End(), first: line, last: line}
			d.Passes, d.Reason = parseDirective(text)
			dirs = append(dirs, d)
		}
	}
	if len(dirs) == 0 {
		return nil
	}
	code := linesWithCode(pass.Fset, file)
	for i := len(dirs) - 1; i >= 0; i-- {
		d := &dirs[i]
		if d.Alone = !code[d.first]; !d.Alone {
			continue
		}
		d.last = d.first + 1
		if i+1 < len(dirs) && dirs[i+1].Alone && dirs[i+1].first == d.last {
			d.last = dirs[i+1].last
		}
	}
	return dirs
}

// parseDirective splits what follows //obslint:ignore. Names are separated by
// commas, which blanks may follow.
func parseDirective(text string) (passes []string, reason string) {
	// A second comment on the line is no reason.
	text, _, _ = strings.Cut(text, " //")
	for {
		text = strings.TrimLeft(text, " \t")
		end := strings.IndexAny(text, " \t,")
		if end < 0 {
			end = len(text)
		}
		if end > 0 {
			passes = append(passes, text[:end])
		}
		text = strings.TrimSpace(text[end:])
		rest, more := strings.CutPrefix(text, ",")
		if !more {
			return passes, text
		}
		text = rest
	}
}

// linesWithCode returns the lines on which a node of file begins or ends.
func linesWithCode(fset *token.FileSet, file *ast.File) map[int]bool {
	lines := make(map[int]bool)
	tf := fset.File(file.FileStart)
	ast.Inspect(file, func(n ast.Node) bool {
		switch n.(type) {
		case nil:
			return false
		case *ast.Comment, *ast.CommentGroup:
			return false
		case *ast.File:
			return true
		}
		lines[tf.PositionFor(n.Pos(), false).Line] = true
		lines[tf.PositionFor(n.End(), false).Line] = true
		return true
	})
	return lines
}
