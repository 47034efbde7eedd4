package main

import (
	"fmt"
	"io"
	"maps"
	"slices"
)

// writeText writes findings for a person on a terminal, or one a line for
// everything else.
func (c *command) writeText(w io.Writer, res *result) error {
	if !c.terminal {
		for _, f := range res.findings {
			fmt.Fprintf(w, "%s: %s (%s)\n", c.place(f.pos), f.message, f.rule())
		}
		return nil
	}
	links := make(map[string]string)
	for _, f := range res.findings {
		fmt.Fprintf(w, "%s: %s (%s)\n", c.place(f.pos), f.message, f.rule())
		for _, r := range f.related {
			fmt.Fprintf(w, "\t%s: %s\n", c.place(r.pos), r.message)
		}
		links[f.rule()] = f.url
	}
	if len(links) == 0 {
		return nil
	}
	fmt.Fprintln(w)
	width := 0
	for rule := range links {
		width = max(width, len(rule))
	}
	for _, rule := range slices.Sorted(maps.Keys(links)) {
		fmt.Fprintf(w, "%-*s  %s\n", width, rule, links[rule])
	}
	fixable := 0
	for _, f := range res.findings {
		if len(f.fixes) > 0 {
			fixable++
		}
	}
	fmt.Fprintf(w, "%s", plural(len(res.findings), "finding"))
	if fixable > 0 && !c.opts.fix {
		fmt.Fprintf(w, ", %d with a fix: see them with -diff, apply them with -fix", fixable)
	}
	fmt.Fprintln(w)
	return nil
}
