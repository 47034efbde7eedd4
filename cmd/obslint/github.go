package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
)

// writeGitHub writes workflow commands, which GitHub turns into annotations
// of the changed lines.
func (c *command) writeGitHub(w io.Writer, res *result) error {
	for _, f := range res.findings {
		props := []string{"file=" + property(c.repoPath(f.pos.file))}
		add := func(name string, n int) {
			if n > 0 {
				props = append(props, fmt.Sprintf("%s=%d", name, n))
			}
		}
		add("line", f.pos.line)
		if f.end.file == f.pos.file && f.end.line >= f.pos.line {
			add("endLine", f.end.line)
			// Columns are shown only for a range on one line.
			if f.end.line == f.pos.line && f.end.col > f.pos.col {
				add("col", f.pos.col)
				add("endColumn", f.end.col)
			}
		}
		props = append(props, "title="+property(f.rule()))
		msg := f.message
		for _, r := range f.related {
			r.pos.file = filepath.FromSlash(c.repoPath(r.pos.file))
			msg += "\n" + c.place(r.pos) + ": " + r.message
		}
		if f.url != "" {
			msg += "\n" + f.url
		}
		if _, err := fmt.Fprintf(w, "::error %s::%s\n", strings.Join(props, ","), data(msg)); err != nil {
			return err
		}
	}
	return nil
}

// repoPath names a file as code hosts want it: with slashes, from the top of
// the repository, which is where a workflow says that it is, or else where
// obslint runs.
func (c *command) repoPath(name string) string {
	return filepath.ToSlash(relTo(c.repoRoot(), name))
}

func (c *command) repoRoot() string {
	if ws := os.Getenv("GITHUB_WORKSPACE"); filepath.IsAbs(ws) && below(ws, c.files.dir) {
		return filepath.Clean(ws)
	}
	return c.files.dir
}

// relTo returns name as seen from dir, or as it is if it is not below.
func relTo(dir, name string) string {
	if rel, err := filepath.Rel(dir, name); err == nil && below(dir, name) {
		return rel
	}
	return name
}

// data and property escape as GitHub's toolkit does.
func data(s string) string {
	return strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A").Replace(s)
}

func property(s string) string {
	return strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C").Replace(s)
}
