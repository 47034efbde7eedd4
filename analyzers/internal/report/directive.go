package report

import (
	"go/ast"
	"go/token"
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
	Reason   string
	line     int  // of the comment
	alone    bool // nothing but the comment on its line
}

// Covers reports whether the directive speaks of the given line: its own, or
// the next one if it stands alone.
func (d Directive) Covers(line int) bool {
	return line == d.line || d.alone && line == d.line+1
}

// Directives returns the directives of file in source order, the malformed
// ones included.
func Directives(pass *analysis.Pass, file *ast.File) []Directive {
	var dirs []Directive
	for _, group := range file.Comments {
		for _, c := range group.List {
			text, ok := strings.CutPrefix(c.Text, IgnorePrefix)
			if !ok || text != "" && text[0] != ' ' && text[0] != '\t' {
				continue
			}
			// A second comment on the line is no reason.
			text, _, _ = strings.Cut(text, "//")
			names, reason, _ := strings.Cut(strings.TrimSpace(text), " ")
			d := Directive{
				Pos:    c.Pos(),
				End:    c.End(),
				Reason: strings.TrimSpace(reason),
				line:   pass.Fset.PositionFor(c.Pos(), false).Line,
			}
			for name := range strings.SplitSeq(names, ",") {
				if name != "" {
					d.Passes = append(d.Passes, name)
				}
			}
			dirs = append(dirs, d)
		}
	}
	if len(dirs) > 0 {
		codeLines := linesWithCode(pass.Fset, file)
		for i := range dirs {
			dirs[i].alone = !codeLines[dirs[i].line]
		}
	}
	return dirs
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
